"""This will take the deeds with one voice from the page of its matter: how to reach the speaker, and what it adds."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common.web import refusals
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.matters import services
from gongzhi.matters.forms.staff import RevealForm, WordsForm
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.permissions import matters as permissions
from gongzhi.matters.selectors.mediation import sees_words_of
from gongzhi.matters.views.handling import BOTH, DeedPage, answer_deed, by


@require_http_methods(BOTH)
@signed_in
def reveal(request: Request, pk: UUID) -> HttpResponse:
    """Show once how a speaker can be reached; the log keeps who looked and why."""
    voice = _voice(request, pk)
    open_or_403(permissions.may_reveal(request.actor, voice))
    form = RevealForm(request.POST or None)
    context = {"voice": voice, "matter": voice.matter, "speaker": voice.speaker}
    if request.method == "POST":
        shown = refusals.attempt(
            form, lambda said: services.reveal_contact(**by(request, said, voice_id=pk), reason=said["reason"])
        )
        if shown is not None:
            response = render(request, "matters/matter/revealed.html", {**context, "speaker": shown})
            response["Cache-Control"] = "no-store"
            return response
    return refusals.answer_form(request, "matters/matter/reveal.html", context, form)


@require_http_methods(BOTH)
@signed_in
def hear(request: Request, pk: UUID) -> HttpResponse:
    """Write down what a speaker adds, or answers to a question; then the matter goes on."""
    voice = _voice(request, pk)
    # The deed takes whoever sends it for the speaker; here it must be somebody who may speak for them.
    open_or_403(permissions.may_tell(request.actor, voice.matter))
    page = DeedPage(
        matter=voice.matter,
        may=permissions.may_add_words(voice),
        form=WordsForm(request.POST or None),
        title=_("Write down what the speaker adds"),
        lede=_("What was said first stays as it is. If a question was asked, the matter goes on."),
        submit=_("Write it down"),
        do=lambda said: services.add_words(**by(request, said, voice_id=pk), words=said["words"]),
        done=_("Written down."),
        more={"voices": [voice]},
    )
    return answer_deed(request, page)


def _voice(request: Request, pk: UUID) -> Voice:
    """Load a voice of a matter that the actor may know of, unless it is under mediation and not theirs to read."""
    rows = Voice.objects.filter(matter__in=sees_words_of(request.actor, Matter.objects.visible_to(request.actor)))
    return get_object_or_404(rows.select_related("matter").prefetch_related("speakers"), pk=pk)
