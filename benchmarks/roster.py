"""
A roster of 10,000 rows: preview and commit, seconds and peak memory.

The limit in the same run is the same work bare: python-calamine reads the workbook, and the rows are inserted by bulk
as one organisation, one membership and one person each, nothing judged and nothing logged. ``ratio`` is our time over
its. The workbook itself is opened in a child under a memory limit of its own; ``peak_mb`` is the process that judges.
"""

import argparse
import io
import random
from datetime import UTC, datetime
from typing import Any

import python_calamine
import xlsxwriter

from benchmarks._ground import (
    begin_peak,
    empty_house,
    peak_megabytes,
    ratio,
    say,
    seconds_of,
)
from benchmarks._words import PLACES, organisation_names, person_name

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
HEADINGS = (
    "序号",
    "组织名称",
    "类别",
    "所属社区",
    "登记/备案情况",
    "负责人",
    "联系电话",
    "成立时间",
    "成员数",
    "党员数",
    "备注",
)
WRONG_EVERY = 50


def main() -> None:
    """Write a workbook, take it over beside the bare way, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    content = _workbook(options.rows)
    with empty_house():
        rounds = [_round(number, content) for number in range(options.rounds)]
    best = min(rounds, key=lambda each: each["preview_s"] + each["commit_s"])
    say({"benchmark": "roster", "rows": options.rows, "file_kb": len(content) // 1024, **best, "rounds": rounds})


def _workbook(rows: int) -> bytes:
    """Write a roster; of fifty rows one has a telephone number that is none."""
    dice = random.Random(3)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("会员单位")
        sheet.write_row(0, 0, HEADINGS)
        for number, name in enumerate(organisation_names(rows), start=1):
            phone = "123" if number % WRONG_EVERY == 0 else f"138{number:08d}"
            place = f"{PLACES[number % len(PLACES)]}社区"
            row = (number, name, "公益类", place, "备案", person_name(dice), phone, "2019-05-04", 30, 3, "")
            sheet.write_row(number, 0, row)
    return target.getvalue()


def _round(number: int, content: bytes) -> dict[str, Any]:
    """Take the same workbook over into two new streets: one by the product, one bare."""
    from benchmarks import _rosters

    ours, bare = _rosters.make_ground(2 * number), _rosters.make_ground(2 * number + 1)
    begin_peak()
    preview = _rosters.Preview(ours, content, AT)
    spent = {"preview_s": seconds_of(preview.look), "commit_s": seconds_of(preview.commit)}
    peak = peak_megabytes()
    limit = seconds_of(lambda: _rosters.insert_bare(bare, python_calamine.load_workbook(io.BytesIO(content)), AT))
    return {
        **{name: round(seconds, 2) for name, seconds in spent.items()},
        **preview.counts(),
        "bare_s": round(limit, 2),
        "ratio": ratio(sum(spent.values()), limit),
        "peak_mb": peak,
    }


if __name__ == "__main__":
    main()
