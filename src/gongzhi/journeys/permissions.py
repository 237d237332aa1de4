"""This will say who may lead something from one room to the next: both rooms must allow it."""

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.models import Matter
from gongzhi.matters.permissions import matters as of_matters
from gongzhi.matters.rules.flow import Deed
from gongzhi.meetings import permissions as of_meetings
from gongzhi.meetings.models import Meeting, Remark

PRIVATE = _("This matter is private. A meeting would read it; settle it here or in a mediation.")
MADE_ALREADY = _("This remark became a voice already.")


def may_deliberate(actor: Actor, matter: Matter) -> Decision:
    """Put a matter before a meeting: whoever handles it and may call meetings; never a private one."""
    if matter.is_private:
        return refuse(PRIVATE)
    return of_matters.may_do(actor, matter, Deed.PUT_ON_AGENDA) and of_meetings.may_call(actor)


def may_put_before(actor: Actor, matter: Matter, meeting: Meeting) -> Decision:
    """Put a matter on the agenda of one meeting: whoever may change that agenda."""
    if matter.is_private:
        return refuse(PRIVATE)
    return of_matters.may_do(actor, matter, Deed.PUT_ON_AGENDA) and of_meetings.may_edit_agenda(actor, meeting)


def may_answer(actor: Actor, matter: Matter) -> Decision:
    """Answer a matter by what a meeting resolved: whoever may answer it."""
    return of_matters.may_do(actor, matter, Deed.ANSWER)


def may_raise(actor: Actor, remark: Remark) -> Decision:
    """Make a remark a voice: whoever keeps the record of its meeting, once."""
    if remark.voice_id is not None:
        return refuse(MADE_ALREADY)
    return of_meetings.may_raise_remark(actor, remark.meeting)
