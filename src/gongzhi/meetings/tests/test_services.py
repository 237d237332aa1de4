"""The deeds of a meeting, in the order of the day, and their refusals."""

from datetime import timedelta

import pytest

from gongzhi.common.deeds import DeedKey
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Entitled, Meeting, Minutes, Notice, Presence, Resolution, Vote
from gongzhi.meetings.rules.flow import CountsDoNotFit, MustBeSecret, TellersDisagree
from gongzhi.meetings.services.minutes import OldVersion
from gongzhi.meetings.services.noticing import NoticeTooShort
from gongzhi.meetings.services.sitting import (
    CodeWrong,
    HasVoted,
    NoProxies,
    NotTheDay,
    NumberUnknown,
    TwoNeeded,
    VoteStillRunning,
)
from gongzhi.meetings.services.tellers import TellersMissing, TwoTellersAlready, VoteClosed
from gongzhi.meetings.services.voting import NotLawful, NoVoteHere, VoteRunning
from gongzhi.meetings.tests.factories import AT, MEETING_AT, Hall, called, draft, in_session, later, motion, vote_all
from gongzhi.offices.models import Term


def test_a_meeting_goes_from_draft_to_resolution(hall: Hall) -> None:
    meeting = in_session(hall)
    item = motion(meeting)
    services.open_vote(actor=hall.actor(hall.president), item_id=item.pk, method="roll_call", at=later(5))
    vote_all(hall, item, votes_for=12, abstain=1)
    item = services.close_vote(actor=hall.actor(hall.president), item_id=item.pk, at=later(10))
    assert (item.state, item.votes_needed, item.for_count, item.present_count, item.entitled_count) == (
        AgendaItem.State.CARRIED, 9, 12, 13, 18,
    )  # fmt: skip
    resolution = services.adopt_resolution(
        actor=hall.actor(), item_id=item.pk, text="同意吸纳。", owner_id=hall.secretary.pk,
        review_on=later(0).date() + timedelta(days=90), at=later(11),
    )  # fmt: skip
    assert (resolution.year, resolution.number) == (2026, 1)
    services.hear_item(actor=hall.actor(), item_id=motion(meeting, 3).pk, at=later(15))
    meeting = services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60))
    assert meeting.was_quorate is True
    minutes = services.compile_minutes(actor=hall.actor(), meeting_id=meeting.pk, at=later(70))
    assert "周敏" in minutes.text
    assert "12" in minutes.text
    services.countersign_minutes(actor=hall.actor(hall.president), meeting_id=meeting.pk, version=1, at=later(80))
    signed = services.countersign_minutes(actor=hall.actor(), meeting_id=meeting.pk, version=1, at=later(81))
    assert signed.is_signed
    assert Minutes.objects.count() == Resolution.objects.count() == 1


def test_a_short_notice_goes_out_only_knowingly_and_heals_by_consent_of_all(hall: Hall) -> None:
    """Model charter, council: five full days; semantics.md: defective unless everybody agreed in writing."""
    meeting = draft(hall, starts_at=MEETING_AT - timedelta(days=1))
    with pytest.raises(NoticeTooShort) as refused:
        services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=AT)
    assert refused.value.params["needed"] == 5
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.DRAFT
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=AT, as_short_notice=True)
    begin = MEETING_AT - timedelta(days=1)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=begin
    )
    for person in hall.councillors:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=begin)
    for person in hall.councillors[:-1]:
        services.agree_to_short_notice(actor=hall.actor(person), meeting_id=meeting.pk, at=begin)
    with pytest.raises(NotLawful):
        services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="hands", at=begin)
    assert not Entitled.objects.exists()
    last = hall.councillors[-1]
    services.agree_to_short_notice(actor=hall.actor(), meeting_id=meeting.pk, person_id=last.pk, at=begin)
    opened = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="hands", at=begin)
    assert opened.state == AgendaItem.State.VOTING


def test_a_vote_without_quorum_is_refused_and_freezes_nothing(hall: Hall) -> None:
    meeting = in_session(hall, present=11)
    with pytest.raises(NotLawful, match="12"):
        services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    assert not Entitled.objects.exists()
    assert Meeting.objects.get(pk=meeting.pk).frozen_at is None


def test_the_list_stays_frozen_when_terms_end(hall: Hall) -> None:
    meeting = in_session(hall)
    services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    Term.objects.filter(person=hall.councillors[17]).update(superseded_at=later(6))
    vote_all(hall, motion(meeting), votes_for=9)
    item = services.close_vote(actor=hall.actor(), item_id=motion(meeting).pk, at=later(10))
    assert item.entitled_count == 18
    assert Entitled.objects.count() == 18


def test_one_vote_runs_at_a_time(hall: Hall) -> None:
    meeting = in_session(hall)
    services.open_vote(actor=hall.actor(), item_id=motion(meeting, 1).pk, method="roll_call", at=later(5))
    with pytest.raises(VoteRunning):
        services.open_vote(actor=hall.actor(), item_id=motion(meeting, 2).pk, method="roll_call", at=later(5))
    with pytest.raises(VoteStillRunning):
        services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(6))


def test_a_vote_can_be_changed_until_it_closes(hall: Hall) -> None:
    meeting = in_session(hall)
    item = services.open_vote(
        actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5), closes_at=later(20)
    )
    voter = hall.actor(hall.councillors[3])
    services.cast_vote(actor=voter, item_id=item.pk, choice="against", at=later(6))
    services.cast_vote(actor=voter, item_id=item.pk, choice="for", at=later(7))
    assert Vote.objects.get(item=item).choice == "for"
    with pytest.raises(VoteClosed):
        services.cast_vote(actor=voter, item_id=item.pk, choice="against", at=later(20))
    services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(21))
    with pytest.raises(VoteClosed):
        services.cast_vote(actor=voter, item_id=item.pk, choice="against", at=later(19))
    assert Vote.objects.get(item=item).choice == "for"


def test_only_who_is_entitled_and_there_votes(hall: Hall) -> None:
    meeting = in_session(hall)
    item = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    with pytest.raises(NoVoteHere):
        services.cast_vote(actor=hall.actor(hall.councillors[16]), item_id=item.pk, choice="for", at=later(6))
    with pytest.raises(NoVoteHere):
        services.cast_vote(actor=hall.actor(), item_id=item.pk, choice="for", at=later(6))
    with pytest.raises(NotAllowed):
        services.cast_vote(
            actor=hall.actor(hall.councillors[2]),
            item_id=item.pk,
            choice="for",
            at=later(6),
            person_id=hall.councillors[3].pk,
        )
    assert not Vote.objects.exists()


def test_who_leaves_during_a_vote_stays_in_its_base(hall: Hall) -> None:
    meeting = in_session(hall, present=12)
    item = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    vote_all(hall, item, votes_for=7)
    for person in hall.councillors[7:12]:
        services.record_leaving(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=later(7))
    item = services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(8))
    assert (item.present_count, item.votes_needed, item.state) == (12, 8, AgendaItem.State.REJECTED)


def test_who_is_recused_stays_in_the_base(hall: Hall) -> None:
    meeting = in_session(hall, present=12)
    item = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    vote_all(hall, item, votes_for=8)
    services.cast_vote(actor=hall.actor(hall.councillors[11]), item_id=item.pk, choice="recused", at=later(6))
    item = services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(8))
    assert (item.present_count, item.for_count, item.state) == (12, 8, AgendaItem.State.CARRIED)


def test_two_tellers_sign_the_same_numbers_or_the_vote_stays_open(hall: Hall) -> None:
    meeting = in_session(hall)
    item = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="hands", at=later(5))
    first, second, third = hall.councillors[:3]
    good, bad = services.Counts(votes_for=10, against=2, abstain=1), services.Counts(votes_for=9, against=3, abstain=1)
    sign = services.record_tellers_count
    sign(actor=hall.actor(first), item_id=item.pk, teller_id=first.pk, counts=good, at=later(6))
    with pytest.raises(TellersMissing):
        services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(6))
    sign(actor=hall.actor(second), item_id=item.pk, teller_id=second.pk, counts=bad, at=later(7))
    with pytest.raises(TellersDisagree):
        services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(8))
    with pytest.raises(TwoTellersAlready):
        sign(actor=hall.actor(third), item_id=item.pk, teller_id=third.pk, counts=good, at=later(8))
    with pytest.raises(NotAllowed):
        sign(actor=hall.actor(third), item_id=item.pk, teller_id=second.pk, counts=good, at=later(8))
    many = services.Counts(votes_for=13, against=1, abstain=0)
    with pytest.raises(CountsDoNotFit):
        sign(actor=hall.actor(second), item_id=item.pk, teller_id=second.pk, counts=many, at=later(8))
    sign(actor=hall.actor(second), item_id=item.pk, teller_id=second.pk, counts=good, at=later(9))
    item = services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(10))
    assert (item.state, item.for_count) == (AgendaItem.State.CARRIED, 10)


def test_an_election_is_voted_on_paper_only(hall: Hall) -> None:
    """Model charter: officers are elected by the council in a secret ballot."""
    election = (services.NewItem(title="选举副会长", decision="council.election"),)
    meeting = in_session(hall, items=election)
    with pytest.raises(MustBeSecret):
        services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="roll_call", at=later(5))
    opened = services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="paper", at=later(5))
    assert opened.method == "paper"


def test_the_council_knows_no_proxies(hall: Hall) -> None:
    meeting = called(hall)
    with pytest.raises(NoProxies):
        services.lodge_proxy(
            actor=hall.actor(), meeting_id=meeting.pk, principal_id=hall.councillors[1].pk,
            holder_id=hall.councillors[2].pk, at=AT,
        )  # fmt: skip


def test_people_sign_in_once_and_on_the_day(hall: Hall) -> None:
    meeting = called(hall)
    person = hall.councillors[1]
    by_code = {"actor": hall.actor(person), "meeting_id": meeting.pk, "code": meeting.code}
    with pytest.raises(NotTheDay):
        services.sign_in_by_code(**by_code, at=AT)
    with pytest.raises(CodeWrong):
        services.sign_in_by_code(**{**by_code, "code": "12"}, at=MEETING_AT)
    first = services.sign_in_by_code(**by_code, at=MEETING_AT)
    again = services.sign_in_by_number(actor=hall.actor(), meeting_id=meeting.pk, number=2, at=later(3))
    assert (first.pk, again.arrived_at, Presence.objects.count()) == (again.pk, MEETING_AT, 1)
    with pytest.raises(NumberUnknown):
        services.sign_in_by_number(actor=hall.actor(), meeting_id=meeting.pk, number=77, at=later(3))


def test_a_sign_in_is_not_taken_back_during_a_vote(hall: Hall) -> None:
    meeting = in_session(hall)
    services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="hands", at=later(5))
    with pytest.raises(HasVoted):
        services.take_back_sign_in(
            actor=hall.actor(), meeting_id=meeting.pk, person_id=hall.councillors[0].pk, at=later(6)
        )


def test_chair_and_recorder_are_two_persons(hall: Hall) -> None:
    meeting = called(hall)
    with pytest.raises(TwoNeeded):
        services.open_session(
            actor=hall.actor(),
            meeting_id=meeting.pk,
            chair_id=hall.president.pk,
            recorder_id=hall.president.pk,
            at=MEETING_AT,
        )


def test_a_double_click_drafts_one_meeting(hall: Hall) -> None:
    first, again = draft(hall, key="k-1"), draft(hall, key="k-1")
    assert first.pk == again.pk
    assert Meeting.objects.count() == DeedKey.objects.filter(deed="meetings.meeting.drafted").count() == 1


def test_each_person_is_reminded_once(hall: Hall) -> None:
    meeting = called(hall)
    assert services.remind_of_next(at=AT) == 0
    before = MEETING_AT - timedelta(hours=20)
    assert services.remind_of_next(at=before) == 1
    assert services.remind_of_next(at=before + timedelta(hours=1)) == 0
    assert set(Notice.objects.filter(meeting=meeting).values_list("reminded_at", flat=True)) == {before}


def test_a_correction_of_the_minutes_makes_a_version_without_signatures(hall: Hall) -> None:
    meeting = in_session(hall)
    services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(30))
    services.compile_minutes(actor=hall.actor(), meeting_id=meeting.pk, at=later(31))
    services.countersign_minutes(actor=hall.actor(), meeting_id=meeting.pk, version=1, at=later(32))
    with pytest.raises(NotAllowed):
        services.countersign_minutes(actor=hall.actor(), meeting_id=meeting.pk, version=1, at=later(33))
    corrected = services.correct_minutes(
        actor=hall.actor(), meeting_id=meeting.pk, version=1, text="一、更正\n内容", at=later(34)
    )
    assert (corrected.version, corrected.recorder_signed_at) == (2, None)
    with pytest.raises(OldVersion):
        services.countersign_minutes(actor=hall.actor(hall.president), meeting_id=meeting.pk, version=1, at=later(35))


def test_numbers_of_meetings_go_on_within_the_term(hall: Hall) -> None:
    first, second = draft(hall, session=2), draft(hall)
    assert [(each.session, each.number) for each in (first, second)] == [(2, 1), (2, 2)]
    services.cancel_meeting(actor=hall.actor(), meeting_id=second.pk, reason="改期", at=AT)
    assert (draft(hall).session, draft(hall).number) == (2, 3)
