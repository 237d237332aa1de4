"""This will show a ballot at every stage, and its published result, for everybody who may know of the meeting."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.common import audit
from gongzhi.common.exports.downloads import download
from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions
from gongzhi.meetings.forms import LookupForm
from gongzhi.meetings.models import Ballot, BallotText
from gongzhi.meetings.rules.ballots import COUNTING, BallotState, is_unanimous
from gongzhi.meetings.seals import item_seal, outcome_words, position_words
from gongzhi.meetings.selectors import ballots
from gongzhi.meetings.tools.page import fingerprints
from gongzhi.meetings.views.ballots.shared import ballot_of, ballot_seal
from gongzhi.meetings.views.shared import now

REASONS = {
    "choices": gettext_lazy("It marks what the ballot does not allow."),
    "damaged": gettext_lazy("It is not in the form of an envelope."),
    "other_ballot": gettext_lazy("It was sealed for another ballot."),
    "repeated_code": gettext_lazy("Its check code stands in another envelope too."),
    "sealed_otherwise": gettext_lazy("The key of this ballot does not open it."),
}


@dataclass(frozen=True)
class Line:
    """One line of the published list: a check code, and what stood beside it in words."""

    code: str
    choices: str


@require_safe
@signed_in
def ballot(request: Request, pk: UUID) -> HttpResponse:
    """Show how a ballot stands and what can be done now."""
    found = ballot_of(request, pk)
    closing = ballots.said_in(found, BallotText.Kind.CLOSING)
    watching = ballots.scrutineers_of(found)
    context = {
        **_frame(found),
        "seal": ballot_seal(found),
        "turnout": ballots.turnout_of(found),
        "scrutineers": [(each, permissions.may_destroy_share(request.actor, found, each)) for each in watching],
        "confirmed": sum(each.confirmed_at is not None for each in watching),
        "openings": ballots.openings_of(found),
        "closing": closing,
        "mine": ballots.receipts_of(request.actor, found),
        "deeds": _deeds(request.actor, found),
        "closes_early": found.item.closes_at is not None and now() < found.item.closes_at,
        "is_over": found.state in COUNTING | {BallotState.PUBLISHED},
        "stations": [(entry, f"{localtime(entry.at):%H:%M}") for entry in _thread(found)],
        "tools": fingerprints(),
    }
    return render(request, "meetings/ballot/ballot.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def result(request: Request, pk: UUID) -> HttpResponse:
    """Show the published list, the numbers and the outcome; look up a code."""
    found = ballot_of(request, pk)
    if found.state != BallotState.PUBLISHED:
        raise Http404
    opened = json.loads(ballots.said_in(found, BallotText.Kind.OPENED)["opening"])
    said = ballots.said_in(found, BallotText.Kind.RESULT)
    closing = ballots.said_in(found, BallotText.Kind.CLOSING)
    form = LookupForm(request.POST if request.method == "POST" else None)
    context = {
        **_frame(found),
        "outcome_seal": item_seal(found.item),
        "outcome": outcome_words(found.item),
        "counts": _counts(found, said),
        "said": said,
        "closing": closing,
        "lines": [_line(found, entry) for entry in opened["entries"]],
        "invalid": [{**each, "words": REASONS[each["reason"]]} for each in opened["invalid"]],
        "is_unanimous": is_unanimous(
            choices=[entry["choices"] for entry in opened["entries"]], invalid=len(opened["invalid"])
        ),
        "form": form,
        "found": _look_up(found, form, opened, closing) if form.is_bound and form.is_valid() else None,
        "log_key": ballots.log_key_of(found),
        "is_bundled": ballots.bundle_of(found) is not None,
        "tools": fingerprints(),
    }
    return render(request, "meetings/ballot/result.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def bundle(request: Request, pk: UUID) -> HttpResponse:
    """Hand out everything one needs to count again."""
    found = ballot_of(request, pk)
    content = ballots.bundle_of(found)
    if content is None:
        raise Http404
    return download(name=f"bundle-{str(found.pk)[-6:]}.zip", media_type="application/zip", content=content)


def _frame(found: Ballot) -> dict[str, Any]:
    item = found.item
    return {
        "ballot": found,
        "item": item,
        "meeting": item.meeting,
        "number": position_words(item.position),
        "question": found.asked,
    }


def _deeds(actor: Actor, found: Ballot) -> dict[str, Any]:
    """Say what the actor may do; what does not belong to this stage is left out of the page."""
    item = found.item
    return {
        "key": permissions.may_register_key(actor, found),
        "open": permissions.may_open_vote(actor, item),
        "vote": found.state == BallotState.OPEN and bool(ballots.mandates_of(actor, found)),
        "papers": permissions.may_hand_out_papers(actor, found),
        "count": permissions.may_count_papers(actor, found),
        "close": permissions.may_close_vote(actor, item) if found.state == BallotState.OPEN else None,
        "tellers": permissions.may_name_tellers(actor, found),
        "confirm": permissions.may_confirm_key(actor, found),
        "watch": permissions.may_watch(actor, found),
        "publish": permissions.may_publish_ballot(actor, found),
        "is_agreed": found.state == BallotState.AGREED,
    }


def _thread(found: Ballot) -> list[audit.ThreadEntry]:
    """List what happened, without the single envelopes: who voted when is nobody's business."""
    quiet = {gettext("handed in an envelope"), gettext("handed in another envelope instead")}
    return [entry for entry in audit.thread(found) if str(entry.sentence) not in quiet]


def _counts(found: Ballot, said: dict[str, Any]) -> list[tuple[str, int]]:
    votes = said["counted"]["votes"]
    return [(option.label, votes[option.code]) for option in found.asked.options]


def _line(found: Ballot, entry: dict[str, Any]) -> Line:
    words = "、".join(found.asked.label_of(code) for code in entry["choices"])
    return Line(entry["code"], words or gettext("blank"))


def _look_up(found: Ballot, form: LookupForm, opened: dict[str, Any], closing: dict[str, Any]) -> dict[str, object]:
    """Find a check code in the list, or a stub code among the envelopes."""
    asked = "".join(each for each in form.cleaned_data["code"].upper() if each.isalnum())
    for entry in opened["entries"]:
        if entry["code"].replace("-", "") == asked:
            return {"line": _line(found, entry)}
    if any(each["code"].replace("-", "") == asked for each in opened["invalid"]):
        return {"is_invalid": True}
    if len(asked) == 12 and any(each.upper().startswith(asked) for each in closing["hashes"]):  # noqa: PLR2004 -- a stub
        return {"is_sealed": True}
    return {"is_missing": True}
