"""Whatever a file tells of a row, it tells of ten rows at least. Source: docs/decisions/0010-survey-results.md"""

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.surveys.rules.blanking import NOTHING, told

cells = st.dictionaries(
    st.tuples(st.sampled_from(["", "甲", "乙", "丙"]), st.sampled_from(["", "child", "elder"])), st.integers(1, 40)
)


@given(cells)
def test_what_is_told_is_told_of_ten(counts: dict[tuple[str, str], int]) -> None:
    shown = told(counts)
    sizes: dict[tuple[str, str], int] = {}
    for cell, said in shown.items():
        assert said in {cell, (cell[0], ""), NOTHING}
        sizes[said] = sizes.get(said, 0) + counts[cell]
    few = [said for said, size in sizes.items() if size < 10]
    assert few in ([], [NOTHING])
    assert not few or len(sizes) == 1


def test_the_group_goes_before_the_community() -> None:
    counts = {("甲", "elder"): 12, ("甲", "child"): 4, ("甲", ""): 8, ("乙", "elder"): 3, ("", ""): 9}
    assert told(counts) == {
        ("甲", "elder"): ("甲", "elder"),
        ("甲", "child"): ("甲", ""),
        ("甲", ""): ("甲", ""),
        ("乙", "elder"): NOTHING,
        ("", ""): NOTHING,
    }
