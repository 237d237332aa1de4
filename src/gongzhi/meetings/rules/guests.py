"""
Name who is invited to a consultation from outside, its forms and its six steps.

Source: 城市居民委员会组织法 art. 32 (forms and guests: mark F); 中办发〔2015〕41号 (parties: mark X; steps: mark R)
"""

from dataclasses import dataclass
from enum import StrEnum

from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import mask_phone


class Form(StrEnum):
    """Name the forms of a consultation: 议事会, 听证会, 恳谈会."""

    DELIBERATION = "deliberation"
    HEARING = "hearing"
    TALK = "talk"


class Behalf(StrEnum):
    """Name on whose behalf a guest speaks."""

    RESIDENT = "resident"
    DEPARTMENT = "department"
    ENTERPRISE = "enterprise"
    DEPUTY = "deputy"
    CPPCC = "cppcc"
    EXPERT = "expert"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the six steps; ``words`` is a msgid."""

    place: int
    words: str


# Mark R: recalled, the wording was not reached. Pages show them as guidance and say that they are unverified.
STEPS = tuple(
    Step(place=place, words=words)
    for place, words in enumerate(
        (
            _("Put the topic forward"),
            _("Settle who takes part"),
            _("Tell them content and facts beforehand"),
            _("Consult and form an opinion"),
            _("Carry it out"),
            _("Report back to those who took part, those concerned and the residents"),
        ),
        start=1,
    )
)


def masked_contact(contact: str) -> str:
    """Hide most of a contact: 138****0001, w***@example.cn; without digits, all but the first two characters."""
    if not contact:
        return ""
    name, at, host = contact.partition("@")
    if at:
        return f"{name[:1]}***@{host}"
    return mask_phone(contact) if any(map(str.isdigit, contact)) else f"{contact[:2]}***"
