"""This will frame the pages of deeds with a matter: load it, guard it, try the deed, show both texts in a conflict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext

from gongzhi.common.web import refusals
from gongzhi.common.web.access import open_or_403, see_other
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.errors import DomainError
from gongzhi.matters.forms.staff import VersionedForm
from gongzhi.matters.models import Matter
from gongzhi.matters.services import MatterChanged

BOTH = ["GET", "HEAD", "POST"]
# Which field of these forms stands for a field of the services.
FIELD_OF = {
    "owner_id": "owner",
    "matter_id": "number",
    "into_id": "number",
    "voice_ids": "voices",
    "body": "to",
    "body_id": "to",
    "community_id": "community",
    "note": "note",
}
Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be done now, open or closed with its reason: a link (``href``) or a post (``action``)."""

    label: Words
    decision: Decision
    href: str = ""
    action: str = ""
    kind: str = "quiet"
    confirm: Words = ""


@dataclass(slots=True, kw_only=True)
class DeedPage:
    """
    The page of one deed with one matter.

    ``do`` is called with the cleaned values, ``key`` in place of ``deed_key``; what it answers goes to ``then``, which
    gives the address to go on to (the matter itself, if none is given). ``saved`` gives what is saved by field, to be
    shown beside what was typed when somebody else was quicker.
    """

    matter: Matter
    may: Decision
    form: forms.Form
    title: Words
    submit: Words
    do: Callable[[dict[str, Any]], Any]
    done: Words
    lede: Words = ""
    kind: str = "ink"
    then: Callable[[Any], str] | None = None
    saved: Callable[[MatterChanged], Mapping[str, object]] = lambda _changed: {}
    template: str = "matters/matter/deed.html"
    more: dict[str, Any] = field(default_factory=dict)


def matter_for(request: Request, pk: UUID) -> Matter:
    """Load a matter that the actor may know of; others find no page."""
    rows = Matter.objects.visible_to(request.actor).select_related("owner", "community")
    return get_object_or_404(rows, pk=pk)


def address_of(matter_id: UUID) -> str:
    """Where the page of a matter is."""
    return reverse("matters:matter", args=[matter_id])


def answer_deed(request: Request, page: DeedPage) -> HttpResponse:
    """
    Show the page of a deed, or do it.

    A resend comes to the service before it is asked whether the deed still fits: it gets the first answer.
    """
    context = {"page": page, "matter": page.matter, "back": address_of(page.matter.pk), **page.more}
    if request.method != "POST":
        open_or_403(page.may)
        return refusals.answer_form(request, page.template, context, page.form)
    done = _attempt(page, context)
    if done is not None:
        messages.success(request, str(page.done))
        return see_other(page.then(done) if page.then else address_of(page.matter.pk))
    if not page.may:
        raise PermissionDenied(gettext(page.may.reason) % page.may.params)
    return refusals.answer_form(request, page.template, context, page.form)


def _attempt(page: DeedPage, context: dict[str, Any]) -> Any:
    def watched(said: dict[str, Any]) -> Any:
        try:
            return page.do(said)
        except MatterChanged as changed:
            context["changed"] = changed
            if isinstance(page.form, VersionedForm):
                context["differences"] = page.form.compared(page.saved(changed))
            raise
        except DomainError as refusal:
            refusal.field = FIELD_OF.get(refusal.field or "", refusal.field)
            raise

    done = refusals.attempt(page.form, watched)
    if "changed" in context and isinstance(page.form, VersionedForm):
        page.form.renew(context["changed"].matter.version)
    return done


def do(request: Request, *, back: str, deed: Callable[[str], object], done: Words) -> HttpResponse:
    """Do a deed of one button; ``deed`` takes the key. A refusal is shown with the way back."""
    try:
        deed(key_of(request))
    except DomainError as refusal:
        return refusals.answer_refusal(request, refusal, back=back)
    messages.success(request, str(done))
    return see_other(back)


def key_of(request: Request) -> str:
    """Read the key of a form of one button."""
    return request.POST.get("deed_key", "")[:36]


def by(request: Request, said: Mapping[str, Any], **named: Any) -> dict[str, Any]:
    """Give what every deed is told: who does it, when, the key of its form, and what the view names."""
    return {"actor": request.actor, "at": timezone.now(), "key": said["key"], **named}
