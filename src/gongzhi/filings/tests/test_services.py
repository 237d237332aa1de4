"""What happens to a filing from its draft to its report, in the order of the day."""

from datetime import date, timedelta

import pytest

from gongzhi.filings import rules, services
from gongzhi.filings.models import Filing, ReviewStep
from gongzhi.filings.rules import Outcome, State, StepMode
from gongzhi.filings.services.drafting import EditedMeanwhile
from gongzhi.filings.services.handing_in import EditedSince
from gongzhi.filings.tests.factories import approved, content, drafted, submitted
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import DomainError
from gongzhi.offices.testing import MONDAY, acting, seat
from gongzhi.people.models import Person

DAY = timedelta(days=1)


def test_a_filing_gets_its_class_its_number_and_its_clock(street):
    filing = submitted(street)
    assert (filing.state, filing.filing_class, filing.issued_as) == ("submitted", "notice", "南湖备〔2026〕1号")
    assert filing.answer_due_on == date(2026, 11, 5)
    assert not filing.is_late


def test_numbers_run_on_in_a_year_and_begin_anew_in_the_next(street):
    first, second = submitted(street), submitted(street)
    later = submitted(street, MONDAY + 70 * DAY, starts_at=MONDAY + 100 * DAY)
    assert [each.issued_as for each in (first, second, later)] == [
        "南湖备〔2026〕1号",
        "南湖备〔2026〕2号",
        "南湖备〔2027〕1号",
    ]


def test_an_approval_goes_through_two_steps(street):
    filing = submitted(street, people=260)
    assert filing.filing_class == "approval"
    filing = services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)
    assert filing.state == State.UNDER_REVIEW
    filing = services.approve(actor=street.civil_affairs, filing_id=filing.pk, at=MONDAY)
    assert filing.state == State.APPROVED
    assert filing.answer_due_on is None
    assert filing.report_due_on == filing.last_day + 7 * DAY


def test_one_of_the_reviewers_suffices(street):
    filing = submitted(street)
    services.approve(actor=street.reviewer, filing_id=filing.pk, at=MONDAY)
    with pytest.raises(NotAllowed, match="approved"):
        services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)


def test_a_small_activity_needs_no_filing(street):
    filing = drafted(street, people=20, public_outdoor_place=False)
    with pytest.raises(services.NoFilingNeeded):
        services.submit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    filing.refresh_from_db()
    assert filing.state == State.DRAFT
    assert filing.number is None


def test_a_late_filing_is_taken_and_marked(street):
    filing = submitted(street, starts_at=MONDAY + 3 * DAY)
    assert filing.is_late


def test_an_activity_that_has_begun_can_no_longer_be_filed(street):
    filing = drafted(street, starts_at=MONDAY + DAY)
    with pytest.raises(DomainError, match="passed"):
        services.submit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + 2 * DAY)


def test_a_large_public_event_needs_the_whole_safety_plan(street):
    large = {"people": 1200, "open_to_public": True, "starts_at": MONDAY + 40 * DAY}
    filing = drafted(street, **large, safety=("fire", "rescue"))
    with pytest.raises(services.SafetyPlanIncomplete, match="7"):
        services.submit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    services.edit_draft(
        actor=street.leader,
        filing_id=filing.pk,
        version=1,
        content=content(**large, safety=tuple(rules.SafetyItem)),
        at=MONDAY,
    )
    filing = services.submit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    assert filing.needs_permit


def test_the_clock_stands_still_while_it_is_returned(street):
    filing = submitted(street)
    services.return_for_correction(actor=street.secretary, filing_id=filing.pk, note="补充安保方案", at=MONDAY + DAY)
    filing.refresh_from_db()
    assert (filing.state, filing.answer_due_on) == (State.RETURNED, None)
    filing = services.resubmit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + 8 * DAY)
    assert filing.state == State.UNDER_REVIEW
    assert filing.answer_due_on == date(2026, 11, 12)
    assert filing.round == 2


def test_a_corrected_filing_is_classed_anew_and_read_by_all_anew(street):
    filing = submitted(street, people=260)
    services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)
    services.return_for_correction(actor=street.president, filing_id=filing.pk, note="人数太多", at=MONDAY)
    services.edit_draft(
        actor=street.leader, filing_id=filing.pk, version=1, content=content(people=150), at=MONDAY + DAY
    )
    filing = services.resubmit_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + DAY)
    assert filing.filing_class == "notice"
    assert [step.right for step in filing.steps.filter(round=2)] == ["filings.filing.review"]
    assert filing.issued_as == "南湖备〔2026〕1号"


@pytest.mark.parametrize("deed", [services.refuse, services.return_for_correction])
def test_whoever_says_no_says_why(street, deed):
    filing = submitted(street)
    with pytest.raises(services.ReasonMissing):
        deed(actor=street.secretary, filing_id=filing.pk, note="  ", at=MONDAY)


def test_a_refusal_ends_it(street):
    filing = submitted(street, people=260)
    filing = services.refuse(actor=street.secretary, filing_id=filing.pk, note="场地已有安排", at=MONDAY)
    assert filing.state == State.REFUSED
    assert set(filing.steps.values_list("state", flat=True)) == {"refused", "dropped"}


def test_nobody_reviews_the_filing_of_an_organisation_they_lead(street):
    leader = Person.objects.get(pk=street.leader.person_id)
    seat(leader, "branch", "branch_deputy_secretary", number=2)
    filing = submitted(street)
    assert leader.pk not in filing.steps.get().reviewers.values_list("person_id", flat=True)
    with pytest.raises(NotAllowed, match="lead this organisation"):
        services.approve(actor=acting(leader), filing_id=filing.pk, at=MONDAY)


def test_reviewers_are_urged_once_a_day(street):
    filing = submitted(street)
    services.urge_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + DAY)
    with pytest.raises(NotAllowed, match="tomorrow"):
        services.urge_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + DAY)
    services.urge_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY + 2 * DAY)


def test_a_review_is_handed_over(street):
    filing = submitted(street)
    services.hand_over(actor=street.secretary, filing_id=filing.pk, to_person_id=street.reviewer.person_id, at=MONDAY)
    with pytest.raises(NotAllowed, match="handed this review over"):
        services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)
    assert services.approve(actor=street.reviewer, filing_id=filing.pk, at=MONDAY).state == State.APPROVED


def test_who_distributes_work_hands_over_for_others(street):
    filing = submitted(street)
    services.hand_over(actor=street.general, filing_id=filing.pk, to_person_id=street.reviewer.person_id, at=MONDAY)
    with pytest.raises(NotAllowed):
        services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)


def test_a_review_goes_only_to_those_who_hold_the_right(street):
    filing = submitted(street)
    with pytest.raises(services.CannotBeAsked):
        services.hand_over(
            actor=street.secretary, filing_id=filing.pk, to_person_id=street.stranger.person_id, at=MONDAY
        )


@pytest.mark.parametrize(("mode", "answers_needed"), [(StepMode.ALL, 2), (StepMode.ANY, 1)])
def test_added_reviewers_answer_together(street, mode, answers_needed):
    filing = submitted(street)
    people = (street.civil_affairs.person_id, street.general.person_id)
    services.add_reviewers(actor=street.secretary, filing_id=filing.pk, person_ids=people, mode=mode, at=MONDAY)
    filing = services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)
    assert filing.state == State.UNDER_REVIEW
    for actor in (street.civil_affairs, street.general)[:answers_needed]:
        filing = services.approve(actor=actor, filing_id=filing.pk, at=MONDAY)
    assert filing.state == State.APPROVED


def test_nobody_answers_twice(street):
    filing = submitted(street)
    people = (street.secretary.person_id, street.general.person_id)
    services.add_reviewers(actor=street.reviewer, filing_id=filing.pk, person_ids=people, at=MONDAY)
    services.approve(actor=street.reviewer, filing_id=filing.pk, at=MONDAY)
    services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)
    with pytest.raises(NotAllowed, match="already answered"):
        services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)


def test_at_most_nine_steps_are_added_at_one_place(street):
    filing = submitted(street)
    for _number in range(9):
        services.add_reviewers(
            actor=street.secretary, filing_id=filing.pk, person_ids=(street.general.person_id,), at=MONDAY
        )
    with pytest.raises(DomainError, match="No more steps"):
        services.add_reviewers(
            actor=street.secretary, filing_id=filing.pk, person_ids=(street.general.person_id,), at=MONDAY
        )


def test_a_withdrawn_filing_asks_nobody_any_more(street):
    filing = submitted(street)
    filing = services.withdraw_filing(actor=street.leader, filing_id=filing.pk, at=MONDAY)
    assert filing.state == State.WITHDRAWN
    assert not ReviewStep.objects.open_for(street.secretary).exists()
    with pytest.raises(NotAllowed, match="withdrawn"):
        services.approve(actor=street.secretary, filing_id=filing.pk, at=MONDAY)


def test_an_approved_activity_is_reported_on(street):
    filing = approved(street)
    held = filing.starts_at + DAY
    outcome = Outcome(
        held_on=filing.first_day, people=98, spent_cents=265_050, story="顺利。", trouble="音响中断一次。"
    )
    filing = services.report_filing(actor=street.leader, filing_id=filing.pk, outcome=outcome, at=held)
    assert filing.state == State.REPORTED
    assert filing.reports.get().people == 98


def test_a_report_waits_for_the_activity(street):
    filing = approved(street)
    outcome = Outcome(held_on=filing.first_day, people=98, spent_cents=0, story="顺利。")
    with pytest.raises(NotAllowed, match="not taken place"):
        services.report_filing(actor=street.leader, filing_id=filing.pk, outcome=outcome, at=MONDAY + DAY)


def test_the_report_is_due_seven_days_after_the_day_it_was_held(street):
    filing = approved(street)
    postponed = filing.first_day + 3 * DAY
    filing = services.record_held(
        actor=street.leader, filing_id=filing.pk, held_on=postponed, at=filing.starts_at + 4 * DAY
    )
    assert filing.report_due_on == postponed + 7 * DAY
    on = filing.report_due_on
    assert not Filing.objects.report_overdue(on).exists()
    assert Filing.objects.report_overdue(on + DAY).exists()
    assert Filing.objects.held_without_report(on).exists()


def test_an_activity_that_is_not_held_needs_no_report(street):
    filing = approved(street)
    filing = services.record_not_held(actor=street.leader, filing_id=filing.pk, note="暴雨", at=MONDAY + DAY)
    assert filing.report_due_on is None


def test_a_copy_takes_everything_but_the_day_and_the_people(street):
    filing = approved(street)
    start = MONDAY + 60 * DAY
    copy = services.copy_filing(
        actor=street.leader, filing_id=filing.pk, starts_at=start, ends_at=start + DAY / 12, people=80, at=MONDAY
    )
    assert (copy.title, copy.place, copy.budget_cents) == (filing.title, filing.place, filing.budget_cents)
    assert (copy.state, copy.people, copy.number, copy.copied_from_id) == ("draft", 80, None, filing.pk)


def test_of_two_windows_the_second_is_told(street):
    filing = drafted(street)
    edit = {"actor": street.leader, "filing_id": filing.pk, "version": 1, "at": MONDAY}
    services.edit_draft(**edit, content=content(title="甲"))
    with pytest.raises(EditedMeanwhile):
        services.edit_draft(**edit, content=content(title="乙"))
    assert Filing.objects.get().title == "甲"


def test_what_was_edited_after_it_was_looked_through_is_not_handed_in(street):
    filing = drafted(street)
    services.edit_draft(actor=street.leader, filing_id=filing.pk, version=1, content=content(people=70), at=MONDAY)
    with pytest.raises(EditedSince):
        services.submit_filing(actor=street.leader, filing_id=filing.pk, version=1, at=MONDAY)


def test_a_resend_gives_the_first_answer(street):
    filing = drafted(street)
    send = {"actor": street.leader, "filing_id": filing.pk, "at": MONDAY, "key": "k1"}
    assert services.submit_filing(**send).number == services.submit_filing(**send).number
    assert filing.events.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": -1}, "people"),
        ({"people": 1_000_001}, "people"),
        ({"funds": {"own": -1}}, "fund_own"),
        ({"funds": {"own": 10**14}}, "fund_own"),
        ({"starts_at": MONDAY - DAY}, "starts_at"),
        ({"starts_at": MONDAY + 1000 * DAY}, "starts_at"),
        ({"ends_at": MONDAY}, "ends_at"),
        ({"ends_at": MONDAY + 700 * DAY}, "ends_at"),
        ({"leader_phone": "1381234"}, "leader_phone"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(street, change, field):
    with pytest.raises(DomainError) as refused:
        drafted(street, **change)
    assert refused.value.field == field
    assert not Filing.objects.exists()


def test_unfiled_activities_are_noted_and_answered_once(street):
    sighting = services.Sighting(title="广场舞大赛", held_on=MONDAY.date(), seen="路过看到", people=90)
    activity = services.note_unfiled_activity(
        actor=street.cadre, organisation_id=street.choir.pk, sighting=sighting, at=MONDAY
    )
    answer = {"actor": street.leader, "activity_id": activity.pk, "at": MONDAY}
    services.answer_unfiled(**answer, answer="不知道要报备，下次一定报。")
    with pytest.raises(NotAllowed, match="already answered"):
        services.answer_unfiled(**answer, answer="再说一遍")


def test_what_needed_no_filing_cannot_be_noted_as_unfiled(street):
    sighting = services.Sighting(title="茶话会", held_on=MONDAY.date(), seen="听说", people=12)
    with pytest.raises(DomainError, match="needed no filing"):
        services.note_unfiled_activity(
            actor=street.reviewer, organisation_id=street.choir.pk, sighting=sighting, at=MONDAY
        )
