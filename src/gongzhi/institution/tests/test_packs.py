"""The shipped packs are whole, exact where rules.md is exact, and a broken pack names its fault."""

import re
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

from gongzhi.institution.rules import (
    Cadence,
    Classifier,
    Composition,
    Deadline,
    Decision,
    Kind,
    Layer,
    Mark,
    PackError,
    Power,
    clause_data,
    clause_from_data,
    effective,
    in_force,
    load_pack,
    may_bind,
    read_pack,
    shipped_clauses,
    shipped_pack,
    shipped_packs,
)

ON = date(2026, 6, 30)
CLAUSES = {clause.code: clause for clause in shipped_clauses()}

PACK = """
[pack]
code = "own"
layer = "charter"
title_zh = "章程"
title_en = "Charter"
version = "1"
since = 2026-01-01

[[clause]]
code = "own.council"
article = "第一条"
kind = "cadence"
topic = "council.cadence"
subject = "council"
title_zh = "会期"
title_en = "Meetings"
text_zh = "每年两次。"
text_en = "Twice a year."
source = "本会章程"
mark = "F"
[clause.params]
evidence = "meetings.held"
at_least = 2
per = "year"
"""


def test_the_model_charter_alone_has_at_least_45_clauses():
    assert len(shipped_pack("charter_model").clauses) >= 45
    assert {clause.layer for clause in shipped_pack("charter_model").clauses} == {Layer.CHARTER}


def test_packs_come_widest_layer_first_and_use_every_kind():
    assert list(shipped_packs()) == ["national", "charter_model"]
    assert {clause.kind for clause in shipped_clauses()} == set(Kind)


@pytest.mark.parametrize("clause", shipped_clauses(), ids=lambda clause: clause.code)
def test_each_clause_is_readable_in_both_languages(clause):
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert chinese.search(clause.title_zh)
    assert chinese.search(clause.text_zh)
    assert clause.text_zh.endswith("。")
    assert not chinese.search(clause.title_en + clause.text_en)
    assert clause.text_en.endswith(".")
    assert clause.source
    assert clause.article
    assert clause.layer is not Layer.CHARTER or clause.basis


def test_charter_articles_ascend_without_repetition():
    articles = [_number(clause.article) for clause in shipped_pack("charter_model").clauses]
    assert articles == sorted(set(articles))


def test_codes_are_unique_and_carry_their_layer():
    assert len(CLAUSES) == len(shipped_clauses())
    assert all(
        code.startswith("charter." if clause.layer is Layer.CHARTER else "national.")
        for code, clause in CLAUSES.items()
    )


@pytest.mark.parametrize(
    ("code", "mark"),
    [
        ("national.registration.individuals", Mark.FULL_TEXT),
        ("national.council.cadence", Mark.SECONDARY),
        ("national.assembly.special", Mark.RECALL),
        ("national.party.election", Mark.RECALL),
        ("national.branch.special_report", Mark.RECALL),
        ("national.party.form.branch", Mark.EXCERPT),
        ("national.party.ordinary", Mark.SECONDARY),
        ("national.branch.secretary_party_age", Mark.SECONDARY),
        ("national.officers.cadre_approval", Mark.EXCERPT),
        ("national.police.permit", Mark.FULL_TEXT),
        ("national.residents.representatives", Mark.FULL_TEXT),
        ("charter.party.election", Mark.RECALL),
        ("charter.assembly.special", Mark.RECALL),
        ("charter.branch.lecture", Mark.LOCAL),
        ("charter.assembly.delegates", Mark.LOCAL),
    ],
)
def test_marks_are_those_of_the_collected_rules(code, mark):
    assert CLAUSES[code].mark is mark


def test_what_is_only_recalled_is_unverified_and_binds_nobody_from_the_national_pack():
    recalled = [clause for clause in shipped_pack("national").clauses if clause.mark is Mark.RECALL]
    assert recalled
    assert not any(clause.is_verified or may_bind(clause=clause, jurisdiction="330402010") for clause in recalled)


def test_every_number_of_the_collected_rules_stands_in_its_clause():
    def of(code, kind):
        params = CLAUSES[code].params
        assert isinstance(params, kind)
        return params

    assert of("charter.council.cadence", Cadence).yearly == 2
    assert of("national.council.cadence", Cadence).yearly == 1
    assert of("national.annual_report.supervisor", Deadline).yearly_on == (3, 31)
    assert of("national.annual_report.registrar", Deadline).yearly_on == (5, 31)
    assert of("national.officers.age", Composition).age_at_most == 70
    assert of("national.officers.terms", Composition).terms_at_most == 2
    assert of("national.branch.term", Composition).term_months_at_most == 36
    assert of("national.volunteers.record", Deadline).amount == 10
    assert of("national.residents.assembly.notice", Decision).notice_days == 10
    assert of("charter.amendment.supervisor", Deadline).amount == 15
    assert of("national.registration.change", Deadline).amount == 30
    assert of("national.police.apply", Deadline).amount == 20
    assert of("national.party.form.joint", Classifier).limit("units_at_most") == 5
    assert of("national.party.branch_committee", Classifier).limit("seats_ceiling") == 7


def test_the_charter_is_stricter_than_the_model_where_the_founding_text_asks_more():
    council = effective(clauses=shipped_clauses(), topic="council.cadence", day=ON)
    assert council is not None
    assert council.clause.code == "charter.council.cadence"
    assert [clause.code for clause in council.set_aside] == ["national.council.cadence"]


def test_powers_name_rights_that_the_rooms_know():
    rooms = ("federations", "people", "organisations", "offices", "institution", "meetings", "filings")
    known = {right.value for room in rooms for right in import_module(f"gongzhi.{room}.rights").Right}
    given = {
        right for clause in shipped_clauses() if isinstance(clause.params, Power) for right in clause.params.rights
    }
    assert {right for right in given if right.split(".")[0] in rooms} <= known


def test_residents_bodies_law_begins_in_2026():
    codes = {clause.code for clause in in_force(clauses=shipped_clauses(), day=date(2025, 12, 31))}
    assert "national.residents.representatives" not in codes
    assert "national.residents.representatives" in {
        clause.code for clause in in_force(clauses=shipped_clauses(), day=date(2026, 1, 1))
    }


@pytest.mark.parametrize("clause", shipped_clauses(), ids=lambda clause: clause.code)
def test_a_clause_survives_being_stored(clause):
    data = clause_data(clause)
    assert clause_from_data(data=data, layer=clause.layer, jurisdiction=clause.jurisdiction, since=ON) == clause


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("at_least = 2", "at_least = 0", "own.council: params.at_least: not a whole number of 1 or more: 0"),
        ("at_least = 2", "at_least = true", "own.council: params.at_least: not a whole number"),
        ("at_least = 2", 'at_least = "2"', "own.council: params.at_least: not a whole number"),
        ("at_least = 2", "", "own.council: params.at_least: a number is missing"),
        ('per = "year"', 'per = "week"', "own.council: params.per: 'week' is not one of year, half_year"),
        ('per = "year"', 'per = "year"\nmonthly = 1', "own.council: params.monthly: unknown entry"),
        ('per = "year"', 'per = "year"\nmatch = { body = 3 }', "own.council: params.match: not a table of texts"),
        ('text_en = "Twice a year."', 'text_en = " "', "own.council: text_en: a text is missing"),
        ('text_zh = "每年两次。"', "", "own.council: text_zh: a text is missing"),
        ('mark = "F"', 'mark = "A"', "own.council: mark: 'A' is not one of F, X, 2, L, R, LQ"),
        ('kind = "cadence"', 'kind = "rhythm"', "own.council: kind: 'rhythm' is not one of"),
        ('mark = "F"', 'mark = "F"\ncolour = "red"', "own.council: colour: unknown entry"),
        ('mark = "F"', 'mark = "F"\nuntil = 2025-01-01', "own.council: until: the end lies before"),
        ('mark = "F"', 'mark = "F"\nsince = "soon"', "own.council: since: not a day"),
        ('code = "own.council"', "", "no. 1: code: a text is missing"),
        ("since = 2026-01-01", "", "pack.since: a day is missing"),
        ('layer = "charter"', 'layer = "galaxy"', "pack.layer: 'galaxy' is not one of"),
        ('layer = "charter"', 'layer = "city"', "pack.jurisdiction: a text is missing"),
        ("[[clause]]", "[[clause", "Expected"),
        ("[[clause]]", "[extra]\n[[clause]]", "extra: unknown entry"),
    ],
)
def test_a_broken_pack_names_file_clause_and_entry(before, after, told):
    assert before in PACK
    with pytest.raises(PackError) as fault:
        read_pack(text=PACK.replace(before, after, 1), name="own.toml")
    assert "own.toml" in str(fault.value)
    assert told in str(fault.value)


def test_two_wordings_of_one_clause_need_different_days():
    clause = PACK[PACK.index("[[clause]]") :]
    with pytest.raises(PackError, match="occurs twice"):
        read_pack(text=PACK + clause, name="own.toml")
    later = clause.replace('mark = "F"', 'mark = "F"\nsince = 2027-01-01')
    assert len(read_pack(text=PACK + later, name="own.toml").clauses) == 2


@pytest.mark.parametrize(
    ("kind", "params", "told"),
    [
        ("deadline", 'evidence = "a"', "params.trigger: a deadline has either an event or a yearly date"),
        ("deadline", 'evidence = "a"\ntrigger = "b"\nyearly_on = "03-31"', "params.trigger: a deadline has either"),
        ("deadline", 'evidence = "a"\nyearly_on = "02-30"', "params.yearly_on: not a day of the year"),
        (
            "deadline",
            'evidence = "a"\nyearly_on = "03-31"\namount = 3',
            "params.amount: a yearly date has no number of days",
        ),
        ("decision", 'decision = "a"\nbody = "b"\nquorum = ">=3/2"', "params.quorum: not a share"),
        ("decision", 'decision = "a"\nbody = "b"\nquorum = "2/3"', "params.quorum: not a share"),
        ("decision", 'decision = "a"\nbody = "b"\nquorum = 0.66', "params.quorum: not a share"),
        ("decision", 'decision = "a"\nbody = "b"\nproxies = "yes"', "params.proxies: not true or false"),
        ("composition", 'body = "a"\nat_least = 5\nat_most = 3', "params.at_most: the most is less than the least"),
        ("composition", 'body = "a"\nshare_of = "b"', "params.share_of: a share and the body it is of go together"),
        ("composition", 'body = "a"\nshare_of = "b"\nshare_at_most = "4/3"', "params.share_at_most: not a share"),
        ("threshold", 'outcome = "a"\nconditions = []', "params.conditions: not a list of tables"),
        ("threshold", 'outcome = "a"\nconditions = [{ fact = "b" }]', "conditions.fact: a condition has either"),
        ("threshold", 'outcome = "a"\nconditions = [{ fact = "b", over = 3 }]', "conditions.over: unknown entry"),
        ("power", 'body = "a"\nrights = []', "params.rights: not a list of texts"),
        ("benefit", 'standing = "a"\nbenefits = [1]', "params.benefits: not a list of texts"),
    ],
)
def test_each_kind_refuses_params_that_make_no_sense(kind, params, told):
    text = PACK.replace('kind = "cadence"', f'kind = "{kind}"')
    text = text[: text.index("[clause.params]")] + f"[clause.params]\n{params}\n"
    with pytest.raises(PackError) as fault:
        read_pack(text=text, name="own.toml")
    assert told in str(fault.value)


def test_a_file_that_is_no_pack_is_refused(tmp_path: Path):
    with pytest.raises(PackError, match=r"absent\.toml"):
        load_pack(tmp_path / "absent.toml")
    (tmp_path / "gbk.toml").write_bytes("章程".encode("gbk"))
    with pytest.raises(PackError, match=r"gbk\.toml"):
        load_pack(tmp_path / "gbk.toml")
    (tmp_path / "huge.toml").write_bytes(b"#" * 2_000_001)
    with pytest.raises(PackError, match="larger than"):
        load_pack(tmp_path / "huge.toml")


def _number(article: str) -> int:
    """Read 第二十四条 as 24."""
    digits = {character: value for value, character in enumerate("零一二三四五六七八九")}
    tens, ten, units = article.strip("第条").rpartition("十")
    return (digits.get(tens, 1) if ten else 0) * 10 + digits.get(units, 0)
