"""
Count elections: who is elected, who is not and why, and what must be voted on again.

Seats, keys of candidates and counts come in, frozen values come out. A ballot names at most as many as there are seats;
the number of votes that elects is a share of those present, read from the decision clause like that of a motion.

Source: semantics.md, "Shares and majorities"; rules.md §2 (elected with more than half of the voters present: mark 2)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.institution.rules import Clause, Sentence, say
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings.rules.lawfulness import DecisionRule, Lawfulness, votes_needed


class Round(StrEnum):
    """Name the rounds of an election: the first, the run-off between the tied, the ballot for seats left open."""

    FIRST = "first"
    RUN_OFF = "run_off"
    SECOND = "second"


class Fate(StrEnum):
    """Name what became of a candidate."""

    ELECTED = "elected"
    TOO_FEW = "too_few"
    OUTRUN = "outrun"
    TIED = "tied"


class Contest(StrEnum):
    """Name the two kinds of election: as many candidates as seats (等额), or more (差额)."""

    EQUAL = "equal"
    MORE = "more"


class TooFewCandidates(DomainError):
    """Tell that there are fewer candidates than seats; params ``candidates`` and ``seats``."""

    message = _("There are %(candidates)s candidates for %(seats)s seats. Name at least as many as there are seats.")


class NoSeats(DomainError):
    """Tell that an election fills no seat."""

    message = _("Say how many seats are to be filled; at least one.")


class TooManyNamed(DomainError):
    """Tell that a ballot names more than there are seats; params ``named`` and ``seats``."""

    message = _("This ballot names %(named)s candidates, but only %(seats)s seats are to be filled.")


class NotOnTheList(DomainError):
    """Tell that a ballot names somebody who is no candidate: the rule knows no names written in."""

    message = _("This ballot names somebody who is not on the list of candidates.")


class MoreThanBallots(DomainError):
    """Tell that a candidate has more votes than there are valid ballots; params ``votes`` and ``valid``."""

    message = _("A candidate cannot have %(votes)s votes: only %(valid)s ballots are valid. Count again.")


class VotesDoNotFit(DomainError):
    """Tell that more names were counted than the ballots could hold; params ``votes`` and ``most``."""

    message = _("Together the candidates have %(votes)s votes; the valid ballots hold %(most)s at most. Count again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """
    Hold how many ballots named somebody (``valid``), nobody (``blank``), or were ``spoiled``.

    Blank and spoiled ones name nobody and stay in the base: the base is who is present.
    """

    valid: int
    blank: int = 0
    spoiled: int = 0

    @property
    def counted(self) -> int:
        """Count all ballots."""
        return self.valid + self.blank + self.spoiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    Say how a candidate fared.

    ``needed`` is ``None`` if the meeting is not quorate: no number of votes would do. ``votes`` are ballots.
    """

    candidate: str
    votes: int
    needed: int | None
    fate: Fate
    reason: Sentence

    @property
    def is_elected(self) -> bool:
        """Tell whether the candidate is elected."""
        return self.fate is Fate.ELECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    Say how an election ended.

    ``standings`` are in the order of votes, most first, equals in the order of the list. ``open_seats`` are those that
    nobody won. ``follows`` says which ballot comes next, among ``following``; ``None`` if the election is over.
    """

    standings: tuple[Standing, ...]
    seats: int
    follows: Round | None = None
    following: tuple[str, ...] = ()

    @property
    def elected(self) -> tuple[str, ...]:
        """List the elected, most votes first."""
        return tuple(each.candidate for each in self.standings if each.is_elected)

    @property
    def open_seats(self) -> int:
        """Count the seats that nobody won."""
        return self.seats - len(self.elected)


def contest(*, seats: int, candidates: int) -> Contest:
    """
    Tell an election with as many candidates as seats from one with more.

    :raises NoSeats: without a seat
    :raises TooFewCandidates: if there are fewer candidates than seats
    """
    if seats < 1:
        raise NoSeats(field="seats")
    if candidates < seats:
        raise TooFewCandidates(field="candidates", candidates=candidates, seats=seats)
    return Contest.EQUAL if candidates == seats else Contest.MORE


def check_ballot(*, named: Sequence[str], candidates: Sequence[str], seats: int) -> None:
    """
    Refuse a ballot that is not valid; naming nobody is a blank ballot and valid.

    :raises NotOnTheList: if it names somebody who is no candidate
    :raises TooManyNamed: if it names more than there are seats, or somebody twice
    """
    if set(named) - set(candidates):
        raise NotOnTheList
    if len(named) > seats or len(set(named)) < len(named):
        raise TooManyNamed(named=len(named), seats=seats)


def tally_ballots(
    *, ballots: Sequence[Sequence[str]], candidates: Sequence[str], seats: int
) -> tuple[dict[str, int], Papers]:
    """Count ballots one by one: votes by candidate, and how many were valid, blank and spoiled."""
    votes: dict[str, int] = dict.fromkeys(candidates, 0)
    valid = blank = spoiled = 0
    for named in ballots:
        try:
            check_ballot(named=named, candidates=candidates, seats=seats)
        except (NotOnTheList, TooManyNamed):
            spoiled += 1
            continue
        valid, blank = valid + bool(named), blank + (not named)
        for candidate in named:
            votes[candidate] += 1
    return votes, Papers(valid=valid, blank=blank, spoiled=spoiled)


def check_counts(*, votes: Mapping[str, int], papers: Papers, seats: int) -> None:
    """
    Refuse counts that cannot be true.

    :raises MoreThanBallots: if a candidate has more votes than there are valid ballots
    :raises VotesDoNotFit: if all votes together are more than the valid ballots hold
    """
    most = max(votes.values(), default=0)
    if most > papers.valid:
        raise MoreThanBallots(votes=most, valid=papers.valid)
    if sum(votes.values()) > papers.valid * seats:
        raise VotesDoNotFit(votes=sum(votes.values()), most=papers.valid * seats)


def count_election(
    *, rule: DecisionRule, lawfulness: Lawfulness, seats: int, votes: Mapping[str, int], papers: Papers
) -> Result:
    """
    Say who is elected.

    ``votes`` are ballots by candidate, in the order of the list. Elected is who has at least the votes needed; if more
    have them than there are seats, those with most; equals at the border wait for a run-off among them alone. Seats
    that nobody won stay open: the second ballot is among those with most votes of who is left, one more than seats.

    :raises NoSeats: without a seat
    :raises MoreThanBallots, VotesDoNotFit: if the counts cannot be true
    Source: semantics.md, "Shares and majorities"
    """
    if seats < 1:
        raise NoSeats(field="seats")
    check_counts(votes=votes, papers=papers, seats=seats)
    needed = votes_needed(rule=rule, lawfulness=lawfulness) if lawfulness.quorate else None
    ranked = sorted(votes, key=lambda each: -votes[each])
    if needed is None or not lawfulness.may_decide:
        return _nobody(ranked, votes, needed, seats, lawfulness.obstacles[0])
    fates = _fates(ranked, votes, needed, seats)
    standings = tuple(
        Standing(
            candidate=each,
            votes=votes[each],
            needed=needed,
            fate=fates[each],
            reason=_reason(fates[each], votes[each], needed, rule.passes_clause),
        )
        for each in ranked
    )
    after, who = who_follows(votes=votes, fates=fates, seats=seats)
    return Result(standings=standings, seats=seats, follows=after, following=who)


def who_follows(
    *, votes: Mapping[str, int], fates: Mapping[str, Fate], seats: int
) -> tuple[Round | None, tuple[str, ...]]:
    """
    Say which ballot comes next and who stands in it, most votes first.

    A tie at the border: a run-off among the tied. Seats left open: a second ballot among those with most votes of who
    is left, one more than seats, and whoever equals the last of them.
    """
    ranked = sorted(votes, key=lambda each: -votes[each])
    tied = tuple(each for each in ranked if fates[each] is Fate.TIED)
    if tied:
        return Round.RUN_OFF, tied
    open_seats = seats - sum(fate is Fate.ELECTED for fate in fates.values())
    rest = [each for each in ranked if fates[each] is not Fate.ELECTED]
    if open_seats == 0 or not rest:
        return None, ()
    last = rest[: open_seats + 1][-1]
    return Round.SECOND, tuple(each for each in rest if votes[each] >= votes[last])


def outcome_of(*, result: Result, names: Mapping[str, str], separator: str = "、") -> Sentence:
    """Say in one sentence who is elected, and what follows."""
    values = {
        "elected": len(result.elected),
        "seats": result.seats,
        "names": separator.join(names[each] for each in result.elected),
        "following": separator.join(names[each] for each in result.following),
        "open": result.open_seats,
    }
    return say(OUTCOMES[bool(result.elected), result.follows], **values)


def _fates(ranked: Sequence[str], votes: Mapping[str, int], needed: int, seats: int) -> dict[str, Fate]:
    enough = [each for each in ranked if votes[each] >= needed]
    fates = dict.fromkeys(ranked, Fate.TOO_FEW) | dict.fromkeys(enough, Fate.ELECTED)
    if len(enough) <= seats:
        return fates
    border = votes[enough[seats - 1]]
    at_border = [each for each in enough if votes[each] == border]
    fates |= {each: Fate.OUTRUN for each in enough if votes[each] < border}
    if sum(votes[each] > border for each in enough) + len(at_border) > seats:
        fates |= dict.fromkeys(at_border, Fate.TIED)
    return fates


def _nobody(
    ranked: Sequence[str], votes: Mapping[str, int], needed: int | None, seats: int, obstacle: Sentence
) -> Result:
    standings = tuple(
        Standing(candidate=each, votes=votes[each], needed=needed, fate=Fate.TOO_FEW, reason=obstacle)
        for each in ranked
    )
    return Result(standings=standings, seats=seats)


OUTCOMES: dict[tuple[bool, Round | None], str] = {
    (True, None): _("Elected: %(names)s."),
    (True, Round.RUN_OFF): _("Elected: %(names)s. A run-off for %(open)s more: %(following)s have equal votes."),
    (True, Round.SECOND): _("Elected: %(names)s. Of %(seats)s seats %(open)s stay open."),
    (False, Round.RUN_OFF): _("Nobody is elected yet: a run-off decides, %(following)s have equal votes."),
    (False, Round.SECOND): _("Nobody is elected. All %(seats)s seats stay open."),
    (False, None): _("Nobody is elected: nothing could be decided."),
}
REASONS = {
    Fate.ELECTED: _("Elected with %(votes)s votes; %(needed)s were needed (%(clause)s)."),
    Fate.TOO_FEW: _("Not elected: %(votes)s votes, %(needed)s were needed (%(clause)s)."),
    Fate.OUTRUN: _("Not elected: %(votes)s votes were enough (%(needed)s needed), but others had more (%(clause)s)."),
    Fate.TIED: _("Not decided: %(votes)s votes, as many as another at the last seat; a run-off decides (%(clause)s)."),
}


def _reason(fate: Fate, votes: int, needed: int, clause: Clause) -> Sentence:
    cited = f"{clause.source} {clause.article}"
    return say(REASONS[fate], votes=votes, needed=needed, clause=cited, code=clause.code)
