"""This will prepare a ballot: three scrutineers, a key, three sheets of paper."""

import json
from secrets import token_bytes
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.exports.downloads import download
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.qr import qr_picture
from gongzhi.common.web.refusals import answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import FingerprintForm, KeyFileForm, KeyForm, PrepareForm
from gongzhi.meetings.models import Ballot
from gongzhi.meetings.rules.ballots import KeyMade, canonical, key_fingerprint
from gongzhi.meetings.rules.envelopes import key_from_seed
from gongzhi.meetings.rules.shamir import SECRET_BYTES, share_text, split
from gongzhi.meetings.selectors import ballots
from gongzhi.meetings.selectors.roll import roll_of
from gongzhi.meetings.services.ballots.preparing import KeyUnreadable
from gongzhi.meetings.tools.page import PAGE, fingerprints, tool
from gongzhi.meetings.views.ballots.shared import ballot_of, may_run_sodium, page_of
from gongzhi.meetings.views.shared import DeedPage, item_of, now, people, posted, posted_files

LARGEST_KEY_FILE = 4096


@require_http_methods(["GET", "POST"])
@signed_in
def prepare(request: Request, pk: UUID) -> HttpResponse:
    """Name three scrutineers."""
    item = item_of(request, pk)
    open_or_403(permissions.may_prepare_ballot(request.actor, item))
    page = DeedPage(
        meeting=item.meeting,
        title=_("Prepare a secret ballot"),
        explained=_(
            "Three scrutineers get one share of the key each, on paper. Any two of them can open the envelopes; "
            "one alone cannot, and this system keeps no share."
        ),
        submit=_("Name the scrutineers"),
        done=_("Next, make the key."),
    )
    form = PrepareForm(posted(request), people=people(roll_of(item.meeting).seats), initial={"names_published": True})
    if form.is_bound:
        ballot = attempt(form, lambda said: _prepare(request, item.pk, said))
        if ballot is not None:
            return see_other(f"{page_of(ballot)}key/")
    return answer_form(request, "meetings/deed.html", {"page": page, "meeting": item.meeting}, form)


@never_cache
@may_run_sodium
@require_http_methods(["GET", "POST"])
@signed_in
def key(request: Request, pk: UUID) -> HttpResponse:
    """Make the key: in this browser, with the offline tool, or by the server."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_register_key(request.actor, ballot))
    is_file = request.POST.get("made") == KeyMade.OFFLINE
    file_form = KeyFileForm(posted(request) if is_file else None, posted_files(request) if is_file else None)
    form = file_form if is_file else KeyForm(posted(request))
    if form.is_bound and attempt(form, lambda said: _register(request, ballot, said)) is not None:
        return see_other(page_of(ballot))
    context = {
        "ballot": ballot,
        "meeting": ballot.item.meeting,
        "scrutineers": ballots.scrutineers_of(ballot),
        "file_form": file_form,
        "tools": fingerprints(),
        "tool": fingerprints()[PAGE],
    }
    return answer_form(request, "meetings/ballot/key.html", context, form)


@never_cache
@require_POST
@signed_in
def key_by_server(request: Request, pk: UUID) -> HttpResponse:
    """Make the key in the server's memory and show the sheets once; nothing but the public halves is kept."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_register_key(request.actor, ballot))
    seed = token_bytes(SECRET_BYTES)
    seal, sign = key_from_seed(seed, str(ballot.pk)).public
    form = DeedForm(request.POST)
    said: dict[str, Any] = {"seal_public": seal, "sign_public": sign, "made": KeyMade.SERVER.value}
    try:
        form.is_valid()
        said["key"] = form.cleaned_data.get("deed_key", "")
        services.register_key(actor=request.actor, ballot_id=ballot.pk, at=now(), **said)
    except DomainError as error:
        return answer_refusal(request, error, back=f"{page_of(ballot)}key/")
    shares = [share_text(share, str(ballot.pk), (seal, sign)) for share in split(seed)]
    sheets = [
        {"scrutineer": scrutineer, "share": share, "qr": qr_picture(share)}
        for scrutineer, share in zip(ballots.scrutineers_of(ballot), shares, strict=True)
    ]
    context = {
        "ballot": ballot,
        "meeting": ballot.item.meeting,
        "sheets": sheets,
        "fingerprint": key_fingerprint(seal, sign),
        "tool": fingerprints()[PAGE],
    }
    return render(request, "meetings/ballot/sheets.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def confirm(request: Request, pk: UUID) -> HttpResponse:
    """Let a scrutineer type the fingerprint that stands on the own sheet."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_confirm_key(request.actor, ballot))
    page = DeedPage(
        meeting=ballot.item.meeting,
        title=_("Confirm the fingerprint on your sheet"),
        explained=_(
            "Your sheet must belong to the key that is kept here; otherwise somebody else could open the envelopes "
            "alone. The vote opens once two scrutineers have confirmed."
        ),
        submit=_("My sheet says this"),
        done=_("It is confirmed. Keep the sheet sealed until the envelopes are opened."),
        back=page_of(ballot),
    )
    return page.answer(
        request,
        FingerprintForm(posted(request)),
        lambda said: services.confirm_key(actor=request.actor, ballot_id=ballot.pk, at=now(), **said),
    )


@require_safe
@signed_in
def prepare_file(request: Request, pk: UUID) -> HttpResponse:
    """Hand out what the offline tool needs to make a key: nothing secret."""
    ballot = ballot_of(request, pk)
    open_or_403(permissions.may_register_key(request.actor, ballot))
    names = [each.name for each in ballots.scrutineers_of(ballot)]
    said = {"format": "gongzhi-prepare/1", "ballot": str(ballot.pk), "title": str(ballot), "scrutineers": names}
    return download(
        name=f"prepare-{str(ballot.pk)[-6:]}.json", media_type="application/json", content=canonical(said).encode()
    )


@require_safe
@signed_in
def program(request: Request, name: str) -> HttpResponse:
    """Hand out one of the programs people take away."""
    content = tool(name)
    if content is None:
        raise Http404
    return download(name=name, media_type="application/octet-stream", content=content)


def _prepare(request: Request, item_id: UUID, said: dict[str, Any]) -> Ballot:
    return services.prepare_ballot(
        actor=request.actor,
        item_id=item_id,
        scrutineer_ids=[said["first"], said["second"], said["third"]],
        names_published=said["names_published"],
        at=now(),
        key=said["key"],
    )


def _register(request: Request, ballot: Ballot, said: dict[str, Any]) -> Ballot:
    made = KeyMade.BROWSER
    if "file" in said:
        said, made = {**said, **_key_file(said["file"], ballot)}, KeyMade.OFFLINE
    return services.register_key(
        actor=request.actor,
        ballot_id=ballot.pk,
        seal_public=said["seal_public"],
        sign_public=said["sign_public"],
        made=made.value,
        at=now(),
        key=said["key"],
    )


def _key_file(file: Any, ballot: Ballot) -> dict[str, str]:
    """
    Read the tool's key file.

    :raises KeyUnreadable: if it is none, or of another ballot
    """
    try:
        said = json.loads(file.read(LARGEST_KEY_FILE))
        if (said["format"], said["ballot"]) != ("gongzhi-key/1", str(ballot.pk)):
            raise KeyUnreadable(field="file")
        return {"seal_public": str(said["seal"]), "sign_public": str(said["sign"])}
    except (ValueError, KeyError, TypeError) as problem:
        raise KeyUnreadable(field="file") from problem
