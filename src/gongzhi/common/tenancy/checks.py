"""This will refuse to start when a table breaks the law of tenancy."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import models

from .fields import TenantForeignKey
from .models import TenantManager, TenantModel


def _is_tenant(model: Any) -> bool:
    return isinstance(model, type) and issubclass(model, TenantModel)


def _keys(model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or not _is_tenant(field.remote_field.model):
            continue
        if not _is_tenant(model):
            yield checks.Error("A plain table points at a tenant table.", obj=field, id="tenancy.E001")
        elif not isinstance(field, TenantForeignKey):
            yield checks.Error("Use TenantForeignKey between tenant tables.", obj=field, id="tenancy.E002")
    for field in model._meta.local_many_to_many:
        through: Any = field.remote_field.through
        if _is_tenant(field.remote_field.model) and through._meta.auto_created:
            yield checks.Error("Many-to-many of tenant tables needs its own model.", obj=field, id="tenancy.E003")


def _uniqueness(model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and "federation" not in constraint.fields[:1]:
            yield checks.Error(
                "A unique constraint starts with the federation.", obj=model, id="tenancy.E004", hint=constraint.name
            )
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield checks.Error("unique=True leaves out the federation.", obj=field, id="tenancy.E005")


def _managers(model: type[models.Model]) -> Iterator[checks.CheckMessage]:
    for manager in model._meta.managers:
        if not isinstance(manager, TenantManager):
            yield checks.Error(
                "A manager of a tenant model is not scoped.", obj=model, id="tenancy.E006", hint=manager.name
            )


def tenancy(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:  # noqa: ARG001 -- Django calls it
    """List every model that breaks tenancy: keys, uniqueness, managers."""
    found: list[checks.CheckMessage] = []
    for model in apps.get_models():
        found += _keys(model)
        if _is_tenant(model):
            found += [*_uniqueness(model), *_managers(model)]
    return found
