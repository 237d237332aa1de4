"""This will show, correct, sign, print and export minutes."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.exports.downloads import DOCX, download
from gongzhi.common.exports.words import render_docx
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import MinutesForm, VersionForm
from gongzhi.meetings.models import Meeting, Minutes
from gongzhi.meetings.selectors.minutes import sections_of
from gongzhi.meetings.selectors.page import newest_minutes
from gongzhi.meetings.views.shared import DeedPage, meeting_of, now, one_button, posted

TEMPLATE = Path(__file__).resolve().parents[1] / "papers" / "minutes.docx"


@require_safe
@signed_in
def minutes(request: Request, pk: UUID) -> HttpResponse:
    """Show the newest version, or an older one, and who has signed."""
    meeting = meeting_of(request, pk)
    newest = newest_minutes(meeting)
    shown = _version(request, meeting) or newest
    actor = request.actor
    context = {
        "meeting": meeting,
        "minutes": shown,
        "newest": newest,
        "is_newest": shown is None or newest is None or shown.version == newest.version,
        "sections": sections_of(shown.text) if shown else [],
        "versions": list(Minutes.objects.filter(meeting=meeting).order_by("-version")) if newest else [],
        "may_compile": permissions.may_compile(actor, meeting),
        "may_correct": permissions.may_correct(actor, meeting, newest) if newest else None,
        "may_sign": permissions.may_sign(actor, meeting, newest) if newest else None,
    }
    return render(request, "meetings/minutes.html", context)


@require_POST
@signed_in
def compile_(request: Request, pk: UUID) -> HttpResponse:
    """Have the minutes compiled from what happened."""
    meeting = meeting_of(request, pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.compile_minutes(actor=request.actor, meeting_id=meeting.pk, at=now(), **said),
        back=reverse("meetings:minutes", args=[meeting.pk]),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def correct(request: Request, pk: UUID) -> HttpResponse:
    """Correct the newest version by hand."""
    meeting = meeting_of(request, pk)
    newest = _existing(meeting)
    open_or_403(permissions.may_correct(request.actor, meeting, newest))
    page = DeedPage(
        meeting=meeting,
        title=_("Correct the minutes"),
        explained=_(
            "A correction makes the next version; both sign the newest one. "
            "A line that begins with 1. or its Chinese form is a heading."
        ),
        submit=_("Save as the next version"),
        done=_("The correction is saved."),
        back=reverse("meetings:minutes", args=[meeting.pk]),
    )
    form = MinutesForm(posted(request), initial={"version": newest.version, "text": newest.text})
    return page.answer(
        request,
        form,
        lambda said: services.correct_minutes(actor=request.actor, meeting_id=meeting.pk, at=now(), **said),
    )


@require_POST
@signed_in
def sign(request: Request, pk: UUID) -> HttpResponse:
    """Sign the newest version."""
    meeting = meeting_of(request, pk)
    return one_button(
        request,
        VersionForm(request.POST),
        lambda said: services.countersign_minutes(actor=request.actor, meeting_id=meeting.pk, at=now(), **said),
        back=reverse("meetings:minutes", args=[meeting.pk]),
        done=_("You have signed the minutes."),
    )


@require_safe
@signed_in
def print_(request: Request, pk: UUID) -> HttpResponse:
    """Set the newest version as an official paper on A4."""
    meeting = meeting_of(request, pk)
    newest = _existing(meeting)
    context = {"meeting": meeting, "minutes": newest, "sections": sections_of(newest.text)}
    return render(request, "meetings/minutes_paper.html", context)


@require_safe
@signed_in
def docx(request: Request, pk: UUID) -> HttpResponse:
    """Hand the newest version out as a Word file."""
    meeting = meeting_of(request, pk)
    newest = _existing(meeting)
    with translation.override(settings.LANGUAGE_CODE):
        content = render_docx(template=TEMPLATE, context=_paper(request, meeting, newest))
        name = gettext("%(title)s, minutes.docx") % {"title": meeting.title}
    return download(name=name, media_type=DOCX, content=content)


def _paper(request: Request, meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    return {
        "issuer": request.federation.name,
        "title": meeting.title,
        "heading": gettext("Minutes"),
        "sections": sections_of(minutes.text),
        "chair": _signature(gettext("Chair"), minutes.chair, minutes.chair_signed_at),
        "recorder": _signature(gettext("Recorder"), minutes.recorder, minutes.recorder_signed_at),
        "day": date_format(meeting.starts_on, "DATE_FORMAT"),
    }


def _signature(part: str, person: Any, at: Any) -> str:
    if person is None:
        return gettext("%(part)s: (not yet signed)") % {"part": part}
    return gettext("%(part)s: %(name)s, signed %(day)s") % {
        "part": part, "name": person.name, "day": date_format(at, "DATE_FORMAT"),
    }  # fmt: skip


def _existing(meeting: Meeting) -> Minutes:
    newest = newest_minutes(meeting)
    if newest is None:
        raise Http404
    return newest


def _version(request: Request, meeting: Meeting) -> Minutes | None:
    asked = request.GET.get("version", "")
    if not asked.isdecimal() or len(asked) > 4:  # noqa: PLR2004 -- nobody corrects that often
        return None
    return Minutes.objects.filter(meeting=meeting, version=int(asked)).select_related("chair", "recorder").first()
