"""This will open the door: to strangers, to those who have just signed in, and to machines that ask for health."""

import logging

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.common import registry
from gongzhi.common.web.access import entry_url, see_other
from gongzhi.common.web.requests import Request
from gongzhi.federations.addresses import address_in, entry_address
from gongzhi.federations.models import Federation
from gongzhi.people.demo import demo_account, demo_cast
from gongzhi.portal import selectors

log = logging.getLogger(__name__)

PAGE = 50
LONGEST_SEARCH = 40
DEEDS_SHOWN = 3
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
def home(request: Request) -> HttpResponse:
    """Show the entry of the installation, or, below ``/f/<code>/``, the face of that federation."""
    if request.federation is not None:
        return _face(request)
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = Federation.objects.filter(Q(name__contains=words) | Q(division__name__contains=words))
    page = Paginator(found.select_related("division").in_order_of_code(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(federation, address_in(federation.code, "portal:face")) for federation in page],
        "words": words,
        "shows_demo": settings.DEMO,
    }
    return render(request, "portal/home.html", context)


@require_safe
@never_cache
def arrive(request: Request) -> HttpResponse:
    """Lead somebody who has just signed in to the desk; ask which one where there are several."""
    if not request.user.is_authenticated:
        return see_other(entry_url("account_login"))
    mine = selectors.federations_of(account_id=request.user.pk)
    if len(mine) == 1:
        return see_other(mine[0].url)
    return render(request, "portal/arrive.html", {"mine": mine})


@require_safe
def handbook(request: Request) -> HttpResponse:
    return render(request, "portal/handbook.html")


@require_safe
@never_cache
def healthz(request: Request) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: Request) -> HttpResponse:
    """Say whether the database answers; 503 if not, so that a proxy asks another process."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.warning("not ready: the database does not answer")
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
def demo(request: Request) -> HttpResponse:
    _require_demo()
    return render(request, "portal/demo.html", {"cast": demo_cast(), "public": _first_face()})


@require_POST
def demo_sign_in(request: Request, kind: str) -> HttpResponse:
    """Sign in as one of the demo's people; in demo mode only."""
    _require_demo()
    account = demo_account(kind)
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return see_other(entry_address("portal:arrive"))


def _require_demo() -> None:
    if not settings.DEMO:
        raise Http404


def _first_face() -> str:
    street = Federation.objects.filter(kind=Federation.Kind.STREET).in_order_of_code().first()
    return address_in(street.code, "portal:face") if street else entry_address("portal:home")


def _face(request: Request) -> HttpResponse:
    if request.actor.is_signed_in:
        return see_other(address_in(request.federation.code, "desk:home"))
    is_street = request.federation.kind == Federation.Kind.STREET
    context = {
        "face": selectors.face(),
        "division": request.federation.division,
        "is_street": is_street,
        "deeds": registry.open_public_deeds()[:DEEDS_SHOWN] if is_street else [],
    }
    return render(request, "portal/face.html", context)
