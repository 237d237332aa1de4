"""Each thing that is late climbs a ladder of its own; what nobody in office owns is the head's to give away."""

from datetime import date

import pytest

from gongzhi.matters import services
from gongzhi.matters.models import Escalation, Matter, Reminder
from gongzhi.matters.selectors.desk import handling_lines, orphan_lines
from gongzhi.matters.selectors.reminders import wanted
from gongzhi.matters.services import remind_people
from gongzhi.matters.tests.factories import DAY, MONDAY, accepted, acting, escalated, voiced
from gongzhi.offices.models import Term
from gongzhi.people.models import Person


def told(*rungs):
    rows = Reminder.objects.select_related("person").order_by("pk")
    return [(each.rung, each.person.name) for each in rows if not rungs or each.rung in rungs]


def days(*, first=0, last):
    for day in range(first, last + 1):
        remind_people(at=MONDAY + day * DAY)


def leaves_office(actor, on: date):
    Term.objects.filter(person=actor.person_id).update(ends_on=on)
    return acting(Person.objects.get(pk=actor.person_id), on=on)


def test_what_nobody_took_on_and_what_nobody_answers_are_told_apart(street):
    voice = voiced()
    days(last=5)
    assert {rung for rung, _name in told()} == {"accept", "accept_head"}
    services.accept_matter(
        actor=street.general, matter_id=voice.matter_id, title="照明", category="facilities",
        owner_id=street.general.person_id, at=MONDAY + 5 * DAY,
    )  # fmt: skip
    days(first=5, last=20)
    assert told("owner", "head") == [("owner", "陈亮"), ("head", "陈亮")]
    assert told("board") == [("board", "沈建国")]


@pytest.mark.parametrize("is_outside", [True, False])
def test_what_those_above_let_lie_is_told_to_owner_head_and_board(street, is_outside):
    if is_outside:
        matter = accepted(street)
        to = {"outside": "供电公司", "reason": "请检修"}
        sent = services.escalate(actor=street.general, matter_id=matter.pk, at=MONDAY, **to)
    else:
        sent = escalated(street)
    assert sent.due_on is not None
    late = (sent.due_on - MONDAY.date()).days
    days(last=late)
    assert told("above", "above_head", "above_board") == []
    days(first=late + 1, last=late + 14)
    days(first=late + 1, last=late + 14)
    assert told("above", "above_head", "above_board") == [
        ("above", "周明"),
        ("above_head", "陈亮"),
        ("above_board", "沈建国"),
    ]
    assert set(Reminder.objects.filter(rung="above").values_list("since", flat=True)) == {MONDAY.date()}


def test_what_is_sent_above_again_is_followed_again(street):
    sent = escalated(street)
    days(last=40)
    services.return_from_above(actor=street.civil_affairs, escalation_id=sent.pk, reason="不属", at=MONDAY + 41 * DAY)
    services.escalate(
        actor=street.general, matter_id=sent.matter_id, outside="供电公司", reason="请检修", at=MONDAY + 41 * DAY
    )
    days(first=41, last=80)
    assert told("above") == [("above", "周明")] * 2


def test_the_owners_desk_shows_when_those_above_are_due(street):
    sent = escalated(street)
    later = sent.due_on - MONDAY.date() + DAY
    [line] = handling_lines(actor=street.handler, at=MONDAY)
    assert (line.state, line.due_on) == ("open", sent.due_on)
    [line] = handling_lines(actor=street.handler, at=MONDAY + later)
    assert (line.state, line.due_on) == ("breached", sent.due_on)


def test_what_stands_still_climbs_to_the_head(street):
    matter = accepted(street)
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪里？", at=MONDAY)
    days(last=13)
    assert told() == [("stale", "周明")]
    days(first=14, last=60)
    assert told() == [("stale", "周明"), ("stale_head", "陈亮")]


def test_whose_owner_left_office_is_the_heads(street):
    matter = accepted(street)
    former = leaves_office(street.handler, MONDAY.date() + DAY)
    days(first=2, last=12)
    assert told("owner", "stale") == [("stale", "陈亮"), ("owner", "陈亮")]
    assert handling_lines(actor=former, at=MONDAY + 9 * DAY) == []
    [line] = orphan_lines(actor=street.general, at=MONDAY + 9 * DAY)
    assert (line.state, matter.number in line.detail) == ("breached", True)
    services.hand_over(
        actor=street.general,
        matter_id=matter.pk,
        owner_id=street.clerk.person_id,
        reason="离任",
        at=MONDAY + 9 * DAY,
    )
    assert list(orphan_lines(actor=street.general, at=MONDAY + 9 * DAY)) == []


def test_while_its_owner_is_in_office_it_is_nobody_elses(street):
    accepted(street)
    assert list(orphan_lines(actor=street.general, at=MONDAY)) == []
    leaves_office(street.handler, MONDAY.date() + DAY)
    assert len(orphan_lines(actor=street.general, at=MONDAY + DAY)) == 1
    assert list(orphan_lines(actor=street.civil_affairs, at=MONDAY + DAY)) == []


def test_who_took_it_down_and_left_is_reminded_no_more(street):
    matter = voiced(street).matter
    leaves_office(street.clerk, MONDAY.date() + DAY)
    assert {each.person_id for each in wanted(at=MONDAY + 3 * DAY)} == {street.general.person_id}
    assert Matter.objects.get(pk=matter.pk).owner_id is None
    assert not Escalation.objects.exists()
