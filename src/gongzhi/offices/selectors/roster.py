"""This will read what judging the sheet of officers needs to know."""

from gongzhi.kernel.periods import Period
from gongzhi.offices.models import Term
from gongzhi.organisations.roster.ground import Ground, make_ground


def offices_ground(committed: frozenset[str]) -> Ground:
    """Tell which terms are on record, and who sits where in effect; one query."""
    names: list[str] = []
    held: dict[str, list[tuple[int, Period]]] = {}
    for term in Term.objects.known_on().select_related("office__body", "person"):
        office = f"{term.office.body.code}/{term.office.code}"
        names.append(f"{office}/{term.person.name}/{term.starts_on}")
        if not term.is_held_back:
            held.setdefault(office, []).append((term.seat, Period(term.starts_on, term.ends_on)))
    return make_ground(names={"offices": names}, held=held, committed=committed)
