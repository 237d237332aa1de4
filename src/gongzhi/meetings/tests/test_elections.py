"""Elections from the agenda to the elected, and recusals, through the services."""

from typing import Any
from uuid import UUID

import pytest

from gongzhi.kernel.decisions import NotAllowed
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Candidate, Meeting, Recusal, TellersCount, Vote
from gongzhi.meetings.rules.elections import MoreThanBallots, NoSeats, TooFewCandidates
from gongzhi.meetings.rules.flow import CountsDoNotFit, MustBeSecret, TellersDisagree
from gongzhi.meetings.selectors.elections import election_of
from gongzhi.meetings.selectors.minutes import compiled_text
from gongzhi.meetings.services.calling import UnknownDecision
from gongzhi.meetings.services.candidates import CandidateTwice
from gongzhi.meetings.services.elections import CountIncomplete, FollowedAlready, NotByRollCall, NothingFollows
from gongzhi.meetings.services.recusal import IsRecused, NoVoteToRecuse
from gongzhi.meetings.services.tellers import TellersMissing
from gongzhi.meetings.tests.factories import AT, Hall, called, draft, in_session, later, motion
from gongzhi.offices.models import Office


def election(hall: Hall, meeting: Meeting, count: int = 3, **more: Any) -> AgendaItem:
    """Put an election of vice-presidents on the agenda, ``count`` councillors standing."""
    values = {
        "title": "选举副会长",
        "decision": "council.election",
        "seats": 2,
        "office_id": Office.objects.get(code="vice_president").pk,
        "candidate_ids": tuple(person.pk for person in hall.councillors[:count]),
    }
    new = services.NewElection(**{**values, **more})
    return services.add_election(actor=hall.actor(), meeting_id=meeting.pk, election=new, at=AT)


def sheet(item: AgendaItem, *votes: int, valid: int = 13, blank: int = 0, spoiled: int = 0) -> services.ElectionCounts:
    candidates = election_of(item).candidates
    numbers = tuple((each.pk, number) for each, number in zip(candidates, votes, strict=True))
    return services.ElectionCounts(valid=valid, blank=blank, spoiled=spoiled, votes=numbers)


def sign(hall: Hall, item: AgendaItem, counts: services.ElectionCounts, *tellers: int) -> None:
    """Let the councillors of these places sign one sheet."""
    ids = tuple(hall.councillors[place].pk for place in tellers)
    services.sign_election_count(actor=hall.actor(), item_id=item.pk, teller_ids=ids, counts=counts, at=later(8))


def voted(hall: Hall, *votes: int, count: int = 3, present: int = 13, **more: Any) -> AgendaItem:
    """Hold an election on paper among those present and close it."""
    meeting = in_session(hall, present=present)
    item = election(hall, meeting, count, **more)
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    sign(hall, item, sheet(item, *votes, valid=present), 10, 11)
    return services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(10))


def fates(item: AgendaItem) -> dict[str, tuple[str, int | None]]:
    return {each.name: (each.fate, each.votes) for each in Candidate.objects.filter(item=item)}


def test_two_thirds_of_those_present_elect_and_the_numbers_are_kept(hall: Hall) -> None:
    """Charter art. 93: thirteen present, nine needed."""
    item = voted(hall, 12, 9, 5)
    assert (item.state, item.votes_needed, item.present_count, item.for_count) == ("carried", 9, 13, 13)
    assert fates(item) == {"周敏": ("elected", 12), "陈立": ("elected", 9), "沈月华": ("too_few", 5)}
    assert item.outcome_words["params"]["names"] == "周敏、陈立"
    view = election_of(item)
    assert ([each.name for each in view.elected], view.follows) == (["周敏", "陈立"], None)
    with pytest.raises(NothingFollows):
        services.follow_up_election(actor=hall.actor(), item_id=item.pk, at=later(11))


def test_a_tie_at_the_last_seat_makes_a_run_off_of_the_tied_alone(hall: Hall) -> None:
    """Twelve present, eight needed, two seats: three who have eight each cannot all be elected."""
    item = voted(hall, 8, 8, 8, present=12)
    assert item.state == AgendaItem.State.REJECTED
    assert {fate for fate, _votes in fates(item).values()} == {"tied"}
    following = services.follow_up_election(actor=hall.actor(), item_id=item.pk, at=later(11))
    assert (following.round, following.seats, following.follows_id) == ("run_off", 2, item.pk)
    assert [each.name for each in election_of(following).candidates] == ["周敏", "陈立", "沈月华"]
    with pytest.raises(FollowedAlready):
        services.follow_up_election(actor=hall.actor(), item_id=item.pk, at=later(12))


def test_seats_left_open_go_to_a_second_ballot_on_the_next_meeting(hall: Hall) -> None:
    item = voted(hall, 12, 7, 4)
    assert (item.state, fates(item)["陈立"][0]) == ("carried", "too_few")
    services.close_session(actor=hall.actor(), meeting_id=item.meeting_id, at=later(60))
    later_meeting = draft(hall, starts_at=later(60 * 24 * 30))
    following = services.follow_up_election(
        actor=hall.actor(), item_id=item.pk, meeting_id=later_meeting.pk, at=later(90)
    )
    assert (following.meeting_id, following.round, following.seats) == (later_meeting.pk, "second", 1)
    assert [each.name for each in election_of(following).candidates] == ["陈立", "沈月华"]


def test_the_list_of_candidates_is_frozen_when_the_vote_opens(hall: Hall) -> None:
    meeting = in_session(hall)
    item = election(hall, meeting)
    candidate = election_of(item).candidates[0]
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    deeds: list[Any] = [
        lambda: services.name_candidate(
            actor=hall.actor(), item_id=item.pk, person_id=hall.councillors[9].pk, at=later(6)
        ),
        lambda: services.withdraw_candidate(actor=hall.actor(), candidate_id=candidate.pk, at=later(6)),
        lambda: services.order_candidates(actor=hall.actor(), item_id=item.pk, at=later(6)),
        lambda: services.edit_election(
            actor=hall.actor(), item_id=item.pk, title="别的", decision="council.election", seats=1, at=later(6)
        ),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed, match="frozen"):
            deed()


def test_a_vote_with_fewer_candidates_than_seats_cannot_open(hall: Hall) -> None:
    meeting = in_session(hall)
    item = election(hall, meeting, 2)
    candidate = election_of(item).candidates[0]
    services.withdraw_candidate(actor=hall.actor(), candidate_id=candidate.pk, at=later(1))
    with pytest.raises(TooFewCandidates):
        services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    services.name_candidate(actor=hall.actor(), item_id=item.pk, person_id=candidate.person_id, at=later(5))
    opened = services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(6))
    assert opened.state == AgendaItem.State.VOTING
    assert [each.name for each in election_of(item).candidates] == ["陈立", "周敏"]


def test_an_election_is_secret_and_never_by_name(hall: Hall) -> None:
    """Charter art. 93: by secret ballot."""
    meeting = in_session(hall)
    item = election(hall, meeting)
    with pytest.raises(MustBeSecret):
        services.open_vote(actor=hall.actor(), item_id=item.pk, method="hands", at=later(5))
    open_one = election(hall, meeting, decision="council")
    with pytest.raises(NotByRollCall):
        services.open_vote(actor=hall.actor(), item_id=open_one.pk, method="roll_call", at=later(5))


def test_two_tellers_must_have_every_number_the_same(hall: Hall) -> None:
    meeting = in_session(hall)
    item = election(hall, meeting)
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    sign(hall, item, sheet(item, 12, 9, 5), 11)
    with pytest.raises(TellersMissing):
        services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(9))
    sign(hall, item, sheet(item, 12, 8, 5), 12)
    with pytest.raises(TellersDisagree):
        services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(9))
    sign(hall, item, sheet(item, 12, 9, 5), 12)
    assert services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(9)).state == "carried"


def test_counts_that_cannot_be_true_are_refused(hall: Hall) -> None:
    meeting = in_session(hall)
    item = election(hall, meeting)
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    with pytest.raises(CountsDoNotFit):
        sign(hall, item, sheet(item, 12, 9, 5, valid=13, blank=1), 11)
    with pytest.raises(MoreThanBallots):
        sign(hall, item, sheet(item, 13, 2, 2, valid=12), 11)
    incomplete = services.ElectionCounts(valid=13, blank=0, spoiled=0, votes=sheet(item, 9, 9, 1).votes[:2])
    with pytest.raises(CountIncomplete):
        sign(hall, item, incomplete, 11)
    with pytest.raises(TellersMissing):
        sign(hall, item, sheet(item, 9, 9, 1), 11, 11)
    assert not TellersCount.objects.exists()


def test_nobody_stands_twice_and_the_way_of_voting_must_be_known(hall: Hall) -> None:
    meeting = draft(hall)
    with pytest.raises(CandidateTwice):
        election(hall, meeting, candidate_ids=(hall.president.pk, hall.president.pk))
    with pytest.raises(NoSeats):
        election(hall, meeting, seats=0)
    with pytest.raises(UnknownDecision):
        election(hall, meeting, decision="party.election")
    item = election(hall, meeting)
    with pytest.raises(CandidateTwice):
        services.name_candidate(actor=hall.actor(), item_id=item.pk, person_id=hall.president.pk, at=AT)


def test_candidates_are_ordered_by_pinyin_or_by_hand(hall: Hall) -> None:
    item = election(hall, draft(hall))
    services.order_candidates(actor=hall.actor(), item_id=item.pk, at=AT)
    assert [each.name for each in election_of(item).candidates] == ["陈立", "沈月华", "周敏"]
    wanted: tuple[UUID, ...] = tuple(each.pk for each in reversed(election_of(item).candidates))
    services.order_candidates(actor=hall.actor(), item_id=item.pk, order=wanted, at=AT)
    assert [each.name for each in election_of(item).candidates] == ["周敏", "沈月华", "陈立"]


def test_who_is_recused_cannot_vote_and_stays_in_the_base(hall: Hall) -> None:
    meeting = in_session(hall)
    item = motion(meeting)
    out = hall.councillors[2]
    services.record_recusal(
        actor=hall.actor(), item_id=item.pk, person_id=out.pk, reason="本人任该会负责人", at=later(2)
    )
    item = services.open_vote(actor=hall.actor(), item_id=item.pk, method="roll_call", at=later(5))
    with pytest.raises(IsRecused, match=out.name):
        services.cast_vote(actor=hall.actor(out), item_id=item.pk, choice="for", at=later(6))
    with pytest.raises(IsRecused):
        services.cast_vote(actor=hall.actor(), item_id=item.pk, choice="for", person_id=out.pk, at=later(6))
    assert not Vote.objects.exists()
    others = [person for person in hall.councillors[:13] if person != out]
    for person in others[:9]:
        services.cast_vote(actor=hall.actor(person), item_id=item.pk, choice="for", at=later(6))
    item = services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(7))
    assert (item.present_count, item.votes_needed, item.state) == (13, 9, "carried")


def test_papers_cannot_outnumber_those_who_may_vote(hall: Hall) -> None:
    """Thirteen are there, one is recused: twelve papers at most."""
    meeting = in_session(hall)
    item = motion(meeting)
    services.record_recusal(
        actor=hall.actor(), item_id=item.pk, person_id=hall.councillors[2].pk, reason="利益冲突", at=later(2)
    )
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    counts = services.Counts(votes_for=13, against=0, abstain=0)
    with pytest.raises(CountsDoNotFit):
        services.record_tellers_count(
            actor=hall.actor(), item_id=item.pk, teller_id=hall.councillors[5].pk, counts=counts, at=later(6)
        )


def test_recusals_are_recorded_before_the_vote_by_oneself_or_the_recorder(hall: Hall) -> None:
    meeting = in_session(hall)
    item, me = motion(meeting), hall.councillors[4]
    services.record_recusal(actor=hall.actor(me), item_id=item.pk, person_id=me.pk, reason="亲属", at=later(1))
    with pytest.raises(NotAllowed):
        services.record_recusal(
            actor=hall.actor(me), item_id=item.pk, person_id=hall.councillors[5].pk, reason="别人", at=later(1)
        )
    with pytest.raises(NoVoteToRecuse):
        services.record_recusal(
            actor=hall.actor(), item_id=item.pk, person_id=hall.secretary.pk, reason="列席", at=later(1)
        )
    recusal = Recusal.objects.get()
    services.take_back_recusal(actor=hall.actor(me), recusal_id=recusal.pk, at=later(2))
    assert not Recusal.objects.exists()
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="roll_call", at=later(5))
    with pytest.raises(NotAllowed, match="between the notice"):
        services.record_recusal(actor=hall.actor(), item_id=item.pk, person_id=me.pk, reason="迟了", at=later(6))


def test_minutes_name_the_elected_and_the_recused(hall: Hall) -> None:
    meeting = in_session(hall)
    item = election(hall, meeting)
    services.record_recusal(
        actor=hall.actor(), item_id=motion(meeting).pk, person_id=hall.councillors[3].pk, reason="本人任职", at=later(1)
    )
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=later(5))
    sign(hall, item, sheet(item, 12, 9, 5), 11, 12)
    services.close_vote(actor=hall.actor(), item_id=item.pk, at=later(10))
    services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=later(60))
    text = compiled_text(Meeting.objects.select_related("chair", "recorder", "body").get(pk=meeting.pk))
    for words in ("周敏", "12", "沈月华", "吴国强", "本人任职"):
        assert words in text


def test_a_called_meeting_marks_an_election_that_comes_late(hall: Hall) -> None:
    item = election(hall, called(hall))
    assert item.added_late is True
