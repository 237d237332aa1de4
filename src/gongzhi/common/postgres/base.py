"""This will keep PostgreSQL's idea of the federation in step with the scope of the running code."""

from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations

from gongzhi.common.tenancy.context import current_scope

from .schema import TenantSchemaEditor

# What PostgreSQL holds when nobody chose a federation: the policies then show no row.
NOBODY = ("", "off")
TELL = "SELECT set_config('gongzhi.federation', %s, false), set_config('gongzhi.across', %s, false)"


def _wanted() -> tuple[str, str]:
    chosen = current_scope()
    if chosen is None:
        return NOBODY
    if chosen.federation_id is None:
        return ("", "on")
    return (str(chosen.federation_id), "off")


class TenantOperations(DatabaseOperations):
    """PostgreSQL's own, with our compiler of deletions."""

    compiler_module = "gongzhi.common.postgres.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, told the federation before the first statement of each scope."""

    SchemaEditorClass = TenantSchemaEditor
    ops_class = TenantOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: tuple[str, str] | None = None
        self.execute_wrappers.append(self._tell_federation)

    def get_new_connection(self, conn_params: Any) -> Any:
        """Open a connection, or take one from the pool that may remember another federation."""
        self._told = None
        return super().get_new_connection(conn_params)

    def _tell_federation(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django calls it
        wanted = _wanted()
        if wanted != self._told and self.connection is not None and not self.needs_rollback:
            self.connection.execute(TELL, wanted)
            self._told = wanted
        return execute(sql, params, many, context)

    def _rollback(self) -> Any:
        # A rollback undoes the setting with everything else, so tell it anew.
        self._told = None
        return super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self._told = None

    def _close(self) -> Any:
        self._told = None
        return super()._close()
