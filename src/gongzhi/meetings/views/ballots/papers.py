"""This will note who votes on paper, name who counts the papers, and take each teller's count."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import PaperCountForm, PersonForm, TellersForm
from gongzhi.meetings.models import Ballot, PaperTally
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.selectors import ballots
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.views.ballots.shared import ballot_of, page_of
from gongzhi.meetings.views.shared import DeedPage, now, one_button, people, posted

LINES = {
    "valid": gettext_lazy("valid papers"),
    "blank": gettext_lazy("Blank papers"),
    "spoiled": gettext_lazy("Spoiled papers"),
}


@require_http_methods(["GET", "POST"])
@signed_in
def papers(request: Request, pk: UUID) -> HttpResponse:
    """While the vote runs, note who takes a paper; afterwards each teller enters what they counted."""
    ballot = ballot_of(request, pk)
    counts = ballot.state != BallotState.OPEN
    allowed = permissions.may_count_papers if counts else permissions.may_hand_out_papers
    open_or_403(allowed(request.actor, ballot))
    roll, tallies = roll_of(ballot.item.meeting), ballots.tellers_of(ballot)
    mine = _mine(request.actor, ballot, tallies)
    form = PaperCountForm(posted(request) if counts else None, question=ballot.asked, tellers=mine)
    tally = attempt(form, lambda said: _count(request, ballot, form, said)) if form.is_bound else None
    if tally is not None:
        return _counted(request, ballot, tally)
    context = {
        "ballot": ballot,
        "meeting": ballot.item.meeting,
        "counts": counts,
        "rows": [] if counts else ballots.paper_seats(ballot, roll),
        "turnout": ballots.turnout_of(ballot, roll),
        "tellers": tallies,
        "agreed": ballots.agreed_tallies_of(ballot),
        "differed": _line_words(ballot, tallies[0].differed) if tallies else [],
        "may_name": permissions.may_name_tellers(request.actor, ballot),
        "may_enter": counts and bool(mine),
    }
    return answer_form(request, "meetings/ballot/papers.html", context, form)


@require_POST
@signed_in
def paper(request: Request, pk: UUID, deed: str) -> HttpResponse:
    """Hand a paper out, or take it back unused."""
    ballot = ballot_of(request, pk)
    service = services.hand_out_paper if deed == "out" else services.take_back_paper
    return one_button(
        request,
        PersonForm(request.POST),
        lambda said: service(
            actor=request.actor, ballot_id=ballot.pk, person_id=said["person"], at=now(), key=said["key"]
        ),
        back=f"{page_of(ballot)}papers/",
    )


@require_http_methods(["GET", "POST"])
@signed_in
def tellers(request: Request, pk: UUID) -> HttpResponse:
    """Name the two who count the papers."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_name_tellers(request.actor, ballot))
    there = [seat for seat in roll_of(ballot.item.meeting).seats if seat.was_there(ballot.item.opened_at)]
    page = DeedPage(
        meeting=ballot.item.meeting,
        title=_("Who counts the papers?"),
        explained=_(
            "Each counts by themselves and enters the numbers from their own account, without seeing those of the "
            "other. For a teller without an account you enter one count; the other comes from the teller."
        ),
        submit=_("Name the tellers"),
        done=_("The tellers are named."),
        back=f"{page_of(ballot)}papers/",
    )
    return page.answer(
        request,
        TellersForm(posted(request), people=people(there)),
        lambda said: services.name_paper_tellers(
            actor=request.actor,
            ballot_id=ballot.pk,
            teller_ids=[said["teller"], said["second_teller"]],
            at=now(),
            key=said["key"],
        ),
    )


def _mine(actor: Actor, ballot: Ballot, tallies: Any) -> list[tuple[str, str]]:
    """List the tellers whose count a person can enter: their own, and those who cannot sign in."""
    keeps = bool(permissions.may_keep_record(actor, ballot.item.meeting))
    is_done = bool(ballots.agreed_tallies_of(ballot))
    return [
        (str(each.teller_id), each.name)
        for each in tallies
        if not is_done and (each.teller_id == actor.person_id or (keeps and each.teller.account_id is None))
    ]


def _count(request: Request, ballot: Ballot, form: PaperCountForm, said: dict[str, Any]) -> PaperTally:
    return services.sign_paper_count(
        actor=request.actor,
        ballot_id=ballot.pk,
        teller_id=said["teller"],
        sheet=form.sheet(),
        at=now(),
        key=said["key"],
    )


def _counted(request: Request, ballot: Ballot, tally: PaperTally) -> HttpResponse:
    """Say whether the other count is awaited, the same, or another one."""
    if tally.differed:
        words = gettext("The two counts differ in: %(lines)s. Both were deleted; count again, each by themselves.")
        messages.error(request, words % {"lines": "、".join(_line_words(ballot, tally.differed))})
        return see_other(f"{page_of(ballot)}papers/")
    is_agreed = bool(ballots.agreed_tallies_of(ballot))
    words = gettext("Both counts are the same.") if is_agreed else gettext("The count is in. The other one is awaited.")
    messages.success(request, words)
    return see_other(page_of(ballot))


def _line_words(ballot: Ballot, lines: list[str]) -> list[str]:
    """Name the lines of a sheet in words."""
    return [str(LINES[each]) if each in LINES else ballot.asked.label_of(each) for each in lines]
