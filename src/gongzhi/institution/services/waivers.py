"""This will let a single duty off, by name and with a reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.institution import permissions
from gongzhi.institution.models import Waiver
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _


class AlreadyWaived(DomainError):
    """The duty was let off before."""

    message = _("This duty was already let off.")


class ReasonMissing(DomainError):
    """Letting off without a reason would be arbitrary."""

    message = _("Say why this duty is let off.")


@deed("institution.obligation.waived")
def waive_obligation(
    *,
    actor: Actor,
    clause_code: str,
    subject: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    at: datetime,
    key: str = "",
) -> Waiver:
    """
    Let off the duty of one clause, subject and period ``[starts_on, ends_on)``.

    :raises NotAllowed: without the right
    :raises ReasonMissing: without a reason
    :raises AlreadyWaived: if somebody did before
    """
    decision = permissions.may_waive(actor)
    decision.require()
    if not reason.strip():
        raise ReasonMissing(field="reason")
    office = decision.mandate.office if decision.mandate else ""
    try:
        with transaction.atomic():
            waiver = Waiver.objects.create(
                clause_code=clause_code,
                subject=subject,
                starts_on=starts_on,
                ends_on=ends_on,
                reason=reason.strip(),
                given_by_name=actor.name,
                given_by_office=office,
                given_on=local_day(at),
            )
    except IntegrityError as twice:
        raise AlreadyWaived from twice
    facts = {"clause": clause_code, "period": starts_on, "reason": waiver.reason}
    audit.record(
        "institution.obligation.waived", actor=actor, subject=waiver, at=at, facts=facts, mandate=decision.mandate
    )
    return waiver
