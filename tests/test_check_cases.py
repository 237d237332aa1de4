"""The worked examples come out right through the shipped packs, and a wrong expectation is found."""

import io
import json
import shutil
from pathlib import Path

import pytest

from gongzhi.config.cases import CasesUnreadable, check_cases, run_check_cases

CASES = Path(__file__).parent / "cases"
SIZES = {"clocks": 60, "filings": 60, "meetings": 60, "party_forms": 60, "terms": 20}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(CASES, tmp_path / "cases"))


def run(folder, *, as_json=False):
    out, err = io.StringIO(), io.StringIO()
    code = run_check_cases(folder=folder, as_json=as_json, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


def test_all_examples_come_out_as_expected():
    code, out, err = run(CASES)
    assert (code, err) == (0, "")
    assert out.splitlines() == [f"{name} {size}/{size}" for name, size in SIZES.items()]


@pytest.mark.parametrize(
    ("name", "entry", "wrong"),
    [
        ("meetings", "quorum_needed", 1),
        ("meetings", "carried", None),
        ("filings", "reasons", ["weather"]),
        ("filings", "police_permit", None),
        ("clocks", "due_on", "2025-10-15"),
        ("party_forms", "form", "soviet"),
        ("terms", "queries", None),
    ],
)
def test_a_wrong_expectation_fails_and_is_shown(folder, name, entry, wrong):
    path = folder / f"{name}.json"
    cases = json.loads(path.read_text("utf-8"))
    if name == "terms":
        cases[0]["expect"]["queries"][0]["holders"] = ["nobody"]
    else:
        cases[0]["expect"][entry] = wrong
    path.write_text(json.dumps(cases), "utf-8")

    code, out, _err = run(folder)

    assert code == 1
    assert f"{name} {SIZES[name] - 1}/{SIZES[name]}" in out
    assert "no. 1: expected" in out
    for other in SIZES.keys() - {name}:
        assert f"{other} {SIZES[other]}/{SIZES[other]}" in out


def test_the_json_answer_holds_the_differences(folder):
    cases = json.loads((folder / "filings.json").read_text("utf-8"))
    cases[3]["expect"]["class"] = "none"
    (folder / "filings.json").write_text(json.dumps(cases), "utf-8")
    code, out, _err = run(folder, as_json=True)
    files = {each["name"]: each for each in json.loads(out)["files"]}
    assert code == 1
    assert files["filings"]["passed"] == 59
    assert [one["number"] for one in files["filings"]["differences"]] == [4]
    assert files["filings"]["differences"][0]["got"]["class"] == "notice"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "clocks.json: "),
        ("{}", "clocks.json: not a list of examples"),
        ("[1]", "clocks.json: no. 1 has no 'given' and 'expect'"),
        ('[{"given": {}, "expect": {}}]', "clocks.json: no. 1 cannot be understood: KeyError"),
        (
            '[{"given": {"event_on": "soon", "kind": "before"}, "expect": {}}]',
            "clocks.json: no. 1 cannot be understood",
        ),
        (
            '[{"given": {"event_on": "2026-01-01", "workdays": 1, "kind": "x"}, "expect": {}}]',
            "clocks.json: no. 1 cannot be understood: ValueError: unknown kind 'x'",
        ),
    ],
)
def test_a_file_that_makes_no_sense_is_an_error_and_not_a_failure(folder, content, told):
    (folder / "clocks.json").write_text(content, "utf-8")
    code, out, err = run(folder)
    assert (code, out) == (2, "")
    assert told in err


def test_a_folder_without_examples_is_an_error(tmp_path):
    with pytest.raises(CasesUnreadable, match="no such folder"):
        check_cases(tmp_path / "absent")
    with pytest.raises(CasesUnreadable, match="holds none of"):
        check_cases(tmp_path)


def test_an_empty_file_of_examples_proves_nothing(folder):
    (folder / "clocks.json").write_text("[]", "utf-8")
    code, out, _err = run(folder)
    assert code == 1
    assert "clocks 0/0" in out
