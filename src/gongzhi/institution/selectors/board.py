"""This will judge a federation's duties: gather evidence once, then ask the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gongzhi.common import registry
from gongzhi.common.registry import Evidence
from gongzhi.federations.models import Federation
from gongzhi.institution.models import Waiver
from gongzhi.institution.rules.clauses import FEDERATION, ORGANISATION, Clause
from gongzhi.institution.rules.obligations import Obligation, Subject, obligations
from gongzhi.institution.rules.params import Cadence, Deadline
from gongzhi.institution.rules.verdicts import Status, Verdict, judge
from gongzhi.institution.rules.verdicts import Waiver as Release
from gongzhi.institution.selectors.clauses import Institution, institution
from gongzhi.kernel.periods import CalendarKind, Period, calendar_period
from gongzhi.kernel.workdays import china
from gongzhi.offices.models import Body
from gongzhi.organisations.models import Membership, MembershipSpell

# A longest gap may reach back over the horizon's start.
REACH_BACK = timedelta(days=400)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Board:
    """
    The verdicts of one federation on a day, over a horizon, ordered by due day.

    ``sources`` are the evidence codes that some room provides.
    """

    institution: Institution
    on: date
    horizon: Period
    verdicts: tuple[Verdict, ...]
    sources: frozenset[str]

    def count(self, status: Status) -> int:
        """Count the verdicts of a status."""
        return sum(verdict.status is status for verdict in self.verdicts)

    @property
    def due_count(self) -> int:
        """Count what must be done within thirty days."""
        return sum(verdict.is_due for verdict in self.verdicts)


def year_around(on: date) -> Period:
    """Give the calendar year of a day."""
    return calendar_period(CalendarKind.YEAR, on)


def board_of(*, on: date, horizon: Period | None = None, federation: Federation | None = None) -> Board:
    """
    Judge the scope's federation on a day; the horizon is the calendar year of the day unless given.

    Queries: federation, charters (and their clauses when new), members, bodies, waivers, and one for each provider of
    evidence that a clause asks for. Never one for an obligation or an organisation.
    """
    rules = institution(federation=federation)
    return _judged(rules, rules.clauses, on, horizon or year_around(on), member_subjects())


def own_board_of(*, on: date, federation: Federation | None = None) -> Board:
    """
    Judge only what the calendar asks of the federation itself in the year of a day.

    The same verdicts as `of_the_federation` leaves of `board_of`, as far as they have a due day; the many duties of
    single organisations and dossiers are never made.
    """
    rules = institution(federation=federation)
    own = {clause.code for clause in rules.clauses if _is_on_the_calendar(clause)}
    clauses = tuple(clause for clause in rules.clauses if clause.code in own)
    return _judged(rules, clauses, on, year_around(on), [])


def _judged(
    rules: Institution, clauses: tuple[Clause, ...], on: date, horizon: Period, subjects: Sequence[Subject]
) -> Board:
    sources = frozenset(registry.evidence_providers)
    evidence = gather(replace(rules, clauses=clauses), Period(horizon.starts_on - REACH_BACK, on + ONE_DAY))
    duties = obligations(
        clauses=clauses,
        horizon=horizon,
        on=on,
        calendar=china(),
        events=evidence,
        subjects=subjects,
        bodies=bodies_in_time(),
        sources=sources,
        jurisdiction=rules.jurisdiction,
    )
    verdicts = judge(obligations=duties, evidence=evidence, on=on, waivers=releases(), sources=sources)
    return Board(rules, on, horizon, tuple(verdicts), sources)


def _is_on_the_calendar(clause: Clause) -> bool:
    params = clause.params
    is_dated = isinstance(params, Cadence) or (isinstance(params, Deadline) and params.yearly_on is not None)
    return is_dated and clause.subject != ORGANISATION


def gather(rules: Institution, period: Period) -> list[Evidence]:
    """Ask each provider once whose code some clause asks for or starts from."""
    wanted = {code for clause in rules.clauses for code in _codes(clause.params)}
    providers = {registry.evidence_providers[code] for code in wanted if code in registry.evidence_providers}
    found = [row for provider in providers for row in provider(federation_id=rules.federation_id, period=period)]
    return [row for row in found if row.code in wanted]


def _codes(params: object) -> tuple[str, ...]:
    if isinstance(params, Cadence):
        return (params.evidence,)
    if isinstance(params, Deadline):
        return (params.evidence, params.trigger) if params.trigger else (params.evidence,)
    return ()


def member_subjects() -> list[Subject]:
    """List the organisations and how long each has been bound as a member, as known now: one query."""
    spells = (
        MembershipSpell.objects.filter(superseded_at__isnull=True, membership__organisation__isnull=False)
        .filter(state__in=[Membership.State.ADMITTED, Membership.State.SUSPENDED])
        .order_by("membership__organisation_id", "starts_on")
        .values_list(
            "membership__organisation_id", "membership__organisation__name", "starts_on", "ends_on", named=False
        )
    )
    return [
        Subject(key=str(key), title=name, bound=Period(starts_on, ends_on)) for key, name, starts_on, ends_on in spells
    ]


def bodies_in_time() -> dict[str, Period]:
    """Map each body that the federation has to how long it has existed; a body it never had owes nothing: one query."""
    spans: dict[str, Period] = {}
    for code, since, until in Body.objects.order_by("code", "pk").values_list("code", "established_on", "dissolved_on"):
        span = Period(since or date.min, until)
        spans[code] = _together(spans[code], span) if code in spans else span
    return spans


def _together(one: Period, other: Period) -> Period:
    ends = None if one.ends_on is None or other.ends_on is None else max(one.ends_on, other.ends_on)
    return Period(min(one.starts_on, other.starts_on), ends)


def releases() -> list[Release]:
    """List the waivers of the scope's federation as the rules want them."""
    return [
        Release(
            clause_code=row.clause_code,
            subject=row.subject,
            period_starts_on=row.starts_on,
            granted_by=f"{row.given_by_name} {row.given_by_office}".strip(),
            reason=row.reason,
            granted_on=row.given_on,
        )
        for row in Waiver.objects.order_by("starts_on", "pk")
    ]


def on_whom(duty: Obligation) -> str:
    """Say whose duty it is: an organisation's or dossier's title, ``""`` for the federation."""
    return duty.title if duty.subject and duty.clause.subject != FEDERATION else ""


def of_the_federation(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Leave out the duties of single organisations and dossiers."""
    return [verdict for verdict in verdicts if is_of_the_federation(verdict)]


def is_of_the_federation(verdict: Verdict) -> bool:
    """Tell whether a verdict is on the federation itself, not on one organisation or dossier."""
    return not verdict.subject and verdict.clause.subject != ORGANISATION
