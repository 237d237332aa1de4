"""This will close a ballot early, hand out envelopes, take what the scrutineers found, and publish."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.exports.downloads import download
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import OpeningForm, ReasonForm
from gongzhi.meetings.models import Ballot, BallotText, Scrutineer
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.selectors import ballots
from gongzhi.meetings.services.ballots.opening import NotSealedYet
from gongzhi.meetings.services.ballots.sealing import is_proven
from gongzhi.meetings.tools.page import fingerprints
from gongzhi.meetings.views.ballots.shared import ballot_of, ballot_seal, page_of
from gongzhi.meetings.views.shared import DeedPage, now, one_button, posted, posted_files


@require_http_methods(["GET", "POST"])
@signed_in
def opening(request: Request, pk: UUID) -> HttpResponse:
    """Download the envelopes, open them offline, hand the list in; twice, by two pairs."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_watch(request.actor, ballot))
    waiting = ballots.next_to_open(ballot)
    me = next((each for each in waiting if each.person_id == request.actor.person_id), None)
    if request.method == "POST":
        open_or_403(permissions.may_hand_in(request.actor, ballot))
    others = [each for each in ballots.scrutineers_of(ballot) if each.person_id != request.actor.person_id]
    form = OpeningForm(posted(request), posted_files(request), others=others)
    if form.is_bound and attempt(form, lambda said: _hand_in(request, ballot, said)) is not None:
        messages.success(request, str(_("The list is in.")))
        return see_other(page_of(ballot))
    context = {
        "ballot": ballot,
        "meeting": ballot.item.meeting,
        "seal": ballot_seal(ballot),
        "turnout": ballots.turnout_of(ballot),
        "openings": ballots.openings_of(ballot),
        "is_proven": is_proven(ballot),
        "is_my_turn": me is not None,
        "waiting": waiting,
        "are_papers_counted": ballots.are_papers_counted(ballot),
        "is_done": ballot.state == BallotState.AGREED,
        "may_start_anew": ballot.state == BallotState.OPENED,
        "tools": fingerprints(),
    }
    return answer_form(request, "meetings/ballot/opening.html", context, form)


@require_safe
@signed_in
def envelopes(request: Request, pk: UUID) -> HttpResponse:
    """Hand out the sealed envelopes without any name, in the order of their hashes; only after the log is sealed."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_watch(request.actor, ballot))
    if not is_proven(ballot):
        return answer_refusal(request, NotSealedYet(), back=f"{page_of(ballot)}opening/")
    content = ballots.text_of(ballot, BallotText.Kind.ENVELOPES).encode()
    return download(name=f"envelopes-{str(ballot.pk)[-6:]}.json", media_type="application/json", content=content)


@require_http_methods(["GET", "POST"])
@signed_in
def anew(request: Request, pk: UUID) -> HttpResponse:
    """Forget the first list, so that both pairs open again."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_watch(request.actor, ballot))
    page = DeedPage(
        meeting=ballot.item.meeting,
        title=_("Open anew?"),
        explained=_("The list of the first pair is forgotten; the log keeps its fingerprint and your reason."),
        submit=_("Open anew"),
        done=_("Both pairs open the envelopes again."),
        back=f"{page_of(ballot)}opening/",
        kind="stop",
    )
    return page.answer(
        request,
        ReasonForm(posted(request)),
        lambda said: services.start_opening_anew(actor=request.actor, ballot_id=ballot.pk, at=now(), **said),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close a ballot before the end that voters were told, with a reason that the minutes repeat."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_close_vote(request.actor, ballot.item))
    page = DeedPage(
        meeting=ballot.item.meeting,
        title=_("Close the ballot before its end?"),
        explained=_("Nobody can vote afterwards. The reason stands in the log and in the minutes."),
        submit=_("Close the ballot"),
        done=_("The ballot is closed and sealed."),
        back=page_of(ballot),
        kind="stop",
    )
    return page.answer(
        request,
        ReasonForm(posted(request)),
        lambda said: services.close_ballot(actor=request.actor, ballot_id=ballot.pk, at=now(), **said),
    )


@require_POST
@signed_in
def publish(request: Request, pk: UUID) -> HttpResponse:
    """Publish the result."""
    ballot = ballot_of(request, pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.publish_ballot(actor=request.actor, ballot_id=ballot.pk, at=now(), **said),
        back=page_of(ballot),
        done=_("The result is published."),
    )


@require_POST
@signed_in
def destroyed(request: Request, pk: UUID) -> HttpResponse:
    """Note that a share was destroyed."""
    seen = Ballot.objects.visible_to(request.actor)
    scrutineer = get_object_or_404(Scrutineer.objects.filter(ballot__in=seen), pk=pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.destroy_share(actor=request.actor, scrutineer_id=scrutineer.pk, at=now(), **said),
        back=page_of(scrutineer.ballot),
        done=_("It is noted."),
    )


def _hand_in(request: Request, ballot: Ballot, said: dict[str, Any]) -> object:
    mine = Scrutineer.objects.get(ballot=ballot, person=request.actor.person_id)
    return services.import_opening(
        actor=request.actor,
        ballot_id=ballot.pk,
        first_id=mine.pk,
        second_id=said["second"],
        content=said["file"].read(),
        at=now(),
        key=said["key"],
    )
