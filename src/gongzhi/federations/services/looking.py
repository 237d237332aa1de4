"""This will let a district look across its streets, and leave a trace of it."""

from datetime import datetime

from gongzhi.common import audit
from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.clock import end_of, local_day, start_of
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations import permissions
from gongzhi.federations.models import Federation

LOOKED = "federations.district.looked_across"


@deed(LOOKED)
def look_across(*, actor: Actor, reason: str, at: datetime) -> Federation:
    """
    Allow an actor of a guidance group to look across the streets of the district, and record it once a day.

    ``reason`` says for which page. Answers the guidance group's tenant.
    """
    district = Federation.objects.get(pk=current_federation_id())
    decision = permissions.may_look_across(actor, district).require()
    day = local_day(at)
    seen = AuditEvent.objects.filter(
        subject_id=district.pk, action=LOOKED, person_id=actor.person_id, at__gte=start_of(day), at__lt=end_of(day)
    )
    if not seen.exists():
        audit.record(LOOKED, actor=actor, subject=district, at=at, facts={"reason": reason}, mandate=decision.mandate)
    return district
