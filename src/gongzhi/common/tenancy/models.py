"""This will give every table its key, and every tenant table its federation."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models

from gongzhi.common.tenancy.context import NoScope, current_federation_id, current_scope
from gongzhi.kernel.identifiers import uuid7

M = TypeVar("M", bound=models.Model)


class SharedModel(models.Model):
    """A row that belongs to no single federation: divisions, federations, accounts, identities of organisations."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class TenantQuerySet(models.QuerySet[M]):
    """Rows of the scope's federation. Rooms derive their time words from it."""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Insert many rows; refuses rows of another federation than the scope's."""
        rows = list(objs)
        chosen = current_scope()
        if chosen is not None and chosen.federation_id is not None:
            for row in rows:
                if row.federation_id != chosen.federation_id:
                    raise NoScope(f"{self.model.__name__} of another federation than the scope's")
        return super().bulk_create(rows, *args, **kwargs)


class TenantManager(models.Manager[M]):
    """
    A manager that filters by the scope's federation.

    :raises NoScope: on first use where no federation was chosen and nobody looks across
    """

    _queryset_class = TenantQuerySet

    def get_queryset(self) -> models.QuerySet[M]:
        chosen = current_scope()
        if chosen is None:
            raise NoScope(f"{self.model.__name__} was asked for without a federation")
        rows = super().get_queryset()
        return rows if chosen.federation_id is None else rows.filter(federation_id=chosen.federation_id)


class TenantModel(models.Model):
    """
    A row of one federation.

    The database keeps ``PRIMARY KEY (id, federation_id)`` and a row-level policy, both made by ``common.postgres``,
    so that migrations stay plain and the table can be sharded by federation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    federation = models.ForeignKey(
        settings.TENANT_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        default=current_federation_id,
        editable=False,
        db_index=False,
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


def tenant_models(models_: list[type[models.Model]]) -> list[type[TenantModel]]:
    """Pick the tenant models out of a list, in its order."""
    return [model for model in models_ if issubclass(model, TenantModel)]
