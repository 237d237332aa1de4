"""This will hand every template the way home, the federations to switch between and a human's telephone number."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gongzhi.federations.addresses import address_in, entry_address
from gongzhi.portal import selectors


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give ``home``, ``federations`` (also as ``my_federations``), ``helpline``; a query only if a template asks."""
    federation = getattr(request, "federation", None)
    mine = SimpleLazyObject(lambda: _mine(request))
    return {
        "home": address_in(federation.code, "portal:home") if federation else entry_address("portal:home"),
        "federations": mine,
        "my_federations": mine,
        "helpline": selectors.helpline_of(federation, fallback=settings.HELPLINE),
    }


def _mine(request: HttpRequest) -> list[selectors.MyFederation]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    federation = getattr(request, "federation", None)
    return selectors.federations_of(account_id=user.pk, here=federation.pk if federation else None)
