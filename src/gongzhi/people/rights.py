"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "people.person.read"
    MANAGE = "people.person.manage"
    REVEAL_CONTACT = "people.contact.reveal"
    EXPORT = "people.person.export"
    ERASE = "people.person.erase"
    MANAGE_ACCOUNTS = "people.account.manage"
