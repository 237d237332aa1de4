"""This will put motions to the vote: open, vote by name, enter counts, close."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.institution.rules import ClauseMissing
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import CountForm, NoteForm, OpenVoteForm, ReasonForm, VoteForm
from gongzhi.meetings.models import AgendaItem, TellersCount, Vote
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.rules.flow import ItemState, Method
from gongzhi.meetings.seals import lawful_words, needed_words, position_words
from gongzhi.meetings.selectors.ballots import ballot_of
from gongzhi.meetings.selectors.lawful import lawfulness_of
from gongzhi.meetings.selectors.roll import Roll, Seat, roll_of
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.views.shared import DeedPage, item_of, meeting_of, now, one_button, people, posted


@require_http_methods(["GET", "POST"])
@signed_in
def open_vote(request: Request, pk: UUID) -> HttpResponse:
    """Show whether the motion may be decided, by which clause and with how many votes; then open the vote."""
    item = item_of(request, pk)
    meeting = item.meeting
    open_or_403(permissions.may_open_vote(request.actor, item))
    rule = rulebook(on=meeting.starts_on, federation=request.federation).find(item.decision)
    if rule is None:
        refusal = ClauseMissing(topic=f"decision.{item.decision}", on=meeting.starts_on)
        return answer_refusal(request, refusal, back=reverse("meetings:detail", args=[meeting.pk]))
    found = lawfulness_of(meeting=meeting, rule=rule, roll=roll_of(meeting))
    ballot = ballot_of(item)
    is_keyed = ballot is not None and ballot.state == BallotState.KEYED
    method = Method.BALLOT if is_keyed else Method.PAPER if rule.secret else Method.ROLL_CALL
    form = OpenVoteForm(posted(request), initial={"method": method})
    opened = attempt(form, lambda said: _open(request, item, form, said["key"])) if form.is_bound else None
    if opened is not None:
        return see_other(reverse("meetings:vote", args=[item.pk]))
    context = {
        "meeting": meeting,
        "item": item,
        "number": position_words(item.position),
        "verdict": lawful_words(rule, found, meeting),
        "found": found,
        "needed": needed_words(rule, found),
        "rule": rule,
        "ballot": ballot,
        "is_keyed": is_keyed,
        "may_prepare": permissions.may_prepare_ballot(request.actor, item),
    }
    return answer_form(request, "meetings/open_vote.html", context, form)


@require_http_methods(["GET", "POST"])
@signed_in
def vote(request: Request, pk: UUID) -> HttpResponse:
    """Vote by name; whoever calls the roll enters it for others; for hands and papers, enter the count."""
    item = item_of(request, pk)
    if item.is_election and item.method in {Method.HANDS, Method.PAPER}:
        return see_other(reverse("meetings:election_count", args=[item.pk]))
    ballot = ballot_of(item) if item.method == Method.BALLOT else None
    if ballot is not None:
        return see_other(reverse("meetings:ballot_vote", args=[ballot.pk]))
    if item.method != Method.ROLL_CALL:
        return _count(request, item)
    form = VoteForm(posted(request))
    if form.is_bound and attempt(form, lambda said: _cast(request, item, said)) is not None:
        messages.success(request, str(_("The vote is in. It can be changed until the vote closes.")))
        return see_other(reverse("meetings:vote", args=[item.pk]))
    return answer_form(request, "meetings/vote.html", _vote_context(request, item), form)


@require_safe
@signed_in
def vote_now(request: Request, pk: UUID) -> HttpResponse:
    """Lead to the vote that is running, or to the page of the meeting."""
    meeting = meeting_of(request, pk)
    running = meeting.items.filter(state=ItemState.VOTING).first()
    if running is None:
        return see_other(reverse("meetings:detail", args=[meeting.pk]))
    return see_other(reverse("meetings:vote", args=[running.pk]))


@require_POST
@signed_in
def close_vote(request: Request, pk: UUID) -> HttpResponse:
    """Close the vote and count it."""
    item = item_of(request, pk)
    ballot = ballot_of(item) if item.method == Method.BALLOT else None
    if ballot is not None and item.closes_at is not None and now() < item.closes_at:
        return see_other(reverse("meetings:ballot_close", args=[ballot.pk]))
    if ballot is not None:
        return one_button(
            request,
            DeedForm(request.POST),
            lambda said: services.close_ballot(actor=request.actor, ballot_id=ballot.pk, at=now(), **said),
            back=reverse("meetings:ballot", args=[ballot.pk]),
        )
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.close_vote(actor=request.actor, item_id=item.pk, at=now(), **said),
        back=reverse("meetings:detail", args=[item.meeting_id]) + "#agenda",
    )


@require_http_methods(["GET", "POST"])
@signed_in
def hear(request: Request, pk: UUID) -> HttpResponse:
    """Note that an item was heard."""
    item = item_of(request, pk)
    open_or_403(permissions.may_hear(request.actor, item))
    page = DeedPage(
        meeting=item.meeting,
        title=_("Note that this was heard"),
        explained=item.title,
        submit=_("It was heard"),
        done=_("It is noted."),
    )
    return page.answer(
        request,
        NoteForm(posted(request)),
        lambda said: services.hear_item(actor=request.actor, item_id=item.pk, at=now(), **said),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Take a motion back."""
    item = item_of(request, pk)
    open_or_403(permissions.may_withdraw(request.actor, item))
    page = DeedPage(
        meeting=item.meeting,
        title=_("Withdraw this motion?"),
        explained=item.title,
        submit=_("Withdraw"),
        done=_("The motion was withdrawn."),
        kind="stop",
    )
    return page.answer(
        request,
        ReasonForm(posted(request)),
        lambda said: services.withdraw_motion(actor=request.actor, item_id=item.pk, at=now(), **said),
    )


def _open(request: Request, item: AgendaItem, form: OpenVoteForm, key: str) -> AgendaItem:
    return services.open_vote(
        actor=request.actor,
        item_id=item.pk,
        method=form.cleaned_data["method"],
        closes_at=form.closes_at(item.meeting.starts_on),
        at=now(),
        key=key,
    )


def _cast(request: Request, item: AgendaItem, said: dict[str, Any]) -> Vote:
    return services.cast_vote(
        actor=request.actor,
        item_id=item.pk,
        choice=said["choice"],
        person_id=said["person"],
        at=now(),
        key=said["key"],
    )


def _vote_context(request: Request, item: AgendaItem) -> dict[str, Any]:
    meeting = item.meeting
    roll = roll_of(meeting)
    votes = {vote.person_id: vote for vote in Vote.objects.filter(item=item)}
    rule = rulebook(on=meeting.starts_on, federation=request.federation).find(item.decision)
    voters = roll.voters(by_proxy=bool(rule and rule.proxies))
    is_over = item.state != ItemState.VOTING
    calls_roll = bool(permissions.may_keep_record(request.actor, meeting)) and not is_over
    return {
        "meeting": meeting,
        "item": item,
        "number": position_words(item.position),
        "is_over": is_over,
        "mine": _my_papers(request, voters, votes),
        "rows": _rows(roll, voters, votes) if calls_roll or is_over else [],
        "calls_roll": calls_roll,
        "cast": len(votes),
        "present": len(voters),
        "choices": Vote.Choice.choices,
        "may_close": permissions.may_close_vote(request.actor, item),
    }


def _my_papers(request: Request, voters: tuple[Seat, ...], votes: dict[UUID, Vote]) -> list[dict[str, Any]]:
    """List the votes this person can give: one's own, and those of proxies held."""
    me = request.actor.person_id
    return [
        {"seat": seat, "own": seat.person_id == me, "choice": _choice(votes, seat)}
        for seat in voters
        if seat.person_id == me or (not seat.is_there and seat.holder_id == me)
    ]


def _rows(roll: Roll, voters: tuple[Seat, ...], votes: dict[UUID, Vote]) -> list[dict[str, Any]]:
    open_to = {seat.person_id for seat in voters}
    return [
        {"seat": seat, "vote": votes.get(seat.person_id), "choice": _choice(votes, seat)}
        for seat in roll.entitled
        if seat.person_id in open_to or seat.person_id in votes
    ]


def _choice(votes: dict[UUID, Vote], seat: Seat) -> str:
    cast = votes.get(seat.person_id)
    return cast.choice if cast else ""


def _count(request: Request, item: AgendaItem) -> HttpResponse:
    """Enter what tellers counted: one's own count, or both from one signed sheet."""
    meeting = item.meeting
    if item.method not in {Method.HANDS, Method.PAPER}:
        raise Http404
    roll = roll_of(meeting)
    keeps = bool(permissions.may_keep_record(request.actor, meeting))
    there = [seat for seat in roll.seats if seat.is_there]
    tellers = people(there if keeps else [seat for seat in there if seat.person_id == request.actor.person_id])
    form = CountForm(
        posted(request), tellers=tellers, both=keeps, initial={"teller": request.actor.person_id, "spoiled": 0}
    )
    if form.is_bound and attempt(form, lambda said: _sign(request, item, form, said)) is not None:
        messages.success(request, str(_("The count is in.")))
        return see_other(reverse("meetings:vote", args=[item.pk]))
    counts = list(TellersCount.objects.filter(item=item).select_related("teller").order_by("signed_at", "pk"))
    context = {
        "meeting": meeting,
        "item": item,
        "number": position_words(item.position),
        "is_over": item.state != ItemState.VOTING,
        "counts": counts,
        "differ": len({count.tally for count in counts}) > 1,
        "may_enter": bool(tellers) and item.state == ItemState.VOTING,
        "may_close": permissions.may_close_vote(request.actor, item),
        "attendance": roll.attendance(since=item.opened_at),
    }
    return answer_form(request, "meetings/count.html", context, form)


def _sign(request: Request, item: AgendaItem, form: CountForm, said: dict[str, Any]) -> object:
    second = said.get("second_teller")
    if second is None:
        return services.record_tellers_count(
            actor=request.actor,
            item_id=item.pk,
            teller_id=said["teller"],
            counts=form.counts(),
            at=now(),
            key=said["key"],
        )
    return services.record_open_vote(
        actor=request.actor,
        item_id=item.pk,
        first_teller_id=said["teller"],
        second_teller_id=second,
        counts=form.counts(),
        at=now(),
        key=said["key"],
    )
