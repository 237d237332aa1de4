"""A matter goes before a meeting and comes back: motion, resolution, task, answer, and the speaker's word."""

from datetime import timedelta
from uuid import uuid4

import pytest

from gongzhi.common.deeds import KeyReused
from gongzhi.common.outbox.delivering import drain
from gongzhi.journeys import receivers, services
from gongzhi.journeys.selectors.bound import prepared_answer, prepared_result
from gongzhi.journeys.selectors.desk import desk_items
from gongzhi.journeys.services.matter_to_motion import CannotVote
from gongzhi.journeys.services.resolution_to_answer import NoMatterBehind
from gongzhi.journeys.tests.factories import (
    MEETING_AT,
    Quarter,
    carried,
    drafted,
    handled,
    in_session,
    minutes,
    put,
    resolved,
    voice_of,
)
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services as matters
from gongzhi.matters.models import Matter, Station
from gongzhi.matters.tests.factories import MONDAY, PHONE
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Resolution
from gongzhi.offices.models import Body


def again(matter: Matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def test_a_voice_goes_through_a_meeting_to_an_answer_that_its_speaker_confirms(quarter: Quarter) -> None:
    matter = handled(quarter, reply=PHONE, channel="phone")
    meeting = drafted(quarter)
    item = put(quarter, matter, meeting)
    assert (again(matter).state, again(matter).agenda_item_id) == ("deliberating", item.pk)
    assert (item.source_id, item.source_label) == (matter.pk, f"事项{matter.number}")
    in_session(quarter, meeting)
    carried(quarter, item)
    resolution = resolved(quarter, item)
    decided = Station.objects.get(matter=matter, kind=Station.Kind.DECIDED)
    assert resolution.title in decided.note
    assert prepared_result(resolution) == "planned"

    done = meetings.complete_resolution(
        actor=quarter.general, resolution_id=resolution.pk, result="11月29日已装好六盏。", at=minutes(60)
    )
    assert prepared_result(done) == "solved"
    text = prepared_answer(done)
    assert "三号楼楼道加装声控灯。" in text
    assert "11月29日已装好六盏。" in text
    owner = quarter.street.handler
    assert [line.url.rsplit("/", 3)[1] for line in desk_items(actor=owner, at=minutes(61))] == [str(done.pk)]

    given = services.answer_by_resolution(
        actor=owner, resolution_id=done.pk, text=text, result="solved", version=again(matter).version, at=minutes(62)
    )
    assert (again(matter).state, given.text) == ("answered", text)
    assert list(desk_items(actor=owner, at=minutes(63))) == []
    voice = voice_of(matter)
    assert voice.standing == "owed"
    matters.give_reply(actor=quarter.street.clerk, reply_id=voice.replies.get().pk, at=minutes(70))
    matters.say(actor=quarter.street.clerk, voice_id=voice.pk, word="confirmed", by="staff", at=minutes(71))
    assert voice_of(matter).standing == "confirmed"


def test_an_answer_may_be_given_as_soon_as_the_meeting_has_resolved(quarter: Quarter) -> None:
    matter = handled(quarter)
    meeting = drafted(quarter)
    item = put(quarter, matter, meeting)
    in_session(quarter, meeting)
    resolution = resolved(quarter, carried(quarter, item))
    services.answer_by_resolution(
        actor=quarter.street.handler,
        resolution_id=resolution.pk,
        text=prepared_answer(resolution),
        result="planned",
        at=minutes(20),
    )
    assert again(matter).state == "answered"
    with pytest.raises(NotAllowed):
        services.answer_by_resolution(
            actor=quarter.street.handler, resolution_id=resolution.pk, text="再答一次", result="solved", at=minutes(21)
        )


@pytest.mark.parametrize("how", ["withdrawn", "removed", "cancelled", "not taken up"])
def test_a_matter_comes_back_when_no_meeting_deals_with_it(quarter: Quarter, how: str) -> None:
    matter = handled(quarter)
    meeting = drafted(quarter)
    item = put(quarter, matter, meeting)
    general = quarter.general
    if how == "removed":
        meetings.add_item(actor=general, meeting_id=meeting.pk, item=meetings.NewItem(title="其他"), at=MONDAY)
        meetings.remove_item(actor=general, item_id=item.pk, at=MONDAY)
    elif how == "cancelled":
        meetings.cancel_meeting(actor=general, meeting_id=meeting.pk, reason="改期", at=MONDAY)
    else:
        in_session(quarter, meeting)
        if how == "withdrawn":
            meetings.withdraw_motion(actor=general, item_id=item.pk, reason="先调查", at=minutes(5))
        else:
            meetings.close_session(actor=general, meeting_id=meeting.pk, at=minutes(60))
    drain()
    assert (again(matter).state, again(matter).agenda_item_id) == ("working", None)
    put(quarter, matter, drafted(quarter, starts_at=MEETING_AT + timedelta(days=30)))
    assert again(matter).state == "deliberating"


@pytest.mark.parametrize(("how", "kind"), [("talk", "discussed"), ("motion", "not_adopted")])
def test_what_was_talked_about_or_not_adopted_goes_on_and_can_come_to_the_next_meeting(
    quarter: Quarter, how: str, kind: str
) -> None:
    matter = handled(quarter)
    meeting = drafted(quarter)
    item = put(quarter, matter, meeting, how=how)
    label = again(matter).agenda_label
    in_session(quarter, meeting)
    if how == "talk":
        meetings.hear_item(actor=quarter.general, item_id=item.pk, at=minutes(5))
    else:
        meetings.open_vote(actor=quarter.general, item_id=item.pk, method="roll_call", at=minutes(5))
        for person in quarter.members:
            meetings.cast_vote(
                actor=quarter.general, item_id=item.pk, choice="against", person_id=person.pk, at=minutes(6)
            )
        meetings.close_vote(actor=quarter.general, item_id=item.pk, at=minutes(7))
    assert again(matter).state == "deliberating"
    meetings.close_session(actor=quarter.general, meeting_id=meeting.pk, at=minutes(60))
    drain()
    drain()
    assert (again(matter).state, again(matter).agenda_item_id) == ("working", None)
    stations = Station.objects.filter(matter=matter, kind__in=("off_agenda", "discussed", "not_adopted"))
    assert [(each.kind, each.note) for each in stations] == [(kind, label)]
    put(quarter, matter, drafted(quarter, starts_at=MEETING_AT + timedelta(days=30)))
    assert again(matter).state == "deliberating"


def test_what_was_resolved_stays_with_the_matter_when_the_session_closes(quarter: Quarter) -> None:
    matter = handled(quarter)
    meeting = drafted(quarter)
    item = put(quarter, matter, meeting)
    in_session(quarter, meeting)
    resolved(quarter, carried(quarter, item))
    meetings.close_session(actor=quarter.general, meeting_id=meeting.pk, at=minutes(60))
    drain()
    assert again(matter).state == "deliberating"


def test_a_fact_that_arrives_twice_changes_nothing(quarter: Quarter) -> None:
    matter = handled(quarter)
    meeting = drafted(quarter)
    item = put(quarter, matter, meeting)
    in_session(quarter, meeting)
    resolution = resolved(quarter, carried(quarter, item))
    for _time in range(2):
        receivers.resolution_adopted(resolution=str(resolution.pk), motion=str(item.pk), kind="council")
    assert Station.objects.filter(matter=matter, kind=Station.Kind.DECIDED).count() == 1
    receivers.item_gone(item=str(uuid4()))
    for _time in range(2):
        receivers.item_gone(item=str(item.pk))
    assert again(matter).state == "working"
    assert Station.objects.filter(matter=matter, kind=Station.Kind.OFF_AGENDA).count() == 1


def test_a_consultation_is_called_for_a_matter_in_one_go(quarter: Quarter) -> None:
    matter = handled(quarter)
    body = Body.objects.get(code="officers")
    wish = services.NewConsultation(body_id=body.pk, form="talk", starts_at=MEETING_AT, place="社区客厅")
    key = str(uuid4())
    made = [
        services.call_consultation(
            actor=quarter.general, matter_id=matter.pk, consultation=wish, title="楼道照明", at=MONDAY, key=key
        )
        for _time in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert made[0].form == "talk"
    item = AgendaItem.objects.get(meeting=made[0])
    assert (item.decision, item.source_id, again(matter).agenda_item_id) == ("", matter.pk, item.pk)
    with pytest.raises(KeyReused):
        services.call_consultation(
            actor=quarter.general, matter_id=matter.pk, consultation=wish, title="别的", at=MONDAY, key=key
        )


def test_if_one_room_refuses_neither_changes(quarter: Quarter) -> None:
    meeting = drafted(quarter)
    matter = handled(quarter)
    with pytest.raises(NotAllowed):
        services.put_matter_on_agenda(
            actor=quarter.street.civil_affairs,
            matter_id=matter.pk,
            meeting_id=meeting.pk,
            title="越权",
            how="talk",
            at=MONDAY,
        )
    put(quarter, matter, meeting)
    with pytest.raises(NotAllowed):
        put(quarter, matter, meeting)
    assert AgendaItem.objects.count() == 1


def test_a_private_matter_is_never_put_before_a_meeting(quarter: Quarter) -> None:
    matter = handled(quarter)
    Matter.objects.filter(pk=matter.pk).update(sensitivity="private")
    with pytest.raises(NotAllowed, match="private"):
        put(quarter, matter, drafted(quarter))
    assert not AgendaItem.objects.exists()


def test_a_body_that_votes_on_nothing_only_talks(quarter: Quarter) -> None:
    matter = handled(quarter)
    meeting = drafted(quarter, body_id=Body.objects.get(code="officers").pk)
    with pytest.raises(CannotVote):
        put(quarter, matter, meeting)
    assert put(quarter, matter, meeting, how="talk").decision == ""


def test_a_resolution_without_a_matter_prepares_no_answer(quarter: Quarter) -> None:
    meeting = drafted(quarter, items=(meetings.NewItem(title="年度计划", decision="council"),))
    in_session(quarter, meeting)
    resolution = resolved(quarter, carried(quarter, AgendaItem.objects.get()))
    assert Resolution.objects.count() == 1
    with pytest.raises(NoMatterBehind):
        services.answer_by_resolution(
            actor=quarter.street.handler, resolution_id=resolution.pk, text="无", result="solved", at=minutes(20)
        )
