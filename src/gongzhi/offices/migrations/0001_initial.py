import django.contrib.postgres.constraints
import django.db.models.deletion
import gongzhi.common.ranges
import gongzhi.common.tenancy.context
import gongzhi.common.tenancy.fields
import gongzhi.kernel.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("federations", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("assembly", "Assembly of members"),
                            ("council", "Council"),
                            ("standing_council", "Standing council"),
                            ("supervisors", "Supervisors"),
                            ("officers", "Officers of the federation"),
                            ("secretariat", "Secretariat"),
                            ("branch", "Party branch"),
                            ("branch_committee", "Branch committee"),
                            ("street_office", "Street office"),
                            ("two_committees", "Two committees of a community"),
                            ("guidance_group", "District guidance group"),
                            ("audit", "Auditors"),
                        ],
                        max_length=30,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("established_on", models.DateField(blank=True, null=True)),
                ("dissolved_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "verbose_name_plural": "bodies",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=60)),
                ("seats", models.PositiveSmallIntegerField(default=1)),
                ("votes", models.BooleanField(default=False)),
                ("needs_cadre_approval", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "body",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offices", to="offices.body"
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Power",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("body_code", models.CharField(blank=True, max_length=30)),
                ("office_code", models.CharField(max_length=40)),
                ("right", models.CharField(max_length=80)),
                ("clause_code", models.CharField(max_length=80)),
                ("clause_article", models.CharField(blank=True, max_length=40)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
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
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seat", models.PositiveSmallIntegerField(default=1)),
                ("line", models.UUIDField(editable=False)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("resolution", "Elected by resolution"),
                            ("document", "Appointed by document"),
                            ("roster", "Taken over from the roster"),
                        ],
                        max_length=12,
                    ),
                ),
                ("basis_number", models.CharField(blank=True, max_length=100)),
                ("resolution_id", models.UUIDField(blank=True, null=True)),
                ("approval_number", models.CharField(blank=True, max_length=100)),
                ("is_held_back", models.BooleanField(default=False)),
                ("end_reason", models.CharField(blank=True, max_length=200)),
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
                (
                    "office",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="offices.office"
                    ),
                ),
                (
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="terms", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(fields=("federation", "code", "name"), name="body_name_once"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(fields=("federation", "body", "code"), name="office_code_once"),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="office_has_a_seat"),
        ),
        migrations.AddConstraint(
            model_name="power",
            constraint=models.UniqueConstraint(
                fields=("federation", "body_code", "office_code", "right", "clause_code", "starts_on"),
                name="power_once",
            ),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(fields=["federation", "person"], name="term_by_person"),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                name="term_ends_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_at__isnull", True), ("superseded_at__gte", models.F("recorded_at")), _connector="OR"
                ),
                name="term_superseded_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("is_held_back", False), ("superseded_at__isnull", True)),
                expressions=[
                    ("federation", "="),
                    ("office", "="),
                    ("seat", "="),
                    (gongzhi.common.ranges.HalfOpen("starts_on", "ends_on"), "&&"),
                ],
                name="term_one_a_seat",
            ),
        ),
    ]
