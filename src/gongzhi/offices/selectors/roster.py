"""This will read what judging the sheet of officers needs to know."""

from gongzhi.offices.models import Term
from gongzhi.organisations.roster.ground import Ground, make_ground


def offices_ground(committed: frozenset[str]) -> Ground:
    """Tell which terms are on record, one query."""
    terms = Term.objects.known_on().values_list("office__body__code", "office__code", "person__name", "starts_on")
    return make_ground(
        names={"offices": [f"{body}/{office}/{name}/{starts_on}" for body, office, name, starts_on in terms]},
        committed=committed,
    )
