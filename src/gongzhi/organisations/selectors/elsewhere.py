"""
This will show an organisation's own leader in which other federations it is known.

The only look across federations in this room. It gives the name of the federation, the state and its first day, and
nothing of what the other federation wrote down.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from gongzhi.common.tenancy import across
from gongzhi.organisations.models import Membership, Representative


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A membership in another federation: where, how it stands, since when."""

    federation_name: str
    state: str
    since: date

    @property
    def state_label(self) -> str:
        """The state in words of the language of the page."""
        return str(Membership.State(self.state).label)


def elsewhere(*, identity_id: UUID, federation_id: UUID, account_id: UUID | None, on: date) -> list[Elsewhere]:
    """
    List the memberships of one identity in federations other than ``federation_id``, by name of the federation.

    Only those where the same account leads the organisation on the day: a street that enters a foreign credit code
    and names itself leader learns nothing. Whoever calls has asked `permissions.may_see_elsewhere` and writes the look
    into the log. One query; nothing for somebody without an account.
    """
    if account_id is None:
        return []
    leads_there = Q(
        organisation__representatives__person__account=account_id,
        organisation__representatives__role=Representative.Role.LEADER,
        organisation__representatives__superseded_at__isnull=True,
        organisation__representatives__starts_on__lte=on,
    ) & (Q(organisation__representatives__ends_on__isnull=True) | Q(organisation__representatives__ends_on__gt=on))
    with across(reason="an organisation's leader looks where else it is a member"):
        rows = (
            Membership.objects.filter(leads_there, organisation__identity=identity_id)
            .exclude(federation=federation_id)
            .exclude(state=Membership.State.REFUSED)
            .values_list("federation__name", "state", "since")
            .order_by("federation__name", "since")
        )
        return [Elsewhere(*row) for row in rows]
