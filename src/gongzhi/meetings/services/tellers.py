"""This will take the counts of hands and papers that two tellers sign."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, TellersCount
from gongzhi.meetings.rules.flow import TELLERS, Method, Tally, agreed_count, check_tally
from gongzhi.meetings.selectors.lawful import lawfulness_of
from gongzhi.meetings.selectors.recusals import recused_count
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.meetings.services.trace import Trace


class VoteClosed(DomainError):
    """A vote is cast after the end."""

    message = _("This vote is closed; your vote was not counted. Look at the result on the page of the meeting.")


class NotByCount(DomainError):
    """A count is entered for a roll call."""

    message = _("This vote is taken by name; nobody counts hands or papers.")


class TellerAbsent(DomainError):
    """A teller is not in the room."""

    message = _("A teller must be signed in to this meeting.")


class TwoTellersAlready(DomainError):
    """A third teller signs; params ``tellers``."""

    message = _("%(tellers)s have signed as tellers. Only they can enter a new count.")


class TellersMissing(DomainError):
    """A vote is to close without two tellers' counts; params ``signed``."""

    message = _("Two tellers sign the count; so far %(signed)s did. Wait for the other one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The numbers of one count."""

    votes_for: int
    against: int
    abstain: int
    spoiled: int = 0

    @property
    def tally(self) -> Tally:
        """The same for the rules."""
        return Tally(votes_for=self.votes_for, against=self.against, abstain=self.abstain, spoiled=self.spoiled)


@deed("meetings.count.signed")
def record_tellers_count(
    *, actor: Actor, item_id: UUID, teller_id: UUID, counts: Counts, at: datetime, key: str = ""
) -> TellersCount:
    """
    Sign a count of hands or papers as a teller, or enter it from the teller's signed sheet.

    Two tellers sign; a new count by the same teller replaces the old one until the vote closes.

    :raises TellerAbsent: if the teller is not in the room
    :raises TwoTellersAlready: for a third one
    :raises CountsDoNotFit: if more votes are counted than persons and proxies are there
    """
    item = locked_item(item_id)
    decision = permissions.may_count(actor, item, teller_id).require()
    return sign_count(item, teller_id, counts, Trace(actor, at, decision.mandate))


@deed("meetings.count.recorded")
def record_open_vote(
    *,
    actor: Actor,
    item_id: UUID,
    first_teller_id: UUID,
    second_teller_id: UUID,
    counts: Counts,
    at: datetime,
    key: str = "",
) -> AgendaItem:
    """
    Enter the count that two tellers signed on one sheet.

    :raises TellersMissing: if both are one person
    :raises TellerAbsent, CountsDoNotFit: as for a single count
    """
    item = locked_item(item_id)
    decision = permissions.may_keep_record(actor, item.meeting).require()
    if first_teller_id == second_teller_id:
        raise TellersMissing(field="second_teller", signed=1)
    TellersCount.objects.filter(item=item).delete()
    for teller_id in (first_teller_id, second_teller_id):
        sign_count(item, teller_id, counts, Trace(actor, at, decision.mandate))
    return item


def agreed_tally(item: AgendaItem) -> Tally:
    """
    Give the numbers that two tellers signed.

    :raises TellersMissing: if only one did, or none
    :raises TellersDisagree: if theirs differ
    """
    counts = [count.tally for count in TellersCount.objects.filter(item=item)]
    agreed = agreed_count(counts)
    if agreed is None:
        raise TellersMissing(signed=len(counts))
    return agreed


def sign_count(item: AgendaItem, teller_id: UUID, counts: Counts, trace: Trace) -> TellersCount:
    """
    Keep a teller's count, as part of a deed; for elections, ballots that name somebody stand as votes for.

    :raises VoteClosed, NotByCount, TellerAbsent, TwoTellersAlready, CountsDoNotFit: as above
    """
    if item.state != AgendaItem.State.VOTING:
        raise VoteClosed
    if item.method == Method.ROLL_CALL:
        raise NotByCount
    roll = roll_of(item.meeting)
    teller = roll.seat_of(teller_id)
    if teller is None or not teller.is_there:
        raise TellerAbsent(field="teller")
    _refuse_third_teller(item, teller_id)
    rule = rulebook(on=item.meeting.starts_on).rule(item.decision)
    present = lawfulness_of(meeting=item.meeting, rule=rule, roll=roll, since=item.opened_at).present
    check_tally(tally=counts.tally, present=present - recused_count(item, roll=roll, by_proxy=rule.proxies))
    values = {
        "for_count": counts.votes_for,
        "against_count": counts.against,
        "abstain_count": counts.abstain,
        "spoiled_count": counts.spoiled,
    }
    stored = {**values, "present_count": present, "signed_at": trace.at}
    count, _new = TellersCount.objects.update_or_create(item=item, teller_id=teller_id, defaults=stored)
    trace.record("meetings.count.signed", item, item=item.title, name=teller.invitee.name, **values)
    return count


def _refuse_third_teller(item: AgendaItem, teller_id: UUID) -> None:
    signed = list(TellersCount.objects.filter(item=item).select_related("teller").order_by("signed_at", "pk"))
    if len(signed) >= TELLERS and teller_id not in {count.teller_id for count in signed}:
        raise TwoTellersAlready(tellers="、".join(count.teller.name for count in signed))
