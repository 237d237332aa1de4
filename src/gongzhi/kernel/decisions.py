"""Answer "may I?" with a reason and, where a power lies behind it, with the mandate it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Mandate:
    """
    Name the power on which an act rests.

    ``right`` is an ``area.noun.verb`` code, ``office`` the office as people call it, ``term_id`` the term
    in which it is held (``None`` where the right needs no office), ``clause_code`` the clause that gives
    the power (``""`` if none does).
    """

    right: str
    office: str
    term_id: UUID | None = None
    clause_code: str = ""


class NotAllowed(DomainError):
    """Tell a person that a deed is refused; ``reason`` is a msgid that says why, ``params`` fill it."""

    message = _("You are not allowed to do this.")

    def __init__(self, reason: str = "", params: Mapping[str, object] | None = None) -> None:
        super().__init__()
        self.message = reason or self.message
        self.params = dict(params or {})


@dataclass(frozen=True, slots=True)
class Decision:
    """
    Say whether something is allowed, and why not.

    ``reason`` is a msgid and ``params`` fill it; both are empty when it is allowed. A decision is true
    when it allows.
    """

    allowed: bool
    reason: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    mandate: Mandate | None = None

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> Self:
        """
        Go on only if allowed; the decision itself comes back.

        :raises NotAllowed: with the reason, if refused
        """
        if not self.allowed:
            raise NotAllowed(self.reason, self.params)
        return self


def allow(mandate: Mandate | None = None) -> Decision:
    """Decide yes, resting on a mandate if one is needed."""
    return Decision(allowed=True, mandate=mandate)


def refuse(reason: str, /, **params: object) -> Decision:
    """Decide no; ``reason`` is a msgid that says why, ``params`` fill it."""
    return Decision(allowed=False, reason=reason, params=params)
