"""
Results of a round of 50,000 answers to twenty questions: the tables reckoned anew, of all and of one part.

The peers in the same run count the same options, without intervals and without holding anything back: one query of
PostgreSQL a question over the jsonb, and plain Python over the answers as dicts, already in memory. ``take_in_s`` is
how long the columns take to be laid out once, when the round is closed.
"""

import argparse
from collections import Counter
from typing import Any

from benchmarks._ground import analyse, begin_peak, empty_house, interleaved, peak_megabytes, ratio, say, seconds_of

AIM_MS = 250


def main() -> None:
    """Fill a round, reckon its tables beside the peers, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with empty_house():
        from benchmarks._streets import make_federation
        from gongzhi.common.tenancy import scope

        with scope(make_federation(0).pk):
            say({"benchmark": "survey_results", "responses": options.responses, **_measure(options)})


def _measure(options: argparse.Namespace) -> dict[str, Any]:
    from django.db import transaction

    from benchmarks import _answers
    from gongzhi.common.permissions import SYSTEM
    from gongzhi.surveys.models import Response
    from gongzhi.surveys.selectors.results import outcome_of
    from gongzhi.surveys.services import close_round
    from gongzhi.surveys.services.columns import count_closed

    asked = _answers.make_round(options.responses)
    close_round(actor=SYSTEM, round_id=asked.pk, at=_answers.AT)
    asked.refresh_from_db()
    take_in = seconds_of(lambda: transaction.atomic(count_closed)(round=str(asked.pk)))
    analyse()
    part = next(each for each in outcome_of(asked).parts if each.by == "community")
    answers = list(Response.objects.filter(round=asked).values_list("answers", flat=True))
    begin_peak()
    outcome_of(asked)
    peak = peak_megabytes()
    spent = interleaved(
        {
            "ours": lambda: outcome_of(asked),
            "ours_part": lambda: outcome_of(asked, by=part.by, value=part.value),
            "jsonb": lambda: _by_postgres(asked.pk),
            "dicts": lambda: _by_dicts(answers),
        },
        rounds=options.rounds,
    )
    ours = spent["ours"]["median_ms"]
    return {
        "answers": options.responses * len(_answers.KINDS),
        "aim_ms": AIM_MS,
        "take_in_s": round(take_in, 2),
        **spent,
        "ratio_jsonb": ratio(ours, spent["jsonb"]["median_ms"]),
        "ratio_dicts": ratio(ours, spent["dicts"]["median_ms"]),
        "is_same": _is_same(outcome_of(asked), _by_dicts(answers)),
        "peak_mb": peak,
    }


def _by_postgres(round_id: object) -> dict[str, int]:
    """Count each value of each question by one query a question."""
    from django.db import connection

    from benchmarks._answers import KINDS

    single = "SELECT answers->>%s, count(*) FROM surveys_response WHERE round_id = %s GROUP BY 1"
    several = (
        "SELECT chosen, count(*) FROM surveys_response, jsonb_array_elements_text(answers->%s) AS chosen"
        " WHERE round_id = %s GROUP BY 1"
    )
    found = {}
    with connection.cursor() as cursor:
        for number, kind in enumerate(KINDS, start=1):
            if kind == "text":
                continue
            cursor.execute(several if kind in {"multiple", "ranking"} else single, [f"q{number}", round_id])
            found |= {f"q{number}.{value}": count for value, count in cursor.fetchall()}
    return found


def _by_dicts(answers: list[dict[str, Any]]) -> Counter[str]:
    """Count each value of each question."""
    counts: Counter[str] = Counter()
    for given in answers:
        for code, value in given.items():
            for each in value if isinstance(value, list) else (value,):
                counts[f"{code}.{each}"] += 1
    return counts


def _is_same(outcome: Any, counts: Counter[str]) -> bool:
    """Hold our tables against the plain count."""
    return all(
        line.count is None or line.count == counts[f"{result.question.code}.{option.code}"]
        for result in outcome.results
        for option, line in zip(result.question.options, result.lines, strict=False)
    )


if __name__ == "__main__":
    main()
