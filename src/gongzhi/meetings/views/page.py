"""This will show one meeting: whether it may decide, its agenda, its papers and what happened."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions
from gongzhi.meetings.links import Way, ways_of_items
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.rules.flow import ItemState, MeetingState, Method
from gongzhi.meetings.rules.guests import STEPS
from gongzhi.meetings.seals import (
    VerdictWords,
    decision_words,
    election_words,
    item_seal,
    lawful_words,
    meeting_seal,
    needed_words,
    outcome_words,
    outlook_words,
    position_words,
    said_facts,
    tally_words,
)
from gongzhi.meetings.selectors.guests import guests_of
from gongzhi.meetings.selectors.lawful import notice_rule
from gongzhi.meetings.selectors.page import ItemLine, MeetingView, view_of
from gongzhi.meetings.views.shared import meeting_of

POLL = "every 4s"
# The page says these in another way, or not at all.
UNSAID = frozenset({Meeting.Kind.ORDINARY, Meeting.Kind.CONSULTATION})
NOTHING_NEW = 204


@dataclass(frozen=True)
class Station:
    """One station of the thread: the log's line and its facts in words."""

    entry: audit.ThreadEntry
    said: str
    when: str


@require_safe
@signed_in
def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a meeting; with ``part=live`` only what changes while it is in session."""
    meeting = meeting_of(request, pk)
    view = view_of(meeting=meeting, person_id=request.actor.person_id, today=today(), federation=request.federation)
    context = {**_context(request.actor, view), "stamp": _stamp(view)}
    if request.GET.get("part") == "live":
        if request.GET.get("seen") == context["stamp"]:
            return HttpResponse(status=NOTHING_NEW)
        return render(request, "meetings/detail.html#live", context)
    return render(request, "meetings/detail.html", {**context, "stations": _stations(meeting)})


def _context(actor: Actor, view: MeetingView) -> dict[str, Any]:
    meeting = view.meeting
    seat = view.roll.seat_of(actor.person_id)
    is_live = meeting.state == MeetingState.OPEN
    running = view.running
    ways = ways_of_items(actor, [line.item for line in view.lines])
    return {
        "meeting": meeting,
        "view": view,
        "seal": meeting_seal(meeting),
        "kinds": [dict(Meeting.Kind.choices)[kind] for kind in meeting.kinds if kind not in UNSAID],
        "verdict": _verdict(view),
        "needed": needed_words(view.rule, view.lawfulness) if view.rule and view.lawfulness else None,
        "lines": [_line(actor, view, line, ways) for line in view.lines],
        "consultation": _consultation(view),
        "seat": seat,
        "poll": POLL if is_live else "",
        "deeds": _deeds(actor, view),
        "is_draft": meeting.state == MeetingState.DRAFT,
        "is_before": meeting.state in {MeetingState.DRAFT, MeetingState.CALLED},
        "is_over": meeting.state == MeetingState.CLOSED,
        "is_running": running is not None,
        "may_agree": bool(
            meeting.short_notice and seat and seat.votes and seat.notice and seat.notice.consented_at is None
            and meeting.state in {MeetingState.CALLED, MeetingState.OPEN}
        ),
        "awaits_me": bool(seat and not seat.is_there and is_live),
    }  # fmt: skip


def _consultation(view: MeetingView) -> dict[str, Any] | None:
    """Say what the page of a consultation shows more; ``None`` for other meetings."""
    if not view.meeting.is_consultation:
        return None
    guests = guests_of(view.meeting)
    return {
        "form": view.meeting.get_form_display(),
        "guests": len(guests),
        "came": sum(guest.came_at is not None for guest in guests),
        "opinions": view.meeting.remarks.count(),
        "steps": STEPS,
    }


def _stamp(view: MeetingView) -> str:
    """Sum up what the live part shows, so that it is exchanged, and focus moves, only when something changed."""
    there = view.roll.attendance()
    items = [(line.item.pk, line.item.state, line.cast_count, bool(line.resolution)) for line in view.lines]
    shown = (view.meeting.state, there, view.roll.excused_count, view.roll.consent_count, items)
    return sha256(repr(shown).encode()).hexdigest()[:16]


def _verdict(view: MeetingView) -> VerdictWords | None:
    """Choose what is concluded at this stage: of the notice before it goes out, of the meeting afterwards."""
    if view.outlook is not None:
        decided = [line.item.decision for line in view.lines]
        meeting = view.meeting
        rule = notice_rule(book=view.book, body=meeting.body, decisions=decided, form=meeting.form)
        return outlook_words(rule, view.outlook)
    if view.meeting.state == MeetingState.CANCELLED or view.rule is None or view.lawfulness is None:
        return None
    return lawful_words(view.rule, view.lawfulness, view.meeting)


def _deeds(actor: Actor, view: MeetingView) -> dict[str, Any]:
    meeting = view.meeting
    return {
        "send": permissions.may_send_notice(actor, meeting),
        "edit": permissions.may_edit(actor, meeting),
        "agenda": permissions.may_edit_agenda(actor, meeting),
        "cancel": permissions.may_cancel(actor, meeting),
        "open": permissions.may_open(actor, meeting),
        "close": permissions.may_close(actor, meeting),
        "presence": permissions.may_record_presence(actor, meeting),
        "compile": permissions.may_compile(actor, meeting),
    }


def _line(actor: Actor, view: MeetingView, line: ItemLine, ways: dict[object, Way]) -> dict[str, Any]:
    item = line.item
    rule = view.book.find(item.decision) if item.decision else None
    state = ItemState(item.state)
    seat = view.roll.seat_of(actor.person_id)
    by_name = item.method == Method.ROLL_CALL
    on_own_device = by_name or item.method == Method.BALLOT
    keeps = permissions.may_keep_record(actor, view.meeting)
    return {
        "line": line,
        "item": item,
        "seal": item_seal(item),
        "number": position_words(item.position),
        "rule": rule,
        "sort": decision_words(rule) if rule and state is ItemState.PENDING else "",
        "tally": tally_words(item),
        "outcome": outcome_words(item),
        "progress": _progress(view, line) if state is ItemState.VOTING else "",
        "is_voting": state is ItemState.VOTING,
        "by_name": by_name,
        "may_open": permissions.may_open_vote(actor, item),
        "may_hear": permissions.may_hear(actor, item),
        "may_close": permissions.may_close_vote(actor, item),
        "may_edit": permissions.may_edit_item(actor, item),
        "may_withdraw": permissions.may_withdraw(actor, item),
        "may_vote": bool(on_own_device and seat and seat.votes and seat.is_there),
        "may_enter": item.method != Method.BALLOT and (bool(keeps) or bool(seat and seat.is_there and not by_name)),
        "may_prepare": line.ballot is None and permissions.may_prepare_ballot(actor, item),
        "may_adopt": permissions.may_adopt(actor, item),
        "waits": state is ItemState.PENDING and view.running is not None,
        "election": election_words(item, line.candidate_count) if item.is_election else "",
        "recused": "、".join(row.name for row in line.recusals),
        "may_recuse": permissions.may_recuse(actor, item, actor.person_id if seat and seat.votes else None),
        "way": ways.get(item.pk),
    }


def _progress(view: MeetingView, line: ItemLine) -> str:
    """Say how far a running vote is."""
    item = line.item
    present = view.lawfulness.present if view.lawfulness else 0
    if item.method in {Method.ROLL_CALL, Method.BALLOT}:
        words = gettext("%(method)s · %(cast)s of %(present)s have voted") % {
            "method": item.get_method_display(), "cast": line.cast_count, "present": present,
        }  # fmt: skip
    else:
        words = gettext("%(method)s · %(cast)s of 2 tellers have signed") % {
            "method": item.get_method_display(), "cast": line.cast_count,
        }  # fmt: skip
    if item.closes_at is not None:
        words += gettext(" · ends at %(time)s") % {"time": f"{localtime(item.closes_at):%H:%M}"}
    return words


def _stations(meeting: Meeting) -> list[Station]:
    return [
        Station(entry, " · ".join(said_facts(entry.facts)), f"{localtime(entry.at):%H:%M}")
        for entry in audit.thread(meeting)
    ]
