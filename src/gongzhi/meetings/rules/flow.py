"""
Say how a meeting and its motions move on, what a notice is worth before it is sent, and whether counts fit.

Source: semantics.md, "Shares and majorities" and "Days"
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.states import StateTable
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.workdays import full_days_between

ONE_DAY = timedelta(days=1)
TELLERS = 2
LARGEST_WRITTEN = 99
DIGITS = "零一二三四五六七八九"


class MeetingState(StrEnum):
    """Name the states of a meeting."""

    DRAFT = "draft"
    CALLED = "called"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MeetingDeed(StrEnum):
    """Name what moves a meeting."""

    SEND_NOTICE = "send_notice"
    CANCEL = "cancel"
    OPEN = "open_session"
    CLOSE = "close_session"


MEETING_FLOW: StateTable[MeetingState] = StateTable(
    [
        (MeetingState.DRAFT, MeetingDeed.SEND_NOTICE, MeetingState.CALLED),
        (MeetingState.DRAFT, MeetingDeed.CANCEL, MeetingState.CANCELLED),
        (MeetingState.CALLED, MeetingDeed.OPEN, MeetingState.OPEN),
        (MeetingState.CALLED, MeetingDeed.CANCEL, MeetingState.CANCELLED),
        (MeetingState.OPEN, MeetingDeed.CLOSE, MeetingState.CLOSED),
    ]
)
# The agenda may still grow while people meet; only what was not put to the vote can change.
AGENDA_OPEN = frozenset({MeetingState.DRAFT, MeetingState.CALLED, MeetingState.OPEN})
PRESENCE_OPEN = frozenset({MeetingState.CALLED, MeetingState.OPEN})


class ItemState(StrEnum):
    """Name the states of an agenda item."""

    PENDING = "pending"
    VOTING = "voting"
    COUNTING = "counting"
    CARRIED = "carried"
    REJECTED = "rejected"
    HEARD = "heard"
    WITHDRAWN = "withdrawn"


class ItemDeed(StrEnum):
    """Name what moves an agenda item."""

    OPEN_VOTE = "open_vote"
    SEAL = "seal"
    CARRY = "carry"
    REJECT = "reject"
    HEAR = "hear"
    WITHDRAW = "withdraw"


ITEM_FLOW: StateTable[ItemState] = StateTable(
    [
        (ItemState.PENDING, ItemDeed.OPEN_VOTE, ItemState.VOTING),
        (ItemState.PENDING, ItemDeed.HEAR, ItemState.HEARD),
        (ItemState.PENDING, ItemDeed.WITHDRAW, ItemState.WITHDRAWN),
        (ItemState.VOTING, ItemDeed.CARRY, ItemState.CARRIED),
        (ItemState.VOTING, ItemDeed.REJECT, ItemState.REJECTED),
        (ItemState.VOTING, ItemDeed.WITHDRAW, ItemState.WITHDRAWN),
        (ItemState.VOTING, ItemDeed.SEAL, ItemState.COUNTING),
        (ItemState.COUNTING, ItemDeed.CARRY, ItemState.CARRIED),
        (ItemState.COUNTING, ItemDeed.REJECT, ItemState.REJECTED),
        (ItemState.COUNTING, ItemDeed.WITHDRAW, ItemState.WITHDRAWN),
    ]
)


class Method(StrEnum):
    """
    Name the ways of voting: by name, by hand, on paper, by sealed envelopes.

    Hands and papers are counted by two tellers; envelopes are opened by scrutineers.
    """

    ROLL_CALL = "roll_call"
    HANDS = "hands"
    PAPER = "paper"
    BALLOT = "ballot"


# Nobody learns who voted how.
SECRET_METHODS = frozenset({Method.PAPER, Method.BALLOT})


class Choice(StrEnum):
    """Name what a voter can say. Who is recused takes no part, yet stays in the base: no clause takes them out."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    RECUSED = "recused"


class MustBeSecret(DomainError):
    """Tell that the clause asks for a secret vote; params ``clause``."""

    message = _(
        "This must be voted on in secret (%(clause)s). "
        "Choose paper ballots, counted by two tellers, or a secret ballot on screen, opened by scrutineers."
    )


class CountsDoNotFit(DomainError):
    """Tell that more votes were counted than persons may have voted; params ``counted`` and ``present``."""

    message = _("These numbers add up to %(counted)s, but only %(present)s are present. Count again.")


class TellersDisagree(DomainError):
    """Tell the second teller that the first one has other numbers."""

    message = _("The other teller has signed other numbers. Count again together; either may enter a new count.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeOutlook:
    """
    Say what a notice is worth if it goes out on ``sent_on`` for a meeting on ``meeting_on``.

    ``earliest_on`` is the first day on which a meeting could decide; ``send_by`` the last day to send for
    ``meeting_on``. Days are full days.
    """

    sent_on: date
    meeting_on: date
    full_days: int
    needed: int
    earliest_on: date
    send_by: date

    @property
    def is_long_enough(self) -> bool:
        """Tell whether the meeting may decide as far as its notice goes."""
        return self.full_days >= self.needed

    @property
    def is_in_time(self) -> bool:
        """Tell whether the meeting still lies ahead."""
        return self.meeting_on >= self.sent_on


def notice_outlook(*, sent_on: date, meeting_on: date, needed: int) -> NoticeOutlook:
    """
    Say whether a notice sent on a day is long enough, and when a meeting could be at the earliest.

    ``needed`` are full days, 0 or more: sent on the 1st, ten days needed, earliest meeting on the 12th. Where no
    length is asked for, the day itself will do.

    Source: semantics.md, "Days"
    """
    reach = timedelta(days=needed) + ONE_DAY if needed else timedelta()
    return NoticeOutlook(
        sent_on=sent_on,
        meeting_on=meeting_on,
        full_days=full_days_between(sent_on, meeting_on),
        needed=needed,
        earliest_on=sent_on + reach,
        send_by=meeting_on - reach,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Hold counted votes; ``spoiled`` papers count as neither, and stay in the base like abstentions."""

    votes_for: int
    against: int
    abstain: int
    spoiled: int = 0

    @property
    def counted(self) -> int:
        """Count all votes and papers."""
        return self.votes_for + self.against + self.abstain + self.spoiled


def tally_of(choices: Iterable[str]) -> Tally:
    """Count a roll call; who is recused is not counted."""
    said = list(choices)
    return Tally(
        votes_for=said.count(Choice.FOR), against=said.count(Choice.AGAINST), abstain=said.count(Choice.ABSTAIN)
    )


def check_tally(*, tally: Tally, present: int) -> None:
    """
    Refuse numbers that cannot be true.

    :raises CountsDoNotFit: if more votes are counted than persons and proxies are present
    """
    if tally.counted > present:
        raise CountsDoNotFit(counted=tally.counted, present=present)


def agreed_count(counts: Sequence[Tally]) -> Tally | None:
    """
    Give the count that two tellers signed; ``None`` while a second one is missing.

    :raises TellersDisagree: if the two have different numbers
    """
    if len(counts) < TELLERS:
        return None
    if len(set(counts)) > 1:
        raise TellersDisagree
    return counts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """
    Say who counts as present among the entitled; keys are of any kind that can be compared.

    ``in_person`` are entitled and there; ``by_proxy`` entitled, not there, and represented by somebody who is.
    """

    entitled: int
    in_person: int
    by_proxy: int


def attendance(
    *, entitled: Collection[object], present: Collection[object], proxies: Iterable[tuple[object, object]]
) -> Attendance:
    """
    Count presence: each entitled person once, in person before by proxy.

    ``present`` may hold others too, who attend without a vote; ``proxies`` are pairs (principal, holder), and count
    only while the holder is there.

    Source: semantics.md, "Shares and majorities"
    """
    members, there = set(entitled), set(present)
    represented = {principal for principal, holder in proxies if holder in there and principal in members - there}
    return Attendance(entitled=len(members), in_person=len(members & there), by_proxy=len(represented))


def chinese_number(number: int) -> str:
    """Write 1 to 99 as Chinese numerals do: 5 → 五, 12 → 十二, 20 → 二十; others in digits."""
    if not 0 < number <= LARGEST_WRITTEN:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones else "")
