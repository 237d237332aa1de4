"""This will change the agenda of a meeting and the papers that go with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import AgendaItem, Ballot, Meeting, Paper
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.rules.flow import MeetingState
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.services.calling import (
    NewItem,
    NewPaper,
    check_decision,
    keep_paper,
    locked,
    new_row,
    renew_send_by,
)
from gongzhi.meetings.services.trace import Trace

MOST_ITEMS = 60


class AgendaFull(DomainError):
    """An agenda has grown beyond what a meeting can deal with; params ``most``."""

    message = _("An agenda has at most %(most)s items. Call a second meeting for the rest.")


class PaperSent(DomainError):
    """A paper that went out with the notice is to be taken away."""

    message = _("This paper went out with the notice; it stays with the meeting. Attach the corrected one beside it.")


@deed("meetings.item.added")
def add_item(*, actor: Actor, meeting_id: UUID, item: NewItem, at: datetime, key: str = "") -> AgendaItem:
    """
    Put an item last on the agenda; after the notice went out it is marked as added late.

    :raises UnknownDecision: if it names a vote the body does not have
    :raises AgendaFull: beyond sixty items
    """
    meeting = locked(meeting_id)
    decision = permissions.may_edit_agenda(actor, meeting).require()
    check_decision(rulebook(on=meeting.starts_on), meeting.body, item)
    last = meeting.items.order_by("-position", "-pk").first()
    if meeting.items.count() >= MOST_ITEMS:
        raise AgendaFull(field="title", most=MOST_ITEMS)
    row = new_row(meeting, item, last.position + 1 if last else 1)
    row.save(force_insert=True)
    if meeting.state == MeetingState.DRAFT:
        renew_send_by(meeting)
    facts = {"item": _named(row)}
    audit.record("meetings.item.added", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    return row


@deed("meetings.item.changed")
def edit_item(
    *,
    actor: Actor,
    item_id: UUID,
    title: str,
    decision: str,
    at: datetime,
    text: str = "",
    proposer: str = "",
    key: str = "",
) -> AgendaItem:
    """
    Change an item that was not taken up yet.

    :raises UnknownDecision: if it names a vote the body does not have
    """
    item = locked_item(item_id)
    allowed = permissions.may_edit_item(actor, item).require()
    new = NewItem(title=title, decision=decision, text=text, proposer=proposer)
    check_decision(rulebook(on=item.meeting.starts_on), item.meeting.body, new)
    item.title, item.decision, item.text, item.proposer = title.strip(), decision, text.strip(), proposer.strip()
    item.save(update_fields=["title", "decision", "text", "proposer"])
    if item.meeting.state == MeetingState.DRAFT:
        renew_send_by(item.meeting)
    facts = {"item": _named(item)}
    audit.record(
        "meetings.item.changed", actor=actor, subject=item.meeting, at=at, facts=facts, mandate=allowed.mandate
    )
    return item


@deed("meetings.item.removed")
def remove_item(*, actor: Actor, item_id: UUID, at: datetime, key: str = "") -> Meeting:
    """
    Take an item off the agenda of a draft; later it can only be withdrawn, which stays visible.

    A ballot that was prepared for it goes with it: nobody voted yet.
    """
    item = locked_item(item_id)
    permissions.may_edit(actor, item.meeting).require()
    allowed = permissions.may_edit_item(actor, item).require()
    facts = {"item": _named(item)}
    audit.record(
        "meetings.item.removed", actor=actor, subject=item.meeting, at=at, facts=facts, mandate=allowed.mandate
    )
    outbox.publish("meetings.item.removed", {"item": str(item.pk)})
    Paper.objects.filter(item=item).update(item=None)
    Ballot.objects.filter(item=item, state__in=[BallotState.PREPARED, BallotState.KEYED]).delete()
    item.delete()
    renew_send_by(item.meeting)
    return item.meeting


@deed("meetings.item.moved")
def move_item(*, actor: Actor, item_id: UUID, by: int, at: datetime, key: str = "") -> AgendaItem:
    """Move an item one place: ``by`` -1 towards the start, 1 towards the end; at either end nothing moves."""
    item = locked_item(item_id)
    decision = permissions.may_edit_item(actor, item).require()
    rows = list(item.meeting.items.order_by("position", "pk"))
    place = next(place for place, row in enumerate(rows) if row.pk == item.pk)
    other = place + (1 if by > 0 else -1)
    if not 0 <= other < len(rows):
        return item
    permissions.may_edit_item(actor, _of(rows[other], item.meeting)).require()
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, start=1):
        AgendaItem.objects.filter(pk=row.pk).update(position=position)
    facts = {"item": _named(item)}
    audit.record("meetings.item.moved", actor=actor, subject=item.meeting, at=at, facts=facts, mandate=decision.mandate)
    return item


@deed("meetings.item.veiled")
def veil_item(*, actor: Actor, item_id: UUID, label: str, at: datetime, key: str = "") -> AgendaItem:
    """
    Let an item say ``label`` only, title and text gone: what it comes from may not be read any more.

    What a meeting has opened stays as it is: it was spoken of, and the minutes tell it.
    """
    item = locked_item(item_id)
    if item.meeting.state in {MeetingState.OPEN, MeetingState.CLOSED} or item.title == label:
        return item
    item.title = item.source_label = label[:100]
    item.text = ""
    item.save(update_fields=["title", "source_label", "text"])
    facts = {"item": _named(item)}
    audit.record("meetings.item.changed", actor=actor, subject=item.meeting, at=at, facts=facts)
    return item


@deed("meetings.paper.attached")
def attach_papers(
    *,
    actor: Actor,
    meeting_id: UUID,
    papers: Sequence[NewPaper],
    at: datetime,
    item_id: UUID | None = None,
    key: str = "",
) -> Meeting:
    """
    Attach papers to the meeting, or to one of its items; all of them or none.

    :raises FileRefused: if one is too large, damaged or not of a kind that is taken
    """
    meeting = locked(meeting_id)
    decision = permissions.may_edit_agenda(actor, meeting).require()
    item = meeting.items.get(pk=item_id) if item_id else None
    for paper in papers:
        kept = keep_paper(actor=actor, meeting=meeting, paper=paper, at=at, item=item)
        Trace(actor, at, decision.mandate).record("meetings.paper.attached", meeting, paper=kept.title)
    return meeting


@deed("meetings.paper.removed")
def remove_paper(*, actor: Actor, paper_id: UUID, at: datetime, key: str = "") -> Meeting:
    """
    Take a paper away that nobody was sent yet.

    :raises PaperSent: if it went out with the notice
    """
    paper = Paper.objects.get(pk=paper_id)
    meeting = locked(paper.meeting_id)
    decision = permissions.may_edit_agenda(actor, meeting).require()
    if meeting.sent_at is not None and paper.added_at <= meeting.sent_at:
        raise PaperSent
    facts = {"paper": paper.title}
    audit.record("meetings.paper.removed", actor=actor, subject=meeting, at=at, facts=facts, mandate=decision.mandate)
    paper.delete()
    return meeting


def locked_item(item_id: UUID) -> AgendaItem:
    """Load an item, its meeting locked first: all deeds of a meeting lock in this order."""
    meeting_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    meeting = locked(meeting_id)
    return _of(AgendaItem.objects.select_for_update(of=("self",)).get(pk=item_id), meeting)


def _named(item: AgendaItem) -> str:
    """Name an item in the log, which keeps it for good: by what it comes from, where that has a name."""
    return item.source_label or item.title


def _of(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    item.meeting = meeting
    return item
