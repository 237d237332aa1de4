"""This will say matters, voices and mediations in one or two words for seals."""

from django.utils.translation import pgettext_lazy

from gongzhi.matters.rules.flow import State
from gongzhi.matters.rules.mediation import MediationState

SEALS = {
    State.RECEIVED: ("due", pgettext_lazy("seal", "To take on")),
    State.WORKING: ("due", pgettext_lazy("seal", "In hand")),
    State.ASKED: ("open", pgettext_lazy("seal", "Asked back")),
    State.DELIBERATING: ("open", pgettext_lazy("seal", "Agenda")),
    State.ESCALATED: ("open", pgettext_lazy("seal", "Escalated")),
    State.ANSWERED: ("met", pgettext_lazy("seal", "Has answer")),
    State.CLOSED: ("met", pgettext_lazy("seal", "Closed")),
    State.MERGED: ("open", pgettext_lazy("seal", "Merged")),
}
"""State of a matter → state and words of the kit's seal."""
OVERDUE = ("breached", pgettext_lazy("seal", "Past due"))
"""What the seal says instead once the day to answer has passed."""

STANDINGS = {
    "waiting": "open",
    "owed": "due",
    "told": "open",
    "confirmed": "met",
    "disputed": "breached",
    "no_word": "unsure",
}
"""Standing of a voice → state of the kit's tag."""

MEDIATION_SEALS = {
    MediationState.ASKED: ("due", pgettext_lazy("seal", "To assign")),
    MediationState.ACCEPTED: ("open", pgettext_lazy("seal", "Taken on")),
    MediationState.MEDIATING: ("due", pgettext_lazy("seal", "Mediating")),
    MediationState.AGREED: ("met", pgettext_lazy("seal", "Agreement")),
    MediationState.FAILED: ("breached", pgettext_lazy("seal", "No agreement")),
    MediationState.WITHDRAWN: ("open", pgettext_lazy("seal", "Taken back")),
    MediationState.FOLLOWED_UP: ("met", pgettext_lazy("seal", "Followed up")),
}
"""State of a mediation → state and words of the kit's seal."""
