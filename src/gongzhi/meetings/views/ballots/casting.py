"""
This will take secret votes.

The browser seals and hands in an envelope; where it cannot, the server seals in memory and says so. A choice is never
written anywhere: not into a message, a session, an address or a report of errors.
"""

import base64
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common.web.access import see_other, signed_in
from gongzhi.common.web.refusals import UNPROCESSABLE, answer_refusal, words_of
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import ChoiceForm, EnvelopeForm
from gongzhi.meetings.models import Ballot, Envelope
from gongzhi.meetings.rules.ballots import BallotState, Question, canonical, checked_choices
from gongzhi.meetings.rules.envelopes import new_code, seal, stub_of
from gongzhi.meetings.seals import position_words
from gongzhi.meetings.selectors import ballots
from gongzhi.meetings.services.ballots.casting import EnvelopeDamaged, NotYourVote
from gongzhi.meetings.services.tellers import VoteClosed
from gongzhi.meetings.views.ballots.shared import ballot_of, may_run_sodium, page_of
from gongzhi.meetings.views.shared import now


@never_cache
@may_run_sodium
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@signed_in
def vote(request: Request, pk: UUID) -> HttpResponse:
    """Say what is promised, take the vote, give the receipt."""
    ballot = ballot_of(request, pk)
    match request.POST.get("step") if request.method == "POST" else None:
        case "envelope":
            return _take(request, ballot)
        case "check" | "cast" as step:
            return _seal_here(request, ballot, is_final=step == "cast")
    if ballot.state != BallotState.OPEN:
        return see_other(page_of(ballot))
    return _vote_page(request, ballot, 200)


@never_cache
@require_safe
@signed_in
def receipt(request: Request, pk: UUID) -> HttpResponse:
    """Show the stub codes of one's own envelopes once more; the check code is shown only when the vote is given."""
    ballot = ballot_of(request, pk)
    mine = ballots.receipts_of(request.actor, ballot)
    return render(request, "meetings/ballot/mine.html", {**_frame(ballot), "mine": mine})


def _vote_page(request: Request, ballot: Ballot, status: int, form: ChoiceForm | None = None) -> HttpResponse:
    question = ballot.asked
    context = {
        **_frame(ballot),
        "mandates": ballots.mandates_of(request.actor, ballot),
        "asked": canonical(question.as_json()),
        "is_single": question.least == question.most == 1,
        "turnout": ballots.turnout_of(ballot),
        "scrutineers": ballots.scrutineers_of(ballot),
        "may_keep": bool(permissions.may_keep_record(request.actor, ballot.item.meeting)),
        "form": form,
    }
    return render(request, "meetings/ballot/vote.html", context, status=status)


def _frame(ballot: Ballot) -> dict[str, Any]:
    item = ballot.item
    return {
        "ballot": ballot,
        "item": item,
        "meeting": item.meeting,
        "number": position_words(item.position),
        "question": ballot.asked,
    }


def _take(request: Request, ballot: Ballot) -> HttpResponse:
    """Take a sealed envelope from the browser; refusals are words that its script shows."""
    form = EnvelopeForm(request.POST)
    try:
        if not form.is_valid():
            raise EnvelopeDamaged
        ciphertext = _decoded(form.cleaned_data["ciphertext"])
        row = _cast(request, ballot, form.cleaned_data, ciphertext, Envelope.Channel.BROWSER)
    except DomainError as error:
        return HttpResponse(words_of(error), status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")
    return _receipt(request, ballot, row, code="")


@sensitive_variables()
def _seal_here(request: Request, ballot: Ballot, *, is_final: bool) -> HttpResponse:
    """Seal a vote in memory for a browser without scripts: first show it for a second look, then seal."""
    if ballot.state != BallotState.OPEN:
        return answer_refusal(request, VoteClosed(), back=page_of(ballot))
    question = ballot.asked
    form = ChoiceForm(request.POST, question=question)
    if not form.is_valid():
        return _vote_page(request, ballot, UNPROCESSABLE, form)
    try:
        _require_mandate(request, ballot, form.cleaned_data["person"])
        choices = checked_choices(question, form.cleaned_data["choices"])
        if not is_final:
            return _second_look(request, ballot, form, choices)
        code = new_code()
        ciphertext = seal(
            question=question, ballot=str(ballot.pk), public=ballot.seal_public, choices=choices, code=code
        )
        row = _cast(request, ballot, form.cleaned_data, ciphertext, Envelope.Channel.SERVER)
    except DomainError as error:
        return answer_refusal(request, error, back=f"{page_of(ballot)}vote/")
    # A resend is answered by the first envelope; the code of the second would open nothing.
    is_first = row.digest.startswith(stub_of(ciphertext))
    return _receipt(request, ballot, row, code=code if is_first else "")


def _require_mandate(request: Request, ballot: Ballot, person_id: UUID) -> None:
    """
    Look before the second look whether the vote is theirs to give.

    :raises NotYourVote: if it is not
    """
    if person_id not in {each.seat.person_id for each in ballots.mandates_of(request.actor, ballot)}:
        raise NotYourVote


@sensitive_variables()
def _second_look(request: Request, ballot: Ballot, form: ChoiceForm, choices: tuple[str, ...]) -> HttpResponse:
    question: Question = ballot.asked
    chosen = [(code, question.label_of(code)) for code in choices]
    context = {**_frame(ballot), "chosen": chosen, "person": form.cleaned_data["person"]}
    return render(request, "meetings/ballot/check.html", {**context, "deed_key": form.cleaned_data["deed_key"]})


def _cast(request: Request, ballot: Ballot, said: dict[str, Any], ciphertext: bytes, channel: str) -> Envelope:
    return services.cast_envelope(
        actor=request.actor,
        ballot_id=ballot.pk,
        person_id=said["person"],
        ciphertext=ciphertext,
        channel=channel,
        at=now(),
        key=said["deed_key"],
    )


def _receipt(request: Request, ballot: Ballot, row: Envelope, *, code: str) -> HttpResponse:
    """Show the receipt at once: its code must not wait in a session for a page to come."""
    is_own = row.voter_id == request.actor.person_id
    context = {
        **_frame(ballot),
        "stub": row.digest[:12],
        "code": code,
        "by_server": row.channel == Envelope.Channel.SERVER,
        "whose": "" if is_own else row.voter.name,
        "at": now(),
    }
    return render(request, "meetings/ballot/receipt.html", context)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as problem:
        raise EnvelopeDamaged from problem
