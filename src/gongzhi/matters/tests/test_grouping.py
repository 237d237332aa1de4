"""Matters put together and apart: no voice is lost, none waits longer for it."""

from uuid import uuid4

import pytest

from gongzhi.common.permissions import ANONYMOUS
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.periods import Period
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Reminder, VoiceMove
from gongzhi.matters.rules import lineage
from gongzhi.matters.selectors.clocks import periods
from gongzhi.matters.services import MatterChanged
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, PHONE, accepted, answer, answered, escalated, voiced


def now(thing):
    return type(thing).objects.get(pk=thing.pk)


def put_together(street, matter, into, at=MONDAY, **more):
    return services.merge(actor=street.general, matter_id=matter.pk, into_id=into.pk, at=at, **more)


def take_apart(street, matter, voices, at=MONDAY, **more):
    return services.split(
        actor=street.general,
        matter_id=matter.pk,
        voice_ids=tuple(v.pk for v in voices),
        title="另一件事",
        at=at,
        **more,
    )


def test_merging_moves_every_voice_and_says_where_it_went(street):
    old, new = accepted(street), accepted(street)
    more = voiced(street, matter_id=old.pk)
    assert put_together(street, old, new) == new
    old, new = now(old), now(new)
    assert (old.state, old.merged_into_id, old.due_on) == ("merged", new.pk, None)
    assert (old.voices.count(), new.voices.count()) == (0, 3)
    move = VoiceMove.objects.get(voice=more)
    assert (move.from_matter_id, move.to_matter_id, move.why) == (old.pk, new.pk, "merge")
    assert old.stations.in_order().last().note == new.number
    assert new.stations.in_order().last().note == old.number


def test_the_older_clock_counts_on(street):
    old = accepted(street, MONDAY)
    new = accepted(street, MONDAY + 2 * DAY)
    assert new.due_on == FIRST_DAY + 9 * DAY
    put_together(street, old, new, MONDAY + 2 * DAY)
    assert (now(new).clock_from, now(new).due_on) == (FIRST_DAY, FIRST_DAY + 7 * DAY)


def test_a_deferral_of_the_other_makes_nobody_wait_longer(street):
    old, new = accepted(street), accepted(street)
    services.defer(actor=street.handler, matter_id=new.pk, until=FIRST_DAY + 30 * DAY, reason="等材料", at=MONDAY)
    put_together(street, old, new, MONDAY + DAY)
    assert now(new).due_on == FIRST_DAY + 7 * DAY
    assert now(new).deferred_until <= FIRST_DAY + DAY
    assert not new.pauses.filter(ends_on__gt=FIRST_DAY + DAY).exists()


def test_days_that_stood_still_for_the_other_count_for_those_who_come(street):
    """The target stood still for a week; those who come did not, and their day stays."""
    new = accepted(street)
    services.defer(actor=street.handler, matter_id=new.pk, until=FIRST_DAY + 9 * DAY, reason="等材料", at=MONDAY)
    late = accepted(street, MONDAY + 2 * DAY)
    put_together(street, late, new, MONDAY + 9 * DAY)
    assert (now(new).clock_from, now(new).due_on) == (FIRST_DAY + 2 * DAY, FIRST_DAY + 9 * DAY)


def test_who_comes_to_a_question_does_not_wait_for_its_answer(street):
    come, asked = accepted(street), accepted(street)
    services.ask_back(actor=street.handler, matter_id=asked.pk, question="哪一层？", at=MONDAY)
    put_together(street, come, asked, MONDAY + 2 * DAY)
    assert (now(asked).state, now(asked).due_on) == ("working", FIRST_DAY + 7 * DAY)
    assert [each.kind for each in asked.stations.in_order()][-2:] == ["merged_in", "went_on"]


def test_what_is_above_keeps_those_who_come_from_that_day_on(street):
    come, sent = accepted(street), escalated(street)
    put_together(street, come, sent.matter, MONDAY + 3 * DAY)
    services.return_from_above(actor=street.civil_affairs, escalation_id=sent.pk, reason="不属", at=MONDAY + 7 * DAY)
    # Four days of standing still, not the whole week.
    assert (now(sent.matter).state, now(sent.matter).due_on) == ("working", FIRST_DAY + 9 * DAY)


def test_what_a_meeting_has_goes_into_no_other(street):
    before, other = accepted(street), accepted(street)
    services.put_on_agenda(actor=street.general, matter_id=before.pk, item_id=uuid4(), label="例会", at=MONDAY)
    with pytest.raises(NotAllowed, match="agenda"):
        put_together(street, before, other)
    put_together(street, other, before)
    assert (now(before).state, before.voices.count()) == ("deliberating", 2)


def test_an_older_clock_reminds_nobody_twice(street):
    old = accepted(street)
    new = accepted(street, MONDAY + DAY)
    services.remind_people(at=MONDAY + 12 * DAY)
    told = Reminder.objects.filter(matter=new, rung__in=("owner", "head")).count()
    assert told == 2
    put_together(street, old, new, MONDAY + 12 * DAY)
    services.remind_people(at=MONDAY + 12 * DAY)
    assert Reminder.objects.filter(matter=new, rung__in=("owner", "head")).count() == told


def test_an_owner_comes_along(street):
    owned, fresh = accepted(street), voiced().matter
    put_together(street, owned, fresh)
    assert (now(fresh).state, now(fresh).owner_id) == ("working", street.handler.person_id)


def test_only_open_matters_of_the_same_privacy_take_voices(street):
    matter, done = accepted(street), answered(street)
    with pytest.raises(services.NotAnother):
        put_together(street, matter, matter)
    with pytest.raises(services.TargetNotOpen, match=done.number):
        put_together(street, matter, done)
    hidden = accepted(street)
    services.classify(
        actor=street.general, matter_id=hidden.pk, category="", community_id=None, place="", sensitivity="private",
        at=MONDAY,
    )  # fmt: skip
    with pytest.raises(services.PrivacyDiffers):
        put_together(street, matter, hidden)
    with pytest.raises(NotAllowed):
        services.merge(actor=street.handler, matter_id=matter.pk, into_id=voiced().matter_id, at=MONDAY)
    with pytest.raises(Matter.DoesNotExist):
        services.merge(actor=street.general, matter_id=matter.pk, into_id=uuid4(), at=MONDAY)


def test_an_answered_matter_keeps_its_voices(street):
    done, sent = answered(street), escalated(street).matter
    for matter in (done, sent):
        with pytest.raises(NotAllowed):
            put_together(street, matter, accepted(street))
        with pytest.raises(NotAllowed):
            take_apart(street, matter, matter.voices.all())


def test_an_answer_reaches_the_voices_that_came(street):
    old, new = accepted(street), accepted(street)
    came = voiced(street, matter_id=old.pk, reply=PHONE)
    put_together(street, old, new)
    answer(street, new)
    assert (now(came).standing, came.replies.get().state) == ("owed", "owed")


def test_splitting_leaves_at_least_one_and_takes_at_least_one(street):
    matter = accepted(street)
    stays = matter.voices.get()
    goes = voiced(street, matter_id=matter.pk)
    for wrong in ([], [stays, goes]):
        with pytest.raises(services.SomeMustStay):
            take_apart(street, matter, wrong)
    with pytest.raises(services.SomeMustStay):
        take_apart(street, matter, [goes, voiced()])
    new = take_apart(street, matter, [goes])
    assert (new.title, new.state, new.owner_id, new.split_from_id) == (
        "另一件事",
        "working",
        matter.owner_id,
        matter.pk,
    )
    assert (new.received_on, new.due_on) == (matter.received_on, matter.due_on)
    assert (matter.voices.get(), new.voices.get()) == (stays, goes)


def test_days_that_did_not_count_count_for_neither_half(street):
    voice = voiced()
    matter = services.ask_back(actor=street.handler, matter_id=voice.matter_id, question="哪一层？", at=MONDAY)
    services.add_words(actor=ANONYMOUS, voice_id=voice.pk, words="四楼", at=MONDAY + 3 * DAY)
    goes = voiced(street, matter_id=matter.pk, at=MONDAY + 3 * DAY)
    new = take_apart(street, matter, [goes], MONDAY + 3 * DAY)
    assert now(new).due_on == now(matter).due_on == FIRST_DAY + 9 * DAY
    assert periods(new.pauses.all()) == (Period(FIRST_DAY, FIRST_DAY + 3 * DAY),)


def test_a_half_of_what_was_asked_goes_on_at_once(street):
    first = voiced()
    goes = voiced(street, matter_id=first.matter_id)
    services.ask_back(actor=street.handler, matter_id=first.matter_id, question="哪一层？", at=MONDAY)
    new = take_apart(street, first.matter, [goes], MONDAY + 2 * DAY)
    assert (new.state, now(first.matter).state) == ("working", "asked")
    assert (new.due_on, now(first.matter).due_on) == (FIRST_DAY + 8 * DAY, None)


def test_there_and_back_again_leaves_a_lineage(street):
    matter, other = accepted(street), accepted(street)
    goes = voiced(street, matter_id=matter.pk)
    part = take_apart(street, matter, [goes], MONDAY)
    put_together(street, part, other, MONDAY + DAY)
    put_together(street, other, matter, MONDAY + 2 * DAY)
    moves = [
        lineage.Move(m.from_matter_id, m.to_matter_id, m.at) for m in VoiceMove.objects.filter(voice=goes).in_order()
    ]
    path = [stay.matter for stay in lineage.stays(now_in=now(goes).matter_id, moves=moves)]
    assert path == [matter.pk, part.pk, other.pk, matter.pk]


def test_a_merge_of_what_changed_meanwhile_is_told(street):
    matter, other = accepted(street), accepted(street)
    looked_at = matter.version
    services.ask_back(actor=street.handler, matter_id=matter.pk, question="哪一层？", at=MONDAY)
    with pytest.raises(MatterChanged):
        put_together(street, matter, other, version=looked_at)
