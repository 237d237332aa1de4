"""Papers of a secret ballot: two tellers, each blind to the other, after the end and before the opening."""

import pytest

from gongzhi.kernel.decisions import NotAllowed
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, PaperTally, Recusal
from gongzhi.meetings.rules.ballots import lines_that_differ
from gongzhi.meetings.selectors.ballots import tellers_of
from gongzhi.meetings.services.ballots import opening, papers
from gongzhi.meetings.services.tellers import TellerAbsent, TellersMissing
from gongzhi.meetings.tests.ballots import Box, prepared, running
from gongzhi.meetings.tests.factories import Hall, in_session, later
from gongzhi.meetings.tests.test_elections import election

pytestmark = pytest.mark.usefixtures("log_key")


def with_papers(hall: Hall, papers_out: int = 5) -> Box:
    """A ballot in which six vote on screen and some on paper, closed."""
    box = running(hall)
    for person in hall.councillors[:6]:
        box.cast(person, "for")
    for person in hall.councillors[6 : 6 + papers_out]:
        services.hand_out_paper(actor=hall.actor(), ballot_id=box.ballot.pk, person_id=person.pk, at=later(6))
    return box


def test_tellers_count_blind_and_only_between_the_end_and_the_opening(hall: Hall) -> None:
    box = with_papers(hall)
    one, other = box.tellers(0, 1)
    with pytest.raises(NotAllowed):
        box.count(one, **{"for": 5})
    box.close()
    with pytest.raises(NotAllowed):
        box.count(one, by=hall.councillors[5], **{"for": 5})
    with pytest.raises(papers.CountsThemselves):
        box.count(one, by=hall.secretary, **{"for": 5})
    with pytest.raises(papers.CountsThemselves):
        box.count(one, by=other, **{"for": 5})
    with pytest.raises(papers.NotATeller):
        box.count(hall.councillors[2], by=hall.secretary, **{"for": 5})
    box.count(one, against=5)
    box.count(one, **{"for": 5})  # corrected, before anybody compared
    box.count(other, **{"for": 5})
    with pytest.raises(papers.CountStays):
        box.count(one, against=5)
    with pytest.raises(papers.CountStays):
        box.tellers(2, 3, minutes=12)
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair)
        with pytest.raises(NotAllowed):
            box.count(one, against=5)
    box.publish()
    assert AgendaItem.objects.get(pk=box.item.pk).for_count == 11


def test_opening_anew_opens_no_way_to_count_papers_anew(hall: Hall) -> None:
    box = with_papers(hall)
    one, other = box.tellers(0, 1)
    box.close()
    for teller in (one, other):
        box.count(teller, against=5)
    box.hand_in((0, 1))
    services.start_opening_anew(actor=hall.actor(), ballot_id=box.ballot.pk, reason="文件拿错", at=later(13))
    with pytest.raises(papers.CountStays):
        box.count(one, **{"for": 5})


def test_two_counts_that_differ_are_forgotten_and_both_are_told_where(hall: Hall) -> None:
    box = with_papers(hall)
    one, other = box.tellers(0, 1)
    box.close()
    box.count(one, **{"for": 4}, against=1)
    box.count(other, **{"for": 4}, spoiled=1)
    for each in tellers_of(box.ballot):
        assert (each.signed_at, each.votes, each.differed) == (None, {}, ["against", "valid", "spoiled"])
    with pytest.raises(opening.PapersFirst):
        box.hand_in((0, 1))
    for teller in (one, other):
        box.count(teller, **{"for": 4}, spoiled=1)
    assert all(each.signed_at for each in tellers_of(box.ballot))


def test_of_two_counts_one_comes_from_a_tellers_own_account(hall: Hall) -> None:
    box = with_papers(hall)
    absent = hall.councillors[17]  # has no account
    services.sign_in_by_hand(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=absent.pk, at=later(6))
    one, other = box.tellers(0, 17)
    box.close()
    with pytest.raises((NotAllowed, papers.OneCountEach)):
        box.count(other, by=one, **{"for": 5})
    box.count(other, by=hall.secretary, **{"for": 5})
    with pytest.raises(papers.CountsThemselves):
        box.count(one, by=hall.secretary, **{"for": 5})
    box.count(one, **{"for": 5})
    assert {each.entered_by_id for each in PaperTally.objects.all()} == {one.pk, hall.secretary.pk}


def test_a_recorder_who_is_a_teller_enters_one_count(hall: Hall) -> None:
    box = with_papers(hall)
    for person in (hall.councillors[17], hall.secretary):
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=person.pk, at=later(6))
    tellers = [hall.secretary.pk, hall.councillors[17].pk]
    services.name_paper_tellers(actor=hall.actor(), ballot_id=box.ballot.pk, teller_ids=tellers, at=later(7))
    box.close()
    box.count(hall.secretary, **{"for": 5})
    with pytest.raises(papers.OneCountEach):
        box.count(hall.councillors[17], by=hall.secretary, **{"for": 5})


def test_who_may_not_be_teller(hall: Hall) -> None:
    item = election(hall, in_session(hall))
    box = prepared(hall, item)
    recused = hall.councillors[6]
    Recusal.objects.create(item=item, person=recused, name=recused.name, reason="亲属", recorded_at=later(4))
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="ballot", at=later(5))
    with pytest.raises(papers.TellerIsConcerned) as refused:
        box.tellers(5, 0)
    assert (refused.value.field, refused.value.params["name"]) == ("second_teller", hall.councillors[0].name)
    with pytest.raises(papers.TellerIsConcerned):
        box.tellers(6, 5)
    with pytest.raises(TellerAbsent):
        box.tellers(5, 16)
    with pytest.raises(TellersMissing):
        box.tellers(5, 5)
    with pytest.raises(NotAllowed):
        services.name_paper_tellers(
            actor=hall.actor(hall.councillors[5]), ballot_id=box.ballot.pk,
            teller_ids=[hall.councillors[5].pk, hall.councillors[7].pk], at=later(7),
        )  # fmt: skip


def test_lines_in_which_counts_differ() -> None:
    one = services.PaperSheet(votes={"c1": 3, "c2": 2}, valid=4, blank=1)
    assert lines_that_differ(one.count, one.count) == []
    other = services.PaperSheet(votes={"c1": 2, "c2": 2}, valid=4, spoiled=1)
    assert lines_that_differ(one.count, other.count) == ["c1", "blank", "spoiled"]
