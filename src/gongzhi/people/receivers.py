"""This will hear Django say who signed in, tried to and signed out."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from gongzhi.people.models import Account
from gongzhi.people.services import record_sign_in, record_sign_in_failure, record_sign_out


def connect() -> None:
    """Listen; called once when the room is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="people.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="people.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="people.sign_in_failed")


def _signed_in(user: Account, **_rest: Any) -> None:
    record_sign_in(account=user, at=timezone.now())


def _signed_out(user: Account | None, **_rest: Any) -> None:
    if user is not None:
        record_sign_out(account=user, at=timezone.now())


def _failed(credentials: dict[str, Any], **_rest: Any) -> None:
    record_sign_in_failure(username=str(credentials.get("username", "")), at=timezone.now())
