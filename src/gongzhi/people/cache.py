"""This will be the cache that all processes share, in a table, holding JSON and never pickles."""

import random
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.db.models import Func, IntegerField, JSONField
from django.db.models.functions import Cast
from django.utils import timezone

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
# One write in so many sweeps away what has expired.
SWEEP_EVERY = 200


class TableCache(BaseCache):
    """Django's cache over ``people.CacheEntry``; small values only, as for counting attempts."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    @property
    def _rows(self) -> Any:
        return apps.get_model("people", "CacheEntry")._default_manager

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Set a value unless one is there; tell whether it was set. Two at once: one wins."""
        name = self.make_and_validate_key(key, version=version)
        try:
            with transaction.atomic():
                self._rows.filter(pk=name, expires_at__lte=timezone.now()).delete()
                self._rows.create(key=name, value=value, expires_at=self._end(timeout))
        except IntegrityError:
            return False
        return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Get a value, or ``default`` if it is absent or past its time."""
        name = self.make_and_validate_key(key, version=version)
        found = self._rows.filter(pk=name, expires_at__gt=timezone.now()).values_list("value", flat=True)
        return next(iter(found), default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Set a value."""
        name = self.make_and_validate_key(key, version=version)
        self._rows.update_or_create(pk=name, defaults={"value": value, "expires_at": self._end(timeout)})
        self._sweep()

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """
        Add to a number and tell the sum; of many at once each gets its own.

        :raises ValueError: if the key is absent or past its time
        """
        name = self.make_and_validate_key(key, version=version)
        raised = Func(Cast("value", IntegerField()) + delta, function="to_jsonb", output_field=JSONField())
        with transaction.atomic():  # the row stays locked until the sum is read
            if not self._rows.filter(pk=name, expires_at__gt=timezone.now()).update(value=raised):
                raise ValueError(key)
            total = int(self._rows.values_list("value", flat=True).get(pk=name))
        self._sweep()
        return total

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Give a value more time."""
        name = self.make_and_validate_key(key, version=version)
        living = self._rows.filter(pk=name, expires_at__gt=timezone.now())
        return bool(living.update(expires_at=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value."""
        name = self.make_and_validate_key(key, version=version)
        return bool(self._rows.filter(pk=name).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        self._rows.all().delete()

    def _sweep(self) -> None:
        if not random.randrange(SWEEP_EVERY):  # noqa: S311 -- no secret
            self._rows.filter(expires_at__lte=timezone.now()).delete()

    def _end(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return FOR_EVER if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
