"""This will hold divisions, federations and the ground of each."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import SharedModel, TenantManager, TenantModel, TenantQuerySet


class Level(models.TextChoices):
    """How high a division stands; the national code has 2, 4, 6, 9 or 12 digits."""

    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    COUNTY = "county", _("County or district")
    STREET = "street", _("Sub-district or town")
    COMMUNITY = "community", _("Community")


class DivisionQuerySet(models.QuerySet):
    """Divisions by their place in the tree."""

    def below(self, code: str) -> Self:
        """Divisions one step below ``code`` (``""`` for provinces), in the order of their codes."""
        return self.filter(parent_code=code).order_by("code")

    def named(self, words: str) -> Self:
        """Divisions down to sub-districts whose name holds ``words`` or whose code begins so, by code."""
        wanted = models.Q(name__contains=words) | models.Q(code__startswith=words)
        return self.exclude(level=Level.COMMUNITY).filter(wanted).order_by("code")


class Division(models.Model):
    """A division of the country: ``code`` is the national code, ``parent_code`` is empty for provinces."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=12, choices=Level.choices)
    parent_code = models.CharField(max_length=9, blank=True, db_index=True)

    objects = models.Manager.from_queryset(DivisionQuerySet)()

    class Meta:
        # The search looks at the 44,703 divisions above the communities, not at all 665,276.
        indexes = [
            models.Index(fields=["code"], name="division_above_community", condition=~models.Q(level="community"))
        ]

    def __str__(self) -> str:
        return self.name


class FederationQuerySet(models.QuerySet):
    """Federations by where they stand."""

    def in_county(self, county_code: str) -> Self:
        """Federations of sub-districts of a county or district (six digits), by code."""
        return self.filter(kind=Federation.Kind.STREET, code__startswith=county_code).order_by("code", "pk")

    def in_order_of_code(self) -> Self:
        """All federations, guidance groups before the streets of their district."""
        return self.order_by("code", "pk")


class Federation(SharedModel):
    """
    A tenant: the federation of a sub-district, or the guidance group of a district.

    ``code`` stands in every address of its pages: the division's code, with ``-2`` and so on where a division has
    several. ``phone`` is a human's, shown in elder mode.
    """

    class Kind(models.TextChoices):
        STREET = "street", _("Sub-district federation")
        DISTRICT = "district", _("District guidance group")

    code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STREET)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="federations")
    founded_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(FederationQuerySet)()

    def __str__(self) -> str:
        return self.name

    @property
    def county_code(self) -> str:
        """The first six digits: which district this tenant lies in."""
        return self.division_id[:6]


class CommunityQuerySet(TenantQuerySet):
    """Communities of the federation."""

    def in_order(self) -> Self:
        """By the national code, those without one last, by name."""
        return self.order_by(models.F("division_id").asc(nulls_last=True), "name", "pk")


class Community(TenantModel):
    """
    A community of the federation's sub-district.

    ``households`` is ``None`` while nobody has counted. ``version`` counts the changes, so that of two people who
    change it at once the second is told.
    """

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=100)
    households = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenantManager.from_queryset(CommunityQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "name"], name="community_name_once")]

    def __str__(self) -> str:
        return self.name


class Grid(TenantModel):
    """A part of a community; ``version`` as above."""

    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="grids")
    name = models.CharField(max_length=60)
    households = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["federation", "community", "name"], name="grid_name_once")]

    def __str__(self) -> str:
        return self.name


class PopulationCellQuerySet(TenantQuerySet):
    """Counts by day."""

    def newest(self) -> Self:
        """The newest count of each cell."""
        return self.order_by("community_id", "group", "-counted_on").distinct("community_id", "group")


class PopulationCell(TenantModel):
    """How many people of a group live in a community, counted on a day, with the source of the count."""

    class Group(models.TextChoices):
        CHILDREN = "children", _("Children and minors")
        YOUNG = "young", _("Aged 18 to 34")
        MIDDLE = "middle", _("Aged 35 to 59")
        ELDER = "elder", _("Aged 60 and over")

    community = TenantForeignKey(Community, on_delete=models.PROTECT, related_name="cells")
    group = models.CharField(max_length=20, choices=Group.choices)
    count = models.PositiveIntegerField()
    counted_on = models.DateField()
    source = models.CharField(max_length=200)

    objects = TenantManager.from_queryset(PopulationCellQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "community", "group", "counted_on"], name="cell_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.community_id} {self.group} {self.count}"
