"""This will take voices down for others, look receipts up for callers and write down what they say."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.limits import too_many
from gongzhi.common.web.refusals import UNPROCESSABLE, answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.matters import permissions, services
from gongzhi.matters.forms.intake import IntakeForm, ReasonForm, TellForm
from gongzhi.matters.forms.public import AddForm, ReceiptForm
from gongzhi.matters.models import Voice
from gongzhi.matters.models.answers import OWED
from gongzhi.matters.rules.codes import grouped
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.selectors.mediation import sees_words
from gongzhi.matters.selectors.replies import LATELY, just_taken, newest_reply
from gongzhi.matters.selectors.speaker import ASKED_FOR_A_WORD, speaker_page
from gongzhi.matters.views.public import attempt_speaking, slip
from gongzhi.matters.views.receipts import UNKNOWN, in_street, sealed, voice_or_miss, wait_of
from gongzhi.matters.views.replies import bring
from gongzhi.matters.views.telling import seal_of, sentence_of

BOTH = ["GET", "HEAD", "POST"]
MEMORY = "matters_intake"
SAME_SHEET = "same_sheet"


@require_http_methods(BOTH)
@in_street
@signed_in
def intake(request: Request) -> HttpResponse:
    """Take a voice down; the next form comes at once, with channel and day as they were."""
    open_or_403(permissions.may_take(request.actor))
    form = IntakeForm(request.POST or None, initial=request.session.get(MEMORY, {}))
    if request.method != "POST":
        return _intake_page(request, form)
    voice = attempt_speaking(form, lambda _said: _take(request, form))
    if voice is None:
        return _intake_page(request, form)
    request.session[MEMORY] = form.remembered()
    messages.success(request, _("Taken down."))
    if SAME_SHEET in request.POST:
        return _intake_page(request, _next_of_sheet(request))
    return see_other(reverse("matters:intake"))


def _take(request: Request, form: IntakeForm) -> Voice:
    return services.raise_voice(actor=request.actor, at=timezone.now(), **form.spoken())


def _next_of_sheet(request: Request) -> IntakeForm:
    """Begin the next voice of the same sheet: the same speaker, other words; nothing of it is kept in between."""
    kept = {name: value for name, value in request.POST.items() if name not in {"words", "deed_key"}}
    return IntakeForm(initial=kept)


def _intake_page(request: Request, form: IntakeForm) -> HttpResponse:
    taken = just_taken(actor=request.actor, at=timezone.now())[:LATELY]
    context = {"taken": [(voice, grouped(receipt_code(voice))) for voice in taken]}
    return sealed(answer_form(request, "matters/intake/intake.html", context, form))


@require_safe
@in_street
@signed_in
def desk_slip(request: Request, pk: UUID) -> HttpResponse:
    """Print the receipt of a voice that one has just taken down; later it is given anew, with a reason."""
    voice = get_object_or_404(just_taken(actor=request.actor, at=timezone.now()), pk=pk)
    return sealed(render(request, "matters/intake/slip.html", slip(request, voice, receipt_code(voice))))


@require_http_methods(BOTH)
@in_street
@signed_in
def reissue(request: Request, pk: UUID) -> HttpResponse:
    """Give a voice a new receipt, with a reason; it is shown once, in answer to the form."""
    voice = get_object_or_404(Voice.objects.visible_to(request.actor).select_related("matter"), pk=pk)
    open_or_403(permissions.may_reveal(request.actor, voice))
    form = ReasonForm(request.POST or None)
    done = None
    if request.method == "POST":
        done = attempt(form, lambda said: _reissue(request, pk, said))
    if done is None:
        context = {"voice": voice, "sees": sees_words(request.actor, voice.matter)}
        return answer_form(request, "matters/intake/reissue.html", context, form)
    return sealed(render(request, "matters/intake/slip.html", slip(request, done, receipt_code(done))))


def _reissue(request: Request, pk: UUID, said: dict[str, Any]) -> Voice:
    return services.reissue_receipt(actor=request.actor, voice_id=pk, at=timezone.now(), **said)


@require_http_methods(BOTH)
@in_street
@signed_in
def look_up(request: Request) -> HttpResponse:
    """Tell a caller where it stands; the number stands in no address."""
    open_or_403(permissions.may_take(request.actor))
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _found(request, form)
        if isinstance(found, HttpResponse):
            return found
        if found is not None:
            return _looked_up(request, found, form.cleaned_data["code"])
    return sealed(answer_form(request, "matters/intake/look_up.html", {}, form))


def _found(request: Request, form: ReceiptForm) -> Voice | HttpResponse | None:
    """Find the voice of a code; ``None`` with the reason on the form, or the answer to somebody who guesses."""
    wait = wait_of(request)
    if wait:
        return too_many(request, wait)
    voice = voice_or_miss(request, form.cleaned_data["code"])
    if voice is None:
        form.add_error("code", UNKNOWN)
    return voice


def _looked_up(request: Request, voice: Voice, code: str, **forms: Any) -> HttpResponse:
    page = speaker_page(voice)
    reply = newest_reply(voice)
    state, words = seal_of(voice)
    context = {
        "page": page,
        "code": code,
        "groups": grouped(code),
        "seal": {"state": state, "words": words},
        "sentence": sentence_of(page),
        "sees": _sees(request, voice),
        "answer": page.answers[-1] if page.answers else None,
        "asks": voice.standing in ASKED_FOR_A_WORD,
        "tell_form": TellForm(is_told=reply is None or reply.state not in OWED, auto_id="tell_%s"),
        "add_form": AddForm(auto_id="add_%s"),
        **forms,
    }
    refused = any(form.errors for form in forms.values())
    return sealed(render(request, "matters/intake/looked_up.html", context, status=UNPROCESSABLE if refused else 200))


def _sees(request: Request, voice: Voice) -> bool:
    """Tell whether somebody at the desk may read a caller what was said and answered."""
    matter = voice.matter
    may = not matter.is_private or bool(permissions.may_read(request.actor, matter))
    return may and sees_words(request.actor, matter)


@require_POST
@in_street
@signed_in
def said(request: Request) -> HttpResponse:
    """Write down what a caller says of the answer that was read out."""
    return _by_telephone(request, "tell_form")


@require_POST
@in_street
@signed_in
def added(request: Request) -> HttpResponse:
    """Write down what a caller adds."""
    return _by_telephone(request, "add_form")


def _by_telephone(request: Request, name: str) -> HttpResponse:
    open_or_403(permissions.may_take(request.actor))
    asked = ReceiptForm(request.POST)
    found = _found(request, asked) if asked.is_valid() else None
    if isinstance(found, HttpResponse):
        return found
    if found is None:
        return sealed(answer_form(request, "matters/intake/look_up.html", {}, asked))
    form, done = _add(request, found) if name == "add_form" else _tell(request, found)
    if done is None:
        return _looked_up(request, found, asked.cleaned_data["code"], **{name: form})
    messages.success(request, _("Written down."))
    return see_other(reverse("matters:look_up"))


def _add(request: Request, voice: Voice) -> tuple[AddForm, object]:
    form = AddForm(request.POST, auto_id="add_%s")
    done = attempt(
        form, lambda said: services.add_words(actor=request.actor, voice_id=voice.pk, at=timezone.now(), **said)
    )
    return form, done


def _tell(request: Request, voice: Voice) -> tuple[TellForm, object]:
    reply = newest_reply(voice)
    form = TellForm(request.POST, auto_id="tell_%s")
    return form, attempt(form, lambda said: bring(request, voice, reply, said))
