"""
This will show an organisation's own leader in which other federations it is known.

The only look across federations in this room. It gives the name of the federation, the state and its first day, and
nothing of what the other federation wrote down.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gongzhi.common.tenancy import across
from gongzhi.organisations.models import Membership


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


def elsewhere(*, identity_id: UUID, federation_id: UUID) -> list[Elsewhere]:
    """
    List the memberships of one identity in federations other than ``federation_id``, by name of the federation.

    Whoever calls has asked `permissions.may_see_elsewhere` and writes the look into the log. One query.
    """
    with across(reason="an organisation's leader looks where else it is a member"):
        rows = (
            Membership.objects.filter(organisation__identity=identity_id)
            .exclude(federation=federation_id)
            .exclude(state=Membership.State.REFUSED)
            .values_list("federation__name", "state", "since")
            .order_by("federation__name", "since")
        )
        return [Elsewhere(*row) for row in rows]
