"""The deeds of a secret ballot, in the order of the day, and their refusals."""

import json
from datetime import timedelta
from typing import Any

import pytest

from gongzhi.common.deeds import DeedKey
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.states import NotNow
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Envelope, Notice, Recusal, Scrutineer
from gongzhi.meetings.rules import bundles
from gongzhi.meetings.rules.ballots import BallotState, MorePapersThanVoters, PapersDoNotFit
from gongzhi.meetings.rules.flow import MustBeSecret
from gongzhi.meetings.selectors.ballots import said_in, text_of, turnout_of
from gongzhi.meetings.services.ballots import casting, gate, opening, preparing
from gongzhi.meetings.services.sitting import BallotNotPublished, HasVoted
from gongzhi.meetings.services.tellers import VoteClosed
from gongzhi.meetings.services.voting import NotLawful, OpenedByScrutineers
from gongzhi.meetings.tests.ballots import prepared, running
from gongzhi.meetings.tests.factories import Hall, in_session, later, motion

pytestmark = pytest.mark.usefixtures("log_key")


def test_a_ballot_goes_from_three_shares_to_a_published_result(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:10]:
        box.cast(person, "for")
    for person in hall.councillors[10:12]:
        box.cast(person, "against")
    box.finish()
    item = AgendaItem.objects.get(pk=box.item.pk)
    assert (item.state, item.for_count, item.against_count, item.present_count, item.votes_needed) == (
        "carried", 10, 2, 13, 9,
    )  # fmt: skip
    opened = json.loads(said_in(box.ballot, BallotText.Kind.OPENED)["opening"])
    assert sorted(each["code"] for each in opened["entries"]) == sorted(box.codes.values())
    assert set(said_in(box.ballot, BallotText.Kind.LOG)) == {"format", "keys", "document", "closing", "result"}
    assert len(said_in(box.ballot, BallotText.Kind.CLOSING)["voters"]) == 12


def test_a_secret_vote_takes_a_ballot_and_an_open_method_still_not(hall: Hall, monkeypatch: Any) -> None:
    item = motion(in_session(hall))
    AgendaItem.objects.filter(pk=item.pk).update(decision="council.election")
    with pytest.raises(MustBeSecret):
        services.open_vote(actor=hall.actor(), item_id=item.pk, method="hands", at=later(5))
    box = prepared(hall, item)
    opened = services.open_vote(actor=hall.actor(), item_id=item.pk, method="ballot", at=later(5))
    assert opened.method == "ballot"
    assert box.fresh.state == BallotState.OPEN


def test_a_ballot_opens_only_with_a_key_and_only_when_the_meeting_may_decide(hall: Hall) -> None:
    meeting = in_session(hall, present=11)
    item = motion(meeting)
    services.prepare_ballot(
        actor=hall.actor(), item_id=item.pk, scrutineer_ids=[each.pk for each in hall.councillors[:3]], at=later(3)
    )
    with pytest.raises(NotLawful):
        services.open_vote(actor=hall.actor(), item_id=item.pk, method="ballot", at=later(5))
    services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=hall.councillors[12].pk, at=later(5))
    with pytest.raises(gate.BallotNotReady):
        services.open_vote(actor=hall.actor(), item_id=item.pk, method="ballot", at=later(5))
    assert AgendaItem.objects.get(pk=item.pk).state == "pending"


def test_three_different_people_watch(hall: Hall) -> None:
    item = motion(in_session(hall))
    first = hall.councillors[0].pk
    with pytest.raises(preparing.ThreeScrutineers):
        services.prepare_ballot(
            actor=hall.actor(), item_id=item.pk, scrutineer_ids=[first, first, hall.councillors[1].pk], at=later(3)
        )
    with pytest.raises(NotAllowed):
        services.prepare_ballot(
            actor=hall.actor(hall.councillors[5]), item_id=item.pk, at=later(3),
            scrutineer_ids=[each.pk for each in hall.councillors[:3]],
        )  # fmt: skip


def test_preparing_anew_takes_the_old_key_away(hall: Hall) -> None:
    box = prepared(hall, motion(in_session(hall)))
    again = services.prepare_ballot(
        actor=hall.actor(), item_id=box.item.pk, scrutineer_ids=[each.pk for each in hall.councillors[:3]], at=later(4)
    )
    assert (again.pk, again.state, again.seal_public) == (box.ballot.pk, "prepared", "")


def test_one_envelope_a_voter_and_the_last_one_counts(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:9]:
        box.cast(person, "for")
    box.cast(hall.councillors[0], "against", minutes=7)
    assert Envelope.objects.count() == 9
    box.finish()
    item = AgendaItem.objects.get(pk=box.item.pk)
    assert (item.state, item.for_count, item.against_count) == ("rejected", 8, 1)


def test_an_envelope_is_nobody_elses_and_never_copied(hall: Hall) -> None:
    box = running(hall)
    one, other = hall.councillors[:2]
    ciphertext, _code = box.seal(["for"])
    box.cast(one, "for", ciphertext=ciphertext)
    with pytest.raises(casting.EnvelopeCopied):
        box.cast(other, "for", ciphertext=ciphertext)
    with pytest.raises(casting.NotYourVote):
        box.cast(one, "for", person_id=other.pk)
    with pytest.raises(casting.NotYourVote):
        box.cast(one, "for", person_id=other.pk, actor=hall.actor())
    with pytest.raises(casting.EnvelopeDamaged):
        box.cast(other, "for", ciphertext=ciphertext[:-1])
    assert Envelope.objects.count() == 1


def test_a_resend_is_one_vote_and_leaves_no_fingerprint_of_the_envelope(hall: Hall) -> None:
    box = running(hall)
    person = hall.councillors[0]
    first = box.cast(person, "for", key="k" * 36)
    again = box.cast(person, "against", key="k" * 36)
    assert (first.pk, first.digest) == (again.pk, again.digest)
    arguments = DeedKey.objects.get(deed="meetings.ballot.cast").arguments
    box.cast(hall.councillors[1], "for", key="l" * 36)
    box.cast(hall.councillors[1], "against", key="m" * 36, minutes=7)
    prints = list(DeedKey.objects.filter(deed="meetings.ballot.cast").values_list("arguments", flat=True))
    assert prints.count(arguments) == 1
    assert len(set(prints)) == 2  # one a voter, whatever they sealed


def test_who_is_not_there_or_recused_cannot_vote(hall: Hall) -> None:
    box = prepared(hall, motion(in_session(hall)))
    Recusal.objects.create(item=box.item, person=hall.councillors[0], name="", reason="利害关系", recorded_at=later(4))
    services.open_vote(actor=hall.actor(), item_id=box.item.pk, method="ballot", at=later(5))
    for person in (hall.councillors[0], hall.councillors[17], hall.secretary):
        with pytest.raises(casting.NotYourVote):
            box.cast(person, "for")
    assert not Envelope.objects.exists()


def test_once_too_late_always_too_late(hall: Hall) -> None:
    """The server's clock may go back; the end does not."""
    box = running(hall, closes_at=later(20))
    box.cast(hall.councillors[0], "for", minutes=19)
    with pytest.raises(casting.TooLate):
        box.cast(hall.councillors[1], "for", minutes=20)
    with pytest.raises(casting.TooLate):
        box.cast(hall.councillors[1], "for", minutes=19)
    box.close(21)
    with pytest.raises(VoteClosed):
        box.cast(hall.councillors[1], "for", minutes=6)
    assert Envelope.objects.count() == 1


def test_too_early_does_not_make_it_too_late(hall: Hall) -> None:
    box = prepared(hall, motion(in_session(hall)))
    with pytest.raises(VoteClosed):
        box.cast(hall.councillors[0], "for")
    services.open_vote(actor=hall.actor(), item_id=box.item.pk, method="ballot", at=later(5))
    assert box.cast(hall.councillors[0], "for").channel == "browser"


def test_tellers_cannot_close_a_ballot_and_the_session_waits_for_it(hall: Hall) -> None:
    box = running(hall)
    with pytest.raises(OpenedByScrutineers):
        services.close_vote(actor=hall.actor(), item_id=box.item.pk, at=later(8))
    box.cast(hall.councillors[0], "for")
    with pytest.raises(HasVoted):
        services.take_back_sign_in(
            actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=hall.councillors[0].pk, at=later(9)
        )
    box.close()
    with pytest.raises(BallotNotPublished):
        services.close_session(actor=hall.actor(), meeting_id=box.item.meeting_id, at=later(11))
    other = services.open_vote(actor=hall.actor(), item_id=motion(box.item.meeting, 2).pk, method="hands", at=later(11))
    assert other.state == "voting"  # while one ballot is opened the meeting goes on


def test_closing_publishes_who_voted_and_hashes_before_anything_opens(hall: Hall) -> None:
    box = running(hall)
    stubs = [box.cast(person, "for").digest for person in hall.councillors[:7]]
    box.close()
    closing = said_in(box.ballot, BallotText.Kind.CLOSING)
    assert closing["hashes"] == sorted(stubs)
    assert closing["voters_count"] == 7
    assert not Envelope.objects.filter(ciphertext__isnull=False).exists()
    proofs = said_in(box.ballot, BallotText.Kind.LOG)
    assert json.loads(proofs["closing"]["content"])["facts"]["root"] == closing["root"]
    assert not BallotText.objects.filter(kind=BallotText.Kind.OPENED).exists()


def test_without_the_log_sealed_nobody_opens(hall: Hall, settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path / "no_key_here"
    box = running(hall)
    box.cast(hall.councillors[0], "for")
    box.close()
    with pytest.raises(opening.NotSealedYet):
        box.hand_in((0, 1))
    settings.VAR = tmp_path
    assert services.finish_ballots(at=later(12)) == 1
    assert services.finish_ballots(at=later(13)) == 0
    assert box.hand_in((0, 1)).digest


def test_two_different_pairs_must_agree(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:6]:
        box.cast(person, "for")
    box.close()
    box.hand_in((0, 1), by=hall.councillors[9])
    with pytest.raises(opening.SamePair):
        box.hand_in((1, 0), box.opened((0, 1)))
    with pytest.raises(opening.TwoDifferentScrutineers):
        box.hand_in((1, 1), box.opened((0, 1)))
    with pytest.raises(NotAllowed):
        box.publish()
    box.hand_in((0, 2))
    assert box.publish().state == "published"


def test_a_list_without_the_shares_is_refused(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:6]:
        box.cast(person, "for")
    box.close()
    file = json.loads(box.opened())
    list_ = json.loads(file["opening"])
    list_["entries"][0]["choices"] = ["against"]
    file["opening"] = bundles.canonical(list_)
    with pytest.raises(bundles.OpeningUnsigned):
        box.hand_in((0, 1), bundles.canonical(file).encode())
    for content in (b"", b"{}", b"[]", b"\xff", box.opened()[:-9]):
        with pytest.raises(bundles.OpeningUnreadable):
            box.hand_in((0, 1), content)
    assert box.fresh.state == "closed"


def test_opening_anew_forgets_the_first_list(hall: Hall) -> None:
    box = running(hall)
    box.cast(hall.councillors[0], "for")
    box.close()
    box.hand_in((0, 1))
    services.start_opening_anew(actor=hall.actor(), ballot_id=box.ballot.pk, reason="文件拿错", at=later(13))
    assert box.fresh.state == "closed"
    assert text_of(box.ballot, BallotText.Kind.OPENED) == ""
    box.hand_in((0, 2))
    box.hand_in((0, 1))
    assert box.publish().state == "published"


def test_papers_are_a_counted_batch_in_the_same_result(hall: Hall) -> None:
    box = running(hall)
    actor, ballot = hall.actor(), box.ballot.pk
    for person in hall.councillors[:5]:
        box.cast(person, "for")
    for person in hall.councillors[5:10]:
        services.hand_out_paper(actor=actor, ballot_id=ballot, person_id=person.pk, at=later(7))
    with pytest.raises(casting.VotedOnScreen):
        services.hand_out_paper(actor=actor, ballot_id=ballot, person_id=hall.councillors[0].pk, at=later(7))
    with pytest.raises(casting.VotesOnPaper):
        box.cast(hall.councillors[5], "for")
    services.take_back_paper(actor=actor, ballot_id=ballot, person_id=hall.councillors[9].pk, at=later(8))
    box.cast(hall.councillors[9], "for", minutes=8)
    assert (turnout_of(box.fresh).on_screen, turnout_of(box.fresh).on_paper) == (6, 4)
    one, other = box.tellers(1, 2)
    box.close()
    with pytest.raises(opening.PapersFirst):
        box.hand_in((0, 1))
    for numbers, refused in (
        ({"for": 5}, MorePapersThanVoters),
        ({"for": 3, "valid": 4}, PapersDoNotFit),
        ({"for": 3, "blank": 1, "valid": 4}, PapersDoNotFit),
    ):
        with pytest.raises(refused):
            box.count(one, **numbers)
    box.count(one, **{"for": 3}, spoiled=1)
    with pytest.raises(opening.PapersFirst):
        box.hand_in((0, 1))
    box.count(other, **{"for": 3}, spoiled=1)
    box.hand_in((0, 1))
    box.hand_in((1, 2))
    box.publish()
    item = AgendaItem.objects.get(pk=box.item.pk)
    assert (item.for_count, item.spoiled_count, item.state) == (9, 1, "carried")


def test_a_spoiled_envelope_counts_for_nothing_and_stays_in_the_base(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:9]:
        box.cast(person, "for")
    box.cast(hall.councillors[9], "for", ciphertext=bytes(len(box.seal(["for"])[0])))
    box.finish()
    item = AgendaItem.objects.get(pk=box.item.pk)
    assert (item.for_count, item.spoiled_count, item.votes_needed) == (9, 1, 9)


def test_a_code_twice_counts_for_nothing(hall: Hall) -> None:
    """A page that gives two voters the same code could drop one of them unseen."""
    box = running(hall)
    one, code = box.seal(["for"])
    other, _same = box.seal(["for"], code)
    box.cast(hall.councillors[0], "for", ciphertext=one)
    box.cast(hall.councillors[1], "for", ciphertext=other)
    box.cast(hall.councillors[2], "for")
    box.finish()
    assert AgendaItem.objects.get(pk=box.item.pk).spoiled_count == 2


def test_withdrawing_the_motion_makes_the_ballot_void(hall: Hall) -> None:
    box = running(hall)
    box.cast(hall.councillors[0], "for")
    box.close()
    services.withdraw_motion(actor=hall.actor(), item_id=box.item.pk, reason="两份份额遗失", at=later(12))
    assert box.fresh.state == "void"
    with pytest.raises((NotAllowed, NotNow)):
        box.hand_in((0, 1))
    assert services.forget_links(at=later(12) + timedelta(days=30)) == 1
    assert not BallotText.objects.filter(kind=BallotText.Kind.ENVELOPES).exists()


def test_after_thirty_days_nobody_knows_whose_envelope_was_whose(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:6]:
        box.cast(person, "for")
    box.finish()
    assert services.forget_links(at=later(14) + timedelta(days=29)) == 0
    assert services.forget_links(at=later(14) + timedelta(days=30)) == 1
    assert services.forget_links(at=later(14) + timedelta(days=31)) == 0
    assert set(Envelope.objects.values_list("digest", flat=True)) == {""}
    assert Envelope.objects.count() == 6
    assert said_in(box.ballot, BallotText.Kind.CLOSING)["voters_count"] == 6


def test_shares_are_destroyed_after_publication(hall: Hall) -> None:
    box = running(hall)
    box.cast(hall.councillors[0], "for")
    held = list(Scrutineer.objects.order_by("place"))
    with pytest.raises(NotAllowed):
        services.destroy_share(actor=hall.actor(), scrutineer_id=held[0].pk, at=later(7))
    box.finish()
    for scrutineer in held:
        services.destroy_share(
            actor=hall.actor(hall.councillors[7 + scrutineer.place]), scrutineer_id=scrutineer.pk, at=later(15)
        )
    assert Ballot.objects.get().destroyed_at == later(15)


def test_a_proxy_gives_one_envelope_for_each_mandate(hall: Hall, monkeypatch: Any) -> None:
    """Model charter: proxies count in the assembly only; where they do, each mandate is an envelope of its own."""
    box = running(hall)
    assert not Notice.objects.filter(person=hall.secretary, votes=True).exists()
    holder, absent = hall.councillors[0], hall.councillors[17]
    meeting = box.item.meeting
    meeting.proxies.create(principal=absent, holder=holder, lodged_at=later(1))
    with pytest.raises(casting.NotYourVote):
        box.cast(holder, "for", person_id=absent.pk)
    monkeypatch.setattr("gongzhi.meetings.selectors.ballots.by_proxy", lambda ballot: True)
    box.cast(holder, "for", person_id=absent.pk)
    box.cast(holder, "against")
    assert set(Envelope.objects.values_list("voter", flat=True)) == {absent.pk, holder.pk}


def test_who_comes_while_envelopes_are_opened_changes_no_base(hall: Hall) -> None:
    box = running(hall, present=12)
    for person in hall.councillors[:8]:
        box.cast(person, "for")
    box.close()
    for person in hall.councillors[12:18]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=person.pk, at=later(11))
    for pair in ((0, 1), (0, 2)):
        box.hand_in(pair)
    box.publish()
    item = AgendaItem.objects.get(pk=box.item.pk)
    assert (item.present_count, item.votes_needed, item.state) == (12, 8, "carried")
