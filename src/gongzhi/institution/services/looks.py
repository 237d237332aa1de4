"""This will leave a trace of every look across the streets of a district."""

from datetime import datetime

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Federation
from gongzhi.federations.rights import Right


@deed("institution.district.looked")
def note_look_across(*, actor: Actor, federation: Federation, count: int, at: datetime, key: str = "") -> None:
    """
    Note in the district's log that somebody looked at the duties of its streets.

    :raises NotAllowed: without the right to look across
    """
    decision = actor.may(Right.LOOK_ACROSS)
    decision.require()
    audit.record(
        "institution.district.looked",
        actor=actor,
        subject=federation,
        at=at,
        facts={"streets": count},
        mandate=decision.mandate,
    )
