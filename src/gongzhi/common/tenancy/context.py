"""This will say on behalf of which federation the running code reads and writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


class NoScope(RuntimeError):
    """Tenant rows were asked for while no federation was chosen. A fault in the code, never in the input."""


@dataclass(frozen=True)
class Scope:
    """
    The federation in whose name statements run, or the reason for looking across all of them.

    Exactly one of the two is set. ``reason`` is a sentence for the log of whoever opened the look across.
    """

    federation_id: UUID | None
    reason: str = ""


_scope: ContextVar[Scope | None] = ContextVar("gongzhi_scope", default=None)


@contextmanager
def scope(federation_id: UUID) -> Iterator[None]:
    """Run the block as one federation. Scopes nest; the inner one wins and the outer one comes back."""
    token = _scope.set(Scope(federation_id))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def across(*, reason: str) -> Iterator[None]:
    """
    Run the block over the rows of all federations.

    Only for the district's look across, for jobs and for checks; whoever opens it writes the audit record.

    :raises ValueError: if no reason is given
    """
    if not reason.strip():
        raise ValueError("a look across federations needs a reason")
    token = _scope.set(Scope(None, reason))
    try:
        yield
    finally:
        _scope.reset(token)


def current_scope() -> Scope | None:
    """Tell the scope, or ``None`` where neither a federation nor a look across was chosen."""
    return _scope.get()


def current_federation_id() -> UUID:
    """
    Tell the federation of the scope.

    :raises NoScope: outside a scope, and while looking across
    """
    chosen = _scope.get()
    if chosen is None or chosen.federation_id is None:
        raise NoScope("no federation was chosen: enter tenancy.scope() first")
    return chosen.federation_id
