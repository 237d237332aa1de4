"""Say of each obligation whether it was met, with its proof: a pure function of clauses, evidence and day."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.evidence import EvidenceIndex, EvidenceRow, Shelf, has_source
from gongzhi.institution.rules.obligations import Obligation
from gongzhi.institution.rules.params import Cadence, Deadline, Direction
from gongzhi.institution.rules.sentences import Sentence, say
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _

DUE_SOON = timedelta(days=30)
ONE_DAY = timedelta(days=1)


class Status(StrEnum):
    """Name what a verdict can be."""

    MET = "met"
    BREACHED = "breached"
    NOT_DUE = "not_due"
    WAIVED = "waived"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """
    Release a subject from one obligation: who did, why, and on which day.

    ``period_starts_on`` is the first day of the obligation's period.
    """

    clause_code: str
    subject: str = ""
    period_starts_on: date
    granted_by: str
    reason: str
    granted_on: date

    @property
    def key(self) -> tuple[str, str, date]:
        """Name the obligation it releases from."""
        return self.clause_code, self.subject, self.period_starts_on


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    Hold what is so of one obligation on the day ``on``, and why.

    ``evidence`` is what was counted, ordered by day. ``late`` came after the due day and was not counted. ``note``
    says what is missing where that is not a matter of counting.
    """

    obligation: Obligation
    status: Status
    on: date
    evidence: tuple[EvidenceRow, ...] = ()
    late: EvidenceRow | None = None
    note: Sentence | None = None
    waiver: Waiver | None = None

    @property
    def clause(self) -> Clause:
        """Give the clause that asked."""
        return self.obligation.clause

    @property
    def period(self) -> Period:
        """Give the period it speaks of."""
        return self.obligation.period

    @property
    def subject(self) -> str:
        """Give the key of whose duty it is; ``""`` is the federation."""
        return self.obligation.subject

    @property
    def due_on(self) -> date | None:
        """Give the last day in time; ``None`` if there is none yet."""
        return self.obligation.due_on

    @property
    def needed(self) -> int:
        """Count what is asked for."""
        return self.obligation.needed

    @property
    def counted(self) -> int:
        """Count what was found in time."""
        return len(self.evidence)

    @property
    def is_due(self) -> bool:
        """Tell whether it must still be done within thirty days."""
        due_on = self.due_on
        return self.status is Status.NOT_DUE and due_on is not None and due_on - self.on <= DUE_SOON

    @property
    def missing(self) -> Sentence | None:
        """Say what is missing; ``None`` if nothing is."""
        if self.status in {Status.MET, Status.WAIVED}:
            return None
        if self.note is not None:
            return self.note
        return _still_missing(self)


def judge(
    *,
    obligations: Iterable[Obligation],
    evidence: Iterable[EvidenceRow],
    on: date,
    waivers: Iterable[Waiver] = (),
    sources: Collection[str] | None = None,
) -> list[Verdict]:
    """
    Judge obligations on a day, in the order given.

    Evidence after ``on`` and waivers granted after it are not known yet. A breach is said only after the due day has
    passed. ``sources`` are the evidence codes somebody provides, ``None`` if all are; where nobody does, the verdict
    is undetermined. For clauses on the longest gap the evidence should reach that far back before the first period.
    """
    index = EvidenceIndex(evidence=evidence, on=on)
    released = {waiver.key: waiver for waiver in waivers if waiver.granted_on <= on}
    verdicts: list[Verdict] = []
    for duty in obligations:
        verdict = _judge_one(duty, index, on, sources)
        if released and verdict.status is not Status.MET and duty.key in released:
            verdict = _waived(verdict, released[duty.key])
        verdicts.append(verdict)
    return verdicts


def _judge_one(duty: Obligation, index: EvidenceIndex, on: date, sources: Collection[str] | None) -> Verdict:
    params = duty.clause.params
    if isinstance(params, Cadence):
        if sources is not None and not has_source(params, sources):
            return _unsourced(duty, on)
        return _judge_cadence(duty, params, index.shelf(params, duty.subject), on)
    if not isinstance(params, Deadline):
        return _undetermined(duty, on, say(_("This kind of clause has nothing to be done by a day.")))
    if not has_source(params, sources):
        return _unsourced(duty, on)
    return _judge_deadline(duty, params, index.shelf(params, duty.subject), on)


def _judge_cadence(duty: Obligation, params: Cadence, shelf: Shelf, on: date) -> Verdict:
    due_on = duty.due_on or duty.period.starts_on
    start, end = shelf.between(duty.period.starts_on, due_on)
    note = None
    if params.longest_gap_days is not None:
        note = _gap_note(duty.period.starts_on, due_on, shelf.days[max(start - 1, 0) : end], params.longest_gap_days)
    if end - start >= params.at_least and note is None:
        return Verdict(duty, Status.MET, on, tuple(shelf.rows[start:end]))
    status = Status.BREACHED if on > due_on else Status.NOT_DUE
    too_few = end - start < params.at_least
    return Verdict(duty, status, on, tuple(shelf.rows[start:end]), None, None if too_few else note)


def _gap_note(starts_on: date, due_on: date, days: Sequence[date], longest: int) -> Sentence | None:
    """Say where more days than allowed passed; ``days`` may begin with the last occurrence before the period."""
    stations = [*(days or (starts_on,)), due_on]
    if days and days[0] > starts_on:
        stations.insert(0, starts_on)
    for earlier, later in pairwise(stations):
        if (later - earlier).days > longest:
            return say(
                _("More than %(longest)s days lie between %(earlier)s and %(later)s."),
                longest=longest,
                earlier=earlier,
                later=later,
            )
    return None


def _judge_deadline(duty: Obligation, params: Deadline, shelf: Shelf, on: date) -> Verdict:
    due_on = duty.due_on
    if due_on is None:
        return _without_due_day(duty, on)
    start, end = shelf.between(_first_day_that_counts(duty, params), due_on)
    if end > start:
        return Verdict(duty, Status.MET, on, (shelf.rows[start],))
    if on <= due_on:
        return Verdict(duty, Status.NOT_DUE, on)
    late = shelf.rows[end] if end < len(shelf.rows) else None
    return Verdict(duty, Status.BREACHED, on, (), late, _late_note(late, due_on))


def _first_day_that_counts(duty: Obligation, params: Deadline) -> date:
    if params.direction is Direction.BEFORE:
        return date.min
    if duty.event is None:
        return duty.period.starts_on
    same = (params.evidence, params.match) == (params.trigger, params.trigger_match)
    return duty.event.on + ONE_DAY if same else duty.event.on


def _without_due_day(duty: Obligation, on: date) -> Verdict:
    if duty.stopped_since is not None:
        note = say(_("The clock stands still since %(since)s."), since=duty.stopped_since)
        return Verdict(duty, Status.NOT_DUE, on, note=note)
    return _undetermined(duty, on, say(_("The day to count from is not recorded.")))


def _late_note(late: EvidenceRow | None, due_on: date) -> Sentence | None:
    if late is None:
        return None
    return say(_("Done on %(on)s, %(days)s days too late."), on=late.on, days=(late.on - due_on).days)


def _still_missing(verdict: Verdict) -> Sentence:
    if verdict.needed == 1:
        return say(_("Nothing that shows it has been recorded."))
    return say(
        _("%(needed)s are needed, %(counted)s are recorded, %(short)s are missing."),
        needed=verdict.needed,
        counted=verdict.counted,
        short=verdict.needed - verdict.counted,
    )


def _unsourced(duty: Obligation, on: date) -> Verdict:
    return _undetermined(duty, on, say(_("There is no source of evidence for this yet.")))


def _undetermined(duty: Obligation, on: date, note: Sentence) -> Verdict:
    return Verdict(duty, Status.UNDETERMINED, on, note=note)


def _waived(verdict: Verdict, waiver: Waiver) -> Verdict:
    return Verdict(verdict.obligation, Status.WAIVED, verdict.on, verdict.evidence, verdict.late, None, waiver)
