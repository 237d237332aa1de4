"""A table says which deed leads where."""

from enum import StrEnum
from itertools import product

import pytest

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.states import NotNow, StateTable


class Stage(StrEnum):
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ANSWERED = "answered"


ROWS = [
    (Stage.DRAFT, "hand_in", Stage.HANDED_IN),
    (Stage.HANDED_IN, "return", Stage.RETURNED),
    (Stage.HANDED_IN, "answer", Stage.ANSWERED),
    (Stage.RETURNED, "hand_in", Stage.HANDED_IN),
]
TABLE = StateTable(ROWS)


@pytest.mark.parametrize(("state", "deed", "next_state"), ROWS)
def test_each_row_is_a_way(state: Stage, deed: str, next_state: Stage) -> None:
    assert TABLE.next(state, deed) is next_state
    assert TABLE.allows(state, deed)


def test_no_way_leads_past_the_table() -> None:
    written = {(state, deed) for state, deed, _next_state in ROWS}

    for state, deed in product(TABLE.states, ["hand_in", "return", "answer", "burn"]):
        assert TABLE.allows(state, deed) == ((state, deed) in written)
        assert (deed in TABLE.deeds(state)) == ((state, deed) in written)


def test_a_deed_that_does_not_fit_is_refused_with_its_facts() -> None:
    with pytest.raises(NotNow) as caught:
        TABLE.next(Stage.ANSWERED, "hand_in")

    assert isinstance(caught.value, DomainError)
    assert caught.value.params == {"state": "answered", "deed": "hand_in"}


def test_stored_codes_ask_as_well_as_members() -> None:
    assert TABLE.next("draft", "hand_in") is Stage.HANDED_IN
    assert TABLE.deeds("handed_in") == ("return", "answer")


def test_states_stand_in_the_order_of_the_rows() -> None:
    assert TABLE.states == (Stage.DRAFT, Stage.HANDED_IN, Stage.RETURNED, Stage.ANSWERED)
    assert TABLE.final_states == (Stage.ANSWERED,)


def test_two_answers_to_one_deed_are_refused() -> None:
    with pytest.raises(ValueError, match="hand_in"):
        StateTable([*ROWS, (Stage.DRAFT, "hand_in", Stage.ANSWERED)])


def test_the_diagram_names_every_way() -> None:
    assert TABLE.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> handed_in: hand_in",
        "    handed_in --> returned: return",
        "    handed_in --> answered: answer",
        "    returned --> handed_in: hand_in",
        "    answered --> [*]",
    ]


def test_an_empty_table_has_no_states() -> None:
    empty: StateTable[str] = StateTable([])

    assert empty.states == ()
    assert empty.mermaid() == "stateDiagram-v2"
