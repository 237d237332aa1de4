"""This will open the pages behind a receipt to whoever holds its code, and slow those who guess."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.limits import Patience, too_many
from gongzhi.common.web.requests import Request
from gongzhi.federations.models import Federation
from gongzhi.matters.forms.public import ReceiptForm
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import CodeMistyped, find_voice

NOT_FOUND = 404
UNKNOWN = _("We have no receipt with this number. Please compare it with your slip, or call us.")
GUESSES = Patience("matters.receipt", free=10)
"""Ten slips of the finger cost nothing; a thousand guesses take more than ten days."""

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
        wait = GUESSES.wait(request)
        if wait:
            return too_many(request, wait)
        voice = voice_or_miss(request, code)
        if voice is None:
            return sealed(unknown(request, code))
        return sealed(view(request, voice, code))

    return in_street(opened)


def voice_or_miss(request: Request, code: str) -> Voice | None:
    """Look a code up; a miss is counted against the address it comes from."""
    try:
        voice = find_voice(code)
    except CodeMistyped:
        voice = None
    if voice is None:
        GUESSES.missed(request)
    return voice


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
