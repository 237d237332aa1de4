"""Django's PostgreSQL backend with the federation in every key and a row-level policy on every tenant table."""
