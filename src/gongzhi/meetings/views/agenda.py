"""This will change the agenda of a meeting and the papers that go with it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.files.serving import serve
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.requests import Request
from gongzhi.meetings import permissions, services
from gongzhi.meetings.forms import ItemForm, PapersForm
from gongzhi.meetings.models import AgendaItem, Meeting, Paper
from gongzhi.meetings.selectors.rulebook import rulebook
from gongzhi.meetings.views.shared import (
    DeedPage,
    decisions,
    item_of,
    meeting_of,
    now,
    one_button,
    posted,
    posted_files,
)


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: Request, pk: UUID) -> HttpResponse:
    """Put an item on the agenda."""
    meeting = meeting_of(request, pk)
    open_or_403(permissions.may_edit_agenda(request.actor, meeting))
    page = DeedPage(
        meeting=meeting,
        title=_("Put an item on the agenda"),
        explained=_("What is added after the notice went out is marked as such."),
        submit=_("Add the item"),
        done=_("The item is on the agenda."),
    )
    return page.answer(request, _form(request, meeting, {}), lambda said: _add(request, meeting, said))


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change an item that was not taken up yet."""
    item = item_of(request, pk)
    open_or_403(permissions.may_edit_item(request.actor, item))
    page = DeedPage(
        meeting=item.meeting,
        title=_("Change an item of the agenda"),
        explained=_("Only what was not taken up yet can be changed; the log keeps that it was."),
        submit=_("Save"),
        done=_("The item was changed."),
    )
    initial = {"title": item.title, "text": item.text, "proposer": item.proposer, "decision": item.decision}
    return page.answer(
        request,
        _form(request, item.meeting, initial),
        lambda said: services.edit_item(actor=request.actor, item_id=item.pk, at=now(), **said),
    )


@require_POST
@signed_in
def remove(request: Request, pk: UUID) -> HttpResponse:
    """Take an item off the agenda of a draft."""
    item = item_of(request, pk)
    return _button(
        request, item, lambda said: services.remove_item(actor=request.actor, item_id=item.pk, at=now(), **said)
    )


@require_POST
@signed_in
def move(request: Request, pk: UUID) -> HttpResponse:
    """Move an item one place towards the start, or with ``by=1`` towards the end."""
    item = item_of(request, pk)
    by = 1 if request.POST.get("by") == "1" else -1
    return _button(
        request, item, lambda said: services.move_item(actor=request.actor, item_id=item.pk, by=by, at=now(), **said)
    )


@require_http_methods(["GET", "POST"])
@signed_in
def papers(request: Request, pk: UUID) -> HttpResponse:
    """Attach papers."""
    meeting = meeting_of(request, pk)
    open_or_403(permissions.may_edit_agenda(request.actor, meeting))
    form = PapersForm(posted(request), posted_files(request))
    page = DeedPage(
        meeting=meeting,
        title=_("Attach papers"),
        explained=_("Everybody who was told of the meeting can read them."),
        submit=_("Attach"),
        done=_("The papers are attached."),
    )
    return page.answer(request, form, lambda said: _attach(request, meeting, said))


@require_safe
@signed_in
def paper(request: Request, pk: UUID) -> HttpResponse:
    """Hand out a paper of a meeting one may know of."""
    found = _paper(request, pk)
    return serve(request, found.file)  # type: ignore[return-value]


@require_POST
@signed_in
def remove_paper(request: Request, pk: UUID) -> HttpResponse:
    """Take a paper away that nobody was sent yet."""
    found = _paper(request, pk)
    return one_button(
        request,
        DeedForm(request.POST),
        lambda said: services.remove_paper(actor=request.actor, paper_id=found.pk, at=now(), **said),
        back=reverse("meetings:detail", args=[found.meeting_id]),
        done=_("The paper was removed."),
    )


def _button(request: Request, item: AgendaItem, deed: Any) -> HttpResponse:
    return one_button(
        request, DeedForm(request.POST), deed, back=reverse("meetings:detail", args=[item.meeting_id]) + "#agenda"
    )


def _form(request: Request, meeting: Meeting, initial: dict[str, Any]) -> ItemForm:
    book = rulebook(on=meeting.starts_on, federation=request.federation)
    return ItemForm(posted(request), decisions=decisions(book, meeting.body), initial=initial)


def _add(request: Request, meeting: Meeting, said: dict[str, Any]) -> AgendaItem:
    key = said.pop("key")
    return services.add_item(
        actor=request.actor, meeting_id=meeting.pk, item=services.NewItem(**said), at=now(), key=key
    )


def _attach(request: Request, meeting: Meeting, said: dict[str, Any]) -> Meeting:
    new = [services.NewPaper(name=file.name, content=file.read()) for file in said["papers"]]
    return services.attach_papers(actor=request.actor, meeting_id=meeting.pk, papers=new, at=now(), key=said["key"])


def _paper(request: Request, pk: UUID) -> Paper:
    seen = Meeting.objects.visible_to(request.actor)
    return get_object_or_404(Paper.objects.filter(meeting__in=seen).select_related("file"), pk=pk)
