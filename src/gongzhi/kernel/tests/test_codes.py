"""Codes that the state gives. All numbers are invented, except the worked example of the standard."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongzhi.kernel import codes
from gongzhi.kernel.codes import DivisionLevel

# The worked example of GB 32100-2015, annex A.
SOUND = "91350100M000100Y43"
BODIES = st.text(codes.CREDIT_CODE_ALPHABET, min_size=17, max_size=17)


def test_the_example_of_the_standard_is_sound() -> None:
    assert codes.credit_code_problem(SOUND) is None


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (SOUND[:-1], "18"),
        (SOUND + "0", "18"),
        ("", "18"),
        (SOUND.replace("M", "O"), "capital"),
        (SOUND.lower(), "capital"),
        ("９" + SOUND[1:], "capital"),
        (SOUND[:-1] + "4", "check"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong(code: str, word: str) -> None:
    problem = codes.credit_code_problem(code)

    assert problem is not None
    assert word in problem


@given(BODIES, st.integers(0, 17), st.sampled_from(codes.CREDIT_CODE_ALPHABET))
def test_the_check_digit_reveals_each_single_wrong_character(body: str, place: int, wrong: str) -> None:
    sound = body + codes.credit_code_check_digit(body)
    assume(sound[place] != wrong)

    assert codes.credit_code_problem(sound) is None
    assert codes.credit_code_problem(sound[:place] + wrong + sound[place + 1 :]) is not None


@given(BODIES, st.integers(0, 15))
def test_the_check_digit_reveals_each_swap_of_neighbours(body: str, place: int) -> None:
    assume(body[place] != body[place + 1])
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]

    assert codes.credit_code_problem(swapped + codes.credit_code_check_digit(body)) is not None


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("11", DivisionLevel.PROVINCE),
        ("320000", DivisionLevel.PROVINCE),
        ("3205", DivisionLevel.PREFECTURE),
        ("320500000000", DivisionLevel.PREFECTURE),
        ("320508", DivisionLevel.COUNTY),
        ("320508014", DivisionLevel.SUB_DISTRICT),
        ("320508014000", DivisionLevel.SUB_DISTRICT),
        ("320508014002", DivisionLevel.COMMUNITY),
        ("441900003", DivisionLevel.SUB_DISTRICT),
        ("441900003005", DivisionLevel.COMMUNITY),
        ("710000", DivisionLevel.PROVINCE),
    ],
)
def test_division_level(code: str, level: DivisionLevel) -> None:
    assert codes.is_division_code(code)
    assert codes.division_level(code) is level


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1",
        "320",
        "32050801",
        "3205080140021",
        "00",
        "990000",
        "320008",
        "320508000002",
        "32O508",
        "３２０５０８",
        " 11",
    ],
)
def test_what_is_no_division_code_is_refused(code: str) -> None:
    assert not codes.is_division_code(code)
    with pytest.raises(ValueError, match="Not a division code"):
        codes.division_level(code)


@given(st.text(max_size=14))
def test_any_text_can_be_asked_whether_it_is_a_division_code(text: str) -> None:
    if codes.is_division_code(text):
        assert text.isascii()
        assert text.isdigit()


@pytest.mark.parametrize("number", ["13812340001", "19900000000"])
def test_a_mobile_number_is_sound(number: str) -> None:
    assert codes.mobile_problem(number) is None


@pytest.mark.parametrize(
    "number",
    ["", "1381234000", "138123400011", "12012340001", "23812340001", "1381234000a", "１３８12340001", "13812340001\n"],
)
def test_what_is_no_mobile_number_is_refused(number: str) -> None:
    assert codes.mobile_problem(number) is not None


def test_full_width_digits_become_ascii() -> None:
    assert codes.normalise_digits("１３８-1234 0001号Ａ") == "138-1234 0001号Ａ"
    assert codes.mobile_problem(codes.normalise_digits("１３８１２３４０００１")) is None


def test_a_code_is_written_as_registers_do() -> None:
    assert codes.normalise_code(" ９１350100 ｍ000100y43\n") == SOUND
