"""The command prints verdicts as a table and as JSON, and says plainly what it does not know."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from gongzhi.institution.rules.sentences import say
from gongzhi.institution.tests.test_charters import adopt_first
from gongzhi.institution.words import speak


def run(*words: str) -> str:
    out = StringIO()
    call_command("verdicts", *words, stdout=out)
    return out.getvalue()


def test_json_has_every_verdict_with_its_proof(federation: Any) -> None:
    adopt_first()
    report = json.loads(run("--federation", federation.code, "--on", "2025-12-31", "--json"))
    council = next(row for row in report["verdicts"] if row["clause"] == "charter.council.cadence")
    assert (council["status"], council["needed"], council["counted"]) == ("not_due", 2, 0)
    assert sum(report["counts"].values()) == len(report["verdicts"])


def test_the_table_ends_with_the_counts(federation: Any) -> None:
    adopt_first()
    assert "not_due=" in run("--federation", federation.code, "--on", "2025-06-30").splitlines()[-1]


def test_a_sentence_says_its_days_as_the_page_does() -> None:
    with translation.override("zh-hans"):
        assert "2026年7月4日" in speak(say("The clock stands still since %(since)s.", since=date(2026, 7, 4)))


@pytest.mark.parametrize("words", [("--federation", "999999999"), ("--federation", "330402010", "--on", "31.12.2025")])
def test_an_unknown_federation_or_day_is_told(federation: Any, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        run(*words)
