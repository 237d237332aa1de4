"""Loading the divisions of the country: fast, the same each time, and clear about what is wrong."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gongzhi.federations.models import Division
from gongzhi.federations.rules import DivisionUnknown
from gongzhi.federations.services import BadRows, UnreadableFile, import_divisions, load_divisions

from .factories import make_divisions


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def test_what_ships_is_the_whole_country_down_to_sub_districts(db):
    country, communities = load_divisions()
    assert (country.rows, country.added) == (44_703, 44_703)
    assert communities.added == 143
    street = Division.objects.get(code="330402010")
    assert (street.name, street.level, street.parent_code) == ("南湖街道", "street", "330402")
    assert load_divisions()[0].unchanged == 44_703


@pytest.mark.parametrize("name", ["list.csv", "list.csv.gz"])
def test_loading_again_changes_nothing_and_a_new_name_is_taken_over(db, tmp_path, name):
    make_divisions()
    before = Division.objects.count()
    text = "\ufeffcode,name\n330402010034,南溪社区居委会\n330402010036,云都社区居委会\n\n"
    report = import_divisions(file=write(tmp_path, text, name))
    assert (report.rows, report.added, report.renamed, report.unchanged) == (2, 1, 0, 1)
    report = import_divisions(file=write(tmp_path, text.replace("南溪", "新南溪"), name))
    assert (report.added, report.renamed, report.unchanged) == (0, 1, 1)
    assert Division.objects.count() == before + 1


def test_only_the_counties_asked_for_are_taken(db, tmp_path):
    make_divisions()
    text = "330402010099,甲社区居委会\n330411001001,乙社区居委会\n110101001001,不认识的居委会\n"
    report = import_divisions(file=write(tmp_path, text), counties=["330411"])
    assert (report.rows, report.taken, report.added) == (3, 1, 1)
    with pytest.raises(DivisionUnknown):
        import_divisions(file=write(tmp_path, text), counties=["999999"])


def test_bad_rows_are_named_with_their_number_and_nothing_is_written(db, tmp_path):
    make_divisions()
    before = Division.objects.count()
    text = (
        "code,name\n330402010050,好社区居委会\n33040201,短\n330402010051,\n330402010050,又一次\n"
        "110101001001,没有上级\n330402010052,坏\u202e字\n330402010053\n"
    )
    with pytest.raises(BadRows) as caught:
        import_divisions(file=write(tmp_path, text))
    assert [(p.row, p.problem) for p in caught.value.problems] == [
        (3, "code_malformed"),
        (4, "name_missing"),
        (5, "duplicate"),
        (6, "parent_unknown"),
        (7, "control_character"),
        (8, "columns_missing"),
    ]
    assert Division.objects.count() == before


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8bnot really gzip",
        gzip.compress(b"code,name\n" * 10, mtime=0)[:-9],
        b"\xff\xfe\x00",
        b"code," + b"x" * 5000,
        b'code,name\n"11,\x00',
    ],
)
def test_what_is_no_list_is_refused(db, tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises((UnreadableFile, BadRows)):
        import_divisions(file=path)


def test_the_command_prints_one_json_object(db, tmp_path, capsys):
    make_divisions()
    path = write(tmp_path, "330402010099,甲社区居委会\n")
    call_command("import_divisions", str(path), "--county", "330402", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "rows": 1, "taken": 1, "added": 1, "renamed": 0, "unchanged": 0, "problems": [],
    }  # fmt: skip


def test_the_command_names_bad_rows_and_ends_with_one(db, tmp_path, capsys):
    make_divisions()
    path = write(tmp_path, "code,name\n3304,甲\n33x,乙\n")
    with pytest.raises(SystemExit) as caught:
        call_command("import_divisions", str(path), "--json")
    assert caught.value.code == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [(p["row"], p["code"]) for p in problems] == [(3, "code_malformed")]


def test_the_command_says_that_there_is_no_such_file(db, tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("import_divisions", str(tmp_path / "nothing.csv"))
    assert caught.value.returncode == 2
