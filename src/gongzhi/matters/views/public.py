"""This will let residents speak, follow what became of it and have the last word: no account, no scripts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.permissions import ANONYMOUS, Actor
from gongzhi.common.web.access import see_other
from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.limits import Rate, limited, too_many
from gongzhi.common.web.qr import QrPicture, qr_picture
from gongzhi.common.web.refusals import UNPROCESSABLE, answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.matters import services
from gongzhi.matters.forms.public import AddForm, AgainForm, ReceiptForm, SayForm, SpeakForm, WordForm
from gongzhi.matters.models import Matter, Voice
from gongzhi.matters.rules.codes import grouped
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.selectors.speaker import speaker_page
from gongzhi.matters.views.receipts import UNKNOWN, by_receipt, in_street, sealed, voice_or_miss, wait_of
from gongzhi.matters.views.telling import lines_of, seal_of, sentence_of

BOTH = ["GET", "HEAD", "POST"]
MINUTE, HOUR = 60, 3600
# A community centre, or the many behind one address of a mobile network, must not be shut out.
SPEAKING = limited("matters.speak", address=Rate(30, 10 * MINUTE), federation=Rate(2000, HOUR))
FIELD_OF = {"reply_channel": "reply"}
"""Which field of the form stands for a field of the rules."""


@require_http_methods(BOTH)
@in_street
@SPEAKING
def say(request: Request) -> HttpResponse:
    """Say something."""
    form = SayForm(request.POST or None, actor=request.actor, initial={"c": request.GET.get("c", "")[:10]})
    voice = _raise(request, form) if request.method == "POST" else None
    if voice is None:
        return answer_form(request, "matters/public/say.html", {}, form)
    return see_other(reverse("matters:kept", args=[receipt_code(voice)]))


@require_http_methods(BOTH)
@by_receipt
@SPEAKING
def again(request: Request, voice: Voice, code: str) -> HttpResponse:
    """Say once more something about the same matter: it joins it, and takes it up again if it was answered."""
    form = AgainForm(request.POST or None, actor=request.actor)
    more = _raise(request, form, beside_id=voice.pk) if request.method == "POST" else None
    if more is None:
        return answer_form(request, "matters/public/again.html", {"code": code}, form)
    return see_other(reverse("matters:kept", args=[receipt_code(more)]))


def _raise(request: Request, form: SayForm, **beside: Any) -> Voice | None:
    def raise_it(_said: dict[str, Any]) -> Voice:
        spoken = {**form.spoken(), **form.asked_by(), **beside}
        return services.raise_voice(actor=request.actor, channel=form.channel(), at=timezone.now(), **spoken)

    return attempt_speaking(form, raise_it)


def attempt_speaking(form: SpeakForm, deed: Any) -> Any:
    """Do a deed if its form is sound; a refusal goes to the field that stands for the rules' own."""

    def named(said: dict[str, Any]) -> Any:
        try:
            return deed(said)
        except DomainError as refusal:
            refusal.field = form.field_of(FIELD_OF.get(refusal.field or "", refusal.field or ""))
            raise

    return attempt(form, named)


@require_http_methods(BOTH)
@in_street
def receipt(request: Request) -> HttpResponse:
    """Ask for the number of a receipt and lead to its page."""
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wait = wait_of(request)
        if wait:
            return too_many(request, wait)
        code = form.cleaned_data["code"]
        if voice_or_miss(request, code) is not None:
            return see_other(reverse("matters:speaker", args=[code]))
        form.add_error("code", UNKNOWN)
    return sealed(answer_form(request, "matters/public/receipt.html", {}, form))


@require_safe
@by_receipt
def kept(request: Request, voice: Voice, code: str) -> HttpResponse:
    """Hand over the receipt: to be written down, photographed or printed."""
    return render(request, "matters/public/kept.html", slip(request, voice, code))


def slip(request: Request, voice: Voice, code: str) -> dict[str, Any]:
    """Give what stands on the slip of a receipt."""
    return {"voice": voice, "code": code, "groups": grouped(code), "qr": qr_to(request, "matters:speaker", code)}


def qr_to(request: Request, name: str, *args: str, query: str = "") -> QrPicture:
    """Draw the way to a page of this street."""
    return qr_picture(request.build_absolute_uri(reverse(name, args=args)) + query)


@require_safe
@by_receipt
def speaker(request: Request, voice: Voice, code: str) -> HttpResponse:
    """Show what became of it; that an answer was seen is noted, once."""
    waits = voice.seen_at is None and voice.standing != Voice.Standing.WAITING
    if waits and request.method == "GET" and not _is_guessed_ahead(request):
        services.mark_seen(actor=request.actor, voice_id=voice.pk, at=timezone.now())
    return _page(request, voice, code)


def _add_form(typed: Any = None, *, asked: bool) -> AddForm:
    form = AddForm(typed, auto_id="add_%s")
    if asked:
        form.fields["words"].label = _("Your answer")
    return form


def _holder(request: Request, voice: Voice) -> Actor:
    """Say who holds the receipt: nobody by name, unless somebody is signed in and said so when speaking."""
    return request.actor if voice.person_id and voice.person_id == request.actor.person_id else ANONYMOUS


def _is_guessed_ahead(request: Request) -> bool:
    """Tell whether the browser only fetches the page in case somebody wants it."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")


def _page(request: Request, voice: Voice, code: str, **forms: DeedForm) -> HttpResponse:
    page = speaker_page(voice)
    state, words = seal_of(voice)
    context = {
        "page": page,
        "code": code,
        "groups": grouped(code),
        "seal": {"state": state, "words": words},
        "sentence": sentence_of(page),
        "lines": lines_of(page),
        "word_form": WordForm(auto_id="word_%s"),
        "add_form": _add_form(asked=page.is_asked),
        **forms,
    }
    refused = any(form.errors for form in forms.values())
    return render(request, "matters/public/speaker.html", context, status=UNPROCESSABLE if refused else 200)


@require_POST
@by_receipt
@SPEAKING
def word(request: Request, voice: Voice, code: str) -> HttpResponse:
    """Hear whether it is solved in the eyes of the speaker."""
    form = WordForm(request.POST, auto_id="word_%s")
    done = attempt(
        form,
        lambda said: services.say(
            actor=_holder(request, voice), voice_id=voice.pk, by="speaker", at=timezone.now(), **said
        ),
    )
    if done is None:
        return _page(request, voice, code, word_form=form)
    messages.success(request, _heard(form.cleaned_data["word"]))
    return see_other(reverse("matters:speaker", args=[code]))


def _heard(said: str) -> str:
    if said == WordForm.CONFIRMED:
        return _("Thank you. We have noted that it is solved.")
    return _("We have heard you. Below you see how it goes on.")


@require_POST
@by_receipt
@SPEAKING
def add(request: Request, voice: Voice, code: str) -> HttpResponse:
    """Take a few more words."""
    form = _add_form(request.POST, asked=voice.matter.state == Matter.State.ASKED)
    done = attempt(
        form,
        lambda said: services.add_words(actor=_holder(request, voice), voice_id=voice.pk, at=timezone.now(), **said),
    )
    if done is None:
        return _page(request, voice, code, add_form=form)
    messages.success(request, _("Your words were added."))
    return see_other(reverse("matters:speaker", args=[code]))


@require_POST
@by_receipt
@SPEAKING
def erase(request: Request, voice: Voice, code: str) -> HttpResponse:
    """Erase how the speaker can be reached, at the speaker's wish."""
    key = request.POST.get("deed_key", "")[:36]
    here = reverse("matters:speaker", args=[code])
    try:
        services.erase_speaker(actor=_holder(request, voice), voice_id=voice.pk, at=timezone.now(), key=key)
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=here)
    messages.success(request, _("Your contact was erased. The answer stands on this page."))
    return see_other(here)


@require_safe
@in_street
def poster(request: Request) -> HttpResponse:
    """Print a poster that leads to the page."""
    return render(request, "matters/public/poster.html", {"qr": qr_to(request, "matters:say", query="?c=qr")})


@require_safe
@in_street
def paper_form(request: Request) -> HttpResponse:
    """Print the form for those who write by hand; its boxes are those of the intake."""
    form = SpeakForm()
    return render(request, "matters/public/paper_form.html", {"form": form, "ways": form.ways()})
