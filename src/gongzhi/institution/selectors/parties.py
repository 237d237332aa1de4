"""This will name the parties that clauses speak of: bodies, offices, standings."""

from django.utils.translation import gettext_lazy

from gongzhi.offices.models import Body, Office

WORDS = {
    "federation": gettext_lazy("The federation"),
    "organisation": gettext_lazy("Member organisations"),
    "organisation_leader": gettext_lazy("Leaders of member organisations"),
    "member": gettext_lazy("Members"),
    "volunteer": gettext_lazy("Volunteers"),
    "incubating": gettext_lazy("Organisations in incubation"),
}


def office_titles() -> dict[str, str]:
    """Map the codes of offices of the scope's federation to their titles: one query."""
    return dict(Office.objects.order_by("body_id", "position").values_list("code", "title"))


def party_name(code: str, titles: dict[str, str] | None = None) -> str:
    """Name a party: a fixed word, a body, an office of this federation, or the code itself as a last resort."""
    if code in WORDS:
        return str(WORDS[code])
    if code in Body.Code.values:
        return str(Body.Code(code).label)
    return (titles or {}).get(code, code)
