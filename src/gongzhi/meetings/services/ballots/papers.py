"""This will take the counts of paper ballots that belong to a secret ballot: two tellers, each blind to the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Ballot, Candidate, Envelope, PaperTally
from gongzhi.meetings.rules.ballots import PaperCount, check_papers, lines_that_differ
from gongzhi.meetings.rules.flow import TELLERS
from gongzhi.meetings.selectors.ballots import agreed_tallies_of, tellers_of
from gongzhi.meetings.selectors.recusals import recused_ids
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.tellers import TellerAbsent, TellersMissing
from gongzhi.meetings.services.trace import Trace
from gongzhi.people.models import Person

FIELDS = ("teller", "second_teller")


class TellerIsConcerned(DomainError):
    """A candidate, or somebody who is recused, is to count papers; params ``name``."""

    message = _("%(name)s stands for election or is recused, and cannot count the papers. Choose somebody else.")


class TellersCannotSignIn(DomainError):
    """Neither teller has an account."""

    message = _("One of the two tellers needs an account, so that the two counts come from two persons.")


class NotATeller(DomainError):
    """A count is entered for somebody who is not a teller of the papers."""

    message = _("This person is not one of the two tellers. Name the tellers first.")


class CountsThemselves(DomainError):
    """A count is entered for a teller who can sign in; params ``name``."""

    message = _("%(name)s has an account and enters the count there, without seeing the other one.")


class OneCountEach(DomainError):
    """Both counts come from one account."""

    message = _("One of the two counts came from you, or will. Somebody else enters the other one.")


class CountStays(DomainError):
    """A count is to change after both tellers got the same."""

    message = _("Both tellers counted the same. That count stays.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheet:
    """What stands on a teller's sheet: marks by option, valid papers, blank ones among them, spoiled ones."""

    votes: Mapping[str, int]
    valid: int
    blank: int = 0
    spoiled: int = 0

    @property
    def count(self) -> PaperCount:
        """The same for the rules."""
        return PaperCount(votes=dict(self.votes), valid=self.valid, blank=self.blank, spoiled=self.spoiled)


@deed("meetings.ballot.tellers_named")
def name_paper_tellers(
    *, actor: Actor, ballot_id: UUID, teller_ids: Sequence[UUID], at: datetime, key: str = ""
) -> Ballot:
    """
    Name the two tellers of the papers; others instead, as long as both did not count the same.

    :raises TellersMissing: unless they are two
    :raises TellerAbsent: if one does not belong to the meeting or was not there
    :raises TellerIsConcerned: if one is a candidate or recused
    :raises TellersCannotSignIn: if neither has an account
    :raises CountStays: after both counted the same
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_name_tellers(actor, ballot).require()
    if len(set(teller_ids)) != TELLERS or len(teller_ids) != TELLERS:
        raise TellersMissing(field="second_teller", signed=len(set(teller_ids)))
    if agreed_tallies_of(ballot):
        raise CountStays
    names = _checked_names(ballot, teller_ids)
    if not Person.objects.filter(pk__in=teller_ids).with_account().exists():
        raise TellersCannotSignIn(field="second_teller")
    PaperTally.objects.filter(ballot=ballot).delete()
    for teller_id, name in zip(teller_ids, names, strict=True):
        PaperTally.objects.create(ballot=ballot, teller_id=teller_id, name=name)
    Trace(actor, at, decision.mandate).record("meetings.ballot.tellers_named", ballot, names="、".join(names))
    return ballot


@deed("meetings.ballot.papers_counted")
def sign_paper_count(
    *, actor: Actor, ballot_id: UUID, teller_id: UUID, sheet: PaperSheet, at: datetime, key: str = ""
) -> PaperTally:
    """
    Enter what one teller counted: the teller, from their own account, without seeing the other count.

    For a teller without an account whoever keeps the record enters it, from the signed sheet; never both. If the two
    counts differ, both are forgotten, both tellers are told which lines differ, and both count again.

    :raises NotATeller: if the teller was not named
    :raises CountsThemselves: if the teller can sign in, and somebody else enters the count
    :raises OneCountEach: if the other count is the actor's
    :raises CountStays: after both counted the same
    :raises MorePapersThanVoters, PapersDoNotFit: if the numbers cannot be true
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_count_papers(actor, ballot).require()
    if agreed_tallies_of(ballot):
        raise CountStays
    tallies = {each.teller_id: each for each in tellers_of(ballot)}
    mine = tallies.pop(teller_id, None)
    if mine is None:
        raise NotATeller(field="teller")
    (other,) = tallies.values()
    _require_own_count(actor, ballot, mine, other)
    check_papers(question=ballot.asked, count=sheet.count, voters=_papers_taken(ballot))
    _keep(mine, sheet, actor, at)
    trace = Trace(actor, at, decision.mandate)
    trace.record("meetings.ballot.papers_counted", ballot, name=mine.name)
    if other.signed_at is not None:
        _compare(mine, other, trace)
    return mine


def agreed_papers(ballot: Ballot) -> tuple[PaperCount | None, list[str]]:
    """
    Give the count of papers and its tellers' names; none where nobody took a paper.

    :raises TellersMissing: if somebody did and not both tellers counted
    """
    if not _papers_taken(ballot):
        return None, []
    tallies = agreed_tallies_of(ballot)
    if not tallies:
        raise TellersMissing(signed=sum(each.signed_at is not None for each in tellers_of(ballot)))
    return tallies[0].count, [each.name for each in tallies]


def _papers_taken(ballot: Ballot) -> int:
    return Envelope.objects.filter(ballot=ballot, channel=Envelope.Channel.PAPER).count()


def _checked_names(ballot: Ballot, teller_ids: Sequence[UUID]) -> list[str]:
    roll, item = roll_of(ballot.item.meeting), ballot.item
    standing = Candidate.objects.filter(item=item, withdrawn_at__isnull=True).values_list("person_id", flat=True)
    concerned = {*standing, *recused_ids(item)}
    names = []
    for field, teller_id in zip(FIELDS, teller_ids, strict=True):
        seat = roll.seat_of(teller_id)
        if seat is None or not seat.was_there(item.opened_at):
            raise TellerAbsent(field=field)
        if teller_id in concerned:
            raise TellerIsConcerned(field=field, name=seat.invitee.name)
        names.append(seat.invitee.name)
    return names


def _require_own_count(actor: Actor, ballot: Ballot, mine: PaperTally, other: PaperTally) -> None:
    if actor.person_id is not None and actor.person_id == mine.teller_id:
        if other.entered_by_id == actor.person_id:
            raise OneCountEach(field="teller")
        return
    if mine.teller.account_id is not None:
        raise CountsThemselves(field="teller", name=mine.name)
    permissions.may_keep_record(actor, ballot.item.meeting).require()
    if actor.person_id is None or actor.person_id in {other.teller_id, other.entered_by_id}:
        raise OneCountEach(field="teller")


def _keep(mine: PaperTally, sheet: PaperSheet, actor: Actor, at: datetime) -> None:
    mine.votes, mine.valid, mine.blank, mine.spoiled = dict(sheet.votes), sheet.valid, sheet.blank, sheet.spoiled
    mine.signed_at, mine.entered_by_id, mine.differed = at, actor.person_id, []
    mine.save()


def _compare(mine: PaperTally, other: PaperTally, trace: Trace) -> None:
    """Keep two counts that are the same; forget two that are not, and remember only where they differ."""
    lines = lines_that_differ(mine.count, other.count)
    if not lines:
        numbers = {f"votes_{code}": votes for code, votes in mine.votes.items()}
        facts = {"names": f"{other.name}、{mine.name}", "papers": mine.count.papers, **numbers}
        trace.record("meetings.ballot.papers_agreed", mine.ballot, **facts)
        return
    for tally in (mine, other):
        tally.votes, tally.valid, tally.blank, tally.spoiled = {}, 0, 0, 0
        tally.signed_at = tally.entered_by_id = None
        tally.differed = lines
        tally.save()
    trace.record("meetings.ballot.papers_differed", mine.ballot, lines="、".join(lines))
