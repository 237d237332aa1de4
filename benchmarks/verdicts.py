"""
Verdicts of one street and of a city of 200 streets: obligations a second, queries a street, peak memory.

The limit in the same run is the pure engine on the same clauses and evidence, already in memory: no database, no
gathering; ``ratio`` is our time over its. Queries are counted for streets of 60 and of 240 organisations: they must be
as many.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from typing import Any

from benchmarks._ground import analyse, begin_peak, empty_house, interleaved, peak_megabytes, ratio, say, seconds_of

ON = date(2026, 11, 22)
ORGANISATIONS, MANY_ORGANISATIONS = 60, 240
LIMIT_MEGABYTES = 500


def main() -> None:
    """Measure a street of two sizes, then a city, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streets", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    with empty_house():
        from benchmarks._streets import make_street, make_streets

        streets = make_streets(count=options.streets, organisations=ORGANISATIONS, year=ON.year)
        large = make_street(number=options.streets, organisations=MANY_ORGANISATIONS, year=ON.year)
        analyse()
        result: dict[str, dict[str, Any]] = {
            "street": {"organisations": ORGANISATIONS, **_street(streets[0], options.rounds)},
            "large_street": {"organisations": MANY_ORGANISATIONS, **_street(large, options.rounds)},
            "city": _city(streets),
        }
    queries = {measured["queries_a_street"] for measured in result.values()}
    say({"benchmark": "verdicts", **result, "is_constant": len(queries) == 1, "limit_mb": LIMIT_MEGABYTES})


def _street(street: Any, rounds: int) -> dict[str, Any]:
    """Judge one street again and again, in turn with the bare engine."""
    from benchmarks import _boards
    from gongzhi.common.tenancy import scope

    with scope(street.pk):
        board, queries = _boards.judged(street, ON)
        work = {"ours": _boards.ours(street, ON), "bare": _boards.bare(board)}
        spent = interleaved(work, rounds=rounds)
    ours, bare = spent["ours"]["median_ms"], spent["bare"]["median_ms"]
    return {
        "obligations": len(board.verdicts),
        "queries_a_street": queries,
        **spent,
        "obligations_a_second": round(len(board.verdicts) / ours * 1000),
        "ratio": ratio(ours, bare),
    }


def _city(streets: Sequence[Any]) -> dict[str, Any]:
    """Judge street after street as the district's page does, each beside the bare engine; nothing is kept."""
    from benchmarks import _boards
    from gongzhi.common.tenancy import scope

    begin_peak()
    ours = bare = 0.0
    obligations, queries = 0, set()
    for street in streets:
        with scope(street.pk):
            board, sent = _boards.judged(street, ON)
            ours += seconds_of(_boards.ours(street, ON))
            bare += seconds_of(_boards.bare(board))
        queries.add(sent)
        obligations += len(board.verdicts)
    return {
        "streets": len(streets),
        "obligations": obligations,
        "queries_a_street": max(queries),
        "is_the_same_everywhere": len(queries) == 1,
        "seconds": round(ours, 2),
        "bare_seconds": round(bare, 2),
        "obligations_a_second": round(obligations / ours),
        "ratio": ratio(ours, bare),
        "peak_mb": peak_megabytes(),
    }


if __name__ == "__main__":
    main()
