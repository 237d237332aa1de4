"""Say in a sentence what became of a matter, for whoever comes too late with a deed."""

from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.rules.flow import State

TOLD_OF = {
    State.RECEIVED: _("Nobody has taken it on yet."),
    State.WORKING: _("It is being handled."),
    State.ASKED: _("The speaker was asked something and has not answered yet."),
    State.DELIBERATING: _("It is on the agenda of a meeting."),
    State.ESCALATED: _("It was escalated. Wait for the answer from above."),
    State.ANSWERED: _("It was answered already."),
    State.CLOSED: _("It was answered and closed."),
    State.MERGED: _("It was put together with another matter. Go on there."),
}
"""State → what became of it, in a sentence."""
