"""Say to which level a matter goes next."""

from collections.abc import Collection
from enum import StrEnum

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


class Level(StrEnum):
    """Name where a matter can be escalated to."""

    COMMUNITY = "community"
    STREET = "street"
    OUTSIDE = "outside"


LEVEL_OF_BODY = {"two_committees": Level.COMMUNITY, "street_office": Level.STREET}
"""Code of a body → its level. To other bodies nothing is escalated."""


class NotAbove(DomainError):
    """The body named is neither the street office nor a community."""

    message = _("Matters are escalated to the street office or to a community. Choose one of them.")


class OneAddress(DomainError):
    """Neither a body nor an address was named, or both."""

    message = _("Choose to whom it goes: a body, or an address outside.")


def level_of(body_code: str) -> Level:
    """
    Tell the level of a body.

    :raises NotAbove: if nothing is escalated to such a body
    """
    if body_code not in LEVEL_OF_BODY:
        raise NotAbove(field="body")
    return LEVEL_OF_BODY[body_code]


def next_level(answered: Collection[Level]) -> Level | None:
    """
    Tell where a matter goes that is disputed again: to the street office, unless it has answered already.

    ``answered`` are the levels that have answered it. ``None`` means that there is no level above: what is left are
    12345 and the office for letters and visits (信访).

    Source: contract of the room; 信访工作条例 (2022) art. 17
    """
    return None if Level.STREET in answered else Level.STREET
