"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """What an office may be given in this room."""

    READ = "organisations.register.read"
    MANAGE = "organisations.register.manage"
    EXPORT = "organisations.register.export"
    APPLY = "organisations.membership.apply"
    ADMIT = "organisations.membership.admit"
    SUSPEND = "organisations.membership.suspend"
