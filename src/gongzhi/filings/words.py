"""This will say filings in one or two words for seals, and in the labels of pages, papers and spreadsheets."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.filings.rights import Right
from gongzhi.filings.rules import FilingClass, SafetyItem, State

SEALS = {
    State.DRAFT: ("open", pgettext_lazy("seal", "Draft")),
    State.SUBMITTED: ("due", pgettext_lazy("seal", "To review")),
    State.UNDER_REVIEW: ("due", pgettext_lazy("seal", "In review")),
    State.RETURNED: ("due", pgettext_lazy("seal", "Returned")),
    State.APPROVED: ("met", pgettext_lazy("seal", "Agreed")),
    State.REFUSED: ("breached", pgettext_lazy("seal", "Refused")),
    State.WITHDRAWN: ("open", pgettext_lazy("seal", "Withdrawn")),
    State.HELD: ("due", pgettext_lazy("seal", "Held")),
    State.NOT_HELD: ("open", pgettext_lazy("seal", "Not held")),
    State.REPORTED: ("met", pgettext_lazy("seal", "Reported")),
}
"""State → state and words of the kit's seal."""

CLASS_SEALS = {
    FilingClass.APPROVAL: ("due", pgettext_lazy("seal", "Approval")),
    FilingClass.NOTICE: ("open", pgettext_lazy("seal", "Notice")),
    FilingClass.NONE: ("met", pgettext_lazy("seal", "Not needed")),
}
CLASS_WORDS = {
    FilingClass.APPROVAL: _("This activity needs approval."),
    FilingClass.NOTICE: _("This activity needs notice."),
    FilingClass.NONE: _("This activity needs no filing."),
}
STEP_WORDS = {
    Right.REVIEW: _("The party branch of the federation reviews"),
    Right.CONFIRM: _("The president or the street office confirms"),
    "": _("Reviewers who were added"),
}
SAFETY_WORDS = {
    SafetyItem.PROGRAMME: _("Time, place, content and how it is organised"),
    SafetyItem.STAFF: _("Number, tasks and marks of the safety staff"),
    SafetyItem.FIRE: _("Fire protection of the place"),
    SafetyItem.CAPACITY: _("How many the place holds, how many are expected"),
    SafetyItem.BUFFER: _("Buffer areas and how they are marked"),
    SafetyItem.ENTRY: _("Checking tickets and bags at the entry"),
    SafetyItem.VEHICLES: _("Parking and guiding vehicles"),
    SafetyItem.ORDER: _("Keeping order and leading people out"),
    SafetyItem.RESCUE: _("Plan for emergencies"),
}
FACT_FIELDS = (
    "open_to_public",
    "public_outdoor_place",
    "minors",
    "outside_subdistrict",
    "foreign_party",
    "public_fund_raising",
    "political_or_religious_lecture",
    "election_or_charter",
)
"""The marks of an activity in the order in which people are asked, the common ones first."""
