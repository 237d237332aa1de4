"""
This will say how a name is found, how a membership moves from state to state, and what is refused, and why.

Source: model charter of associations, articles on members (mark 2); product row R1
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from gongzhi.kernel.codes import credit_code_problem, normalise_code
from gongzhi.kernel.decisions import Decision, allow, refuse
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.states import StateTable
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import initials_key, pinyin_key, search_key

SHORTEST_SEARCH = 2
PINYIN_LENGTH, INITIALS_LENGTH, KEY_LENGTH = 600, 100, 200


class State(StrEnum):
    """How a membership stands; ``NONE`` where nobody ever applied."""

    NONE = "none"
    APPLIED = "applied"
    ADMITTED = "admitted"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    LEFT = "left"


class Deed(StrEnum):
    """What can be done with a membership."""

    APPLY = "apply"
    ADMIT = "admit"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESTORE = "restore"
    LEAVE = "leave"


MEMBERSHIP: StateTable[State] = StateTable(
    [
        (State.NONE, Deed.APPLY, State.APPLIED),
        (State.APPLIED, Deed.ADMIT, State.ADMITTED),
        (State.APPLIED, Deed.REFUSE, State.REFUSED),
        (State.APPLIED, Deed.LEAVE, State.LEFT),
        (State.ADMITTED, Deed.SUSPEND, State.SUSPENDED),
        (State.ADMITTED, Deed.LEAVE, State.LEFT),
        (State.SUSPENDED, Deed.RESTORE, State.ADMITTED),
        (State.SUSPENDED, Deed.LEAVE, State.LEFT),
        (State.REFUSED, Deed.APPLY, State.APPLIED),
        (State.LEFT, Deed.APPLY, State.APPLIED),
    ]
)

_WHERE_IT_STANDS = {
    State.NONE: _("It has not applied for membership. Enter its application first."),
    State.APPLIED: _("Its application waits for a decision. Admit it or refuse it first."),
    State.ADMITTED: _("It is a member."),
    State.REFUSED: _("Its application was refused. It can apply again."),
    State.SUSPENDED: _("Its membership is suspended. Restore it first, or record that it leaves."),
    State.LEFT: _("It is no longer a member. It can apply again."),
}


class DissolvedCannotApply(DomainError):
    """A dissolved organisation applies."""

    message = _("This organisation is dissolved and cannot become a member. Correct its standing if that is wrong.")


class BeforeLastChange(DomainError):
    """A change of membership is dated before the one it follows; params ``since``."""

    message = _("The last change of this membership was on %(since)s. Choose that day or a later one.")


class InTheFuture(DomainError):
    """A deed is dated after the day it is entered; params ``today``."""

    message = _("This day has not come yet. Enter it when it has come; today is %(today)s.")


class ReasonMissing(DomainError):
    """A deed that takes something away gives no reason."""

    message = _("Say why. The member can read the reason.")


class BasisMissing(DomainError):
    """A decision names nothing it rests on."""

    message = _("Say on which resolution or document this rests, for example “Council resolution 2026-4”.")


class NameMissing(DomainError):
    """An organisation without a name."""

    message = _("The name is missing. Write the full name as it stands on the certificate.")


class CreditCodeWrong(DomainError):
    """A credit code that cannot be right."""

    message = _("This cannot be a unified social credit code. Compare all 18 characters with the certificate.")


class CreditCodeMissing(DomainError):
    """A registered organisation without its code."""

    message = _("A registered organisation has a unified social credit code. Enter it, or choose another standing.")


class SpellsOverlap(DomainError):
    """A corrected period reaches into a neighbour; params ``starts_on``."""

    message = _("This period overlaps the one that begins on %(starts_on)s. Correct that one first.")


class EndsTooEarly(DomainError):
    """A period would end before it begins."""

    message = _("The last day lies before the first day, which is %(starts_on)s. Choose a later last day.")


class NothingChanged(DomainError):
    """A correction says what is on record already."""

    message = _("Nothing differs from what is on record. Change what was wrong, or go back.")


class MoreFullMembersThanPeople(DomainError):
    """Party members outnumber the people; params ``people``."""

    message = _("The party members are more than all people, who are %(people)s. Check the numbers.")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What is kept beside a name: the search key, full pinyin for ordering, initials for quick finding."""

    key: str
    pinyin: str
    initials: str


class Dated(Protocol):
    """A period of days ``[starts_on, ends_on)``; ``None`` is without end."""

    @property
    def starts_on(self) -> date:
        """Give the first day."""

    @property
    def ends_on(self) -> date | None:
        """Give the first day after it."""


def name_keys(name: str) -> NameKeys:
    """Compute what is kept beside an organisation's name; the name itself is stored as written."""
    return NameKeys(
        key=search_key(name)[:KEY_LENGTH],
        pinyin=pinyin_key(name)[:PINYIN_LENGTH],
        initials=initials_key(name)[:INITIALS_LENGTH],
    )


def may_follow(*, state: str, deed: str) -> Decision:
    """Tell whether a deed fits the state of a membership; the refusal says what to do instead."""
    if MEMBERSHIP.allows(state, deed):
        return allow()
    return refuse(_WHERE_IT_STANDS[State(state)])


def check_day(*, on: date, since: date | None, today: date) -> None:
    """
    Refuse a change dated before the last one or after today.

    :raises BeforeLastChange: if ``on`` lies before ``since``, the first day of the present spell
    :raises InTheFuture: if ``on`` lies after ``today``
    """
    if since is not None and on < since:
        raise BeforeLastChange(field="on", since=since)
    if on > today:
        raise InTheFuture(field="on", today=today)


def check_name(name: str) -> str:
    """
    Give the name without white space at its ends.

    :raises NameMissing: if nothing is left
    """
    stripped = name.strip()
    if not stripped:
        raise NameMissing(field="name")
    return stripped


def check_credit_code(*, code: str, standing: str) -> str:
    """
    Give the code as registers write it; ``""`` where there is none.

    :raises CreditCodeWrong: if length, alphabet or check digit is wrong
    :raises CreditCodeMissing: if a registered organisation has none

    Source: GB 32100-2015
    """
    written = normalise_code(code)
    if written and credit_code_problem(written):
        raise CreditCodeWrong(field="credit_code")
    if not written and standing == "registered":
        raise CreditCodeMissing(field="credit_code")
    return written


def check_counts(*, people: int | None, full: int | None, probationary: int | None) -> None:
    """
    Refuse more party members than people; ``None`` is what nobody has said.

    :raises MoreFullMembersThanPeople: if they are more
    """
    if people is not None and (full or 0) + (probationary or 0) > people:
        raise MoreFullMembersThanPeople(field="full_member_count", people=people)


def check_spell(*, starts_on: date, ends_on: date | None, others: Sequence[Dated]) -> None:
    """
    Refuse a corrected spell without a day, or one that reaches into another.

    :raises EndsTooEarly: if it has no day
    :raises SpellsOverlap: if it shares a day with one of ``others``
    """
    if ends_on is not None and ends_on <= starts_on:
        raise EndsTooEarly(field="last_day", starts_on=starts_on)
    for other in others:
        begins_before = ends_on is None or other.starts_on < ends_on
        if begins_before and (other.ends_on is None or starts_on < other.ends_on):
            raise SpellsOverlap(field="starts_on", starts_on=other.starts_on)
