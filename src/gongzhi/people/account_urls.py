"""
This will mount the pages of signing in: those of allauth that make sense where accounts are given, not taken.

There is no sign-up, no e-mail address to manage and no reset by e-mail: a lost password is a new one-time link.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from gongzhi.common.web.refusals import UNPROCESSABLE


def refusing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 422 where allauth answers 200 for a form with errors."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if response.status_code == HTTPStatus.OK and form is not None and form.errors:
            response.status_code = UNPROCESSABLE
        return response

    return answered


urlpatterns = [
    path("login/", refusing(views.login), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", refusing(views.reauthenticate), name="account_reauthenticate"),
    path("password/change/", refusing(views.password_change), name="account_change_password"),
    path("password/set/", refusing(views.password_set), name="account_set_password"),
    path("password/chosen/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/link/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        refusing(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
