"""What the institution and the desks read from matters."""

from datetime import date, timedelta

import pytest

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of
from gongzhi.kernel.periods import Period
from gongzhi.matters import services
from gongzhi.matters.models import Escalation
from gongzhi.matters.selectors import desk
from gongzhi.matters.selectors.evidence import matter_evidence
from gongzhi.matters.tests.factories import (
    DAY,
    FIRST_DAY,
    MONDAY,
    PHONE,
    accept,
    accepted,
    answer,
    answered,
    escalated,
    voiced,
)

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
UNTIL = {
    "accept": "charter.matters.accept",
    "answer": "charter.matters.answer",
    "above": "charter.matters.answer_above",
    "reply": "charter.matters.reply",
}


def evidence(federation, period=YEAR):
    return matter_evidence(federation_id=federation.pk, period=period)


def told(federation, matter, period=YEAR):
    key = str(matter.pk)
    rows = evidence(federation, period)
    return [
        (row.code.removeprefix("matters."), row.on, row.subject.removeprefix(key))
        for row in rows
        if row.url_args == (key,)
    ]


def status_of(clause, matter, on, run=""):
    subject = f"{matter.pk}{run}"
    found = [v.status for v in board_of(on=on).verdicts if v.clause.code == UNTIL[clause] and v.subject == subject]
    return found[0] if found else None


def test_one_query_gives_all_evidence(street, federation, django_assert_num_queries):
    matter = answered(street)
    voiced()
    escalated(street)
    with django_assert_num_queries(1):
        rows = evidence(federation)
    assert [row.code for row in rows if row.subject == str(matter.pk)] == [
        "matters.received",
        "matters.accepted",
        "matters.answered",
        "matters.told",
    ]
    assert {row.title for row in rows} == {"2026-0001", "2026-0002", "2026-0003"}


def test_evidence_keeps_to_its_period(street, federation):
    matter = accepted(street)
    answer(street, matter, MONDAY + 9 * DAY)
    later = Period(FIRST_DAY + 9 * DAY, None)
    assert told(federation, matter, later) == [("answered", later.starts_on, ""), ("told", later.starts_on, "")]
    assert evidence(federation, Period(date(2027, 1, 1), None)) == []


def test_pauses_suspend_the_clock_in_the_evidence(street, federation):
    voice = voiced()
    services.ask_back(actor=street.handler, matter_id=voice.matter_id, question="哪里？", at=MONDAY)
    services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words="这里", at=MONDAY + 3 * DAY)
    [received] = [row for row in evidence(federation) if row.code == "matters.received"]
    assert received.facts["suspended"] == (Period(FIRST_DAY, FIRST_DAY + 3 * DAY),)


def test_what_is_taken_up_again_is_a_duty_of_its_own(street, federation):
    matter = answered(street)
    services.say(actor=ANONYMOUS, voice_id=matter.voices.get().pk, word="disputed", at=MONDAY)
    assert told(federation, matter) == [
        ("received", FIRST_DAY, ""),
        ("accepted", FIRST_DAY, ""),
        ("received", FIRST_DAY, "#2"),
        ("accepted", FIRST_DAY, "#2"),
        ("answered", FIRST_DAY, ""),
        ("told", FIRST_DAY, ""),
    ]
    # The answer of the same day met the first duty only.
    assert status_of("answer", matter, FIRST_DAY + 30 * DAY) == Status.MET
    assert status_of("answer", matter, FIRST_DAY + 30 * DAY, "#2") == Status.BREACHED
    answer(street, matter, MONDAY + DAY)
    assert status_of("answer", matter, FIRST_DAY + 30 * DAY, "#2") == Status.MET


@pytest.mark.parametrize(
    ("clause", "days", "status"),
    [
        ("accept", 2, Status.NOT_DUE),
        ("accept", 3, Status.BREACHED),
        ("answer", 7, Status.NOT_DUE),
        ("answer", 8, Status.BREACHED),
    ],
)
def test_the_board_judges_what_was_received(street, clause, days, status):
    assert status_of(clause, voiced().matter, FIRST_DAY + days * DAY) == status


def test_the_board_judges_what_was_told(street):
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    assert status_of("reply", matter, FIRST_DAY + 3 * DAY) == Status.NOT_DUE
    assert status_of("reply", matter, FIRST_DAY + 4 * DAY) == Status.BREACHED
    services.give_reply(actor=street.clerk, reply_id=matter.voices.get().replies.get().pk, at=MONDAY + 2 * DAY)
    assert status_of("reply", matter, FIRST_DAY + 4 * DAY) == Status.MET


def test_the_board_judges_those_above_and_gives_us_time(street):
    matter = escalated(street).matter
    assert status_of("above", matter, FIRST_DAY + 8 * DAY) == Status.BREACHED
    assert status_of("answer", matter, FIRST_DAY + 60 * DAY) == Status.NOT_DUE
    services.return_from_above(
        actor=street.civil_affairs, escalation_id=Escalation.objects.get().pk, reason="不属职责", at=MONDAY + DAY
    )
    assert status_of("above", matter, FIRST_DAY + 8 * DAY) == Status.MET


def test_an_address_outside_owes_the_charter_nothing(street, federation):
    matter = accepted(street)
    services.escalate(actor=street.general, matter_id=matter.pk, outside="物业公司", reason="物业负责", at=MONDAY)
    assert "escalated" not in {code for code, _on, _run in told(federation, matter)}


def test_a_merged_matter_owes_no_answer_of_its_own(street):
    old, new = accepted(street), accepted(street)
    services.merge(actor=street.general, matter_id=old.pk, into_id=new.pk, at=MONDAY + DAY)
    assert status_of("answer", old, FIRST_DAY + 30 * DAY) == Status.NOT_DUE
    assert status_of("answer", new, FIRST_DAY + 30 * DAY) == Status.BREACHED


def test_a_second_half_keeps_the_day_of_the_whole(street, federation):
    matter = accepted(street)
    goes = voiced(street, matter_id=matter.pk, at=MONDAY + 4 * DAY)
    new = services.split(
        actor=street.general, matter_id=matter.pk, voice_ids=(goes.pk,), title="另一件", at=MONDAY + 4 * DAY
    )
    assert told(federation, new) == [("received", FIRST_DAY, ""), ("accepted", FIRST_DAY, "")]
    assert told(federation, new, Period(FIRST_DAY, FIRST_DAY + DAY)) == told(federation, new)
    assert status_of("answer", new, FIRST_DAY + 8 * DAY) == Status.BREACHED


def lines(source, actor, at=MONDAY):
    return [(line.kind, line.title, line.state) for line in source(actor=actor, at=at)]


def test_the_desk_follows_the_matter(street):
    voice = voiced()
    assert [line[0] for line in lines(desk.handling_lines, street.general)] == ["due"]
    assert lines(desk.handling_lines, street.handler) == []
    matter = accept(street, voice)
    assert lines(desk.handling_lines, street.general) == []
    assert [line[0] for line in lines(desk.handling_lines, street.handler)] == ["due"]
    assert lines(desk.handling_lines, street.handler, MONDAY + 7 * DAY)[0][2] == "due"
    assert lines(desk.handling_lines, street.handler, MONDAY + 8 * DAY)[0][2] == "breached"
    services.escalate(
        actor=street.general, matter_id=matter.pk, body_id=street.street_office.pk, reason="请协调", at=MONDAY
    )
    assert [line[0] for line in lines(desk.handling_lines, street.handler)] == ["waiting"]
    assert [line[0] for line in lines(desk.above_lines, street.civil_affairs)] == ["due"]
    assert lines(desk.above_lines, street.cadre) == lines(desk.above_lines, street.general) == []


def test_the_desk_says_how_many_are_still_to_be_told(street, settings):
    settings.LANGUAGE_CODE = "en"
    matter = answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    assert lines(desk.handling_lines, street.clerk)[-1] == ("due", "Tell 1 speaker the answer", "due")
    reply = matter.voices.get().replies.get()
    services.give_reply(actor=street.clerk, reply_id=reply.pk, at=MONDAY)
    assert lines(desk.handling_lines, street.clerk) == []


def test_who_said_who_it_is_reads_the_answer_on_the_desk(street):
    asks = {"actor": street.stranger, "person_id": street.stranger.person_id}
    voice = voiced(reply=services.ReplyWish(channel="account"), **asks)
    assert [line[0] for line in lines(desk.speaker_lines, street.stranger)] == ["waiting"]
    answer(street, voice.matter)
    assert [line[0] for line in lines(desk.speaker_lines, street.stranger)] == ["answered"]
    assert lines(desk.speaker_lines, street.stranger, MONDAY + 40 * DAY) == []
    assert lines(desk.speaker_lines, street.leader) == []


def test_a_leader_follows_the_request_of_the_organisation(street):
    voiced(actor=street.leader, asker="member", organisation_id=street.choir.pk)
    assert [line[0] for line in lines(desk.speaker_lines, street.leader)] == ["waiting"]


@pytest.mark.parametrize(
    ("source", "role", "most"),
    [
        (desk.handling_lines, "general", 2),
        (desk.handling_lines, "clerk", 2),
        (desk.handling_lines, "stranger", 0),
        (desk.above_lines, "civil_affairs", 1),
        (desk.above_lines, "stranger", 0),
        (desk.reminder_lines, "general", 1),
        (desk.reminder_lines, "stranger", 0),
        (desk.speaker_lines, "leader", 1),
    ],
)
def test_a_desk_takes_two_queries_at_most(street, django_assert_max_num_queries, source, role, most):
    for _number in range(4):
        escalated(street)
        answered(street, actor=street.clerk, channel="phone", reply=PHONE)
    with django_assert_max_num_queries(most):
        source(actor=getattr(street, role), at=MONDAY + timedelta(days=20))
