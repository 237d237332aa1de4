"""This will answer the addresses of this room."""

from .sight import bodies, body, history
from .structure import dissolve, establish, office_add
from .terms import term_add, term_approve, term_correct, term_end

__all__ = [
    "bodies",
    "body",
    "dissolve",
    "establish",
    "history",
    "office_add",
    "term_add",
    "term_approve",
    "term_correct",
    "term_end",
]
