"""This will take the counts of paper ballots that belong to a secret ballot: two tellers, the same numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Ballot, Envelope, PaperTally
from gongzhi.meetings.rules.ballots import PaperCount, check_papers
from gongzhi.meetings.rules.flow import TELLERS, TellersDisagree
from gongzhi.meetings.selectors.ballots import paper_tallies_of
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.tellers import TellerAbsent, TellersMissing
from gongzhi.meetings.services.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSheet:
    """What stands on the tellers' signed sheet: marks by option, valid papers, blank ones among them, spoiled ones."""

    votes: Mapping[str, int]
    valid: int
    blank: int = 0
    spoiled: int = 0

    @property
    def count(self) -> PaperCount:
        """The same for the rules."""
        return PaperCount(votes=dict(self.votes), valid=self.valid, blank=self.blank, spoiled=self.spoiled)


@deed("meetings.ballot.papers_counted")
def sign_paper_count(
    *, actor: Actor, ballot_id: UUID, teller_ids: Sequence[UUID], sheet: PaperSheet, at: datetime, key: str = ""
) -> Ballot:
    """
    Enter what two tellers counted and signed; a new count takes the place of the old one until the result is published.

    :raises TellersMissing: unless they are two
    :raises TellerAbsent: if one does not belong to the meeting or was not there
    :raises MorePapersThanVoters, PapersDoNotFit: if the numbers cannot be true
    """
    ballot = locked_ballot(ballot_id)
    decision = permissions.may_count_papers(actor, ballot).require()
    if len(set(teller_ids)) != TELLERS:
        raise TellersMissing(field="second_teller", signed=len(set(teller_ids)))
    taken = Envelope.objects.filter(ballot=ballot, channel=Envelope.Channel.PAPER).count()
    check_papers(question=ballot.asked, count=sheet.count, voters=taken)
    PaperTally.objects.filter(ballot=ballot).delete()
    PaperTally.objects.bulk_create(
        PaperTally(
            ballot=ballot,
            teller_id=teller_id,
            name=_name_of_teller(ballot, teller_id),
            votes=dict(sheet.votes),
            valid=sheet.valid,
            blank=sheet.blank,
            spoiled=sheet.spoiled,
            signed_at=at,
        )
        for teller_id in teller_ids
    )
    names = "、".join(each.name for each in paper_tallies_of(ballot))
    facts = {"names": names, "papers": sheet.count.papers, **{f"votes_{code}": n for code, n in sheet.votes.items()}}
    Trace(actor, at, decision.mandate).record("meetings.ballot.papers_counted", ballot, **facts)
    return ballot


def agreed_papers(ballot: Ballot) -> tuple[PaperCount | None, list[str]]:
    """
    Give the count of papers and its tellers' names; none where nobody took a paper.

    :raises TellersMissing: if somebody did and nobody counted
    """
    taken = Envelope.objects.filter(ballot=ballot, channel=Envelope.Channel.PAPER).count()
    tallies = paper_tallies_of(ballot)
    if not taken:
        return None, []
    if len(tallies) < TELLERS:
        raise TellersMissing(signed=len(tallies))
    if any(each.count != tallies[0].count for each in tallies):
        raise TellersDisagree
    return tallies[0].count, [each.name for each in tallies]


def _name_of_teller(ballot: Ballot, teller_id: UUID) -> str:
    seat = roll_of(ballot.item.meeting).seat_of(teller_id)
    if seat is None or not seat.was_there(ballot.item.opened_at):
        raise TellerAbsent(field="teller")
    return seat.invitee.name
