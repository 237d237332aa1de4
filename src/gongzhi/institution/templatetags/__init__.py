"""Filters of the institution."""
