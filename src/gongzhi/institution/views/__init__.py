"""Pages of the institution."""
