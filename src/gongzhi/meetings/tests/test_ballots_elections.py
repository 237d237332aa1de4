"""Secret ballots that elect somebody."""

import io

import pytest

from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, BallotText, Candidate
from gongzhi.meetings.rules.ballots import TooManyChoices
from gongzhi.meetings.selectors.ballots import bundle_of, said_in
from gongzhi.meetings.services.ballots import gate
from gongzhi.meetings.tests.ballots import prepared
from gongzhi.meetings.tests.factories import Hall, in_session, later
from gongzhi.meetings.tests.test_elections import election
from gongzhi.meetings.tools import verify_ballot

pytestmark = pytest.mark.usefixtures("log_key")


def test_a_secret_election_is_sealed_opened_judged_and_counted_again(hall: Hall) -> None:
    """Model charter: elected by the council in a secret ballot with two thirds of those present."""
    meeting = in_session(hall)
    item = election(hall, meeting)
    with pytest.raises(gate.BallotNotReady):
        services.open_vote(actor=hall.actor(), item_id=item.pk, method="ballot", at=later(5))
    box = prepared(hall, item)
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="ballot", at=later(5))
    assert [option.label for option in box.fresh.asked.options] == [each.name for each in hall.councillors[:3]]
    said = [("c1", "c2")] * 9 + [("c1", "c3"), ("c3",), (), ("c1",)]
    for person, choices in zip(hall.councillors, said, strict=False):
        box.cast(person, *choices)
    with pytest.raises(TooManyChoices):
        box.cast(hall.councillors[0], "c1", "c2", "c3")
    box.finish()
    fates = {each.name: (each.fate, each.votes) for each in Candidate.objects.filter(item=item)}
    assert list(fates.values()) == [("elected", 11), ("elected", 9), ("too_few", 2)]
    kept = AgendaItem.objects.get(pk=item.pk)
    assert (kept.state, kept.for_count, kept.abstain_count, kept.votes_needed) == ("carried", 12, 1, 9)
    result = said_in(box.ballot, BallotText.Kind.RESULT)
    assert (result["elected"], result["counted"]["blank"]) == (["c1", "c2"], 1)
    assert verify_ballot.verify(io.BytesIO(bundle_of(box.fresh)), say=lambda _words: None)


def test_a_candidate_is_no_scrutineer(hall: Hall) -> None:
    item = election(hall, in_session(hall))
    with pytest.raises(gate.CandidateWatches):
        services.prepare_ballot(
            actor=hall.actor(), item_id=item.pk, scrutineer_ids=[each.pk for each in hall.councillors[2:5]], at=later(3)
        )
