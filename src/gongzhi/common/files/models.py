"""This will remember the files people handed in."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.models import TenantModel


class StoredFile(TenantModel):
    """
    A file that was looked at and kept.

    On disk it is called by its id; ``name`` is what the person called it, for showing only. ``sha256`` and ``size``
    are of the bytes that were kept, which for pictures are fewer than those handed in.
    """

    name = models.CharField(_("name"), max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    handed_in_by_id = models.UUIDField(null=True, blank=True)
    handed_in_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["federation", "sha256"], name="stored_file_by_content")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the storage keeps it: by federation, then by id; no part of it comes from a person."""
        federation, own = UUID(str(self.federation_id)).hex, UUID(str(self.pk)).hex
        return f"{federation}/{own[-2:]}/{own}"
