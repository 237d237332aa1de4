"""This will keep staff pages to those who have a tie to the federation of the address."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.translation import gettext

from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision

View = Callable[..., HttpResponse]


def entry_url(name: str, **query: str) -> str:
    """Write the address of an entry page, which stands outside all federations."""
    prefix = get_script_prefix()
    set_script_prefix("/")
    try:
        address = reverse(name)
    finally:
        set_script_prefix(prefix)
    return f"{address}?{urlencode(query)}" if query else address


def signed_in(view: View) -> View:
    """Send strangers to the sign-in; who is signed in without a person in this federation finds no page."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.federation is None:
            raise Http404
        if not request.user.is_authenticated:
            return HttpResponseRedirect(entry_url("account_login", next=request.get_full_path()))
        if not request.actor.is_signed_in:
            raise Http404
        return view(request, *args, **kwargs)

    guarded.is_for_signed_in = True  # type: ignore[attr-defined]
    return guarded


def open_or_403(decision: Decision) -> Decision:
    """
    Go on if the page is open to the actor; for pages that stand behind a button which may be closed.

    :raises PermissionDenied: with the reason in the language of the page
    """
    if not decision:
        raise PermissionDenied(
            gettext(decision.reason) % decision.params if decision.params else gettext(decision.reason)
        )
    return decision


def see_other(address: str) -> HttpResponseRedirect:
    """Lead on after a deed, so that going back does not send the form again."""
    return HttpResponseRedirect(address, status=303)
