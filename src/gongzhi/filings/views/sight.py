"""This will show one filing, its paper and its files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.exports.downloads import DOCX, download
from gongzhi.common.exports.words import render_docx
from gongzhi.common.files.serving import serve
from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.filings import permissions, services, tables
from gongzhi.filings.forms import PaperForm, PermitForm
from gongzhi.filings.models import Filing, Paper, ReviewStep
from gongzhi.filings.models.filing import reaches_all
from gongzhi.filings.rules import FILING, UNDER_REVIEW, Deed, State
from gongzhi.filings.selectors.page import FilingPage, page_of
from gongzhi.filings.views.shared import filing_for, key_of
from gongzhi.kernel.decisions import Decision

DOCX_TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "filings" / "sheet.docx"


@dataclass(frozen=True, slots=True)
class Button:
    """What can be done now, open or closed with its reason: a link (``href``) or a post (``action``)."""

    label: object
    decision: Decision
    href: str = ""
    action: str = ""
    kind: str = "quiet"
    confirm: object = ""


@require_safe
@signed_in
def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a filing."""
    return _answer(request, filing_for(request, pk), phone="")


@require_POST
@signed_in
def phone(request: Request, pk: UUID) -> HttpResponse:
    """Show a filing with the telephone number of the leader on site; the log keeps who looked."""
    filing = filing_for(request, pk)
    open_or_403(permissions.may_reveal(request.actor, filing))
    services.reveal_phone(actor=request.actor, filing_id=pk, at=timezone.now(), key=key_of(request))
    return _answer(request, filing, phone=filing.leader_phone)


def _answer(request: Request, filing: Filing, *, phone: str) -> HttpResponse:
    page = page_of(filing=filing, on=today(), federation=request.federation)
    context = {
        "filing": filing,
        "page": page,
        "phone": phone,
        "funds": list(filing.funds.order_by("kind")),
        "times": tables.times(filing),
        "buttons": buttons(request.actor, page),
        "may_attach": permissions.may_attach(request.actor, filing),
        "may_detach": permissions.may_detach(request.actor, filing),
        "may_note_permit": permissions.may_note_permit(request.actor, filing),
        "may_reveal": permissions.may_reveal(request.actor, filing),
        "paper_form": PaperForm(),
        "permit_form": PermitForm(
            initial={
                "applied_on": filing.police_applied_on,
                "answered_on": filing.police_answered_on,
                "number": filing.police_permit_number,
            }
        ),
    }
    return render(request, "filings/detail.html", context)


def buttons(actor: Actor, page: FilingPage) -> list[Button]:
    """List what can be done now, the most likely first; what never concerns this person is left out."""
    filing, step = page.filing, page.open_step
    found = _reviewer_buttons(actor, filing, step) if reaches_all(actor) and filing.state in UNDER_REVIEW else []
    if actor.leads(filing.organisation_id):
        found += _leader_buttons(actor, filing, page.on)
    return found


def _reviewer_buttons(actor: Actor, filing: Filing, step: ReviewStep | None) -> list[Button]:
    may_answer = permissions.may_answer(actor, filing, step)
    may_hand_over = permissions.may_hand_over(actor, filing, step)
    found = [Button(_("Review"), may_answer, href=_url("answer", filing), kind="ink")]
    if may_answer or may_hand_over:
        found.append(Button(_("Hand over"), may_hand_over, href=_url("hand_over", filing)))
    if may_answer:
        found.append(Button(_("Add reviewers"), may_answer, href=_url("add_reviewers", filing)))
    return found


def _leader_buttons(actor: Actor, filing: Filing, on: date) -> list[Button]:
    may_submit = permissions.may_submit(actor, filing)
    to_hand_in = _("Look through and hand in again") if filing.state == State.RETURNED else _("Look through, hand in")
    to_correct = _("Correct it") if filing.state == State.RETURNED else _("Change")
    wanted = [
        (Deed.RESUBMIT, Button(to_correct, may_submit, href=_url("edit", filing), kind="ink")),
        (Deed.RESUBMIT, Button(to_hand_in, may_submit, href=_url("check", filing))),
        (Deed.SUBMIT, Button(to_hand_in, may_submit, href=_url("check", filing), kind="ink")),
        (Deed.SUBMIT, Button(to_correct, may_submit, href=_url("edit", filing))),
        (
            Deed.REPORT,
            Button(_("Report"), permissions.may_report(actor, filing, on), href=_url("report", filing), kind="ink"),
        ),
        (
            Deed.RECORD_HELD,
            Button(_("It was held"), permissions.may_record_held(actor, filing, on), href=_url("held", filing)),
        ),
        (
            Deed.RECORD_NOT_HELD,
            Button(_("It is not held"), permissions.may_record_not_held(actor, filing), href=_url("not_held", filing)),
        ),
        (Deed.URGE, Button(_("Urge"), permissions.may_urge(actor, filing, on), action=_url("urge", filing))),
        (Deed.WITHDRAW, _withdraw_button(actor, filing, on)),
    ]
    has_begun = filing.state == State.APPROVED and filing.first_day <= on
    found = [
        button
        for deed, button in wanted
        if FILING.allows(filing.state, deed) and not (has_begun and deed is Deed.WITHDRAW)
    ]
    again = Button(_("Hold it again"), permissions.may_copy(actor, filing), href=_url("copy", filing))
    return found if filing.state == State.DRAFT else [*found, again]


def _withdraw_button(actor: Actor, filing: Filing, on: date) -> Button:
    words = _("Give the draft up") if filing.state == State.DRAFT else _("Withdraw")
    asked = _("Withdraw this filing? It stays readable, and its reviewers are no longer asked.")
    may_withdraw = permissions.may_withdraw(actor, filing, on)
    return Button(words, may_withdraw, action=_url("withdraw", filing), kind="stop", confirm=asked)


def _url(name: str, filing: Filing) -> str:
    return reverse(f"filings:{name}", args=[filing.pk])


@require_safe
@signed_in
def sheet(request: Request, pk: UUID) -> HttpResponse:
    """Show the official paper of a filing, for printing."""
    page = page_of(filing=filing_for(request, pk), on=today(), federation=request.federation)
    context = {"page": page, "rows": tables.paper_rows(page), "opinions": tables.opinions(page)}
    return render(request, "filings/sheet.html", context)


@require_safe
@signed_in
def sheet_docx(request: Request, pk: UUID) -> HttpResponse:
    """Hand out the official paper of a filing as a Word file."""
    page = page_of(filing=filing_for(request, pk), on=today(), federation=request.federation)
    context = {
        "issuer": request.federation.name,
        "number": page.filing.issued_as,
        "heading": str(_("Filing of a major activity")),
        "rows": [{"label": label, "words": words} for label, words in tables.paper_rows(page)],
        "opinions": [{"label": label, "words": words} for label, words in tables.opinions(page)],
    }
    content = render_docx(template=DOCX_TEMPLATE, context=context)
    name = f"{page.filing.issued_as or _('Draft of a filing')}{page.filing.title}.docx"
    return download(name=name, media_type=DOCX, content=content)


@require_safe
@signed_in  # type: ignore[arg-type]
def paper(request: Request, pk: UUID) -> HttpResponseBase:
    """Hand out a paper of a filing that the reader may know of."""
    visible = Filing.objects.visible_to(request.actor)
    found = get_object_or_404(Paper.objects.filter(filing__in=visible).select_related("file"), pk=pk)
    return serve(request, found.file)
