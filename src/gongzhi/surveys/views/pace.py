"""
This will bound how fast one address may send answers, and how long it may guess at codes.

Answers are counted in the memory of the process: with several processes as many times more get through, which is still
far from a flood. One a second is much for a person and little for the hundreds whom a telephone company puts behind one
address. The shared table would cost each answer more than writing it does. Guesses at codes are few and counted there.
"""

import time
from dataclasses import dataclass, field

from gongzhi.common.web.limits import Patience, visitor
from gongzhi.common.web.requests import Request

MOST_KNOWN = 20_000


@dataclass(slots=True)
class Pace:
    """So many in so many seconds from one address, in this process; the time begins with the first."""

    most: int
    seconds: int
    _seen: dict[str, tuple[float, int]] = field(default_factory=dict)

    def wait(self, request: Request) -> int:
        """Count one more; tell how many seconds to wait if it is one too many, 0 if not."""
        now = time.monotonic()
        key = visitor(request)
        until, count = self._seen.get(key, (0.0, 0))
        if until < now:
            if len(self._seen) >= MOST_KNOWN:
                self._forget(now)
            until, count = now + self.seconds, 0
        self._seen[key] = (until, count + 1)
        return 0 if count < self.most else max(1, round(until - now))

    def clear(self) -> None:
        """Forget everybody."""
        self._seen.clear()

    def _forget(self, now: float) -> None:
        """Drop those whose time is over; everybody, if that is not enough."""
        for key in [key for key, (until, _count) in self._seen.items() if until < now]:
            self._seen.pop(key, None)
        if len(self._seen) >= MOST_KNOWN:
            self._seen.clear()


answers = Pace(most=600, seconds=600)
saves = Pace(most=3000, seconds=600)
guesses = Patience("surveys.code")
