"""
Search of 200,000 Chinese names and remarks from two characters on: exact counts, and the time beside two other ways.

Each word is counted three times a round on the same rows: by the product's `match`, by LIKE that reads every row, and
by LIKE with an index of trigrams (pg_trgm). LIKE is the limit of exactness; ``ratio_like`` and ``ratio_trigrams`` are
our time over theirs.
"""

import argparse
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

from benchmarks._ground import analyse, empty_house, interleaved, ratio, say
from benchmarks._words import organisation_names, person_name, remark

AIM_MS = 10
# Of two characters, of three, longer; in names and in remarks; frequent, rare, by sound, across a comma, found nowhere.
WORDS = (
    "物业", "停车", "没人", "阳光", "龢芳", "火星",
    "物业费", "充电桩", "同心义", "志愿者", "火星队",
    "消防通道", "账目没有公开", "梅湾社区晨曦护河队", "书画社77", "yuehe", "jhsq",
)  # fmt: skip


def main() -> None:
    """Fill a table, search it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args()
    with empty_house():
        from benchmarks import _notes
        from benchmarks._streets import make_federation
        from gongzhi.common.tenancy import scope

        federation = make_federation(0)
        _notes.fill(federation, _texts(options.rows))
        analyse()
        with scope(federation.pk):
            words = [_measure(word, options.rounds) for word in WORDS]
    say({"benchmark": "search", "rows": options.rows, **_together(words), "words": words})


def _texts(rows: int) -> Iterator[tuple[str, str]]:
    """Invent rows: every second one an organisation, the others people; each with a remark."""
    dice = random.Random(2)
    for number, organisation in enumerate(organisation_names(rows)):
        yield (organisation if number % 2 else person_name(dice), remark(dice))


def _measure(word: str, rounds: int) -> dict[str, Any]:
    from benchmarks import _notes

    ways = {"ours": _notes.by_us, "like": _notes.by_like, "trigrams": _notes.by_trigrams}
    counts = {name: way(word) for name, way in ways.items()}
    spent = interleaved({name: partial(way, word) for name, way in ways.items()}, rounds=rounds)
    ours = spent["ours"]["median_ms"]
    return {
        "word": word,
        "count": counts["ours"],
        "is_exact": counts["ours"] == counts["like"],
        **spent,
        "ratio_like": ratio(ours, spent["like"]["median_ms"]),
        "ratio_trigrams": ratio(ours, spent["trigrams"]["median_ms"]),
    }


def _together(words: list[dict[str, Any]]) -> dict[str, Any]:
    ours = {word["word"]: word["ours"]["median_ms"] for word in words}
    return {
        "aim_ms": AIM_MS,
        "is_exact": all(word["is_exact"] for word in words),
        "slowest_ms": max(ours.values()),
        "over_aim": [word for word, spent in ours.items() if spent > AIM_MS],
    }


if __name__ == "__main__":
    main()
