import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.db.models.deletion
import gongzhi.common.ranges
import gongzhi.common.search.fields
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
            name="OrganisationIdentity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("credit_code", models.CharField(blank=True, max_length=18, null=True, unique=True)),
                ("name", models.CharField(max_length=100)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("name_key", models.CharField(editable=False, max_length=200)),
                ("name_pinyin", models.CharField(editable=False, max_length=600)),
                ("name_initials", models.CharField(editable=False, max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("community_social", "Community social organisation"),
                            ("enterprise", "Resident enterprise"),
                            ("unit", "Public unit"),
                        ],
                        default="community_social",
                        max_length=20,
                    ),
                ),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "Services for residents"),
                            ("charity", "Charity and public welfare"),
                            ("mutual_aid", "Mutual aid of neighbours"),
                            ("culture_sport", "Culture and sport"),
                            ("safety", "Safety"),
                            ("affairs", "Community affairs"),
                            ("", "Not classified"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("filed", "Filed"),
                            ("incubating", "Incubating"),
                            ("dissolved", "Dissolved"),
                        ],
                        default="filed",
                        max_length=20,
                    ),
                ),
                ("credit_code", models.CharField(blank=True, max_length=18)),
                ("founded_on", models.DateField(blank=True, null=True)),
                (
                    "founded_precision",
                    models.CharField(
                        choices=[("day", "day"), ("month", "month"), ("year", "year")], default="day", max_length=5
                    ),
                ),
                ("people_count", models.PositiveIntegerField(blank=True, null=True)),
                ("full_member_count", models.PositiveIntegerField(blank=True, null=True)),
                ("probationary_member_count", models.PositiveIntegerField(blank=True, null=True)),
                ("offers", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True, max_length=2000)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("search_text", gongzhi.common.search.fields.SearchTextField(default="")),
                (
                    "search",
                    gongzhi.common.search.fields.BigramField(
                        db_persist=True,
                        expression=gongzhi.common.search.fields.Pairs(models.F("search_text")),
                        output_field=gongzhi.common.search.fields.PairsField(),
                    ),
                ),
                (
                    "community",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="federations.community",
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
                (
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisationidentity",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("admitted", "Member"),
                            ("refused", "Not admitted"),
                            ("suspended", "Suspended"),
                            ("left", "Left"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateField()),
                ("number", models.CharField(blank=True, max_length=30)),
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
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="people.person",
                    ),
                ),
                (
                    "organisation",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("leader", "Leader"), ("contact", "Contact person")], default="leader", max_length=10
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
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
                    "organisation",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representatives",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "person",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="represents", to="people.person"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="MembershipSpell",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gongzhi.kernel.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("applied", "Applied"),
                            ("admitted", "Member"),
                            ("refused", "Not admitted"),
                            ("suspended", "Suspended"),
                            ("left", "Left"),
                        ],
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                ("basis", models.CharField(max_length=200)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("resolution_id", models.UUIDField(blank=True, null=True)),
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
                    "membership",
                    gongzhi.common.tenancy.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spells",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"
                        ),
                        name="spell_ends_later",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("superseded_at__isnull", True)),
                        expressions=[
                            ("federation", "="),
                            ("membership", "="),
                            (gongzhi.common.ranges.HalfOpen("starts_on", "ends_on"), "&&"),
                        ],
                        name="spell_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["federation", "state"], name="membership_by_state"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("person__isnull", True)),
                    models.Q(("organisation__isnull", True), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="membership_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("organisation__isnull", False)),
                fields=("federation", "organisation"),
                name="membership_once_an_organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("federation", "person"),
                name="membership_once_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(fields=["federation", "name_pinyin"], name="organisation_by_pinyin"),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], gin_pending_list_limit=512, name="organisation_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("federation", "name_key"), name="organisation_name_once"),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("credit_code", ""), _negated=True),
                fields=("federation", "credit_code"),
                name="organisation_code_once",
            ),
        ),
        migrations.AddIndex(
            model_name="representative",
            index=models.Index(fields=["federation", "person"], name="representative_by_person"),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gt", models.F("starts_on")), _connector="OR"),
                name="representative_ends_later",
            ),
        ),
    ]
