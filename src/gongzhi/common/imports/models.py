"""This will keep an import from its upload to its commit, row by row."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.imports.kinds import kinds
from gongzhi.common.imports.rows import RowState
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class ImportBatchQuerySet(TenantQuerySet):
    """Imports of the federation."""

    def visible_to(self, actor: Actor) -> Self:
        """All for whoever may import one of the kinds; none for others."""
        return self.all() if any(actor.may(kind.right) for kind in kinds()) else self.none()


class ImportBatch(TenantModel):
    """
    One uploaded workbook on its way into the register.

    ``sheets`` is a list, in the workbook's order, of ``{"name", "kind", "headings": field → heading, "unknown":
    headings nobody knows, "skipped": row numbers}``. ``refreshed_at`` is when its rows were last judged.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        PREVIEWED = "previewed", _("Being looked through")
        COMMITTED = "committed", _("Taken over")
        DISCARDED = "discarded", _("Discarded")

    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    sheets = models.JSONField(default=list)
    uploaded_by_id = models.UUIDField(null=True, blank=True)
    uploaded_by = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    committed_by = models.CharField(max_length=100, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(ImportBatchQuerySet)()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "created_at"], name="import_batch_by_day")]

    def __str__(self) -> str:
        return self.file_name


class ImportRowQuerySet(TenantQuerySet):
    """Rows of imports."""

    def in_order(self) -> Self:
        """As they stand in the workbook."""
        return self.order_by("sheet_index", "number", "pk")

    def committed_digests(self, kind: str) -> frozenset[str]:
        """The fingerprints of all rows of a kind that were ever taken over. One query."""
        rows = self.filter(kind=kind, committed_at__isnull=False)
        return frozenset(rows.values_list("digest", flat=True))


class ImportRow(TenantModel):
    """
    One row of a preview.

    ``number`` is the spreadsheet's own. ``raw`` field → cell as read or mended (`workbook.cell_to_json`), ``others``
    heading → cell that no field takes, ``values`` what was understood, ``problems`` a list of ``{"field", "code",
    "message", "params"}`` with an English msgid. ``mended`` lists the fields a person changed in the preview.
    """

    class State(models.TextChoices):
        CLEAN = RowState.CLEAN.value, _("Clean")
        PROBLEM = RowState.PROBLEM.value, _("To be mended")
        UNCHANGED = RowState.UNCHANGED.value, _("Already there")
        SKIPPED = RowState.SKIPPED.value, _("Left out")

    batch = TenantForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    sheet_index = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    sequence = models.CharField(max_length=50, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    raw = models.JSONField(default=dict)
    others = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    mended = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    committed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(ImportRowQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "batch", "sheet_index", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(
                fields=["federation", "kind", "digest"],
                name="import_row_committed",
                condition=Q(committed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}"

    @property
    def problem_words(self) -> list[dict[str, Any]]:
        """The problems in the active language: ``{"field", "code", "words"}``."""
        return [
            {
                "field": problem["field"],
                "code": problem["code"],
                "words": gettext(problem["message"]) % problem["params"],
            }
            for problem in self.problems
        ]
