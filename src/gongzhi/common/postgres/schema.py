"""This will write the federation into primary keys, foreign keys and row-level policies."""

from typing import Any

from django.db import models
from django.db.backends.ddl_references import Columns, Statement
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

FEDERATION = "federation_id"
POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY one_federation ON {table}
  USING (federation_id = NULLIF(current_setting('gongzhi.federation', true), '')::uuid
         OR current_setting('gongzhi.across', true) = 'on')
"""


def is_tenant(model: Any) -> bool:
    """
    Tell whether a model, also a historical one of a migration, is a tenant's.

    Historical models lose their bases, so the mark is what every tenant table has and no other: the key to the
    federation without an index of its own.
    """
    field = next((f for f in model._meta.local_fields if f.name == "federation"), None)
    return field is not None and field.column == FEDERATION and not field.db_index


class TenantSchemaEditor(DatabaseSchemaEditor):
    """Django's schema editor; tenant tables get composite keys (id first) and their policy."""

    def create_model(self, model: type[models.Model]) -> None:
        """Create a table, and for a tenant's one its row-level policy."""
        super().create_model(model)
        if is_tenant(model):
            self.execute(POLICY.format(table=self.quote_name(model._meta.db_table)), params=None)

    def table_sql(self, model: type[models.Model]) -> tuple[str, list[Any]]:
        """Write CREATE TABLE; a tenant table's primary key is (id, federation_id), in this order."""
        sql, params = super().table_sql(model)
        if is_tenant(model):
            key = self.quote_name("id")
            sql = sql.replace(f"{key} uuid NOT NULL PRIMARY KEY", f"{key} uuid NOT NULL", 1)
            sql = f"{sql[:-1]}, PRIMARY KEY ({key}, {self.quote_name(FEDERATION)}))"
        return sql, params

    def add_field(self, model: type[models.Model], field: models.Field) -> None:
        """Add a column; a key between tenants gets its constraint afterwards, as a composite one."""
        inline = self.sql_create_column_inline_fk
        if self._is_tenant_key(model, field):
            self.sql_create_column_inline_fk = None  # type: ignore[assignment]
        try:
            super().add_field(model, field)
        finally:
            self.sql_create_column_inline_fk = inline

    def _create_fk_sql(self, model: type[models.Model], field: models.Field, suffix: str) -> Statement:
        if not self._is_tenant_key(model, field):
            return super()._create_fk_sql(model, field, suffix)
        statement = super()._create_fk_sql(model, field, suffix)
        ours, theirs = model._meta.db_table, field.target_field.model._meta.db_table
        statement.parts["column"] = Columns(ours, [field.column, FEDERATION], self.quote_name)
        statement.parts["to_column"] = Columns(theirs, [field.target_field.column, FEDERATION], self.quote_name)
        # Shards check keys at once or not at all.
        statement.parts["deferrable"] = ""
        return statement

    @staticmethod
    def _is_tenant_key(model: type[models.Model], field: models.Field) -> bool:
        return (
            bool(field.remote_field)
            and not field.many_to_many
            and field.column != FEDERATION
            and is_tenant(model)
            and is_tenant(field.remote_field.model)
        )
