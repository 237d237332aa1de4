"""This will tie tenant rows to each other so that a tie can never cross federations."""

from typing import Any

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

FEDERATION_COLUMN = "federation_id"


class TenantForeignKey(models.ForeignKey):
    """
    A foreign key between two tenant models that joins on ``(id, federation_id)``.

    In Python it behaves as Django's own. In SQL every join carries the federation of both sides, following the key
    asks for the federation too, and the database keeps a composite constraint.
    """

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> WhereNode | None:
        """Add ``alias.federation_id = related_alias.federation_id`` to a join on this key."""
        if alias is None:
            return None
        theirs: Any = self.remote_field.model._meta.get_field("federation")
        ours: Any = self.model._meta.get_field("federation")
        same: Any = Exact(Col(alias, theirs, theirs), Col(related_alias, ours, ours))
        return WhereNode([same], connector=AND)

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        """Ask for the row of the same federation when the key is followed from ``instance``."""
        return {FEDERATION_COLUMN: getattr(instance, FEDERATION_COLUMN)}
