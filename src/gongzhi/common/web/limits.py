"""
This will bound what strangers may send and how fast they may guess.

Counted in the shared cache, so a limit holds however many processes answer. Nobody's address is kept: only a keyed
fingerprint of it, until the limit's own time is over, an hour at most for those that ship.

Source: OWASP ASVS 5.0 v5.0.0-2.4.1, 6.3.1; 15.3.4 (addresses of proxies)
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from gongzhi.common.web.access import View
from gongzhi.common.web.requests import Request

TOO_MANY = 429
# Home lines are given a whole network of this size.
IPV6_NETWORK = 64
UNKNOWN = "unknown"
SECONDS_IN_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds; the time begins with the first."""

    most: int
    seconds: int

    def wait(self, key: str) -> int:
        """Count one more; tell how many seconds to wait if it is one too many, 0 if not."""
        if _count(key, self.seconds) <= self.most:
            return 0
        return self.seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How those who guess are slowed.

    ``free`` misses cost nothing; each further one doubles the wait, from one second to ``longest``. Misses are
    forgotten after ``seconds`` without one. Whoever waits is not answered at all, so that guessing on tells nothing.

    They are counted by address, which many may share; ``own`` names somebody who is known not to be a stranger, and
    whose misses are counted apart.
    """

    name: str
    free: int = 10
    longest: int = 15 * SECONDS_IN_A_MINUTE
    seconds: int = 60 * SECONDS_IN_A_MINUTE

    def wait(self, request: Request, own: str = "") -> int:
        """Tell how many seconds this address, or ``own``, has still to wait, 0 if none."""
        until = cache.get(self._key("until", request, own))
        return max(0, math.ceil(until - time.time())) if until else 0

    def missed(self, request: Request, own: str = "") -> int:
        """Count a miss; tell how many seconds to wait before the next try."""
        key = self._key("missed", request, own)
        misses = _count(key, self.seconds)
        cache.touch(key, self.seconds)
        if misses <= self.free:
            return 0
        wait = min(self.longest, 2 ** min(misses - self.free - 1, 30))
        cache.set(self._key("until", request, own), time.time() + wait, wait)
        return wait

    def _key(self, what: str, request: Request, own: str) -> str:
        return f"limit:{self.name}:{what}:{f'own:{own}' if own else visitor(request)}"


def limited(name: str, *, address: Rate | None = None, federation: Rate | None = None) -> Callable[[View], View]:
    """
    Bound how often strangers may send the form of a view: by address, and all together in one federation.

    Reading is free, and so are those who are signed in to the federation.
    """

    def bound(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not request.actor.is_signed_in:
                wait = _wait(name, request, address, federation)
                if wait:
                    return too_many(request, wait)
            return view(request, *args, **kwargs)

        return guarded

    return bound


def too_many(request: Request, seconds: int) -> HttpResponse:
    """Answer 429: in plain words, with the time to wait for people and for machines."""
    minutes = math.ceil(seconds / SECONDS_IN_A_MINUTE)
    answer = render(request, "429.html", {"seconds": seconds, "minutes": minutes}, status=TOO_MANY)
    answer.headers["Retry-After"] = str(seconds)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def visitor(request: Request) -> str:
    """
    Name who asks, without telling where from: a keyed fingerprint of address and federation.

    X-Forwarded-For is believed as far as our own proxies wrote it (``ALLAUTH_TRUSTED_PROXY_COUNT``). An IPv6 address
    counts as its /64 network.
    """
    federation = request.federation.pk if request.federation else ""
    return salted_hmac("gongzhi.common.limits", f"{federation}|{_network(request)}", algorithm="sha256").hexdigest()


def _network(request: Request) -> str:
    try:
        address = ip_address(get_client_ip(request) or UNKNOWN)
    except (ValueError, ImproperlyConfigured):
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((address, IPV6_NETWORK), strict=False))


def _wait(name: str, request: Request, address: Rate | None, federation: Rate | None) -> int:
    """Count by address first: who is refused there does not use up what all share."""
    if address is not None:
        wait = address.wait(f"limit:{name}:{visitor(request)}")
        if wait:
            return wait
    if federation is not None and request.federation is not None:
        return federation.wait(f"limit:{name}:all:{request.federation.pk}")
    return 0


def _count(key: str, seconds: int) -> int:
    """Add one and tell the sum; two at once are counted as two."""
    try:
        return cache.incr(key)
    except ValueError:
        return 1 if cache.add(key, 1, seconds) else cache.incr(key)
