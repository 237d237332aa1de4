"""
Export of 100,000 answers to twenty questions, as tables of text in a zip and as a workbook, while they are sent.

The peer in the same run is the barest way: the same rows from the same kind of cursor, the json parsed, each value
written by csv.writer as it is, no labels, nothing neutralised, no zip. ``peak_mb`` is the largest resident size of the
process while it writes; ``grown_mb`` is how much of it the writing itself takes.
"""

import argparse
import csv
import json
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks._ground import analyse, begin_peak, empty_house, interleaved, peak_megabytes, ratio, say

AIM_MS, AIM_MB = 4_000, 60


def main() -> None:
    """Fill a round, export it beside the bare way, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with empty_house():
        from benchmarks._streets import make_federation
        from gongzhi.common.tenancy import scope

        with scope(make_federation(0).pk):
            say({"benchmark": "survey_export", "responses": options.responses, **_measure(options)})


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    from benchmarks import _answers
    from gongzhi.surveys.rules.codebook import Writing
    from gongzhi.surveys.selectors.export import csv_of, xlsx_of

    asked = _answers.make_round(options.responses)
    analyse()
    how: dict[str, Any] = {"writing": Writing.WORDS, "language": "zh-hans", "is_whole": False}
    ways: dict[str, Callable[[], Iterator[bytes]]] = {
        "csv": lambda: csv_of(asked, **how),
        "xlsx": lambda: xlsx_of(asked, **how),
        "bare": lambda: _bare(asked.pk),
    }
    sizes = {name: _grown(way) for name, way in ways.items()}
    spent = interleaved({name: _sending(way) for name, way in ways.items()}, rounds=options.rounds)
    bare = spent["bare"]["median_ms"]
    return {
        "aim_ms": AIM_MS,
        "aim_mb": AIM_MB,
        **{name: {**spent[name], **sizes[name]} for name in ways},
        "ratio_csv": ratio(spent["csv"]["median_ms"], bare),
        "ratio_xlsx": ratio(spent["xlsx"]["median_ms"], bare),
    }


def _sending(way: Callable[[], Iterator[bytes]]) -> Callable[[], int]:
    """Send piece by piece and keep nothing."""
    return lambda: sum(len(piece) for piece in way())


def _grown(way: Callable[[], Iterator[bytes]]) -> dict[str, float]:
    """Tell how large the process becomes while it sends."""
    begin_peak()
    before = peak_megabytes()
    length = _sending(way)()
    peak = peak_megabytes()
    return {"file_mb": round(length / 1_000_000, 1), "peak_mb": peak, "grown_mb": round(peak - before, 1)}


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _bare(round_id: object) -> Iterator[bytes]:
    from django.db import connection, transaction

    statement = 'SELECT answers, community_id, "group", channel FROM surveys_response WHERE round_id = %s ORDER BY id'
    writer: Any = csv.writer(_Echo())
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, [round_id])
        while rows := cursor.fetchmany(2_000):
            for answers, *facts in rows:
                given = json.loads(answers) if isinstance(answers, str) else answers
                yield writer.writerow([*facts, *given.values()]).encode()


if __name__ == "__main__":
    main()
