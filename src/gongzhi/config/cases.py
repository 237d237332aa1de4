"""
Run the worked examples of a folder through the shipped packs and the product's own rules.

The numbers (quorums, days, thresholds) come from the clauses of the packs; the examples bring only situations and
what must come out.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from gongzhi.filings.rules import ActivityFacts, classify
from gongzhi.institution.rules import shipped_clauses
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.workdays import china, within_workdays_after, workdays_before
from gongzhi.meetings.rules import assess, count_motion, decision_rule
from gongzhi.offices.rules import Term, holders
from gongzhi.party.rules import propose_form

ON = date(2026, 6, 30)
"""The day whose institution the examples speak of: the law on residents' bodies of 2026 is in force."""

LARGEST_FILE_BYTES = 20_000_000
DIFFERENCES_SHOWN = 3
CENTS = 100

Given = Mapping[str, Any]
Answer = dict[str, Any]


class CasesUnreadable(DomainError):
    """Tell that a folder or file of examples cannot be read; params ``file`` and ``problem``."""

    message = _("%(file)s: %(problem)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Hold one example that came out otherwise: its number from 1, what was expected and what came."""

    number: int
    given: Given
    expected: object
    got: object


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """Hold how one file of examples came out; ``name`` is without its ending."""

    name: str
    passed: int
    total: int
    differences: tuple[Difference, ...]

    @property
    def is_right(self) -> bool:
        """Tell whether every example came out as expected, and there is one at least."""
        return self.total > 0 and self.passed == self.total


def check_cases(folder: Path) -> list[FileResult]:
    """
    Run every file of examples in a folder, by name.

    :raises CasesUnreadable: if the folder holds no file of examples, or a file cannot be read or understood
    """
    if not folder.is_dir():
        raise CasesUnreadable(file=str(folder), problem="there is no such folder")
    paths = sorted(path for path in folder.glob("*.json") if path.stem in ANSWERS)
    if not paths:
        raise CasesUnreadable(file=str(folder), problem=f"it holds none of {', '.join(sorted(ANSWERS))} (.json)")
    return [_check_file(path) for path in paths]


def run_check_cases(*, folder: Path, as_json: bool, out: TextIO, err: TextIO) -> int:
    """
    Check a folder and write what came out; the exit code comes back.

    0: all as expected; 1: some otherwise, the first of each file are written; 2: the folder cannot be read.
    """
    try:
        results = check_cases(folder)
    except CasesUnreadable as unreadable:
        err.write(f"{unreadable}\n")
        return 2
    out.write(json_report(results) if as_json else text_report(results))
    return 0 if all(result.is_right for result in results) else 1


def text_report(results: Sequence[FileResult]) -> str:
    """Write a line for each file, ``meetings 60/60``, and under it the first differences."""
    lines: list[str] = []
    for result in results:
        lines.append(f"{result.name} {result.passed}/{result.total}")
        for difference in result.differences[:DIFFERENCES_SHOWN]:
            lines.append(f"  no. {difference.number}: expected {_written(difference.expected)}")
            lines.append(f"  {' ' * len(f'no. {difference.number}')}  got      {_written(difference.got)}")
    return "\n".join(lines) + "\n"


def json_report(results: Sequence[FileResult]) -> str:
    """Write one JSON object: ``{"files": [{"name", "passed", "total", "differences": […]}]}``."""
    files = [
        {
            "name": result.name,
            "passed": result.passed,
            "total": result.total,
            "differences": [
                {"number": one.number, "given": one.given, "expected": one.expected, "got": one.got}
                for one in result.differences
            ],
        }
        for result in results
    ]
    return json.dumps({"files": files}, ensure_ascii=False) + "\n"


def _check_file(path: Path) -> FileResult:
    cases = _read(path)
    answer = ANSWERS[path.stem]
    differences = []
    for number, case in enumerate(cases, start=1):
        got = _answer(answer, case, path, number)
        if got != case["expect"]:
            differences.append(Difference(number=number, given=case["given"], expected=case["expect"], got=got))
    return FileResult(
        name=path.stem,
        passed=len(cases) - len(differences),
        total=len(cases),
        differences=tuple(differences),
    )


def _read(path: Path) -> list[Mapping[str, Any]]:
    """
    Read the examples of a file.

    :raises CasesUnreadable: if the file is too large, no JSON or not a list of given and expect
    """
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            raise CasesUnreadable(file=path.name, problem=f"larger than {LARGEST_FILE_BYTES} bytes")
        cases = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CasesUnreadable(file=path.name, problem=str(error)) from error
    if not isinstance(cases, list):
        raise CasesUnreadable(file=path.name, problem="not a list of examples")
    for number, case in enumerate(cases, start=1):
        if not isinstance(case, dict) or not isinstance(case.get("given"), dict) or "expect" not in case:
            raise CasesUnreadable(file=path.name, problem=f"no. {number} has no 'given' and 'expect'")
    return cases


def _answer(answer: Callable[[Given, Any], Answer], case: Mapping[str, Any], path: Path, number: int) -> Answer:
    try:
        return answer(case["given"], case["expect"])
    except (KeyError, TypeError, ValueError, AttributeError, DomainError) as error:
        problem = f"no. {number} cannot be understood: {type(error).__name__}: {error}"
        raise CasesUnreadable(file=path.name, problem=problem) from error


def _meeting(given: Given, _expected: object) -> Answer:
    rule = decision_rule(clauses=shipped_clauses(), decision=given["decision"], on=ON)
    lawfulness = assess(
        rule=rule,
        entitled=given["entitled"],
        present_in_person=given["present_in_person"],
        proxies=given["proxies"],
        full_days_of_notice=given["full_days_of_notice"],
    )
    outcome = count_motion(
        rule=rule,
        lawfulness=lawfulness,
        votes_for=given["for"],
        against=given["against"],
        abstain=given["abstain"],
    )
    return {
        "present": lawfulness.present,
        "quorum_needed": lawfulness.quorum_needed,
        "quorate": lawfulness.quorate,
        "notice_ok": lawfulness.notice_ok,
        "votes_needed": outcome.votes_needed,
        "carried": outcome.carried,
    }


def _clock(given: Given, _expected: object) -> Answer:
    event_on, workdays = date.fromisoformat(given["event_on"]), given["workdays"]
    match given["kind"]:
        case "before":
            return {"last_day": workdays_before(event_on, workdays, china()).on.isoformat()}
        case "within_after":
            suspended: tuple[Period, ...] = ()
        case "within_after_with_return":
            returned_on = date.fromisoformat(given["returned_on"])
            suspended = (Period(returned_on, date.fromisoformat(given["resubmitted_on"])),)
        case kind:
            raise ValueError(f"unknown kind {kind!r}")
    return {"due_on": within_workdays_after(event_on, workdays, china(), suspended=suspended).on.isoformat()}


def _filing(given: Given, _expected: object) -> Answer:
    facts = dict(given)
    facts["budget_cents"] = facts.pop("budget_yuan") * CENTS
    answer = classify(facts=ActivityFacts(**facts), clauses=shipped_clauses(), on=ON)
    return {
        "class": answer.filing_class.value,
        "reasons": [reason.fact for reason in answer.reasons],
        "police_permit": answer.police_permit,
    }


def _party_form(given: Given, _expected: object) -> Answer:
    proposal = propose_form(
        full_members=given["full_members"],
        months_since_founding=given["months_since_founding"],
        clauses=shipped_clauses(),
        on=ON,
    )
    return {"form": proposal.form.value, "branch_committee": proposal.branch_committee}


def _terms(given: Given, expected: Any) -> Answer:
    terms = [
        Term(
            person=row["person"],
            starts_on=date.fromisoformat(row["from"]),
            ends_on=_day(row["to"]),
            recorded_on=date.fromisoformat(row["recorded"]),
            superseded_on=_day(row["superseded"]),
        )
        for row in given["terms"]
    ]
    return {"queries": [query | {"holders": _held(terms, query)} for query in expected["queries"]]}


def _held(terms: Sequence[Term], query: Mapping[str, str]) -> list[str]:
    on, known = date.fromisoformat(query["on"]), date.fromisoformat(query["known"])
    return holders(terms=terms, on=on, known=known)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


ANSWERS: dict[str, Callable[[Given, Any], Answer]] = {
    "clocks": _clock,
    "filings": _filing,
    "meetings": _meeting,
    "party_forms": _party_form,
    "terms": _terms,
}
