"""This will run a draft over the past year and show what would have come out differently."""

from dataclasses import dataclass
from datetime import date, timedelta

from gongzhi.common import registry
from gongzhi.institution.models import Charter
from gongzhi.institution.rules.rehearsal import Change, rehearse
from gongzhi.institution.selectors.board import REACH_BACK, bodies_in_time, gather, member_subjects, year_around
from gongzhi.institution.selectors.clauses import draft_clauses, institution
from gongzhi.institution.words import on_page
from gongzhi.kernel.periods import Period
from gongzhi.kernel.workdays import china

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rehearsed:
    """One duty as it was judged and as it would have been; empty words where there is none on that side."""

    title: str
    due_on: date | None
    before_state: str
    before_words: str
    after_state: str
    after_words: str


def rehearse_draft(*, charter: Charter, on: date) -> list[Rehearsed]:
    """Judge the calendar year of a day twice, with and without the draft; nothing is written."""
    horizon = year_around(on)
    rules = institution()
    evidence = gather(rules, Period(horizon.starts_on - REACH_BACK, on + ONE_DAY))
    changes = rehearse(
        clauses=rules.clauses,
        proposed=draft_clauses(charter=charter, since=horizon.starts_on),
        evidence=evidence,
        horizon=horizon,
        on=on,
        calendar=china(),
        subjects=member_subjects(),
        bodies=bodies_in_time(),
        sources=frozenset(registry.evidence_providers),
        jurisdiction=rules.jurisdiction,
    )
    return [_rehearsed(change) for change in changes]


def _rehearsed(change: Change) -> Rehearsed:
    known = change.after or change.before
    assert known is not None  # noqa: S101 -- a change has a side
    before_state, before_words = on_page(change.before)
    after_state, after_words = on_page(change.after)
    return Rehearsed(
        title=known.clause.title_zh,
        due_on=known.due_on,
        before_state=before_state,
        before_words=before_words,
        after_state=after_state,
        after_words=after_words,
    )
