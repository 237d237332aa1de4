"""This will load meetings for pages, and show the form of a deed: the same page for every deed of this room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.access import see_other
from gongzhi.common.web.refusals import answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.meetings.models import AgendaItem, Meeting
from gongzhi.meetings.seals import decision_words
from gongzhi.meetings.selectors.roll import Invitee, Seat
from gongzhi.meetings.selectors.rulebook import Rulebook
from gongzhi.offices.models import Body

Deed = Callable[[dict[str, Any]], object]


def meeting_of(request: Request, pk: UUID) -> Meeting:
    """Load a meeting the actor may know of, or answer that there is none."""
    rows = Meeting.objects.visible_to(request.actor).select_related("body", "chair", "recorder")
    return get_object_or_404(rows, pk=pk)


def item_of(request: Request, pk: UUID) -> AgendaItem:
    """Load an agenda item of a meeting the actor may know of, or answer that there is none."""
    seen = Meeting.objects.visible_to(request.actor)
    rows = AgendaItem.objects.filter(meeting__in=seen).select_related("meeting__body", "meeting__chair")
    return get_object_or_404(rows, pk=pk)


def people(seats: Iterable[Seat | Invitee]) -> list[tuple[str, str]]:
    """List persons for a select: name and what they stand for."""
    each = [seat.invitee if isinstance(seat, Seat) else seat for seat in seats]
    return [(str(one.person_id), f"{one.name} · {one.stands_for}" if one.stands_for else one.name) for one in each]


def decisions(book: Rulebook, body: Body) -> list[tuple[str, Any]]:
    """List the ways in which a body decides, the usual one first, for a select; last only to hear."""
    voted: list[tuple[str, Any]] = [(code, decision_words(book.rule(code))) for code in book.decisions_of(body)]
    return [*voted, ("", _("To be heard, without a vote"))]


def posted(request: Request) -> Any:
    """Give what was sent, also if it is nothing; ``None`` while the form is only asked for."""
    return request.POST if request.method == "POST" else None


def posted_files(request: Request) -> Any:
    """Give the files that were sent; ``None`` while the form is only asked for."""
    return request.FILES if request.method == "POST" else None


def now() -> datetime:
    """Tell the moment of the deed."""
    return timezone.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedPage:
    """
    What stands around the form of a deed on a meeting.

    ``explained`` says what follows from it; ``submit`` and ``kind`` make its button, ``back`` is where it came from,
    ``done`` is said when it was done.
    """

    meeting: Meeting
    title: str | Promise
    explained: str | Promise
    submit: str | Promise
    done: str | Promise
    back: str = ""
    kind: str = "ink"

    def answer(self, request: Request, form: forms.Form, deed: Deed) -> HttpResponse:
        """Show the form, or do the deed and lead back; a refusal stands on the form."""
        if request.method == "POST" and attempt(form, deed) is not None:
            messages.success(request, str(self.done))
            return see_other(self.address)
        return answer_form(request, "meetings/deed.html", {"page": self, "meeting": self.meeting}, form)

    @property
    def address(self) -> str:
        """Where the form came from and where it leads."""
        return self.back or reverse("meetings:detail", args=[self.meeting.pk])


def one_button(request: Request, form: forms.Form, deed: Deed, *, back: str, done: str | Promise = "") -> HttpResponse:
    """Do a deed that is one button, and lead back; a refusal has its own page."""
    try:
        if not form.is_valid():
            raise Incomplete
        said = dict(form.cleaned_data)
        said["key"] = said.pop("deed_key", "")
        deed(said)
    except DomainError as error:
        return answer_refusal(request, error, back=back)
    if done:
        messages.success(request, str(done))
    return see_other(back)


class Incomplete(DomainError):
    """A button was pressed whose form lost its values."""
