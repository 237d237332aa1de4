"""The clerk's screen: digits for options, two presses a question, one sheet after the other."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.common.clock import today
from gongzhi.common.permissions import SYSTEM
from gongzhi.kernel.errors import DomainError
from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.surveys import services
from gongzhi.surveys.models import Response, Round, RoundCode, VoidResponse
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.entry import DigitsUnclear, from_digits
from gongzhi.surveys.rules.reading import read_definition
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.tests.factories import make_round, option, paged, question

TEN = paged([question(f"q{number}", "scale" if number % 3 == 0 else "single") for number in range(1, 11)])
MIXED = paged(
    [
        question("way", required=True),
        question("several", "multiple"),
        question("best", "ranking"),
        question("like", "scale"),
        question("age", "number"),
        question("why", "text"),
        question("long", "multiple", options=[option(f"o{place}") for place in range(1, 13)]),
    ]
)
QUESTIONS = read_definition(MIXED).by_code
MOST_PRESSES = 2


@pytest.mark.parametrize(
    ("code", "typed", "given"),
    [
        ("way", "2", "b"),
        ("way", "２", "b"),
        ("way", "", ""),
        ("several", "13", ["a", "c"]),
        ("several", "1 3", ["a", "c"]),
        ("several", "1，3", ["a", "c"]),
        ("best", "312", ["c", "a", "b"]),
        ("long", "1 12", ["o1", "o12"]),
        ("long", "1 2", ["o1", "o2"]),
        ("long", "12，", ["o12"]),
        ("long", "10", ["o10"]),
        ("long", "11", ["o11"]),
        ("like", "4", "4"),
        ("age", "61", "61"),
        ("why", "要有电梯", "要有电梯"),
    ],
)
def test_digits_are_options(code: str, typed: str, given: Any) -> None:
    assert from_digits(question=QUESTIONS[code], typed=typed) == given


@pytest.mark.parametrize(
    ("code", "typed"), [("way", "4"), ("way", "0"), ("way", "a"), ("several", "19"), ("long", "112")]
)
def test_a_digit_without_an_option_is_refused(code: str, typed: str) -> None:
    with pytest.raises(DomainError):
        from_digits(question=QUESTIONS[code], typed=typed)


def test_two_digits_that_may_be_one_option_or_two_are_asked_back() -> None:
    with pytest.raises(DigitsUnclear):
        from_digits(question=QUESTIONS["long"], typed="１2 ")


class Screen:
    """A clerk before the screen, who counts the keys: those typed, and Enter after each."""

    def __init__(self, asked: Round) -> None:
        self.clerk = make_officer([Right.ENTER])
        self.client = sign_in(Client(), self.clerk)
        self.path = f"/f/{asked.federation.code}/surveys/rounds/{asked.pk}/entry/"
        self.asked = asked

    def type(self, key: str = "", **answers: str) -> Any:
        said = {f"q_{code}": text for code, text in answers.items() if code in self.asked.survey_version.read().by_code}
        more = {code: text for code, text in answers.items() if f"q_{code}" not in said}
        sheet = {"answered_on": today().isoformat(), "channel": "paper", "deed_key": key or str(uuid4())}
        return self.client.post(self.path, sheet | said | more)

    @property
    def page(self) -> str:
        return self.client.get(self.path).content.decode()


@pytest.mark.django_db
def test_ten_answers_take_two_presses_each(federation: Any) -> None:
    asked = make_round(TEN)
    screen = Screen(asked)
    typed = {f"q{number}": str(number % 3 + 1) for number in range(1, 11)}
    presses = sum(len(digits) + len("⏎") for digits in typed.values())
    assert presses <= MOST_PRESSES * len(typed)
    assert screen.type(**typed).status_code == 303
    options = ("a", "b", "c")
    expected = {
        code: int(digit) if int(code[1:]) % 3 == 0 else options[int(digit) - 1] for code, digit in typed.items()
    }
    assert Response.objects.get().answers == expected


@pytest.mark.django_db
def test_the_next_sheet_keeps_day_and_way_and_counts(federation: Any) -> None:
    screen = Screen(make_round(MIXED))
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = screen.type(way="1", answered_on=yesterday, channel="desk")
    following = screen.client.get(answer["Location"]).content.decode()
    assert yesterday in following
    assert '<option value="desk" selected>' in following
    assert Response.objects.get().channel == "desk"


@pytest.mark.django_db
def test_what_is_wrong_is_told_on_its_line_and_nothing_typed_is_lost(federation: Any) -> None:
    screen = Screen(make_round(MIXED))
    answer = screen.type(way="", several="19", why="要有电梯", age="很老")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "要有电梯" in page
    assert 'value="19"' in page
    answer = screen.type(way="", age="很老", why="要有电梯")
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == 2
    assert not Response.objects.exists()


@pytest.mark.django_db
def test_lines_with_many_options_say_how_they_are_typed(federation: Any) -> None:
    assert Screen(make_round(MIXED)).page.count("两项之间空一格") == 1


@pytest.mark.django_db
def test_a_resend_is_counted_once(federation: Any) -> None:
    screen = Screen(make_round(MIXED))
    key = str(uuid4())
    assert [screen.type(key, way="1").status_code for _each in range(2)] == [303, 303]
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_scripts_on_a_sheet_never_run(federation: Any) -> None:
    screen = Screen(make_round(MIXED))
    page = screen.type(way="9", why="<script>alert(1)</script>").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.django_db
def test_the_last_sheet_is_voided_with_a_reason(federation: Any) -> None:
    screen = Screen(make_round(MIXED))
    screen.type(way="1")
    undo = f"{screen.path}undo/"
    assert screen.client.post(undo, {"reason": ""}).status_code == 422
    assert screen.client.post(undo, {"reason": "录了两遍"}).status_code == 303
    assert VoidResponse.objects.get().reason == "录了两遍"
    assert Response.objects.count() == 1
    assert screen.client.get(undo).status_code == 404
    assert undo not in screen.page


@pytest.mark.django_db
def test_nobody_undoes_the_sheet_of_somebody_else(federation: Any) -> None:
    asked = make_round(MIXED)
    Screen(asked).type(way="1")
    other = Screen(asked)
    assert other.client.get(f"{other.path}undo/").status_code == 404


@pytest.mark.django_db
def test_a_round_with_codes_asks_for_the_one_on_the_slip(federation: Any) -> None:
    asked = make_round(MIXED, codes=2)
    code = codes_of(asked.code_batches.get())[0][0]
    screen = Screen(asked)
    assert screen.type(way="1").status_code == 422
    assert screen.type(way="1", code=code).status_code == 303
    assert screen.type(way="1", code=code).status_code == 422
    assert RoundCode.objects.used().count() == 1
    assert screen.client.post(f"{screen.path}undo/", {"reason": "录错", "code": code}).status_code == 303
    assert RoundCode.objects.used().count() == 0


@pytest.mark.django_db
def test_without_the_right_there_is_no_screen(federation: Any) -> None:
    asked = make_round(MIXED)
    reader = sign_in(Client(), make_officer([Right.READ, Right.OPEN]))
    assert reader.get(Screen(asked).path).status_code == 403
    draft = make_round(MIXED, is_open=False)
    assert Screen(draft).client.get(Screen(draft).path).status_code == 403


@pytest.mark.django_db
def test_a_round_of_many_sheets_does_not_list_each_of_them(federation: Any) -> None:
    screen = Screen(make_round(MIXED))
    assert screen.type(way="1").status_code == 303
    page = screen.client.get(f"/f/{federation.code}/surveys/rounds/{screen.asked.pk}/").content.decode()
    assert "开启了调查轮次" in page
    assert "录入了一份答卷" not in page


@pytest.mark.django_db
def test_a_sheet_sent_again_after_the_closing_is_no_dead_end(federation: Any) -> None:
    asked = make_round()
    screen = Screen(asked)
    key = str(uuid4())
    assert screen.type(key, likes="1").status_code == 303
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=timezone.now())
    again = screen.type(key, likes="1")
    assert (again.status_code, again["Location"].endswith(f"/rounds/{asked.pk}/")) == (303, True)
    assert screen.type(likes="1").status_code == 403
    assert Response.objects.count() == 1
