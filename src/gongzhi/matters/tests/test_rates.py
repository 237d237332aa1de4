"""Each rate says what it counts, how sure it is, and nothing of fewer than ten."""

from datetime import date

import pytest

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.kernel.periods import Period
from gongzhi.kernel.statistics import wilson
from gongzhi.matters import services
from gongzhi.matters.selectors.rates import DEFINITIONS, rates
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accepted, answer, voiced

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def counted(on=FIRST_DAY, period=YEAR):
    return {rate.code: (rate.numerator, rate.denominator) for rate in rates(period=period, on=on)}


@pytest.fixture
def matter(street):
    """Twelve voices on one matter: eleven on the receipt page, one by telephone."""
    matter = accepted(street)
    for _number in range(10):
        voiced(street, matter_id=matter.pk)
    voiced(street, matter_id=matter.pk, reply=PHONE)
    return matter


def test_rates_of_a_street(street, matter):
    answer(street, matter)
    voices = list(matter.voices.filter(reply_channel="receipt").order_by("pk"))
    for voice in voices[:4]:
        services.say(actor=ANONYMOUS, voice_id=voice.pk, word="confirmed", at=MONDAY)
    services.say(actor=ANONYMOUS, voice_id=voices[4].pk, word="disputed", at=MONDAY)
    assert counted() == {
        "answered": (11, 12),
        "done": (11, 11),
        "confirmed": (4, 11),
        "disputed": (1, 11),
        "orphaned": (None, None),
        "declared_confirmed": (4, 11),
    }


def test_declared_is_not_confirmed(street, matter):
    answer(street, matter)
    found = counted()
    assert (found["done"], found["confirmed"]) == ((11, 11), (0, 11))


def test_what_was_only_explained_is_not_declared_solved(street, matter):
    answer(street, matter, result="explained")
    assert counted()["done"] == (0, 11)
    assert counted()["declared_confirmed"] == (None, None)


@pytest.mark.parametrize(("days", "orphaned"), [(90, (None, None)), (91, (12, 12))])
def test_without_an_answer_after_ninety_days_is_orphaned(street, matter, days, orphaned):
    assert counted(on=FIRST_DAY + days * DAY)["orphaned"] == orphaned


def test_an_answer_that_was_only_written_leaves_an_orphan(street, matter):
    answer(street, matter)
    assert counted(on=FIRST_DAY + 91 * DAY)["orphaned"] == (1, 12)


def test_fewer_than_ten_are_withheld(street):
    for _number in range(9):
        voiced()
    [answered, *_others] = rates(period=YEAR, on=FIRST_DAY)
    assert (answered.is_withheld, answered.numerator, answered.denominator, answered.interval) == (
        True,
        None,
        None,
        None,
    )
    voiced()
    [answered, *_others] = rates(period=YEAR, on=FIRST_DAY)
    assert (answered.is_withheld, answered.numerator, answered.denominator) == (False, 0, 10)


def test_a_rate_knows_how_sure_it_is(street, matter):
    answer(street, matter)
    [answered, *_others] = rates(period=YEAR, on=FIRST_DAY)
    assert answered.interval == wilson(count=11, of=12)
    assert answered.interval.low < 11 / 12 < answered.interval.high


def test_a_period_counts_its_own_voices(street, matter):
    assert counted(period=Period(FIRST_DAY + DAY, None))["answered"] == (None, None)
    assert counted(period=Period(FIRST_DAY, FIRST_DAY + DAY))["answered"] == (0, 12)
    assert counted(period=Period(date(2026, 1, 1), FIRST_DAY))["answered"] == (None, None)


def test_each_rate_says_what_it_means():
    codes = [each.code for each in DEFINITIONS]
    assert codes == ["answered", "done", "confirmed", "disputed", "orphaned", "declared_confirmed"]
    for each in DEFINITIONS:
        assert all((each.name, each.definition, each.counted, each.counted_of))
        assert each.definition.endswith(".")


def test_rates_take_one_query(street, matter, django_assert_num_queries):
    with django_assert_num_queries(1):
        rates(period=YEAR, on=FIRST_DAY)
