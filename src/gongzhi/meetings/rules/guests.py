"""
Name who is invited to a consultation from outside, its forms and its six steps.

Source: 城市居民委员会组织法 art. 32 (forms and guests: mark F); 中办发〔2015〕41号 (parties: mark X; steps: mark R)
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import mask_phone

# One number and nothing else; several digits apart by blanks or dashes are one number.
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,18}")
MAIL_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


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
    """
    Hide most of a contact: 138****0001, w***@example.cn; of anything else only the start, words beside a number too.

    >>> masked_contact("13800000001 微信同号")
    '138***'
    """
    plain = contact.strip()
    if not plain:
        return ""
    name, at, host = plain.partition("@")
    if at and MAIL_HOST.fullmatch(host):
        return f"{name[:1]}***@{host}"
    if PHONE.fullmatch(plain):
        return mask_phone(plain)
    return f"{plain[: 3 if plain[0].isdigit() else 1]}***"
