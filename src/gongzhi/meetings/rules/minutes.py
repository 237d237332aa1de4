"""
Compile minutes from what happened: sections of sentences, in the order people expect them.

Whoever writes them down translates each sentence; days and names come in as words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongzhi.institution.rules import Sentence, say
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings.rules.flow import Choice, ItemState, Method

METHODS = {
    Method.ROLL_CALL: _("Voted by roll call."),
    Method.HANDS: _("Voted by show of hands."),
    Method.PAPER: _("Voted on paper."),
    Method.BALLOT: _("Voted by secret ballot; the envelopes were opened by two pairs of scrutineers."),
}
RESULTS = {
    ItemState.CARRIED: _("Carried."),
    ItemState.REJECTED: _("Not carried."),
    ItemState.HEARD: _("The meeting heard this."),
    ItemState.WITHDRAWN: _("Withdrawn."),
    ItemState.PENDING: _("Not taken up."),
    ItemState.VOTING: _("Not decided."),
    ItemState.COUNTING: _("Not decided."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """How a candidate fared; ``votes`` are ballots."""

    name: str
    votes: int
    is_elected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """
    What became of one item.

    ``names`` are the voters of a roll call by choice, each a list in words; empty for other methods. ``clause`` names
    the clause by which it was decided. Counts are 0 where there was no vote; in an election ``votes_for`` counts the
    ballots that name somebody and ``abstain`` the blank ones. ``recused`` and ``remarks`` are pairs: who, and why or
    what. ``outcome`` is the sentence of an election. ``log_key`` is the id of the key that signed the log of a secret
    ballot, ``early`` why it closed before its end.
    """

    title: str
    state: ItemState
    method: str = ""
    votes_for: int = 0
    against: int = 0
    abstain: int = 0
    spoiled: int = 0
    needed: int | None = None
    present: int = 0
    clause: str = ""
    note: str = ""
    tellers: str = ""
    names: tuple[tuple[str, str], ...] = ()
    seats: int = 0
    candidates: tuple[CandidateFacts, ...] = ()
    outcome: Sentence | None = None
    recused: tuple[tuple[str, str], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    log_key: str = ""
    early: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionFacts:
    """A resolution as the minutes repeat it; ``number`` and days in words."""

    number: str
    text: str
    owner: str
    due: str
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesFacts:
    """
    What minutes are compiled from; days, times and lists of names in words, empty where there is nothing.

    ``quorum`` ``None``: no clause asks for one. ``notice_days`` are full days, ``consents`` those who agreed to a
    short notice.
    """

    place: str
    opened: str
    closed: str
    chair: str
    recorder: str
    entitled: int
    present: int
    proxies: int
    quorum: int | None
    notice_sent: str
    notice_days: int
    short_notice: bool
    consents: int
    present_names: str
    attending_names: str
    excused_names: str
    absent_names: str
    proxy_names: str
    items: Sequence[ItemFacts]
    resolutions: Sequence[ResolutionFacts]
    guest_names: str = ""
    outcome: str = ""


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its paragraphs, each one or more sentences."""

    heading: Sentence
    paragraphs: tuple[Paragraph, ...]


def minutes_of(*, facts: MinutesFacts) -> list[Section]:
    """Compile the sections: how the meeting was held, what was dealt with, what was resolved."""
    sections = [
        Section(heading=say(_("The meeting")), paragraphs=tuple((sentence,) for sentence in _held(facts))),
        Section(heading=say(_("Agenda and votes")), paragraphs=tuple(_dealt_with(facts.items))),
    ]
    if facts.outcome:
        outcome = (say(_("What came of it: %(outcome)s"), outcome=facts.outcome),)
        sections.append(Section(heading=say(_("Outcome of the consultation")), paragraphs=(outcome,)))
    if facts.resolutions:
        sections.append(
            Section(heading=say(_("Resolutions")), paragraphs=tuple((_resolved(each),) for each in facts.resolutions))
        )
    return sections


def _held(facts: MinutesFacts) -> Iterator[Sentence]:
    yield say(_("Time: %(opened)s to %(closed)s"), opened=facts.opened, closed=facts.closed)
    yield say(_("Place: %(place)s"), place=facts.place)
    yield say(_("Chair: %(chair)s. Recorder: %(recorder)s."), chair=facts.chair, recorder=facts.recorder)
    yield say(_notice(facts), sent=facts.notice_sent, days=facts.notice_days, consents=facts.consents)
    numbers = {"entitled": facts.entitled, "present": facts.present, "proxies": facts.proxies, "quorum": facts.quorum}
    if facts.quorum is None:
        yield say(_("Entitled %(entitled)s, present %(present)s."), **numbers)
    else:
        yield say(
            _("Entitled %(entitled)s, present %(present)s (by proxy %(proxies)s); the quorum is %(quorum)s."), **numbers
        )
    lists = (
        (_("Present: %(names)s"), facts.present_names),
        (_("By proxy: %(names)s"), facts.proxy_names),
        (_("Attending without a vote: %(names)s"), facts.attending_names),
        (_("Guests who came: %(names)s"), facts.guest_names),
        (_("Excused: %(names)s"), facts.excused_names),
        (_("Absent: %(names)s"), facts.absent_names),
    )
    for words, names in lists:
        if names:
            yield say(words, names=names)


def _notice(facts: MinutesFacts) -> str:
    if facts.short_notice:
        return _(
            "The notice went out on %(sent)s, %(days)s full days before, as a short notice; "
            "%(consents)s of the entitled agreed in writing."
        )
    return _("The notice went out on %(sent)s, %(days)s full days before.")


def _dealt_with(items: Sequence[ItemFacts]) -> Iterator[Paragraph]:
    """Give each item its paragraphs: what it is, who was recused, what was said, what became of it."""
    for place, item in enumerate(items, start=1):
        yield (say(_("Item %(place)s: %(title)s"), place=place, title=item.title),)
        if item.recused:
            yield tuple(_recused(item))
        for speaker, words in item.remarks:
            yield (say(_("%(speaker)s: %(words)s"), speaker=speaker, words=words),)
        yield tuple(_result(item))


def _recused(item: ItemFacts) -> Iterator[Sentence]:
    for name, reason in item.recused:
        yield say(_("%(name)s is recused: %(reason)s."), name=name, reason=reason.rstrip("。."))
    yield say(_("Who is recused takes no part in the vote and stays in the base."))


def _result(item: ItemFacts) -> Iterator[Sentence]:
    is_decided = item.state in {ItemState.CARRIED, ItemState.REJECTED}
    if is_decided and item.outcome is not None:
        yield from _elected(item, item.outcome)
    elif is_decided:
        yield from _voted(item)
        yield say(RESULTS[item.state])
    else:
        yield say(RESULTS[item.state])
    if item.early:
        yield say(_("The ballot closed before its end: %(reason)s."), reason=item.early.rstrip("。."))
    if item.log_key:
        yield say(_("Key of the log, to check the published papers: %(key)s."), key=item.log_key)
    if item.note:
        yield say(_("Note: %(note)s"), note=item.note)


def _voted(item: ItemFacts) -> Iterator[Sentence]:
    yield say(METHODS[Method(item.method)])
    numbers = {
        "present": item.present,
        "votes_for": item.votes_for,
        "against": item.against,
        "abstain": item.abstain,
        "spoiled": item.spoiled,
        "needed": item.needed,
        "clause": item.clause,
    }
    counted = _(
        "Present %(present)s: for %(votes_for)s, against %(against)s, abstentions %(abstain)s, spoiled %(spoiled)s; "
        "%(needed)s votes were needed (%(clause)s)."
    )
    if item.needed is None:
        counted = _(
            "Present %(present)s: for %(votes_for)s, against %(against)s, abstentions %(abstain)s, "
            "spoiled %(spoiled)s; nothing could be decided (%(clause)s)."
        )
    yield say(counted, **numbers)
    if item.tellers:
        yield say(_("Tellers: %(names)s."), names=item.tellers)
    for choice, names in item.names:
        yield say(NAMED[Choice(choice)], names=names)


def _elected(item: ItemFacts, outcome: Sentence) -> Iterator[Sentence]:
    yield say(METHODS[Method(item.method)])
    numbers = {"seats": item.seats, "candidates": len(item.candidates)}
    yield say(_("%(candidates)s candidates for %(seats)s seats."), **numbers)
    counted = _(
        "Present %(present)s: valid ballots %(valid)s, blank %(blank)s, spoiled %(spoiled)s; "
        "%(needed)s votes were needed (%(clause)s)."
    )
    if item.needed is None:
        counted = _(
            "Present %(present)s: valid ballots %(valid)s, blank %(blank)s, spoiled %(spoiled)s; "
            "nothing could be decided (%(clause)s)."
        )
    ballots = {"valid": item.votes_for, "blank": item.abstain, "spoiled": item.spoiled}
    yield say(counted, present=item.present, needed=item.needed, clause=item.clause, **ballots)
    if item.tellers:
        yield say(_("Tellers: %(names)s."), names=item.tellers)
    for each in item.candidates:
        words = _("%(name)s: %(votes)s votes, elected.") if each.is_elected else _("%(name)s: %(votes)s votes.")
        yield say(words, name=each.name, votes=each.votes)
    yield outcome


NAMED = {
    Choice.FOR: _("For: %(names)s."),
    Choice.AGAINST: _("Against: %(names)s."),
    Choice.ABSTAIN: _("Abstained: %(names)s."),
    Choice.RECUSED: _("Recused: %(names)s."),
}


def _resolved(each: ResolutionFacts) -> Sentence:
    values = {"number": each.number, "text": each.text, "owner": each.owner, "due": each.due, "review": each.review}
    if each.due:
        return say(_("%(number)s: %(text)s Owner: %(owner)s; due %(due)s; review %(review)s."), **values)
    return say(_("%(number)s: %(text)s Owner: %(owner)s; review %(review)s."), **values)
