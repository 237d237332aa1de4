"""This will show elections, keep their candidates and take their counts."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.institution.rules import Sentence
from gongzhi.institution.words import speak
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import CandidateForm, ElectionCountForm, ElectionForm, FollowForm, MoveForm
from gongzhi.meetings.models import AgendaItem, Candidate, Meeting, Resolution
from gongzhi.meetings.rules import DecisionRule, Lawfulness
from gongzhi.meetings.rules.elections import Contest
from gongzhi.meetings.rules.flow import AGENDA_OPEN, ItemState, Method
from gongzhi.meetings.seals import (
    candidate_seal,
    decision_words,
    item_seal,
    needed_words,
    outcome_words,
    position_words,
    tally_words,
)
from gongzhi.meetings.selectors.elections import ElectionView, election_of
from gongzhi.meetings.selectors.lawful import lawfulness_of
from gongzhi.meetings.selectors.recusals import recusals_of
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.views.shared import DeedPage, decisions, item_of, meeting_of, now, one_button, people, posted
from gongzhi.offices.models import Term
from gongzhi.offices.permissions import may_manage

CONTESTS = {
    Contest.EQUAL: _("as many candidates as seats"),
    Contest.MORE: _("more candidates than seats"),
    None: _("too few candidates"),
}


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Request, pk: UUID) -> HttpResponse:
    """Put an election on the agenda; candidates are named next."""
    meeting = meeting_of(request, pk)
    open_or_403(permissions.may_edit_agenda(request.actor, meeting))
    form = _form(request, meeting, {})
    made = attempt(form, lambda said: _add(request, meeting, form, said["key"])) if form.is_bound else None
    if made is not None:
        return see_other(reverse("meetings:election", args=[made.pk]))
    page = DeedPage(
        meeting=meeting,
        title=_("Put an election on the agenda"),
        explained=_("Candidates are named on the next page. Their list is frozen when the vote opens."),
        submit=_("Go on to the candidates"),
        done="",
    )
    return answer_form(request, "meetings/deed.html", {"page": page, "meeting": meeting}, form)


@require_http_methods(["GET", "POST"])
@signed_in
def election(request: Request, pk: UUID) -> HttpResponse:
    """Show an election: who stands, who is elected and why, what follows; and name candidates."""
    item = _election(request, pk)
    may_edit = permissions.may_edit_election(request.actor, item)
    form = CandidateForm(posted(request))
    if request.method == "POST":
        open_or_403(may_edit)
    if form.is_bound and attempt(form, lambda said: _name(request, item, said)) is not None:
        return see_other(reverse("meetings:election", args=[item.pk]) + "#candidates")
    return answer_form(request, "meetings/elections/election.html", _context(request, item, bool(may_edit)), form)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change what is elected, until the vote opens."""
    item = _election(request, pk)
    open_or_403(permissions.may_edit_election(request.actor, item))
    initial = {name: getattr(item, name) for name in ("title", "office", "seats", "decision", "text")}
    form = _form(request, item.meeting, initial)
    page = DeedPage(
        meeting=item.meeting,
        title=_("Change the election"),
        explained=_("Only while its vote is not open; the log keeps that it was changed."),
        submit=_("Save"),
        done=_("The election was changed."),
        back=reverse("meetings:election", args=[item.pk]),
    )
    return page.answer(
        request,
        form,
        lambda said: services.edit_election(
            actor=request.actor, item_id=item.pk, **form.election(), at=now(), key=said["key"]
        ),
    )


@require_POST
@signed_in
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Strike a candidate who no longer stands."""
    candidate = _candidate(request, pk)
    return _button(
        request,
        candidate.item,
        DeedForm(request.POST),
        lambda said: services.withdraw_candidate(actor=request.actor, candidate_id=candidate.pk, at=now(), **said),
    )


@require_POST
@signed_in
def move(request: Request, pk: UUID) -> HttpResponse:
    """Move a candidate one place on the ballot."""
    candidate = _candidate(request, pk)
    return _button(request, candidate.item, MoveForm(request.POST), lambda said: _move(request, candidate, said))


@require_POST
@signed_in
def order(request: Request, pk: UUID) -> HttpResponse:
    """Put the candidates in the order of pinyin."""
    item = _election(request, pk)
    return _button(
        request,
        item,
        DeedForm(request.POST),
        lambda said: services.order_candidates(actor=request.actor, item_id=item.pk, at=now(), **said),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def count(request: Request, pk: UUID) -> HttpResponse:
    """Enter what tellers counted: one's own sheet, or the one that both signed."""
    item = _election(request, pk)
    if item.method not in {Method.HANDS, Method.PAPER}:
        raise Http404
    view, roll = election_of(item), roll_of(item.meeting)
    keeps = bool(permissions.may_keep_record(request.actor, item.meeting))
    there = [seat for seat in roll.seats if seat.is_there]
    tellers = people(there if keeps else [seat for seat in there if seat.person_id == request.actor.person_id])
    form = ElectionCountForm(
        posted(request),
        candidates=view.candidates,
        tellers=tellers,
        both=keeps,
        initial={"teller": request.actor.person_id},
    )
    if form.is_bound and attempt(form, lambda said: _sign(request, item, form, said["key"])) is not None:
        messages.success(request, str(_("The count is in.")))
        return see_other(reverse("meetings:election_count", args=[item.pk]))
    context = {
        "meeting": item.meeting,
        "item": item,
        "number": position_words(item.position),
        "view": view,
        "is_over": item.state != ItemState.VOTING,
        "sheets": _sheets(view),
        "may_enter": bool(tellers) and item.state == ItemState.VOTING,
        "may_close": permissions.may_close_vote(request.actor, item),
        "attendance": roll.attendance(since=item.opened_at),
    }
    return answer_form(request, "meetings/elections/count.html", context, form)


@require_http_methods(["GET", "POST"])
@signed_in
def follow(request: Request, pk: UUID) -> HttpResponse:
    """Put the run-off, or the ballot for the seats left open, on an agenda."""
    item = _election(request, pk)
    choices = _meetings_ahead(request, item)
    open_or_403(permissions.may_edit_agenda(request.actor, choices[0] if choices else item.meeting))
    form = FollowForm(posted(request), meetings=choices)
    page = DeedPage(
        meeting=item.meeting,
        title=_("Put the next ballot on the agenda"),
        explained=_("It is a new item with its own vote. In a run-off only the tied stand."),
        submit=_("Put it on the agenda"),
        done=_("The next ballot is on the agenda."),
        back=reverse("meetings:election", args=[item.pk]),
    )
    return page.answer(
        request,
        form,
        lambda said: services.follow_up_election(
            actor=request.actor, item_id=item.pk, meeting_id=said["meeting"], at=now(), key=said["key"]
        ),
    )


def _context(request: Request, item: AgendaItem, may_edit: bool) -> dict[str, Any]:  # noqa: FBT001 -- a fact
    view, meeting = election_of(item), item.meeting
    rule = rulebook(on=meeting.starts_on, federation=request.federation).find(item.decision)
    found = lawfulness_of(meeting=meeting, rule=rule, roll=roll_of(meeting), since=item.opened_at) if rule else None
    resolution = Resolution.objects.filter(item=item).first()
    return {
        "meeting": meeting,
        "item": item,
        "number": position_words(item.position),
        "seal": item_seal(item),
        "view": view,
        "contest": CONTESTS[view.contest],
        "sort": decision_words(rule) if rule else "",
        "needed": _needed(item, rule, found),
        "rule": rule,
        "tally": tally_words(item),
        "outcome": outcome_words(item),
        "rows": [_row(item, each) for each in view.ranked],
        "may_edit": may_edit,
        "is_open": item.state == ItemState.VOTING,
        "by_tellers": item.method in {Method.HANDS, Method.PAPER},
        "may_follow": bool(view.follows) and view.follower is None and bool(_meetings_ahead(request, item)),
        "may_adopt": permissions.may_adopt(request.actor, item) if item.state == ItemState.CARRIED else None,
        "resolution": resolution,
        "terms": _terms(request, item, view, resolution),
        "recusals": recusals_of([item]).get(item.pk, []),
        "may_recuse": permissions.may_recuse(request.actor, item),
    }


def _needed(item: AgendaItem, rule: DecisionRule | None, found: Lawfulness | None) -> tuple[str, str] | None:
    """Say how many votes elect: as counted, as it stands in the room, or, before the session, the share alone."""
    if rule is None or found is None:
        return None
    number, share = needed_words(rule, found)
    if item.state in {ItemState.CARRIED, ItemState.REJECTED}:
        return ("—" if item.votes_needed is None else str(item.votes_needed)), share
    return (str(number) if found.present else "—"), share


def _row(item: AgendaItem, candidate: Candidate) -> dict[str, Any]:
    kept = candidate.outcome_words
    return {
        "candidate": candidate,
        "seal": candidate_seal(candidate),
        "reason": speak(Sentence(kept["msgid"], kept["params"])) if kept else "",
        "of": item.present_count or 0,
        "needed": item.votes_needed or 0,
    }


def _terms(
    request: Request, item: AgendaItem, view: ElectionView, resolution: Resolution | None
) -> list[tuple[Candidate, str, bool]]:
    """
    Lead from each elected person to the page that enters the term, filled in with office, person and resolution.

    The last of each says whether a term rests on the resolution already.
    """
    if item.office is None or not may_manage(request.actor):
        return []
    base = reverse("offices:term_add", args=[item.office.body_id])
    common = {"office": item.office_id, **({"resolution": resolution.pk} if resolution else {})}
    terms = Term.objects.filter(resolution_id=resolution.pk) if resolution else Term.objects.none()
    entered = set(terms.values_list("person", flat=True))
    return [
        (each, f"{base}?{urlencode({**common, 'person': each.person_id})}", each.person_id in entered)
        for each in view.elected
    ]


def _sheets(view: ElectionView) -> list[dict[str, Any]]:
    """Set the tellers' sheets side by side, candidate by candidate."""
    sheets: list[dict[str, Any]] = [
        {"count": count, "votes": {line.candidate_id: line.votes for line in count.lines.all()}}
        for count in view.counts
    ]
    numbers = {(sheet["count"].tally, tuple(sorted(sheet["votes"].items()))) for sheet in sheets}
    for sheet in sheets:
        sheet["differs"] = len(numbers) > 1
        sheet["lines"] = [(each.name, sheet["votes"].get(each.pk, 0)) for each in view.candidates]
    return sheets


def _meetings_ahead(request: Request, item: AgendaItem) -> list[Meeting]:
    """List the meetings of the body whose agenda is open, this one first."""
    seen = Meeting.objects.visible_to(request.actor).filter(body=item.meeting.body_id, state__in=AGENDA_OPEN)
    return sorted(seen.order_by("starts_at", "pk"), key=lambda each: each.pk != item.meeting_id)


def _election(request: Request, pk: UUID) -> AgendaItem:
    item = item_of(request, pk)
    if not item.is_election:
        raise Http404
    return item


def _candidate(request: Request, pk: UUID) -> Candidate:
    seen = Meeting.objects.visible_to(request.actor)
    rows = Candidate.objects.filter(item__meeting__in=seen).select_related("item__meeting__body")
    return get_object_or_404(rows, pk=pk)


def _form(request: Request, meeting: Meeting, initial: dict[str, Any]) -> ElectionForm:
    book = rulebook(on=meeting.starts_on, federation=request.federation)
    ways = decisions(book, meeting.body)
    usual = next((code for code, _words in ways if code.endswith(".election")), ways[0][0])
    return ElectionForm(posted(request), decisions=ways, initial={"decision": usual, **initial})


def _add(request: Request, meeting: Meeting, form: ElectionForm, key: str) -> AgendaItem:
    new = services.NewElection(**form.election())
    return services.add_election(actor=request.actor, meeting_id=meeting.pk, election=new, at=now(), key=key)


def _name(request: Request, item: AgendaItem, said: dict[str, Any]) -> Candidate:
    return services.name_candidate(
        actor=request.actor,
        item_id=item.pk,
        person_id=said["person"].pk,
        note=said["note"],
        at=now(),
        key=said["key"],
    )


def _move(request: Request, candidate: Candidate, said: dict[str, Any]) -> AgendaItem:
    ids = list(Candidate.objects.filter(item=candidate.item).order_by("position", "pk").values_list("pk", flat=True))
    place = ids.index(candidate.pk)
    other = place + said["by"]
    if 0 <= other < len(ids):
        ids[place], ids[other] = ids[other], ids[place]
    return services.order_candidates(
        actor=request.actor, item_id=candidate.item_id, order=tuple(ids), at=now(), key=said["key"]
    )


def _sign(request: Request, item: AgendaItem, form: ElectionCountForm, key: str) -> AgendaItem:
    return services.sign_election_count(
        actor=request.actor, item_id=item.pk, teller_ids=form.tellers(), counts=form.counts(), at=now(), key=key
    )


def _button(request: Request, item: AgendaItem, form: Any, deed: Any) -> HttpResponse:
    return one_button(request, form, deed, back=reverse("meetings:election", args=[item.pk]) + "#candidates")
