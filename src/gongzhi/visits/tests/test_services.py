"""Deeds: what is written, what becomes a voice, what counts, and what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.common import audit
from gongzhi.common.deeds import KeyReused
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters.models import Voice
from gongzhi.matters.selectors.codes import find_voice, receipt_code
from gongzhi.participation.models import Contact
from gongzhi.visits import rules, services
from gongzhi.visits.models import Assignment, HotTopic, PlanLine, Remark, Target, Visit, VisitPlan
from gongzhi.visits.rules import ReplyWay, Result, Saying, Topic, VisitKind, Whom, Wish
from gongzhi.visits.tests.factories import FIRST_DAY, LIGHT, MONDAY, PRAISE, given, household, how, visited

DAY = timedelta(days=1)


def contacts():
    return list(Contact.objects.order_by("on", "pk").values_list("act", "channel", "on", "community_id", "group"))


def test_a_visit_writes_remarks_voices_and_one_contact(street):
    target = given(street)
    visit = visited(street, target, LIGHT, PRAISE, group="elder")
    light, praise = visit.remarks.order_by("position")
    voice = Voice.objects.get()
    assert (light.voice_id, praise.voice_id) == (voice.pk, None)
    assert (voice.words, voice.channel, voice.said_on, voice.group) == (LIGHT.words, "visit", FIRST_DAY, "elder")
    assert (voice.source_kind, voice.source_id) == ("visit", visit.pk)
    assert "501" not in voice.source_label
    assert voice.taken_by_id == street.cadre.person_id
    assert find_voice(receipt_code(voice)) == voice
    assert contacts() == [("visit", "visit", FIRST_DAY, street.community.pk, "elder")]
    assert visit.assignment == target.assignments.get()


def test_the_log_keeps_numbers_not_words(street):
    visit = visited(street, given(street), LIGHT, PRAISE)
    [entry] = audit.thread(visit)
    assert entry.facts == {"kind": "household", "result": "met", "on": "2026-11-02", "remarks": 2, "voices": 1}


def test_the_reply_goes_the_speakers_way(street):
    wish = Wish(ReplyWay.PHONE, "王秀兰", "13812340001", consent=True)
    visited(street, given(street), LIGHT, wish=wish)
    voice = Voice.objects.get()
    assert (voice.reply_channel, voice.speaker.name, voice.speaker.contact_masked) == (
        "phone",
        "王秀兰",
        "138****0001",
    )


def test_a_name_without_consent_goes_no_further(street):
    visited(street, given(street), LIGHT, wish=Wish(name="王秀兰"))
    assert Voice.objects.get().speaker is None


def test_an_answer_that_is_brought_knows_where_to(street):
    visited(street, given(street), LIGHT, wish=Wish(ReplyWay.VISIT, consent=True))
    assert Voice.objects.get().speaker.contact == "3栋2单元501"


def test_a_member_speaks_for_its_organisation(street):
    whom = Whom(kind=VisitKind.HOOK_UP, organisation_id=street.choir.pk)
    services.record_visit(
        actor=street.cadre, whom=whom, how=how(), sayings=[Saying(Topic.NEEDS, "排练场地不够。")], at=MONDAY
    )
    voice = Voice.objects.get()
    assert (voice.asker, voice.organisation_id) == ("member", street.choir.pk)


def test_a_visit_unasked_to_somebody_on_the_list_counts_there_and_settles_what_was_given(street):
    services.take_over_register(actor=street.planner, year=2026, at=MONDAY)
    target = Target.objects.get(kind=VisitKind.HOOK_UP, organisation=street.choir)
    services.give_targets(
        actor=street.planner, target_ids=[target.pk], person_id=street.colleague.person_id, due_on=FIRST_DAY, at=MONDAY
    )
    whom = Whom(kind=VisitKind.HOOK_UP, organisation_id=street.choir.pk)
    visit = services.record_visit(actor=street.cadre, whom=whom, how=how(), sayings=[], at=MONDAY)
    assert (visit.target, visit.assignment) == (target, target.assignments.get())
    assert not Assignment.objects.open().filter(target=target).exists()
    elsewhere = Whom(kind=VisitKind.MEMBER, organisation_id=street.bakery.pk)
    Target.objects.filter(organisation=street.bakery).delete()
    assert services.record_visit(actor=street.cadre, whom=elsewhere, how=how(), sayings=[], at=MONDAY).target is None


@pytest.mark.parametrize("result", [result for result in Result if result is not Result.MET])
def test_an_attempt_in_vain_is_kept_and_contacts_nobody(street, result):
    visit = visited(street, given(street), result=result)
    assert visit.result == result
    assert contacts() == []
    assert not Voice.objects.exists()


def test_who_was_not_there_is_asked_again_who_refused_is_not(street):
    target = given(street)
    visited(street, target, result=Result.NOBODY_HOME)
    assert Assignment.objects.open().exists()
    visited(street, target, result=Result.REFUSED)
    assert not Assignment.objects.open().exists()


def test_words_at_a_closed_door_write_nothing(street):
    with pytest.raises(rules.NobodySpoke):
        visited(street, given(street), LIGHT, result=Result.NOBODY_HOME)
    assert not Visit.objects.exists()
    assert not Voice.objects.exists()


def test_a_refused_voice_takes_the_visit_with_it(street):
    wish = Wish(ReplyWay.PHONE, "王秀兰", "12", consent=True)
    with pytest.raises(rules.DomainError) as told:
        visited(street, given(street), LIGHT, wish=wish)
    assert told.value.field == "contact"
    assert not Visit.objects.exists()
    assert contacts() == []


def test_a_resend_gives_the_first_answer_and_other_words_are_refused(street):
    target = given(street)
    sent = {"actor": street.cadre, "target_id": target.pk, "how": how(street), "key": "door"}
    first = services.record_visit(**sent, sayings=[LIGHT], at=MONDAY)
    again = services.record_visit(**sent, sayings=[LIGHT], at=MONDAY + DAY)
    assert first == again
    assert (Visit.objects.count(), Voice.objects.count(), len(contacts())) == (1, 1, 1)
    with pytest.raises(KeyReused):
        services.record_visit(**sent, sayings=[PRAISE], at=MONDAY)


def test_a_cadre_records_what_was_given_and_not_what_was_given_to_others(street):
    theirs = given(street, "5栋101", to=street.colleague)
    with pytest.raises(NotAllowed) as told:
        visited(street, theirs)
    assert "given to somebody else" in str(told.value)
    assert visited(street, theirs, actor=street.colleague).visitor_id == street.colleague.person_id


@pytest.mark.parametrize("role", ["street", "stranger"])
def test_without_the_right_no_visit_is_written(street, role):
    with pytest.raises(NotAllowed):
        visited(street, household(street), actor=getattr(street, role))


def test_more_can_be_said_afterwards(street):
    visit = visited(street, given(street), LIGHT)
    services.add_sayings(
        actor=street.cadre, visit_id=visit.pk, sayings=[Saying(Topic.STREET, "窗口排队久")], wish=Wish(), at=MONDAY
    )
    assert list(visit.remarks.order_by("position").values_list("position", "topic")) == [
        (1, "community"),
        (2, "street"),
    ]
    assert Voice.objects.count() == 2
    assert len(contacts()) == 1


def correct(street, visit, *, actor=None, version=1, kept=(), at=MONDAY, **more):
    return services.correct_visit(
        actor=actor or street.cadre,
        visit_id=visit.pk,
        version=version,
        how=how(street, **more),
        kept=kept,
        at=at,
    )


def test_a_correction_moves_the_contact_with_it(street):
    visit = visited(street, given(street))
    correct(street, visit, on=FIRST_DAY - DAY, group="young")
    assert contacts() == [("visit", "visit", FIRST_DAY - DAY, street.community.pk, "young")]
    visit.refresh_from_db()
    assert (visit.version, visit.on, visit.group) == (2, FIRST_DAY - DAY, "young")


def test_the_second_of_two_corrections_is_told(street):
    visit = visited(street, given(street))
    correct(street, visit, note="甲")
    with pytest.raises(services.VisitChangedMeanwhile):
        correct(street, visit, note="乙", actor=street.planner)
    visit.refresh_from_db()
    assert visit.note == "甲"


def test_what_became_a_voice_is_never_touched(street):
    visit = visited(street, given(street), LIGHT, PRAISE)
    light, praise = visit.remarks.order_by("position")
    changes = [services.KeptWords(light.pk, "改了"), services.KeptWords(praise.pk, "唱得很好。")]
    correct(street, visit, kept=changes)
    assert [remark.words for remark in visit.remarks.order_by("position")] == [LIGHT.words, "唱得很好。"]
    correct(street, visit, version=2, kept=[services.KeptWords(praise.pk, " ")])
    assert visit.remarks.get() == light


def test_a_remark_of_another_visit_cannot_be_changed(street):
    mine, other = visited(street, given(street)), visited(street, given(street, "5栋101"), PRAISE)
    correct(street, mine, kept=[services.KeptWords(other.remarks.get().pk, "改了")])
    assert other.remarks.get().words == PRAISE.words


def test_who_said_something_was_met(street):
    visit = visited(street, given(street), LIGHT)
    with pytest.raises(services.WordsWereSaid):
        correct(street, visit, result=Result.NOBODY_HOME)
    quiet = visited(street, given(street, "5栋101"))
    correct(street, quiet, result=Result.NOBODY_HOME)
    assert len(contacts()) == 1


def test_a_void_visit_counts_no_more_but_its_voices_stay(street):
    target = given(street)
    visit = visited(street, target, LIGHT)
    services.void_visit(actor=street.cadre, visit_id=visit.pk, reason="重复登记", at=MONDAY)
    assert contacts() == []
    assert Voice.objects.count() == 1
    assert Assignment.objects.open().get().target == target
    for deed in (
        lambda: correct(street, visit),
        lambda: services.void_visit(actor=street.cadre, visit_id=visit.pk, reason="再次", at=MONDAY),
    ):
        with pytest.raises(NotAllowed, match="void"):
            deed()
    assert len(contacts()) == 0


@pytest.mark.parametrize(
    ("role", "allowed"), [("cadre", True), ("planner", True), ("colleague", False), ("president", False)]
)
def test_who_corrects_a_visit(street, role, allowed):
    visit = visited(street, given(street))
    if allowed:
        assert correct(street, visit, actor=getattr(street, role)).version == 2
        return
    with pytest.raises(NotAllowed):
        correct(street, visit, actor=getattr(street, role))


def plan(street, version=0, topics=("电动车充电", "老楼加装电梯"), **counts):
    return services.make_plan(
        actor=street.planner,
        year=2026,
        version=version,
        per_quarter={VisitKind(kind): count for kind, count in counts.items()},
        hot_topics=topics,
        at=MONDAY,
    )


def test_a_plan_is_made_and_changed(street):
    plan(street, household=4, member=2)
    made = plan(street, version=1, topics=["老楼加装电梯", "垃圾分类"], household=6)
    assert made.version == 2
    assert dict(PlanLine.objects.values_list("kind", "per_quarter")) == {"household": 6, "member": 2}
    active = HotTopic.objects.filter(is_active=True).order_by("position").values_list("words", flat=True)
    assert list(active) == ["老楼加装电梯", "垃圾分类"]
    assert HotTopic.objects.get(words="电动车充电").is_active is False


def test_two_plans_at_once_are_told(street):
    plan(street, household=4)
    with pytest.raises(services.PlanChangedMeanwhile):
        plan(street, household=9)
    assert PlanLine.objects.get().per_quarter == 4


def test_the_register_becomes_the_list_in_one_go(street):
    services.take_over_register(actor=street.planner, year=2026, at=MONDAY)
    found = sorted((target.kind, str(target.organisation or target.person)) for target in Target.objects.with_names())
    assert found == [
        ("cppcc", "顾明远"),
        ("enterprise", "麦香食品有限公司"),
        ("hook_up", "桂苑社区合唱团"),
        ("hook_up", "麦香食品有限公司"),
        ("member", "桂苑社区合唱团"),
        ("notable", "顾明远"),
    ]
    services.take_over_register(actor=street.planner, year=2026, at=MONDAY)
    assert Target.objects.count() == 6


def test_the_same_household_is_not_listed_twice_but_comes_back(street):
    target = household(street)
    with pytest.raises(services.AlreadyThere):
        household(street)
    services.change_target(
        actor=street.planner,
        target_id=target.pk,
        community_id=street.community.pk,
        note="",
        is_active=False,
        at=MONDAY,
    )
    assert household(street) == target
    target.refresh_from_db()
    assert target.is_active


def test_an_open_visit_is_handed_over_a_settled_one_is_not(street):
    target = given(street)
    give = {"actor": street.planner, "target_ids": [target.pk], "person_id": street.colleague.person_id}
    services.give_targets(**give, due_on=date(2026, 12, 1), at=MONDAY)
    assert Assignment.objects.standing().get().person_id == street.colleague.person_id
    visited(street, target, actor=street.colleague)
    with pytest.raises(services.AllVisited):
        services.give_targets(**give, due_on=date(2026, 12, 1), at=MONDAY)


@pytest.mark.parametrize("due_on", [FIRST_DAY - DAY, date(2028, 1, 1)])
def test_a_visit_is_given_for_days_to_come(street, due_on):
    with pytest.raises(services.DueElsewhere):
        given(street, due_on=due_on)


def test_what_is_taken_back_asks_nobody(street):
    target = given(street)
    assignment = target.assignments.get()
    services.drop_assignment(actor=street.planner, assignment_id=assignment.pk, at=MONDAY)
    assert not Target.objects.visible_to(street.cadre).exists()
    with pytest.raises(services.AlreadySettled):
        services.drop_assignment(actor=street.planner, assignment_id=assignment.pk, at=MONDAY)


@pytest.mark.parametrize("role", ["cadre", "street", "president", "stranger"])
def test_only_planners_plan(street, role):
    actor = getattr(street, role)
    target = household(street)
    deeds = [
        lambda: services.make_plan(actor=actor, year=2026, version=0, per_quarter={}, hot_topics=[], at=MONDAY),
        lambda: services.take_over_register(actor=actor, year=2026, at=MONDAY),
        lambda: services.give_targets(
            actor=actor, target_ids=[target.pk], person_id=actor.person_id, due_on=FIRST_DAY, at=MONDAY
        ),
        lambda: services.add_target(actor=actor, whom=Whom(kind=VisitKind.HOUSEHOLD, label="1"), at=MONDAY),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert not VisitPlan.objects.filter(version__gt=0).exists()


def test_a_late_evening_counts_for_its_local_day(street):
    evening = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)  # half past eleven at night in Shanghai
    assert visited(street, given(street), at=evening, on=FIRST_DAY).on == FIRST_DAY
    with pytest.raises(rules.NotYetVisited):
        visited(street, given(street, "5栋101"), at=evening, on=FIRST_DAY + DAY)


def test_hot_topics_stay_with_what_was_said_of_them(street):
    plan(street)
    topic = HotTopic.objects.get(words="老楼加装电梯")
    visited(street, given(street), Saying(Topic.HOT, "三楼以下不同意。", hot_topic_id=topic.pk))
    plan(street, version=1, topics=[])
    assert Remark.objects.get().hot_topic == topic


def test_a_visit_settles_what_its_visitor_was_asked_and_all_that_is_older(street):
    target = given(street, to=street.colleague)
    january = datetime(2027, 1, 5, 3, tzinfo=UTC)
    more = {"target_ids": [target.pk], "person_id": street.cadre.person_id, "due_on": date(2027, 1, 20), "at": january}
    services.give_targets(actor=street.planner, **more)
    visit = visited(street, target, at=january, on=date(2027, 1, 5))
    assert visit.assignment.person_id == street.cadre.person_id
    assert not Assignment.objects.open().exists()


def test_a_closed_door_drops_nothing(street):
    target = given(street, to=street.colleague)
    january = datetime(2027, 1, 5, 3, tzinfo=UTC)
    more = {"target_ids": [target.pk], "person_id": street.cadre.person_id, "due_on": date(2027, 1, 20), "at": january}
    services.give_targets(actor=street.planner, **more)
    visited(street, target, at=january, on=date(2027, 1, 5), result=Result.NOBODY_HOME)
    assert Assignment.objects.open().count() == 2


def test_an_old_visit_is_corrected_on_its_day(street):
    visit = visited(street, given(street))
    later = MONDAY + 500 * DAY
    assert correct(street, visit, at=later, note="补记").version == 2
    with pytest.raises(rules.TooLongAgo):
        correct(street, visit, version=2, at=later, on=FIRST_DAY - DAY)


@pytest.mark.parametrize(("on", "is_seen"), [(date(2027, 3, 31), True), (date(2027, 4, 1), False)])
def test_who_went_sees_a_household_until_the_next_quarter_is_over(street, monkeypatch, on, is_seen):
    target = given(street)
    visited(street, target)
    monkeypatch.setattr("gongzhi.visits.models.today", lambda: on)
    assert Target.objects.visible_to(street.cadre).filter(pk=target.pk).exists() == is_seen


def test_who_is_still_asked_to_go_sees_the_household(street, monkeypatch):
    target = given(street)
    monkeypatch.setattr("gongzhi.visits.models.today", lambda: date(2028, 1, 1))
    assert Target.objects.visible_to(street.cadre).get() == target
    assert not Target.objects.visible_to(street.colleague).exists()
