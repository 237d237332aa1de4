"""This will remember who wants large letters."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "elder"
A_YEAR = 365 * 24 * 60 * 60


class ElderChoice:
    """Keep ``?elder=1`` or ``?elder=0`` in a cookie: the same addresses, no script, no account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and set the cookie where the address says so."""
        response = self.get_response(request)
        wish = request.GET.get("elder")
        if wish in {"0", "1"}:
            response.set_cookie(
                COOKIE, wish, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        return response
