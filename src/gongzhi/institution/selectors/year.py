"""This will draw the year of duties: a row a duty, a column a month, a dot a verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from gongzhi.federations.models import Federation
from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.params import Cadence
from gongzhi.institution.rules.verdicts import Status, Verdict
from gongzhi.institution.selectors.board import Board, board_of, own_board_of
from gongzhi.institution.words import seal_state, seal_words, title_of

MONTHS = 12
# More marks than these in one month say no more.
MOST_DOTS = 3
# Of several verdicts in one month the gravest shows.
GRAVITY = {"breached": 0, "due": 1, "unsure": 2, "open": 3, "met": 4}


@dataclass(frozen=True)
class Dot:
    """One mark: its state in the kit's words, what it says aloud, where it leads."""

    state: str
    label: str
    url: str


@dataclass(frozen=True)
class YearRow:
    """One duty over twelve months; ``months`` holds a list of dots for each."""

    label: str
    detail: str
    url: str
    months: tuple[tuple[Dot, ...], ...]


@dataclass(frozen=True)
class Year:
    """The year's rows, the current month (0 outside that year), the legend and what it rests on."""

    rows: tuple[YearRow, ...]
    month: int
    legend: tuple[dict[str, str], ...]
    basis: str


def year_of(*, federation: Federation, on: date, only_federation: bool) -> Year:
    """
    Draw the year around a day.

    ``only_federation`` leaves out the duties of single organisations and dossiers, which would fill pages.
    """
    board = (own_board_of if only_federation else board_of)(on=on, federation=federation)
    return draw(board=board, verdicts=board.verdicts, month=on.month)


def draw(*, board: Board, verdicts: Sequence[Verdict], month: int) -> Year:
    """Lay verdicts out by clause and month; the order is that of the clauses."""
    by_code: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_code.setdefault(verdict.clause.code, []).append(verdict)
    order = {clause.code: place for place, clause in enumerate(board.institution.clauses)}
    codes = sorted(by_code, key=lambda code: order.get(code, len(order)))
    rows = tuple(_row(by_code[code], board) for code in codes)
    return Year(tuple(row for row in rows if any(row.months)), month, _legend(verdicts), _basis(board))


def _row(verdicts: list[Verdict], board: Board) -> YearRow:
    clause = verdicts[-1].clause
    year = board.horizon.starts_on.year
    url = reverse("institution:clause", args=[clause.code])
    months = tuple(_dots(clause, verdicts, date(year, month, 1), url) for month in range(1, MONTHS + 1))
    return YearRow(label=title_of(clause), detail=clause.article, url=url, months=months)


def _dots(clause: Clause, verdicts: Iterable[Verdict], first: date, address: str) -> tuple[Dot, ...]:
    """Mark what was done in a month, and what was judged in it unless a mark of what was done says it already."""
    year, month = first.year, first.month
    here = [v for v in verdicts if _is_in(v.due_on, year, month) and not _is_shown_by_evidence(v)]
    done = [
        row for v in verdicts if isinstance(clause.params, Cadence) for row in v.evidence if _is_in(row.on, year, month)
    ]
    dots = [Dot("met", _said(row.on, row.title), address) for row in done[:MOST_DOTS]]
    if here:
        gravest = min((seal_state(verdict) for verdict in here), key=GRAVITY.__getitem__)
        counts = Counter(seal_words(verdict) for verdict in here)
        parts = (f"{words} {count}" if len(here) > 1 else words for words, count in counts.items())
        said = _said(first, gettext(", ").join(parts))
        dots.append(Dot(gravest, said, f"{address}#v-{year}-{month}"))
    return tuple(dots)


def _is_in(day: date | None, year: int, month: int) -> bool:
    return day is not None and (day.year, day.month) == (year, month)


def _is_shown_by_evidence(verdict: Verdict) -> bool:
    """A cadence that was met needs no mark of its own where each occurrence has one."""
    return verdict.status is Status.MET and isinstance(verdict.clause.params, Cadence)


def _said(day: date, words: str) -> str:
    return f"{date_format(day, 'F')}{gettext(': ')}{words}"


def _legend(verdicts: Iterable[Verdict]) -> tuple[dict[str, str], ...]:
    counted: Counter[tuple[str, str]] = Counter((seal_state(v), seal_words(v)) for v in verdicts if v.due_on)
    ordered = sorted(counted.items(), key=lambda item: -GRAVITY[item[0][0]])
    return tuple({"state": state, "label": f"{words} {count}"} for (state, words), count in ordered)


def _basis(board: Board) -> str:
    in_force = len(board.institution.in_force(board.on))
    return gettext("%(count)s clauses are in force on %(day)s.") % {
        "count": in_force,
        "day": date_format(board.on, "DATE_FORMAT"),
    }
