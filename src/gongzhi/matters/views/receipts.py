"""This will open the pages behind a receipt to whoever holds its code, and slow those who guess."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.limits import Patience, too_many
from gongzhi.common.web.requests import Request
from gongzhi.federations.models import Federation
from gongzhi.matters.forms.public import ReceiptForm
from gongzhi.matters.models import Voice
from gongzhi.matters.rights import Right
from gongzhi.matters.selectors.codes import CodeMistyped, find_voice

NOT_FOUND = 404
UNKNOWN = _("We have no receipt with this number. Please compare it with your slip, or call us.")
GUESSES = Patience("matters.receipt", free=10)
"""Ten slips of the finger cost nothing; a thousand guesses take more than ten days."""
KNOWN = "gongzhi_receipt"
"""The cookie of a browser that has opened a receipt: a signed word that stands for this receipt, and nothing else."""
HALF_A_YEAR = 183 * 24 * 60 * 60

PublicView = Callable[..., HttpResponse]
VoiceView = Callable[[Request, Voice, str], HttpResponse]


def in_street(view: PublicView) -> PublicView:
    """Keep a page to the federations of sub-districts: elsewhere nobody says anything."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.federation is None or request.federation.kind != Federation.Kind.STREET:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def by_receipt(view: VoiceView) -> PublicView:
    """Find the voice of the code in the address; a wrong code is told kindly and counted."""

    @wraps(view)
    def opened(request: Request, code: str) -> HttpResponse:
        wait = wait_of(request)
        if wait:
            return too_many(request, wait)
        voice = voice_or_miss(request, code)
        if voice is None:
            return sealed(unknown(request, code))
        return sealed(_known(request, voice, view(request, voice, code)))

    return in_street(opened)


def wait_of(request: Request) -> int:
    """Tell how many seconds whoever asks has to wait for having guessed, 0 if none."""
    return GUESSES.wait(request, _own(request))


def voice_or_miss(request: Request, code: str) -> Voice | None:
    """Look a code up; a miss is counted against the address it comes from, or against who is no stranger."""
    try:
        voice = find_voice(code)
    except CodeMistyped:
        voice = None
    if voice is None:
        GUESSES.missed(request, _own(request))
    return voice


def _own(request: Request) -> str:
    """
    Name who is counted apart from others at the same address, ``""`` for strangers.

    The staff of the desk, and browsers that have opened a receipt: a guesser behind the same address does not shut
    them out. One receipt gives one count, however many browsers show it, so that nobody guesses more with many.
    """
    if request.actor.may(Right.TAKE):
        return f"person:{request.actor.person_id}"
    said = request.get_signed_cookie(KNOWN, default="", salt=KNOWN, max_age=HALF_A_YEAR)
    return f"receipt:{said}" if said else ""


def _known(request: Request, voice: Voice, answer: HttpResponse) -> HttpResponse:
    """Let the browser say from now on that it has opened a receipt."""
    if request.actor.may(Right.TAKE):
        return answer
    answer.set_signed_cookie(
        KNOWN,
        salted_hmac(KNOWN, f"{voice.federation_id}|{voice.pk}", algorithm="sha256").hexdigest(),
        salt=KNOWN,
        max_age=HALF_A_YEAR,
        path=reverse("matters:window"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def unknown(request: Request, code: str) -> HttpResponse:
    """Say that there is no such receipt, with the code as it was given."""
    form = ReceiptForm({"code": code})
    if form.is_valid():
        form.add_error("code", UNKNOWN)
    return render(request, "matters/public/receipt.html", {"form": form}, status=NOT_FOUND)


def sealed(answer: HttpResponse) -> HttpResponse:
    """
    Keep an answer out of caches, search engines and the logs of others.

    The address of the page is told to nobody else: ``same-origin``, because with ``no-referrer`` browsers send no
    origin with the forms of the page, and the protection against forgery would refuse them.
    """
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
