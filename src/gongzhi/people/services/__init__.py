"""What may be done with people, how to reach them, and their accounts. Keys of names are made here and nowhere else."""

from .accounts import (
    deactivate_account,
    make_account,
    make_first_secretary,
    reactivate_account,
    renew_link,
    tie_account,
    untie_account,
)
from .contacts import add_contact, remove_contact, reveal_contact
from .personal_data import erase_person, export_person
from .persons import change_person, register_people, register_person
from .sign_ins import record_sign_in, record_sign_in_failure, record_sign_out

__all__ = [
    "add_contact",
    "change_person",
    "deactivate_account",
    "erase_person",
    "export_person",
    "make_account",
    "make_first_secretary",
    "reactivate_account",
    "record_sign_in",
    "record_sign_in_failure",
    "record_sign_out",
    "register_people",
    "register_person",
    "remove_contact",
    "renew_link",
    "reveal_contact",
    "tie_account",
    "untie_account",
]
