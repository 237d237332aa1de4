"""This will give each request its headers, its language, its federation and its actor."""

import re
import time
from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from gongzhi.common.clock import today
from gongzhi.common.permissions import ANONYMOUS, Actor
from gongzhi.common.registry import rights_sources
from gongzhi.common.tenancy import scope
from gongzhi.common.web import errors

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = re.compile(r"^/f/(?P<code>[0-9]{6,9}(?:-[0-9]{1,3})?)(?P<rest>/.*)?$")


class ResponseHeaders:
    """Add the headers that every answer carries, also refusals; signed-in pages are never cached."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what is missing."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        if "Cache-Control" not in response.headers and self._is_signed_in(request):
            response.headers["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def _is_signed_in(request: HttpRequest) -> bool:
        """Tell whether somebody is signed in; reads the session, which answers with a word of their own are spared."""
        user = getattr(request, "user", None)
        return user is not None and user.is_authenticated


class ChosenLanguage:
    """Speak the language of the cookie, Chinese where nobody chose: a browser's wish does not decide."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language."""
        wish = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wish if wish in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _actor_of(request: HttpRequest, federation_id: UUID) -> Actor:
    """Find the person of this federation behind the account, and the mandates it holds today."""
    if not request.user.is_authenticated:
        return ANONYMOUS
    person = apps.get_model("people", "Person").objects.filter(account=request.user.pk).first()
    if person is None:
        return Actor(account_id=request.user.pk)
    mandates: list = []
    organisations: frozenset[UUID] = frozenset()
    for source in rights_sources:
        more, led = source(person_id=person.pk, on=today())
        mandates += more
        organisations |= led
    return Actor(request.user.pk, person.pk, federation_id, person.name, tuple(mandates), organisations)


_known: dict[str, tuple[float, Any]] = {}
_MOST_KNOWN = 10_000


def _federation_of(code: str) -> Any:
    """
    Find the federation of an address, as it was ``FEDERATION_KEPT_SECONDS`` ago at most; ``None`` if there is none.

    Each request asks for it, and it hardly ever changes; each gets a copy of its own, since a view may fill it in.
    """
    until, federation = _known.get(code, (0.0, None))
    if until < time.monotonic():
        federation = apps.get_model(settings.TENANT_MODEL).objects.filter(code=code).first()
        if federation is None:
            return None
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[code] = (time.monotonic() + settings.FEDERATION_KEPT_SECONDS, federation)
    return copy(federation)


class FederationScope:
    """
    Mount the site once for each federation, at ``/f/<code>/``.

    The prefix is taken off the path and becomes the script prefix, so that ``reverse`` and ``{% url %}`` lead back
    into the same federation, and the view runs in its scope. An unknown code is a page not found.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the federation of the address, or outside any."""
        request.federation = None  # type: ignore[attr-defined]
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        found = PREFIX.match(request.path_info)
        if found is None:
            return self.get_response(request)
        federation = _federation_of(found["code"])
        if federation is None:
            return errors.not_found(request, Http404())
        before = get_script_prefix()
        self._mount(request, federation, found)
        try:
            with scope(federation.pk):
                return self.get_response(request)
        finally:
            set_script_prefix(before)

    @staticmethod
    def _mount(request: HttpRequest, federation: object, found: re.Match[str]) -> None:
        prefix = f"/f/{found['code']}"
        request.path_info = found["rest"] or "/"
        request.META["SCRIPT_NAME"] = prefix
        set_script_prefix(f"{prefix}/")
        request.federation = federation  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor_of(request, federation.pk))  # type: ignore[attr-defined]
