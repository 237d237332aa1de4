"""This will turn the params of a clause into form fields and back; codes that tie it to evidence stay as they are."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongzhi.institution.rules.params import Base, Direction, Unit
from gongzhi.kernel.majorities import Threshold
from gongzhi.kernel.periods import CalendarKind

LABELS = {
    "at_least": _("At least"),
    "at_most": _("At most"),
    "per": _("In each"),
    "longest_gap_days": _("Longest gap in days"),
    "amount": _("How many"),
    "unit": _("Counted in"),
    "direction": _("Before or after"),
    "yearly_on": _("Each year by (month-day)"),
    "quorum": _("Quorum of the entitled"),
    "passes": _("Passes with"),
    "base": _("Counted of"),
    "notice_days": _("Full days of notice"),
    "proxies": _("Written proxies count"),
    "secret": _("Secret vote"),
    "share_at_most": _("At most this share"),
    "odd": _("The number must be odd"),
    "age_at_most": _("Age at most"),
    "terms_at_most": _("Terms at most"),
    "term_months_at_most": _("Months of a term at most"),
    "party_months_at_least": _("Months of party membership at least"),
    "equals": _("Is"),
}
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "per": [
        (CalendarKind.YEAR, _("year")),
        (CalendarKind.HALF_YEAR, _("half-year")),
        (CalendarKind.QUARTER, _("quarter")),
        (CalendarKind.MONTH, _("month")),
    ],
    "unit": [(Unit.DAYS, _("days")), (Unit.WORKDAYS, _("workdays")), (Unit.MONTHS, _("months"))],
    "direction": [(Direction.WITHIN, _("within, after")), (Direction.BEFORE, _("before"))],
    "base": [(Base.PRESENT, _("those present")), (Base.ENTITLED, _("the entitled"))],
}
SHARES = frozenset({"quorum", "passes", "share_at_most"})


def _share(value: str) -> None:
    try:
        Threshold.parse(value)
    except ValueError as wrong:
        raise ValidationError(_("Write a share such as >=2/3 or >1/2.")) from wrong


def flatten(params: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """List the leaves of nested params as (``path.with.dots``, value), in order."""
    for key, value in params.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            for place, item in enumerate(value):
                yield from flatten(item, f"{path}.{place}.")
        else:
            yield path, value


def field_for(path: str, value: Any) -> forms.Field | None:
    """Give the field of a leaf, or ``None`` where the leaf is a code that nobody should retype."""
    name = path.rpartition(".")[2]
    label = LABELS.get(name, name)
    if name in CHOICES:
        return forms.ChoiceField(label=label, choices=CHOICES[name], initial=value)
    if name in SHARES:
        return forms.CharField(label=label, initial=value, max_length=12, validators=[_share])
    if isinstance(value, bool):
        return forms.BooleanField(label=label, initial=value, required=False)
    if isinstance(value, int):
        return forms.IntegerField(label=label, initial=value, min_value=0, max_value=10**9)
    if name == "yearly_on":
        return forms.RegexField(regex=r"^(0[1-9]|1[0-2])-[0-3]\d$", label=label, initial=value)
    return None


def unflatten(before: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Give a copy of ``before`` with the leaves of ``changed`` (path → value) put in."""
    after: dict[str, Any] = copy.deepcopy(dict(before))
    for path, value in changed.items():
        *way, last = path.split(".")
        place: Any = after
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[last] = value
    return after
