import django.contrib.postgres.fields
import django.db.models.deletion
import gongzhi.common.tenancy.context
import gongzhi.common.tenancy.fields
import gongzhi.kernel.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("federations", "0001_initial"),
        ("meetings", "0001_initial"),
        ("offices", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="follows",
            field=gongzhi.common.tenancy.fields.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followers",
                to="meetings.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="kind",
            field=models.CharField(
                choices=[("motion", "Motion or report"), ("election", "Election")], default="motion", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="office",
            field=gongzhi.common.tenancy.fields.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="offices.office",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="round",
            field=models.CharField(
                blank=True,
                choices=[("first", "First ballot"), ("run_off", "Run-off"), ("second", "Second ballot")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="seats",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="form",
            field=models.CharField(
                blank=True,
                choices=[
                    ("deliberation", "Deliberation meeting"),
                    ("hearing", "Hearing"),
                    ("talk", "Heart-to-heart talk"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="outcome",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ordinary", "Ordinary meeting"),
                        ("party_lecture", "Party lecture"),
                        ("theme_day", "Theme day"),
                        ("organisation_life", "Organisation-life meeting"),
                        ("democratic_review", "Review of party members"),
                        ("consultation", "Consultation meeting"),
                    ],
                    max_length=20,
                ),
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "motion"), ("seats__isnull", True)),
                    models.Q(("kind", "election"), ("seats__gte", 1)),
                    _connector="OR",
                ),
                name="item_election_has_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("follows__isnull", False), models.Q(("state", "withdrawn"), _negated=True)),
                fields=("federation", "follows", "round"),
                name="item_followed_once",
            ),
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        default=gongzhi.common.tenancy.context.current_federation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federations.federation",
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("position", models.PositiveSmallIntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("votes", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "fate",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("elected", "Elected"),
                            ("too_few", "Not elected"),
                            ("outrun", "Others had more"),
                            ("tied", "Tied"),
                        ],
                        max_length=10,
                    ),
                ),
                ("outcome_words", models.JSONField(blank=True, default=dict)),
                (
                    "item",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="candidates", to="meetings.agendaitem"
                    ),
                ),
                (
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="CandidateCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        default=gongzhi.common.tenancy.context.current_federation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federations.federation",
                    ),
                ),
                ("votes", models.PositiveIntegerField()),
                (
                    "candidate",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="counts", to="meetings.candidate"
                    ),
                ),
                (
                    "count",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="meetings.tellerscount"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        default=gongzhi.common.tenancy.context.current_federation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federations.federation",
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                (
                    "behalf",
                    models.CharField(
                        choices=[
                            ("resident", "Resident"),
                            ("department", "Department"),
                            ("enterprise", "Enterprise"),
                            ("deputy", "Deputy of the people’s congress"),
                            ("cppcc", "CPPCC member"),
                            ("expert", "Expert"),
                            ("organisation", "Organisation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("stands_for", models.CharField(blank=True, max_length=100)),
                ("contact", models.CharField(blank=True, max_length=60)),
                ("contact_masked", models.CharField(blank=True, max_length=60)),
                ("invited_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                (
                    "community",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federations.community",
                    ),
                ),
                (
                    "meeting",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guests", to="meetings.meeting"
                    ),
                ),
                (
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        default=gongzhi.common.tenancy.context.current_federation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federations.federation",
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("reason", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "item",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recusals", to="meetings.agendaitem"
                    ),
                ),
                (
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "recorded_by",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "federation",
                    models.ForeignKey(
                        db_index=False,
                        default=gongzhi.common.tenancy.context.current_federation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="federations.federation",
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("role", models.CharField(blank=True, max_length=150)),
                ("words", models.TextField(max_length=1000)),
                ("noted_at", models.DateTimeField()),
                ("voice_id", models.UUIDField(blank=True, null=True)),
                ("voice_label", models.CharField(blank=True, max_length=200)),
                (
                    "guest",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="meetings.guest",
                    ),
                ),
                (
                    "item",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="meetings.agendaitem"
                    ),
                ),
                (
                    "meeting",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="meetings.meeting"
                    ),
                ),
                (
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(fields=("federation", "item", "person"), name="candidate_once_an_item"),
        ),
        migrations.AddConstraint(
            model_name="candidatecount",
            constraint=models.UniqueConstraint(
                fields=("federation", "count", "candidate"), name="candidate_count_once"
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["federation", "meeting"], name="guest_by_meeting"),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("federation", "meeting", "person"),
                name="guest_once_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="recusal",
            constraint=models.UniqueConstraint(fields=("federation", "item", "person"), name="recusal_once_a_person"),
        ),
        migrations.AddIndex(
            model_name="remark",
            index=models.Index(fields=["federation", "meeting", "noted_at"], name="remark_by_meeting"),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(("guest__isnull", True), ("person__isnull", True), _connector="OR"),
                name="remark_of_one_speaker",
            ),
        ),
    ]
