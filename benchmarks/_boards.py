"""This will judge streets in two ways: as the pages do, and by the engine alone."""

from collections.abc import Callable
from datetime import date

from benchmarks._ground import counted_queries
from gongzhi.federations.models import Federation
from gongzhi.institution.rules.obligations import obligations
from gongzhi.institution.rules.verdicts import judge
from gongzhi.institution.selectors import board as gathering
from gongzhi.institution.selectors.board import Board, board_of
from gongzhi.kernel.periods import Period
from gongzhi.kernel.workdays import china


def judged(street: Federation, on: date) -> tuple[Board, int]:
    """Give a street's board and how many queries it took once the charter is known."""
    board_of(on=on, federation=street)
    with counted_queries() as sent:
        board = board_of(on=on, federation=street)
    return board, len(sent)


def ours(street: Federation, on: date) -> Callable[[], object]:
    """Give the work of the product's pages."""
    return lambda: board_of(on=on, federation=street)


def bare(board: Board) -> Callable[[], object]:
    """Gather everything a board rests on, and give the work that is left: duties and verdicts, all in memory."""
    rules, on = board.institution, board.on
    reach = Period(board.horizon.starts_on - gathering.REACH_BACK, on + gathering.ONE_DAY)
    evidence = gathering.gather(rules, reach)
    subjects, bodies = gathering.member_subjects(), gathering.bodies_in_time()

    def work() -> object:
        duties = obligations(
            clauses=rules.clauses,
            horizon=board.horizon,
            on=on,
            calendar=china(),
            events=evidence,
            subjects=subjects,
            bodies=bodies,
            sources=board.sources,
            jurisdiction=rules.jurisdiction,
        )
        return judge(obligations=duties, evidence=evidence, on=on, sources=board.sources)

    return work
