"""Answers are counted once, with all that belongs to them, and nothing leads from an answer to whoever gave it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.clock import local_day, today
from gongzhi.common.deeds import DeedKey, KeyReused
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.models import Response, RoundCode
from gongzhi.surveys.rules.answers import AnswersRefused
from gongzhi.surveys.rules.slips import SlipMistyped
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.services import Cell
from gongzhi.surveys.services.answering import ChannelUnfit, GroupUnknown

from .factories import make_round

NOW = datetime.now(UTC)
LIKES = {"likes": "a"}


def submit(asked, answers=LIKES, **more):
    sent = {"channel": "web", "at": NOW, "key": str(uuid4())} | more
    return services.submit_response(round_id=asked.pk, answers=answers, **sent)


def test_an_answer_is_written_with_its_contact(federation):
    asked = make_round()
    response = submit(asked, {"likes": "a", "why": "因为近"}, channel="qr")
    kept = Response.objects.get(pk=response.pk)
    assert (kept.answers, kept.channel, kept.answered_on) == ({"likes": "a", "why": "因为近"}, "qr", local_day(NOW))
    assert (kept.community_id, kept.group, kept.entered_by_id) == (None, "", None)
    contact = Contact.objects.get()
    assert (contact.act, contact.channel, contact.on) == ("survey", "qr", local_day(NOW))
    assert contact.pk not in {kept.pk, asked.pk}


def test_an_answer_leaves_no_moment_behind(federation):
    asked = make_round()
    before = AuditEvent.objects.count(), DeedKey.objects.count(), OutboxFact.objects.count()
    submit(asked)
    assert (AuditEvent.objects.count(), DeedKey.objects.count(), OutboxFact.objects.count()) == before
    kinds = {field.get_internal_type() for model in (Response, RoundCode) for field in model._meta.concrete_fields}
    assert "DateTimeField" not in kinds


def test_one_statement_counts_a_plain_answer(federation, django_assert_num_queries):
    asked = make_round()
    submit(asked)
    with django_assert_num_queries(1):
        submit(asked)


def test_a_resend_gets_the_first_answer(federation):
    asked = make_round()
    first, second = (submit(asked, key="the same") for _turn in "ab")
    assert first.pk == second.pk
    assert (Response.objects.count(), Contact.objects.count()) == (1, 1)


def test_the_same_form_with_other_answers_is_refused(federation):
    asked = make_round()
    submit(asked, key="the same")
    with pytest.raises(services.AnsweredOtherwise):
        submit(asked, {"likes": "b"}, key="the same")
    assert Response.objects.get().answers == LIKES


def test_one_key_in_two_rounds_is_two_answers(federation):
    for asked in (make_round(), make_round()):
        submit(asked, key="the same")
    assert Response.objects.count() == 2


def test_wrong_answers_write_nothing(federation):
    asked = make_round()
    with pytest.raises(AnswersRefused):
        submit(asked, {"why": "没有选"})
    assert not Response.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.parametrize("days", [-3, 13])
def test_answers_before_the_first_day_and_after_the_last_are_refused(federation, days):
    asked = make_round()
    with pytest.raises(services.RoundNotOpen) as refused:
        submit(asked, at=NOW + timedelta(days=days))
    assert refused.value.params == {"opens_on": asked.opens_on, "closes_on": asked.closes_on}
    assert submit(asked, at=NOW - timedelta(days=2)).pk
    assert submit(asked, at=NOW + timedelta(days=12)).pk


def test_a_round_that_another_process_closed_takes_no_answer(federation):
    asked = make_round()
    submit(asked)  # this process remembers the round as open
    type(asked).objects.filter(pk=asked.pk).update(state="closed", closed_on=today())
    with pytest.raises(services.RoundNotOpen):
        submit(asked)
    assert Response.objects.count() == 1


def test_a_planned_round_does_not_exist_for_the_public(federation):
    asked = make_round(is_open=False)
    with pytest.raises(type(asked).DoesNotExist):
        submit(asked)


def test_the_cell_is_kept_where_it_is_asked(federation):
    community = Community.objects.create(name="新桥社区")
    asked = make_round(asks_cell=True)
    response = submit(asked, cell=Cell(community_id=community.pk, group="elder"))
    assert (response.community_id, response.group) == (community.pk, "elder")
    contact = Contact.objects.get()
    assert (contact.community_id, contact.group) == (community.pk, "elder")
    assert submit(asked).community_id is None


def test_the_cell_is_dropped_where_it_is_not_asked(federation):
    community = Community.objects.create(name="新桥社区")
    fixed = Community.objects.create(name="南溪社区")
    cell = Cell(community_id=community.pk, group="elder")
    assert submit(make_round(), cell=cell).community_id is None
    assert submit(make_round(community_id=fixed.pk), cell=cell).community_id == fixed.pk


def test_a_community_of_another_street_is_refused(federation, other_federation):
    with scope(other_federation.pk):
        theirs = Community.objects.create(name="别处社区")
    asked = make_round(asks_cell=True)
    with pytest.raises(services.CommunityUnknown):
        submit(asked, cell=Cell(community_id=theirs.pk))
    with pytest.raises(GroupUnknown):
        submit(asked, cell=Cell(group="giants"))


def test_strangers_answer_through_the_web_only(federation):
    asked = make_round()
    for channel in ("paper", "visit", "nonsense"):
        with pytest.raises(ChannelUnfit):
            submit(asked, channel=channel)


# Codes.


def a_code(asked, place=0):
    return codes_of(asked.code_batches.order_by("made_at").first())[place][0]


def test_a_code_counts_once(federation):
    asked = make_round(codes=2)
    code = a_code(asked)
    submit(asked, code=f" {code[:4]}-{code[4:8]} {code[8:]} ")
    used = RoundCode.objects.used().get()
    assert used.used_on == local_day(NOW)
    with pytest.raises(services.CodeUsed) as refused:
        submit(asked, {"likes": "b"}, code=code)
    assert refused.value.field == "code"
    assert Response.objects.count() == Contact.objects.count() == 1


def test_a_resend_with_a_code_gets_the_first_answer(federation):
    asked = make_round(codes=1)
    first, second = (submit(asked, code=a_code(asked), key="k") for _turn in "ab")
    assert first.pk == second.pk


def test_the_same_form_with_another_code_is_somebody_else_and_is_told(federation):
    """A tablet that goes from hand to hand: going back after sending brings the same form again."""
    asked = make_round(codes=2)
    first = submit(asked, code=a_code(asked), key="k")
    for answers in (LIKES, {"likes": "b"}):
        with pytest.raises(KeyReused):
            submit(asked, answers, code=a_code(asked, 1), key="k")
    for code, error in (("", services.CodeMissing), ("1234", SlipMistyped), ("000000000000", services.CodeUnknown)):
        with pytest.raises(error):
            submit(asked, code=code, key="k")
    assert RoundCode.objects.used().count() == 1
    assert submit(asked, code=a_code(asked), key="k").pk == first.pk
    assert submit(asked, code=a_code(asked, 1), key="another").pk != first.pk


@pytest.mark.parametrize("codes", [0, 1])
def test_a_resend_after_the_end_gets_the_first_answer(federation, codes):
    asked = make_round(codes=codes)
    code = a_code(asked) if codes else ""
    first = submit(asked, code=code, key="k")
    assert submit(asked, code=code, key="k", at=NOW + timedelta(days=30)).pk == first.pk
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    assert submit(asked, code=code, key="k").pk == first.pk
    with pytest.raises(services.RoundNotOpen):
        submit(asked, code=code)
    with pytest.raises(services.AnsweredOtherwise):
        submit(asked, {"likes": "b"}, code=code, key="k")


def test_a_form_sent_again_from_elsewhere_is_not_the_same(federation):
    asked = make_round(asks_cell=True)
    submit(asked, cell=Cell(group="elder"), key="k")
    with pytest.raises(services.AnsweredOtherwise):
        submit(asked, cell=Cell(), key="k")


def test_unknown_missing_and_mistyped_codes_write_nothing(federation):
    asked, other = make_round(codes=1), make_round(codes=1)
    right = a_code(asked)
    mistyped = right[:-1] + str((int(right[-1]) + 1) % 10)
    for code, error in (
        ("", services.CodeMissing),
        (mistyped, SlipMistyped),
        ("一二三", SlipMistyped),
        (a_code(other), services.CodeUnknown),
    ):
        with pytest.raises(error):
            submit(asked, code=code)
    assert not Response.objects.exists()
    assert not RoundCode.objects.used().exists()


def test_a_code_is_not_used_up_by_wrong_answers(federation):
    asked = make_round(codes=1)
    with pytest.raises(AnswersRefused):
        submit(asked, {}, code=a_code(asked))
    assert submit(asked, code=a_code(asked)).pk


def test_a_slip_places_the_answer_of_its_community(federation):
    community = Community.objects.create(name="新桥社区")
    asked = make_round(codes=1)
    batch = services.make_codes(actor=SYSTEM, round_id=asked.pk, count=1, community_id=community.pk, at=NOW)
    response = submit(asked, code=codes_of(batch)[0][0])
    assert response.community_id == community.pk
    assert Response.objects.get().community_id == Contact.objects.get().community_id == community.pk


def test_nothing_ties_a_code_to_its_answer(federation):
    """No column of either table names the other, and both know the day only."""
    named = {field.name for field in RoundCode._meta.get_fields() if field.is_relation}
    assert named == {"federation", "round", "batch"}
    assert "code" not in {field.name for field in Response._meta.get_fields()}
    assert not {field.name for field in Response._meta.get_fields()} & {"code", "batch", "sent_at", "created_at"}


def test_closing_lays_the_codes_in_an_order_that_says_nothing(federation):
    asked = make_round(codes=30)
    codes = codes_of(asked.code_batches.get())
    for code, _label in codes[::3]:
        submit(asked, code=code)
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code_hash FROM surveys_roundcode WHERE federation_id=%s ORDER BY ctid", [federation.pk])
        laid = [row[0] for row in cursor.fetchall()]
    assert laid == sorted(laid)
    assert RoundCode.objects.used().count() == 10
    assert codes_of(asked.code_batches.get()) == codes


# Any order of sending.

sendings = st.lists(
    st.tuples(st.sampled_from(["k1", "k2", "k3"]), st.sampled_from("abc"), st.sampled_from([0, 1, 2, None])),
    max_size=12,
)


@given(sendings)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_in_whatever_order_each_code_and_key_count_once(federation, sent):
    asked = make_round(codes=3)
    codes = [code for code, _label in codes_of(asked.code_batches.get())]
    counted = {}
    for key, choice, place in sent:
        code = codes[place] if place is not None else "000000000000"
        try:
            response = submit(asked, {"likes": choice}, code=code, key=key)
        except (services.CodeUsed, services.CodeUnknown, services.AnsweredOtherwise, KeyReused):
            continue
        counted.setdefault(key, response.pk)
        assert counted[key] == response.pk
    rows = Response.objects.filter(round=asked)
    assert {response.pk for response in rows} == set(counted.values())
    assert RoundCode.objects.used().filter(round=asked).count() == len(counted)
