"""How divisions are read, codes given and communities called."""

from datetime import date

import pytest

from gongzhi.federations import rules


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["330402010", "南湖街道"], None),
        (["330402010027", "民北社区居委会"], None),
        (["11", "北京市"], None),
        (["33040201", "南湖街道"], "code_malformed"),
        (["٣٣", "南湖街道"], "code_malformed"),
        (["３３", "浙江省"], "code_malformed"),
        (["990402010", "南湖街道"], "code_malformed"),
        (["330402010", " "], "name_missing"),
        (["330402010", "南" * 101], "name_too_long"),
        (["330402010", "南\u202e湖"], "control_character"),
        (["330402010", "𠮷祥街道"], None),
        (["330402010"], "columns_missing"),
    ],
)
def test_each_row_is_judged_by_itself(row, problem):
    assert rules.row_problem(row) == problem


def test_a_division_has_several_federations_with_codes_of_their_own():
    assert rules.next_federation_code(division_code="330402010", taken=set()) == "330402010"
    assert rules.next_federation_code(division_code="330402010", taken={"330402010"}) == "330402010-2"
    taken = {"330402010", "330402010-2", "330402010-4"}
    assert rules.next_federation_code(division_code="330402010", taken=taken) == "330402010-3"


def test_communities_are_called_as_people_do():
    names = ["南溪社区居委会", "东村村民委员会", "城关居委会", "和平社区居委会", "和平社区居民委员会"]
    assert rules.community_names(names) == [
        "南溪社区",
        "东村",
        "城关居委会",
        "和平社区居委会",
        "和平社区居民委员会",
    ]


@pytest.mark.parametrize(("code", "kind"), [("330402010", "street"), ("330402", "district")])
def test_streets_and_districts_carry_federations(code, kind):
    assert rules.kind_on(code) == kind


@pytest.mark.parametrize("code", ["33", "3304", "330402010027"])
def test_no_other_level_does(code):
    with pytest.raises(rules.DivisionNotFit):
        rules.kind_on(code)


def test_nobody_counts_in_the_future():
    rules.require_past(counted_on=date(2026, 5, 3), today=date(2026, 5, 3))
    with pytest.raises(rules.CountedInFuture):
        rules.require_past(counted_on=date(2026, 5, 4), today=date(2026, 5, 3))
