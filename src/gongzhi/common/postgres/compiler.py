"""This will make every deletion name its federation, also those that Django's collector writes by keys alone."""

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)
from django.db.models.lookups import Exact
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode

from gongzhi.common.tenancy.context import current_scope
from gongzhi.common.tenancy.models import TenantModel

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLDeleteCompiler(compiler.SQLDeleteCompiler):
    """Deletes rows of the scope's federation only."""

    def _as_sql(self, query: Query) -> Any:
        return super()._as_sql(_tied(query))


def _tied(query: Query) -> Query:
    chosen = current_scope()
    model = query.model
    if chosen is None or chosen.federation_id is None or model is None or not issubclass(model, TenantModel):
        return query
    tied = query.clone()
    column = model._meta.get_field("federation").get_col(query.get_initial_alias())
    tied.where = WhereNode([query.where, Exact(column, chosen.federation_id)])
    return tied
