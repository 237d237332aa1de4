"""This will let people choose letters and language on pages that read no session and carry no forgery token."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import translation

from gongzhi.common.web.requests import Request
from gongzhi.participation.models import Channel
from gongzhi.surveys.views.sheets import wants_large

A_YEAR = 365 * 24 * 60 * 60
ELDER = "elder"
SEE_OTHER = 303


def channel_of(mark: str) -> str:
    """Tell by the mark in the address (``?c=qr``) through which channel somebody came."""
    return Channel.QR if mark == "qr" else Channel.WEB


def spoken(request: Request) -> HttpResponse | None:
    """Lead back to the same page in the language the address asks for (``?l=en``); ``None`` if it asks for none."""
    wish = request.GET.get("l", "")
    if wish not in dict(settings.LANGUAGES):
        return None
    query = request.GET.copy()
    del query["l"]
    response = HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path, status=SEE_OTHER)
    _remember(response, settings.LANGUAGE_COOKIE_NAME, wish)
    return response


def with_letters(request: Request, response: HttpResponse) -> HttpResponse:
    """Remember the letters that the address asks for (``?elder=1``)."""
    wish = request.GET.get("elder", "")
    if wish in {"0", "1"} and wish != request.COOKIES.get(ELDER):
        _remember(response, ELDER, wish)
    return response


def chosen(request: Request, button: str, show: Callable[[bool], HttpResponse]) -> HttpResponse:
    """Show a page in the letters or language of the pressed button (``large:1``, ``language:en``), and remember it."""
    kind, _colon, wish = button.partition(":")
    if kind == "large" and wish in {"0", "1"}:
        response = show(wish == "1")
        _remember(response, ELDER, wish)
        return response
    if kind == "language" and wish in dict(settings.LANGUAGES):
        with translation.override(wish):
            response = show(wants_large(request))
        response.headers["Content-Language"] = wish
        _remember(response, settings.LANGUAGE_COOKIE_NAME, wish)
        return response
    return show(wants_large(request))


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
