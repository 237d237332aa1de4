"""Say what can be done with a mediation, where it leads, and which of its days can be true."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.states import StateTable
from gongzhi.kernel.text import gettext_noop as _

FEWEST_PARTIES = 2
LOOK_AFTER = timedelta(days=30)
"""How long after an agreement its follow-up is proposed; whoever writes it down may choose another day."""
LOOK_AT_LATEST = timedelta(days=366)


class MediationState(StrEnum):
    """Name the states of a mediation."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    MEDIATING = "mediating"
    AGREED = "agreed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    FOLLOWED_UP = "followed_up"


class MediationDeed(StrEnum):
    """Name what can be done with a mediation."""

    ACCEPT = "accept"
    REASSIGN = "reassign"
    NAME_PARTY = "name_party"
    NOTE = "note"
    AGREE = "agree"
    FAIL = "fail"
    WITHDRAW = "withdraw"
    LOOK_AGAIN = "look_again"
    FOLLOW_UP = "follow_up"
    HEAR_DISPUTE = "hear_dispute"
    ERASE = "erase"


_S, _D = MediationState, MediationDeed
MEDIATION = StateTable(
    [
        (_S.ASKED, _D.ACCEPT, _S.ACCEPTED),
        (_S.ASKED, _D.NAME_PARTY, _S.ASKED),
        (_S.ASKED, _D.WITHDRAW, _S.WITHDRAWN),
        (_S.ASKED, _D.HEAR_DISPUTE, _S.ASKED),
        (_S.ACCEPTED, _D.NAME_PARTY, _S.ACCEPTED),
        (_S.ACCEPTED, _D.REASSIGN, _S.ACCEPTED),
        (_S.ACCEPTED, _D.NOTE, _S.MEDIATING),
        (_S.ACCEPTED, _D.AGREE, _S.AGREED),
        (_S.ACCEPTED, _D.FAIL, _S.FAILED),
        (_S.ACCEPTED, _D.WITHDRAW, _S.WITHDRAWN),
        (_S.ACCEPTED, _D.HEAR_DISPUTE, _S.ACCEPTED),
        (_S.MEDIATING, _D.NAME_PARTY, _S.MEDIATING),
        (_S.MEDIATING, _D.REASSIGN, _S.MEDIATING),
        (_S.MEDIATING, _D.NOTE, _S.MEDIATING),
        (_S.MEDIATING, _D.AGREE, _S.AGREED),
        (_S.MEDIATING, _D.FAIL, _S.FAILED),
        (_S.MEDIATING, _D.WITHDRAW, _S.WITHDRAWN),
        (_S.MEDIATING, _D.HEAR_DISPUTE, _S.MEDIATING),
        (_S.AGREED, _D.REASSIGN, _S.AGREED),
        (_S.AGREED, _D.NOTE, _S.AGREED),
        (_S.AGREED, _D.LOOK_AGAIN, _S.AGREED),
        (_S.AGREED, _D.FOLLOW_UP, _S.FOLLOWED_UP),
        (_S.AGREED, _D.HEAR_DISPUTE, _S.MEDIATING),
        (_S.FAILED, _D.ERASE, _S.FAILED),
        (_S.WITHDRAWN, _D.ERASE, _S.WITHDRAWN),
        (_S.FOLLOWED_UP, _D.ERASE, _S.FOLLOWED_UP),
        *((ended, _D.HEAR_DISPUTE, _S.ASKED) for ended in (_S.FAILED, _S.WITHDRAWN, _S.FOLLOWED_UP)),
    ]
)
"""
What can be done in which state, and where it leads. The first note that is written down begins the mediation.

Where whoever spoke says that it is not solved, one that runs goes on, and one that had ended is asked for anew.
"""

RUNNING = (_S.ASKED, _S.ACCEPTED, _S.MEDIATING, _S.AGREED)
"""The states in which somebody still has to see to it."""
ENDED = (_S.FAILED, _S.WITHDRAWN, _S.FOLLOWED_UP)
"""The states in which its words may be erased."""

TOLD_OF = {
    _S.ASKED: _("Nobody has been asked to mediate yet."),
    _S.ACCEPTED: _("The mediators have taken it on and have not met the parties yet."),
    _S.MEDIATING: _("The parties are talking with the mediators."),
    _S.AGREED: _("The parties have agreed. The follow-up is still to come."),
    _S.FAILED: _("The parties did not agree. It is closed."),
    _S.WITHDRAWN: _("The wish for a mediation was taken back. It is closed."),
    _S.FOLLOWED_UP: _("The parties agreed, and the agreement was looked at again. It is closed."),
}
"""State → what became of it, in a sentence."""


class PartiesMissing(DomainError):
    """Nobody mediates between one person and nobody."""

    message = _("A mediation needs at least two parties. Name the other side first.")


class DayCannotBe(DomainError):
    """The day lies where it cannot."""

    message = _("This day cannot be: it lies before the mediation was asked for, or has not come yet.")


class FollowUpCannotBe(DomainError):
    """The follow-up lies where it cannot."""

    message = _("Choose a day for the follow-up after the agreement and within a year of it.")


class WordsMissing(DomainError):
    """Something has to be said here."""

    message = _("Please write it down in words.")


class MediationChanged(ChangedMeanwhile):
    """Somebody else changed the mediation while this person was writing."""

    message = _("Somebody else has changed this mediation meanwhile. Look at what is saved now, then send yours again.")


def check_day(*, day: date, asked_on: date, today: date, field: str) -> None:
    """
    Accept a day on which something happened with the parties.

    :raises DayCannotBe: before it was asked for, or in the future
    """
    if not asked_on <= day <= today:
        raise DayCannotBe(field=field)


def check_follow_up(*, day: date, agreed_on: date) -> None:
    """
    Accept the day on which the agreement is looked at again.

    :raises FollowUpCannotBe: unless it lies after the agreement and within a year of it
    """
    if not agreed_on < day <= agreed_on + LOOK_AT_LATEST:
        raise FollowUpCannotBe(field="follow_up_on")


def check_parties(names: Collection[str]) -> None:
    """
    Accept an agreement only between at least two parties.

    :raises PartiesMissing: otherwise
    """
    if len([name for name in names if name.strip()]) < FEWEST_PARTIES:
        raise PartiesMissing


def words(text: str, *, field: str) -> str:
    """
    Give what was written without the white space around it.

    :raises WordsMissing: if nothing was written
    """
    said = text.strip()
    if not said:
        raise WordsMissing(field=field)
    return said


def contact_masked(contact: str) -> str:
    """Hide a way to reach a party: digits but the last ones, of other words all but the first character."""
    said = contact.strip()
    if not said:
        return ""
    digits = [place for place, sign in enumerate(said) if sign.isdigit()]
    if len(digits) < 7:  # noqa: PLR2004 -- a telephone number has seven digits at least
        return said[:1] + "*" * min(len(said) - 1, 6)
    hidden = set(digits[3:-4] if len(digits) >= 11 else digits[:-2])  # noqa: PLR2004 -- a mobile number
    return "".join("*" if place in hidden else sign for place, sign in enumerate(said))
