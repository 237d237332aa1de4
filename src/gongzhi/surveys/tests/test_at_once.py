"""Many at once: each is counted once, and whoever was slower is told kindly."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection

from gongzhi.common.clock import today
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.kernel.errors import DomainError
from gongzhi.offices.testing import actor_of, make_person
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.models import Response, RoundCode
from gongzhi.surveys.rights import Right
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.services import counting, voiding

from .factories import make_round

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)


@pytest.fixture
def at_once():
    """Let functions act at the same moment in one street; give what each answered, or the name of its refusal."""
    federation = make_federation()

    def run(deeds):
        start = Barrier(len(deeds))

        def act(deed):
            try:
                with scope(federation.pk):
                    start.wait(timeout=60)
                    return deed()
            except DomainError as refusal:
                return type(refusal).__name__
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as pool:
            return list(pool.map(act, deeds))

    with scope(federation.pk):
        yield run


def sending(asked, *, key, answers=None, code=""):
    def send():
        return services.submit_response(
            round_id=asked.pk, answers=answers or {"likes": "a"}, channel="web", at=NOW, key=key, code=code
        ).pk

    return send


def test_fifty_resends_at_once_are_one_answer(at_once):
    asked = make_round()
    said = at_once([sending(asked, key="the same")] * 50)
    assert len(set(said)) == 1
    assert (Response.objects.count(), Contact.objects.count()) == (1, 1)


def test_fifty_resends_with_a_code_are_one_answer(at_once):
    asked = make_round(codes=1)
    code = codes_of(asked.code_batches.get())[0][0]
    said = at_once([sending(asked, key="the same", code=code)] * 50)
    assert len(set(said)) == 1
    assert (Response.objects.count(), Contact.objects.count()) == (1, 1)


def test_of_twenty_with_one_code_one_wins_and_the_others_are_told(at_once):
    asked = make_round(codes=1)
    code = codes_of(asked.code_batches.get())[0][0]
    said = Counter(map(str, at_once([sending(asked, key=f"k{n}", code=code) for n in range(20)])))
    assert said.pop("CodeUsed") == 19
    assert len(said) == 1
    assert (Response.objects.count(), RoundCode.objects.used().count()) == (1, 1)


def test_of_two_with_one_form_and_a_code_each_one_wins_and_the_other_keeps_the_code(at_once):
    asked = make_round(codes=8)
    codes = [code for code, _label in codes_of(asked.code_batches.get())]
    said = Counter(map(str, at_once([sending(asked, key="the same", code=code) for code in codes])))
    assert said.pop("KeyReused") == 7
    assert len(said) == 1
    assert (Response.objects.count(), RoundCode.objects.used().count()) == (1, 1)


def test_different_people_at_once_are_all_counted(at_once):
    asked = make_round(codes=20)
    codes = [code for code, _label in codes_of(asked.code_batches.get())]
    said = at_once([sending(asked, key=f"k{n}", code=code) for n, code in enumerate(codes)])
    assert len(set(said)) == 20
    assert Response.objects.count() == Contact.objects.count() == RoundCode.objects.used().count() == 20


def test_answers_against_the_closing_of_the_round(at_once):
    asked = make_round()

    def close():
        services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
        return "closed"

    said = at_once([close, *(sending(asked, key=f"k{n}") for n in range(12))])
    thanked = [each for each in said if each not in {"closed", "RoundNotOpen"}]
    assert said.count("closed") == 1
    assert {str(pk) for pk in Response.objects.values_list("pk", flat=True)} == set(map(str, thanked))


def test_closing_waits_for_an_answer_that_has_used_its_code(at_once, monkeypatch):
    asked = make_round(codes=1)
    code = codes_of(asked.code_batches.get())[0][0]
    used = Event()
    use_code = counting.use_code

    def slowly(**said):
        community = use_code(**said)
        used.set()
        sleep(0.3)
        return community

    def close():
        used.wait(10)
        services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
        return "closed"

    monkeypatch.setattr(counting, "use_code", slowly)
    said = at_once([close, sending(asked, key="k", code=code)])
    assert said == ["closed", Response.objects.get().pk]
    assert RoundCode.objects.used().count() == 1


def test_closing_waits_for_a_sheet_that_is_being_voided(at_once, monkeypatch):
    asked = make_round(codes=1)
    code = codes_of(asked.code_batches.get())[0][0]
    clerk = actor_of(make_person("陆平"), {Right.ENTER})
    response = services.enter_paper_response(
        actor=clerk, round_id=asked.pk, answers={"likes": "a"}, channel="paper", answered_on=today(), at=NOW, code=code
    )
    freed = Event()
    free_code = voiding._free_code

    def slowly(*said):
        free_code(*said)
        freed.set()
        sleep(0.3)

    def close():
        freed.wait(10)
        services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
        return "closed"

    def void():
        voiding.void_response(actor=clerk, response_id=response.pk, reason="重复录入", at=NOW, code=code)
        return "void"

    monkeypatch.setattr(voiding, "_free_code", slowly)
    assert at_once([close, void]) == ["closed", "void"]
    assert not RoundCode.objects.used().exists()
