"""This will answer the addresses of this room."""

from .sight import bodies, body, history
from .terms import term_add, term_approve, term_correct, term_end

__all__ = ["bodies", "body", "history", "term_add", "term_approve", "term_correct", "term_end"]
