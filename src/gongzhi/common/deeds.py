"""
This will frame every deed: one transaction, and one answer however often it is sent.

A deed sent with a key leaves that key behind in its own transaction. A resend, also one that runs at the same moment,
finds the key and gets the first answer. A deed that fails leaves nothing, so it may be tried again.
"""

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import ParamSpec, TypeVar, cast

from django.apps import apps
from django.core.files import File
from django.db import models, transaction
from django.utils import timezone

from gongzhi.common.audit.canonical import plain
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import across
from gongzhi.common.tenancy.models import TenantModel
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _

P = ParamSpec("P")
R = TypeVar("R")

# A resend has its own moment, and the key is no part of what is asked for. The envelope of a secret ballot leaves no
# fingerprint beside its voter.
NOT_COMPARED = frozenset({"key", "at", "envelope"})


class KeyReused(DomainError):
    """Tell a person that this form was already handed in with other contents."""

    message = _("This form was already handed in with other contents. Open it anew and fill it in again.")


class DeedKey(TenantModel):
    """
    The trace of a deed that was done, for whoever sends it again.

    ``key`` and ``arguments`` are fingerprints (hex SHA-256). The answer is a row of any table, named by label and
    id; both are empty where a deed answers nothing.
    """

    key = models.CharField(max_length=64)
    deed = models.CharField(max_length=100)
    arguments = models.CharField(max_length=64)
    answer_label = models.CharField(max_length=100, blank=True)
    answer_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["federation", "key"], name="deed_key_once")]
        indexes = [models.Index(fields=["created_at"], name="deed_key_age")]

    def __str__(self) -> str:
        return self.deed


def deed(code: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """
    Frame a service function as the deed ``code``.

    The function takes keywords only and answers one saved model instance or ``None``. Everything it writes is one
    transaction. With a non-empty ``key`` it is done once per federation and key.

    :raises TypeError: while the module loads, if the function takes positional arguments
    :raises KeyReused: on the call, if the key came with another deed or other arguments
    """

    def frame(function: Callable[P, R]) -> Callable[P, R]:
        _require_keywords(function)

        @wraps(function)
        def framed(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                key = str(kwargs.get("key") or "")
                if not key:
                    return function(*args, **kwargs)
                ours = DeedKey(key=_fingerprint(key), deed=code, arguments=_arguments_fingerprint(kwargs))
                first = _claim(ours)
                if first is not None:
                    return cast("R", _first_answer(first, ours))
                answer = function(*args, **kwargs)
                _remember(ours, answer)
                return answer

        return framed

    return frame


def move(rows: models.QuerySet, *, from_state: str | Iterable[str], **changes: object) -> None:
    """
    Change the one row of ``rows`` if its ``state`` is still ``from_state`` (one, or any of several).

    :raises ChangedMeanwhile: if somebody moved it before
    """
    states = [from_state] if isinstance(from_state, str) else list(from_state)
    if not rows.filter(state__in=states).update(**changes):
        raise ChangedMeanwhile


def forget_keys(*, before: datetime) -> int:
    """Drop the keys left before a moment, in all federations; count them."""
    with across(reason="forget the keys of old deeds"):
        return DeedKey.objects.filter(created_at__lt=before).delete()[0]


def _require_keywords(function: Callable[..., object]) -> None:
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind is not inspect.Parameter.KEYWORD_ONLY for parameter in parameters):
        raise TypeError(f"{function.__qualname__}: a deed takes keywords only")


def _claim(ours: DeedKey) -> DeedKey | None:
    """
    Leave the key, or tell who left it before.

    PostgreSQL makes the insert wait for a transaction that is just leaving the same key, until it ends.
    """
    DeedKey.objects.bulk_create([ours], ignore_conflicts=True)
    found = DeedKey.objects.get(key=ours.key)
    return None if found.pk == ours.pk else found


def _first_answer(first: DeedKey, ours: DeedKey) -> models.Model | None:
    if (first.deed, first.arguments) != (ours.deed, ours.arguments):
        raise KeyReused
    if not first.answer_label:
        return None
    model = apps.get_model(first.answer_label)
    return model._default_manager.get(pk=first.answer_id)


def _remember(ours: DeedKey, answer: object) -> None:
    if answer is None:
        return
    if not isinstance(answer, models.Model):
        raise TypeError(f"{ours.deed} answers {type(answer).__name__}; a deed answers one model instance or None")
    DeedKey.objects.filter(pk=ours.pk).update(answer_label=answer._meta.label, answer_id=answer.pk)


def _fingerprint(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _arguments_fingerprint(kwargs: Mapping[str, object]) -> str:
    compared = {name: value for name, value in kwargs.items() if name not in NOT_COMPARED}
    return _fingerprint(json.dumps(compared, sort_keys=True, default=_comparable))


def _comparable(value: object) -> object:
    """Turn an argument into what makes two resends equal."""
    match value:
        case Actor():
            return [str(value.account_id), str(value.person_id)]
        case models.Model():
            return [value._meta.label, str(value.pk)]
        case File():
            return [value.name, _contents_fingerprint(value)]
        case bytes():
            return sha256(value).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return plain(value)


def _contents_fingerprint(file: File) -> str:
    """Read a file through and put it back to its beginning."""
    total = sha256()
    for chunk in file.chunks():
        total.update(chunk)
    file.seek(0)
    return total.hexdigest()
