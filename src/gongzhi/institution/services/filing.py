"""This will note that an adopted charter was handed in to an authority."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.institution.models import Charter, CharterFiling
from gongzhi.institution.rights import Right
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


class NotYetHandedIn(DomainError):
    """A day in the future, or before the adoption, cannot be the day of handing in."""

    message = _("The charter was adopted on %(adopted_on)s; name a day from then until today.")


class HandedInBefore(DomainError):
    """It was noted before."""

    message = _("That this version was handed in there is already noted.")


@deed("institution.charter.filed")
def note_filing(
    *, actor: Actor, charter_id: UUID, to: str, filed_on: date, at: datetime, receipt: str = "", key: str = ""
) -> CharterFiling:
    """
    Note that an adopted version was handed in.

    :raises NotAllowed: without the right to adopt
    :raises NotYetHandedIn: for a day before the adoption or in the future
    :raises HandedInBefore: if it was noted before
    """
    decision = actor.may(Right.ADOPT)
    decision.require()
    charter = Charter.objects.get(pk=charter_id, state=Charter.State.ADOPTED)
    if charter.adopted_on is None or not charter.adopted_on <= filed_on <= local_day(at):
        raise NotYetHandedIn(field="filed_on", adopted_on=charter.adopted_on)
    try:
        with transaction.atomic():
            filing = CharterFiling.objects.create(charter=charter, to=to, filed_on=filed_on, receipt=receipt)
    except IntegrityError as twice:
        raise HandedInBefore(field="to") from twice
    audit.record(
        "institution.charter.filed",
        actor=actor,
        subject=charter,
        at=at,
        facts={"to": to, "on": filed_on},
        mandate=decision.mandate,
    )
    return filing
