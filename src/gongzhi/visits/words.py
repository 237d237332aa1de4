"""This will say kinds, topics and results of visits in the language of the page."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.visits.rules import ReplyWay, Result, Topic, VisitKind

KIND_WORDS = {
    VisitKind.ENTERPRISE: _("Resident enterprise"),
    VisitKind.NOTABLE: _("Notable"),
    VisitKind.DEPUTY: _("NPC deputy"),
    VisitKind.CPPCC: _("CPPCC member"),
    VisitKind.MEMBER: _("Member organisation"),
    VisitKind.HOUSEHOLD: _("Household"),
    VisitKind.HOOK_UP: _("Hook-up contact"),
}
TOPIC_WORDS = {
    Topic.FEDERATION: _("On the work of the federation"),
    Topic.STREET: _("On the work of the street office"),
    Topic.COMMUNITY: _("On the affairs of the community"),
    Topic.HOT: _("On current hot topics"),
    Topic.NEEDS: _("What the organisation itself needs"),
}
RESULT_WORDS = {
    Result.MET: _("Met and talked"),
    Result.NOBODY_HOME: _("Nobody there"),
    Result.REFUSED: _("Did not want a visit"),
    Result.MOVED: _("Moved away"),
}
"""In the order of the form: the common ones first."""
REPLY_WORDS = {
    ReplyWay.RECEIPT: _("A slip with a code is enough"),
    ReplyWay.PHONE: _("We telephone them"),
    ReplyWay.LETTER: _("We write a letter"),
    ReplyWay.VISIT: _("At the next visit"),
}
RESULT_SEALS = {
    Result.MET: ("met", pgettext_lazy("seal", "Met")),
    Result.NOBODY_HOME: ("open", pgettext_lazy("seal", "Nobody")),
    Result.REFUSED: ("open", pgettext_lazy("seal", "Declined")),
    Result.MOVED: ("open", pgettext_lazy("seal", "Moved")),
}
"""Result → state and words of the kit's seal; an attempt in vain is nobody's fault and never red."""
VOID_SEAL = ("unsure", pgettext_lazy("seal", "Void"))
