"""
Rows of one federation, never seen from another.

Three walls stand one behind the other: managers that refuse to work without a scope, foreign keys that join on the
federation as well as the id, and PostgreSQL's row-level security (see ``common.postgres``).
"""

from .context import NoScope, Scope, across, current_federation_id, current_scope, scope

__all__ = ["NoScope", "Scope", "across", "current_federation_id", "current_scope", "scope"]
