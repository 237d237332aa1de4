"""
Make duties concrete: who must do what by when.

An obligation is governed by the wording in force on the first day of its period; for a deadline that is the day of its
event, or its due day where that lies before. A wording that begins inside a period binds from the next whole period.
A clause that is repealed inside a period takes the unfinished obligation with it. No clause asks for something before
its own first day.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gongzhi.institution.rules.clauses import FEDERATION, ORGANISATION, OUTSIDE, Clause, as_known_on, wordings
from gongzhi.institution.rules.due import due_after_event, yearly_due
from gongzhi.institution.rules.evidence import EvidenceIndex, EvidenceRow, has_source, says
from gongzhi.institution.rules.layers import may_bind, outranks, place
from gongzhi.institution.rules.params import Cadence, Deadline
from gongzhi.kernel.periods import MONTHS_IN, CalendarKind, Period, calendar_periods
from gongzhi.kernel.workdays import Calendar, Due

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Name an organisation that has duties of its own over a period; ``key`` is what evidence calls it."""

    key: str
    title: str
    bound: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """
    Hold one duty made concrete.

    ``subject`` is ``""`` for the federation, else an organisation's or a dossier's key. ``due_on`` is the last day in
    time; ``None`` while the clock stands still since ``stopped_since``, or where nothing is known of the events
    that would start it. ``provisional`` says that a year without a published calendar was counted.
    """

    clause: Clause
    subject: str = ""
    title: str = ""
    period: Period
    due_on: date | None
    provisional: bool = False
    stopped_since: date | None = None
    event: EvidenceRow | None = None

    @property
    def needed(self) -> int:
        """Count how often it must be done."""
        return self.clause.params.at_least if isinstance(self.clause.params, Cadence) else 1

    @property
    def key(self) -> tuple[str, str, date]:
        """Name it for waivers and comparisons: clause code, subject, first day."""
        return self.clause.code, self.subject, self.period.starts_on


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """Hold what all makers of obligations need."""

    chains: list[list[Clause]]
    horizon: Period
    on: date
    calendar: Calendar
    subjects: Sequence[Subject]
    bodies: Mapping[str, Period] | None
    events: EvidenceIndex
    sources: Collection[str] | None


def obligations(
    *,
    clauses: Iterable[Clause],
    horizon: Period,
    on: date,
    calendar: Calendar,
    events: Iterable[EvidenceRow] = (),
    subjects: Sequence[Subject] = (),
    bodies: Mapping[str, Period] | None = None,
    sources: Collection[str] | None = None,
    jurisdiction: str = "",
) -> list[Obligation]:
    """
    List the obligations of a horizon as the institution stood on a day, ordered by due day.

    ``horizon`` is half-open and has an end. ``events`` is the evidence that starts deadlines; what happens after
    ``on`` is unknown. ``subjects`` are the organisations bound by clauses on organisations. ``bodies`` tells when each
    body existed, ``None`` that all do: a body that does not exist has no duties. ``sources`` are the codes somebody
    provides evidence for, ``None`` if all are.

    :raises ValueError: if the horizon has no end
    """
    known = [
        clause
        for clause in as_known_on(clauses=clauses, day=on)
        if clause.subject not in OUTSIDE and may_bind(clause=clause, jurisdiction=jurisdiction)
    ]
    scene = _Scene(
        chains=[chain for versions in wordings(known).values() if (chain := _joined(versions))],
        horizon=horizon,
        on=on,
        calendar=calendar,
        subjects=subjects,
        bodies=bodies,
        events=EvidenceIndex(evidence=events, on=on),
        sources=sources,
    )
    found = [*_from_calendar(scene), *_from_events(scene)]
    return sorted(found, key=_by_due_day)


def outlook(
    *,
    clauses: Sequence[Clause],
    horizon: Period,
    on: date,
    calendar: Calendar,
    subjects: Sequence[Subject] = (),
    bodies: Mapping[str, Period] | None = None,
    jurisdiction: str = "",
) -> list[Obligation]:
    """
    List the calendar's obligations that begin after a day, as the wordings already adopted will have them.

    What was adopted but has not begun is reckoned with here; it never touches what `obligations` says.
    """
    last = max([on, *(clause.since for clause in clauses)])
    coming = obligations(
        clauses=clauses,
        horizon=horizon,
        on=last,
        calendar=calendar,
        subjects=subjects,
        bodies=bodies,
        sources=frozenset(),
        jurisdiction=jurisdiction,
    )
    return [duty for duty in coming if duty.due_on is not None and duty.period.starts_on > on]


def _from_calendar(scene: _Scene) -> list[Obligation]:
    """Make the obligations of cadences and yearly dates."""
    found: list[Obligation] = []
    for chain in scene.chains:
        for index, clause in enumerate(chain):
            for period, due_on in _calendar_duties(clause, scene.horizon):
                if _stands(chain, index, period, due_on) and not _is_covered(chain, clause, period, due_on, scene):
                    found.extend(_for_each_subject(clause, period, due_on, scene))
    return found


def _calendar_duties(clause: Clause, horizon: Period) -> list[tuple[Period, date]]:
    """List the calendar periods a clause speaks of, with their due days."""
    params = clause.params
    if isinstance(params, Cadence):
        periods = calendar_periods(params.per, horizon)
        return [(period, period.last_day or period.starts_on) for period in periods]
    if isinstance(params, Deadline) and params.yearly_on is not None:
        return [
            (Period(year.starts_on, due_on + ONE_DAY), due_on)
            for year in calendar_periods(CalendarKind.YEAR, horizon)
            for due_on in [yearly_due(params.yearly_on, year.starts_on.year)]
        ]
    return []


def _stands(chain: Sequence[Clause], index: int, period: Period, due_on: date) -> bool:
    """Tell whether a wording governs a period, and was not repealed before it was due."""
    clause = chain[index]
    return clause.is_in_force(period.starts_on) and not _is_repealed_by(chain, index, due_on)


def _is_repealed_by(chain: Sequence[Clause], index: int, due_on: date) -> bool:
    """Tell whether a wording ended, without a successor, on or before a due day."""
    until = chain[index].until
    if until is None or until > due_on:
        return False
    return index + 1 == len(chain) or chain[index + 1].since != until


def _is_covered(own: Sequence[Clause], clause: Clause, period: Period, due_on: date, scene: _Scene) -> bool:
    """Tell whether a stricter clause on the same topic asks for all of it throughout the period."""
    return any(
        _covers_calendar(chain, clause, period, due_on)
        for chain in scene.chains
        if chain is not own and chain[0].topic == clause.topic and chain[0].subject == clause.subject
    )


def _covers_calendar(chain: Sequence[Clause], clause: Clause, period: Period, due_on: date) -> bool:
    for index, rival in enumerate(chain):
        if rival.is_in_force(period.starts_on):
            if isinstance(rival.params, Deadline):
                return _is_earlier_yearly(chain, index, clause, due_on)
            return _holds_through(chain, index, clause, period)
    return False


def _holds_through(chain: Sequence[Clause], index: int, clause: Clause, period: Period) -> bool:
    """Tell whether a rival cadence, in this wording and those after it, covers a clause to the period's end."""
    rival = chain[index]
    if not outranks(rival, clause):
        return False
    if rival.until is None or (period.ends_on is not None and rival.until >= period.ends_on):
        return True
    if _is_repealed_by(chain, index, rival.until):
        return False
    return _is_as_long(rival, clause) or _holds_through(chain, index + 1, clause, period)


def _is_as_long(one: Clause, other: Clause) -> bool:
    """Tell whether two cadences count in periods of the same length: the first then governs the whole period."""
    if isinstance(one.params, Cadence) and isinstance(other.params, Cadence):
        return MONTHS_IN[one.params.per] == MONTHS_IN[other.params.per]
    return False


def _is_earlier_yearly(chain: Sequence[Clause], index: int, clause: Clause, due_on: date) -> bool:
    rival, params = chain[index], clause.params
    if not isinstance(rival.params, Deadline) or not isinstance(params, Deadline):
        return False
    if rival.params.yearly_on is None or not _asks_the_same(rival.params, params):
        return False
    theirs = yearly_due(rival.params.yearly_on, due_on.year)
    return _comes_first(rival, theirs, clause, due_on) and not _is_repealed_by(chain, index, theirs)


def _for_each_subject(clause: Clause, period: Period, due_on: date, scene: _Scene) -> list[Obligation]:
    duty = Obligation(clause=clause, period=period, due_on=due_on)
    if clause.subject != ORGANISATION:
        return [duty] if _exists(clause.subject, period.starts_on, scene.bodies) else []
    return [
        replace(duty, subject=subject.key, title=subject.title)
        for subject in scene.subjects
        if subject.bound.contains(period.starts_on) and not _has_left(subject, due_on, scene.on)
    ]


def _exists(body: str, day: date, bodies: Mapping[str, Period] | None) -> bool:
    """Tell whether a body existed on a day; the federation itself always does."""
    if bodies is None or body == FEDERATION:
        return True
    return body in bodies and bodies[body].contains(day)


def _has_left(subject: Subject, due_on: date, on: date) -> bool:
    """Tell whether an organisation left before its duty was due, as known on a day."""
    left_on = subject.bound.ends_on
    return left_on is not None and left_on <= on and left_on <= due_on


def _from_events(scene: _Scene) -> list[Obligation]:
    """Make the obligations of deadlines that events start, only the earliest of those that ask the same."""
    found: list[Obligation] = []
    groups: dict[tuple[str, str], list[list[Clause]]] = {}
    for chain in scene.chains:
        groups.setdefault((chain[0].topic, chain[0].subject), []).append(chain)
    for chains in groups.values():
        found.extend(_of_group(chains, scene))
    return found


def _of_group(chains: Sequence[list[Clause]], scene: _Scene) -> list[Obligation]:
    """Make the obligations of one topic; of those that one event starts, leave out what an earlier one replaces."""
    by_event: dict[int, list[Obligation]] = {}
    for chain in chains:
        for duty in _started(chain, scene):
            by_event.setdefault(id(duty.event), []).append(duty)
    return [
        duty for rivals in by_event.values() for duty in rivals if not any(_replaces(rival, duty) for rival in rivals)
    ]


def _started(chain: Sequence[Clause], scene: _Scene) -> list[Obligation]:
    asked = [clause.params for clause in chain if isinstance(clause.params, Deadline) and clause.params.trigger]
    if not all(has_source(params, scene.sources) for params in asked):
        return [Obligation(clause=chain[-1], period=scene.horizon, due_on=None)]
    return [duty for event in _events(asked, scene) for duty in _governed(chain, event, scene)]


def _events(asked: Iterable[Deadline], scene: _Scene) -> list[EvidenceRow]:
    """List the events that start any wording of a deadline, each once."""
    found: dict[int, EvidenceRow] = {}
    for trigger, match in {(params.trigger, params.trigger_match): None for params in asked}:
        for row in scene.events.shelf_of_all(trigger, match).rows:
            found.setdefault(id(row), row)
    return list(found.values())


def _governed(chain: Sequence[Clause], event: EvidenceRow, scene: _Scene) -> list[Obligation]:
    """Find the wording that governs an event, the oldest first, and make its obligation: one or none."""
    for index, clause in enumerate(chain):
        duty = _at_event(clause, event, scene)
        if duty is None or clause.since > event.on:
            continue
        first = min(event.on, duty.due_on or event.on)
        if clause.until is None or first < clause.until:
            stands = duty.due_on is None or not _is_repealed_by(chain, index, duty.due_on)
            return [duty] if stands and _touches(duty, scene.horizon) else []
    return []


def _at_event(clause: Clause, event: EvidenceRow, scene: _Scene) -> Obligation | None:
    """Make the obligation of one wording for one event; ``None`` if the wording does not speak of it."""
    params = clause.params
    if not isinstance(params, Deadline) or params.trigger != event.code or not says(event, params.trigger_match):
        return None
    reckoned = due_after_event(params=params, event=event, on=scene.on, calendar=scene.calendar)
    due = reckoned if isinstance(reckoned, Due) else None
    due_on = max(due.on, clause.since) if due else None
    return Obligation(
        clause=clause,
        subject=event.subject,
        title=event.title,
        period=Period(min(event.on, due_on or event.on), (due_on or max(event.on, scene.on)) + ONE_DAY),
        due_on=due_on,
        provisional=bool(due and due.provisional),
        stopped_since=reckoned if isinstance(reckoned, date) else None,
        event=event,
    )


def _touches(duty: Obligation, horizon: Period) -> bool:
    return horizon.overlaps(duty.period)


def _replaces(rival: Obligation, duty: Obligation) -> bool:
    """Tell whether another layer asks the same of the same event, and earlier."""
    if rival is duty or rival.due_on is None or duty.due_on is None:
        return False
    one, other = rival.clause.params, duty.clause.params
    if not isinstance(one, Deadline) or not isinstance(other, Deadline) or not _asks_the_same(one, other):
        return False
    return _comes_first(rival.clause, rival.due_on, duty.clause, duty.due_on)


def _asks_the_same(one: Deadline, other: Deadline) -> bool:
    return (one.evidence, one.match) == (other.evidence, other.match)


def _comes_first(rival: Clause, theirs: date, clause: Clause, mine: date) -> bool:
    return theirs < mine or (theirs == mine and place(rival) > place(clause))


def _joined(chain: Sequence[Clause]) -> list[Clause]:
    """End each wording where the next begins, and leave out those that never held."""
    ends = [after.since for after in chain[1:]]
    joined = [_cut(clause, end) for clause, end in zip(chain, [*ends, None], strict=True)]
    return [clause for clause in joined if clause.until is None or clause.until > clause.since]


def _cut(clause: Clause, end: date | None) -> Clause:
    if end is None or (clause.until is not None and clause.until <= end):
        return clause
    return replace(clause, until=end)


def _by_due_day(duty: Obligation) -> tuple[date, str, str]:
    return duty.due_on or date.max, duty.clause.code, duty.subject
