"""This will answer the addresses of this room."""

from .individuals import apply_individual, individual, individuals
from .membership import apply, correct_spell, decide
from .register import add, edit, export, link, register
from .representatives import end_representative, name_representative
from .sight import detail, elsewhere, evidence

__all__ = [
    "add",
    "apply",
    "apply_individual",
    "correct_spell",
    "decide",
    "detail",
    "edit",
    "elsewhere",
    "end_representative",
    "evidence",
    "export",
    "individual",
    "individuals",
    "link",
    "name_representative",
    "register",
]
