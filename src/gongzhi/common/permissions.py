"""This will say who acts, and by which mandate."""

from dataclasses import dataclass
from uuid import UUID

from gongzhi.kernel.decisions import Decision, Mandate, allow, refuse
from gongzhi.kernel.text import gettext_noop as _


@dataclass(frozen=True)
class Actor:
    """
    A person acting in one federation, with the mandates of the offices held today.

    ``account_id`` and ``person_id`` are ``None`` for somebody not signed in and for the system itself.
    ``organisation_ids`` are the member organisations this person leads.
    """

    account_id: UUID | None = None
    person_id: UUID | None = None
    federation_id: UUID | None = None
    name: str = ""
    mandates: tuple[Mandate, ...] = ()
    organisation_ids: frozenset[UUID] = frozenset()
    is_system: bool = False

    def may(self, right: str) -> Decision:
        """Allow with the mandate that carries the right, or refuse and say that no office held today carries it."""
        if self.is_system:
            return allow()
        mandate = next((m for m in self.mandates if m.right == right), None)
        if mandate is not None:
            return allow(mandate)
        return refuse(_("None of the offices you hold today carries this right."))

    def leads(self, organisation_id: UUID) -> bool:
        """Tell whether this person is a leader of the member organisation today."""
        return organisation_id in self.organisation_ids

    @property
    def is_signed_in(self) -> bool:
        """Whether a person of this federation stands behind the request."""
        return self.person_id is not None


ANONYMOUS = Actor()
SYSTEM = Actor(name="system", is_system=True)
