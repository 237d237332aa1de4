"""This will watch statements for tenant tables that are read or written without their federation."""

import re
from typing import Any

from django.apps import apps

from gongzhi.common.tenancy.context import current_scope

from .models import tenant_models

WATCHED = re.compile(r"^\s*(SELECT|UPDATE|DELETE|WITH)\s", re.IGNORECASE)


def tenant_tables() -> frozenset[str]:
    """Name the tables of all tenant models."""
    return frozenset(model._meta.db_table for model in tenant_models(list(apps.get_models())))


def _tables_in(sql: str, tables: frozenset[str]) -> set[str]:
    return {name for name in re.findall(r'(?:FROM|JOIN|UPDATE)\s+"([a-z0-9_]+)"', sql) if name in tables}


def _is_restricted(sql: str, table: str) -> bool:
    """Whether the statement ties the federation of the table, or of the alias it was given, on either side of ``=``."""
    aliases = {table, *re.findall(rf'"{table}"\s+(?:AS\s+)?"?([A-Z]+[0-9]+)"?', sql)}
    column = rf'"?(?:{"|".join(aliases)})"?\."federation_id"'
    return re.search(rf"{column}\s*(=|IN)|=\s*\(?{column}", sql) is not None


def offence(sql: str, tables: frozenset[str]) -> str:
    """
    Say what is wrong with a statement, or ``""``.

    Two shapes: a tenant table without its federation, which could show another street's rows; and a look across that
    starts from the table of federations, which a sharded database refuses.
    """
    if not WATCHED.match(sql):
        return ""
    used = _tables_in(sql, tables)
    chosen = current_scope()
    if chosen is not None and chosen.federation_id is None:
        starts_there = re.search(r'FROM\s+"federations_federation"', sql)
        return f"a look across starts from the federations: {sql}" if used and starts_there else ""
    bare = sorted(table for table in used if not _is_restricted(sql, table))
    return f"{', '.join(bare)} without the federation: {sql}" if bare else ""


class QueryGuard:
    """An execute wrapper that collects offences; ``count`` counts the statements it saw."""

    def __init__(self) -> None:
        self.offences: list[str] = []
        self.count = 0
        self._tables = tenant_tables()

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django calls it
        """Look at the statement, then run it."""
        self.count += 1
        if isinstance(sql, str):
            found = offence(sql, self._tables)
            if found:
                self.offences.append(found)
        return execute(sql, params, many, context)
