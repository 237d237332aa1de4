"""This will read visits for pages, desks and the institution."""
