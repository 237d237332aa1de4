"""What keeps one person from holding a secret ballot alone: sheets, accounts, a base and votes that stay."""

from datetime import timedelta
from secrets import token_bytes
from typing import Any

import pytest

from gongzhi.common import registry
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Proxy, Recusal, Scrutineer
from gongzhi.meetings.rules import envelopes
from gongzhi.meetings.rules.ballots import BallotState, key_fingerprint
from gongzhi.meetings.rules.guests import masked_contact
from gongzhi.meetings.selectors.ballots import Turnout, mandates_of, receipts_of
from gongzhi.meetings.selectors.minutes import compiled_text
from gongzhi.meetings.selectors.watching import ballot_items
from gongzhi.meetings.services.ballots import casting, closing, gate, opening, preparing
from gongzhi.meetings.tests.ballots import Box, keyed, prepared, running
from gongzhi.meetings.tests.factories import Hall, draft, in_session, later, motion
from gongzhi.meetings.tests.test_elections import election

pytestmark = pytest.mark.usefixtures("log_key")


def open_vote(box: Box, **more: Any) -> AgendaItem:
    return services.open_vote(actor=box.hall.actor(), item_id=box.item.pk, method="ballot", **{"at": later(5), **more})


def test_a_fingerprint_is_short_and_of_both_halves() -> None:
    one = key_fingerprint("00" * 32, "ff" * 32)
    assert one == "BBA9 1CA8 5DC9 14B2"
    assert one != key_fingerprint("ff" * 32, "00" * 32)


def test_a_vote_opens_after_two_scrutineers_found_the_fingerprint_on_their_sheets(hall: Hall) -> None:
    box = keyed(hall, motion(in_session(hall)))
    with pytest.raises(gate.KeyNotConfirmed):
        open_vote(box)
    box.confirm(0)
    with pytest.raises(gate.KeyNotConfirmed) as refused:
        open_vote(box)
    assert (refused.value.field, refused.value.params) == ("method", {"confirmed": 1})
    box.confirm(2)
    assert open_vote(box).state == "voting"


def test_only_scrutineers_confirm_and_only_the_key_that_is_kept(hall: Hall) -> None:
    box = keyed(hall, motion(in_session(hall)))
    said = {"ballot_id": box.ballot.pk, "at": later(4)}
    right = box.fresh.fingerprint
    for actor in (hall.actor(), hall.actor(hall.councillors[0])):
        with pytest.raises(NotAllowed):
            services.confirm_key(actor=actor, fingerprint=right, **said)
    mine = hall.actor(hall.councillors[8])
    for wrong in ("", "0000 0000 0000 0000", right[:-1], key_fingerprint("00" * 32, "ff" * 32)):
        with pytest.raises(preparing.FingerprintDiffers) as refused:
            services.confirm_key(actor=mine, fingerprint=wrong, **said)
        assert refused.value.field == "fingerprint"
    typed = right.lower().replace(" ", "-")
    assert services.confirm_key(actor=mine, fingerprint=typed, **said).confirmed_at == later(4)
    with pytest.raises(NotAllowed):
        services.confirm_key(actor=mine, fingerprint=right, **said)


def test_a_key_that_was_swapped_unseen_opens_nothing(hall: Hall) -> None:
    """The recorder brings a key of their own after the sheets are out: confirmations go, old sheets do not fit."""
    box = prepared(hall, motion(in_session(hall)))
    on_the_sheets = box.fresh.fingerprint
    seal, sign = envelopes.key_from_seed(token_bytes(16), str(box.ballot.pk)).public
    services.register_key(
        actor=hall.actor(), ballot_id=box.ballot.pk, seal_public=seal, sign_public=sign, made="offline", at=later(4)
    )
    assert not Scrutineer.objects.filter(confirmed_at__isnull=False).exists()
    with pytest.raises(gate.KeyNotConfirmed):
        open_vote(box)
    with pytest.raises(preparing.FingerprintDiffers):
        services.confirm_key(
            actor=hall.actor(hall.councillors[8]), ballot_id=box.ballot.pk, fingerprint=on_the_sheets, at=later(4)
        )


def test_scrutineers_can_sign_in(hall: Hall) -> None:
    item = motion(in_session(hall))
    watching = [hall.councillors[1].pk, hall.councillors[17].pk, hall.councillors[2].pk]
    with pytest.raises(preparing.ScrutineerNeedsAccount) as refused:
        services.prepare_ballot(actor=hall.actor(), item_id=item.pk, scrutineer_ids=watching, at=later(3))
    assert (refused.value.field, refused.value.params["name"]) == ("second", hall.councillors[17].name)
    assert not Ballot.objects.exists()


def test_one_account_never_hands_in_both_lists(hall: Hall) -> None:
    box = running(hall)
    one, two, three = hall.councillors[8:11]
    for person in hall.councillors[:6]:
        box.cast(person, "for")
    box.close()
    same = box.opened((0, 1))
    with pytest.raises(NotAllowed):
        box.hand_in((0, 1), same, by=hall.secretary)
    with pytest.raises(opening.NotOfThisPair):
        box.hand_in((0, 1), same, by=three)
    box.hand_in((0, 1), same, by=two)
    for again in (one, two):
        with pytest.raises(opening.TheOtherHandsIn) as refused:
            box.hand_in((1, 2) if again == two else (0, 2), same, by=again)
        assert refused.value.params["names"] == three.name
    assert box.fresh.state == "opened"
    box.hand_in((1, 2), by=three)
    assert box.fresh.state == "agreed"


def test_who_is_recused_and_comes_while_envelopes_are_opened_changes_no_base(hall: Hall) -> None:
    box = prepared(hall, motion(in_session(hall, present=13)))
    late = hall.councillors[14]
    Recusal.objects.create(item=box.item, person=late, name=late.name, reason="亲属", recorded_at=later(4))
    open_vote(box)
    for person in hall.councillors[:13]:
        box.cast(person, "for")
    box.close()
    services.sign_in_by_hand(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=late.pk, at=later(11))
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair)
    assert box.publish().state == "published"
    assert box.fresh.recused_count == 0


def test_an_election_keeps_the_base_of_its_closing(hall: Hall) -> None:
    box = prepared(hall, election(hall, in_session(hall, present=13)))
    late = hall.councillors[14]
    Recusal.objects.create(item=box.item, person=late, name=late.name, reason="亲属", recorded_at=later(4))
    open_vote(box)
    for person in hall.councillors[:13]:
        box.cast(person, "c1", "c2")
    box.close()
    services.sign_in_by_hand(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=late.pk, at=later(11))
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair)
    box.publish()
    assert AgendaItem.objects.get(pk=box.item.pk).present_count == 13


def test_who_comes_after_the_end_that_was_set_is_not_in_the_base(hall: Hall) -> None:
    box = running(hall, present=12, closes_at=later(20))
    for person in hall.councillors[:9]:
        box.cast(person, "for")
    came = {"actor": hall.actor(), "meeting_id": box.item.meeting_id}
    services.sign_in_by_hand(person_id=hall.councillors[12].pk, at=later(19), **came)
    services.sign_in_by_hand(person_id=hall.councillors[13].pk, at=later(20), **came)
    box.close(25)
    assert AgendaItem.objects.get(pk=box.item.pk).present_count == 13


def test_a_proxy_rests_once_its_principal_voted(hall: Hall, monkeypatch: Any) -> None:
    monkeypatch.setattr("gongzhi.meetings.selectors.ballots.by_proxy", lambda ballot: True)
    box = running(hall)
    holder, principal, absent = hall.councillors[0], hall.councillors[2], hall.councillors[17]
    meeting = box.item.meeting
    for each in (principal, absent):
        Proxy.objects.create(meeting=meeting, principal=each, holder=holder, lodged_at=later(1))
    digest = box.cast(principal, "for").digest
    services.record_leaving(actor=hall.actor(), meeting_id=meeting.pk, person_id=principal.pk, at=later(7))
    with pytest.raises(casting.VotedThemselves):
        box.cast(holder, "against", person_id=principal.pk, minutes=8)
    assert [each.seat.person_id for each in mandates_of(hall.actor(holder), box.fresh)] == [holder.pk, absent.pk]
    assert receipts_of(hall.actor(holder), box.fresh) == []
    assert [each.stub for each in receipts_of(hall.actor(principal), box.fresh)] == [digest[:12]]
    box.cast(holder, "against", person_id=absent.pk, minutes=8)
    (told,) = receipts_of(hall.actor(absent), box.fresh)
    assert (told.is_own, told.by_proxy) == (True, True)
    (held,) = receipts_of(hall.actor(holder), box.fresh)
    assert (held.name, held.is_own, bool(held.stub)) == (absent.name, False, True)


def test_a_principal_who_comes_takes_the_vote_back(hall: Hall, monkeypatch: Any) -> None:
    monkeypatch.setattr("gongzhi.meetings.selectors.ballots.by_proxy", lambda ballot: True)
    box = running(hall)
    holder, absent = hall.councillors[0], hall.councillors[16]
    Proxy.objects.create(meeting=box.item.meeting, principal=absent, holder=holder, lodged_at=later(1))
    assert box.cast(holder, "against", person_id=absent.pk).by_proxy
    services.sign_in_by_hand(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=absent.pk, at=later(7))
    assert not box.cast(absent, "for", minutes=8).by_proxy
    with pytest.raises(casting.NotYourVote):
        box.cast(holder, "against", person_id=absent.pk, minutes=9)


def test_who_left_keeps_the_receipt(hall: Hall) -> None:
    box = running(hall)
    person = hall.councillors[3]
    digest = box.cast(person, "for").digest
    services.record_leaving(actor=hall.actor(), meeting_id=box.item.meeting_id, person_id=person.pk, at=later(7))
    assert mandates_of(hall.actor(person), box.fresh) == []
    assert [each.stub for each in receipts_of(hall.actor(person), box.fresh)] == [digest[:12]]


def test_closing_before_the_end_that_was_told_asks_for_a_reason_and_the_minutes_say_it(hall: Hall) -> None:
    box = running(hall, closes_at=later(60))
    for person in hall.councillors[:9]:
        box.cast(person, "for")
    with pytest.raises(closing.ClosesEarly) as refused:
        box.close()
    assert (refused.value.field, refused.value.params) == ("reason", {"time": "15:00"})
    services.close_ballot(actor=hall.actor(), ballot_id=box.ballot.pk, reason=" 全体到会人员都已投票。", at=later(10))
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair)
    box.publish()
    services.close_session(actor=hall.actor(), meeting_id=box.item.meeting_id, at=later(70))
    box.item.meeting.refresh_from_db()
    text = compiled_text(box.item.meeting)
    assert "全体到会人员都已投票。" in text
    assert "全体到会人员都已投票。。" not in text


def test_the_minutes_name_the_key_of_the_log(hall: Hall, log_key: str) -> None:
    box = running(hall)
    for person in hall.councillors[:9]:
        box.cast(person, "for")
    box.finish()
    services.close_session(actor=hall.actor(), meeting_id=box.item.meeting_id, at=later(20))
    box.item.meeting.refresh_from_db()
    assert log_key in compiled_text(box.item.meeting)


def test_a_void_ballot_keeps_no_choices(hall: Hall) -> None:
    box = running(hall)
    for person in hall.councillors[:9]:
        box.cast(person, "for")
    box.close()
    box.hand_in((0, 1))
    services.withdraw_motion(actor=hall.actor(), item_id=box.item.pk, reason="两份份额遗失", at=later(15))
    assert not BallotText.objects.filter(ballot=box.ballot, kind=BallotText.Kind.OPENED).exists()
    assert services.forget_links(at=later(15) + timedelta(days=30)) == 1


def test_removing_an_item_of_a_draft_takes_its_prepared_ballot_along(hall: Hall) -> None:
    item = motion(draft(hall))
    box = prepared(hall, item)
    assert box.fresh.state == BallotState.KEYED
    services.remove_item(actor=hall.actor(), item_id=item.pk, at=later(-60))
    assert not Ballot.objects.exists()
    assert not Scrutineer.objects.exists()


def test_few_on_either_way_tell_much() -> None:
    def told(on_screen: int, on_paper: int) -> bool:
        return Turnout(voters=30, on_screen=on_screen, by_server=0, on_paper=on_paper).are_few

    assert [told(1, 25), told(25, 1), told(4, 0), told(0, 4)] == [True] * 4
    assert [told(25, 0), told(0, 25), told(5, 5)] == [False] * 3


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("13812340001", "138****0001"),
        ("138 1234 0001", "138******0001"),
        ("13800000001 微信同号", "138***"),
        ("微信 wx13800000001", "微***"),
        ("wang@example.cn", "w***@example.cn"),
        ("wang@example.cn 或 13800000001", "w***"),
        ("", ""),
    ],
)
def test_what_stands_beside_a_number_is_hidden_too(contact: str, shown: str) -> None:
    assert masked_contact(contact) == shown


def test_the_desk_tells_scrutineers_and_tellers_when_it_is_their_turn(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    def lines(person: Any) -> list[str]:
        with django_assert_max_num_queries(2):
            items = ballot_items(actor=hall.actor(person), at=later(9))
        assert all(item.title.endswith(str(box.ballot)) for item in items)
        return [str(item.url).rsplit("/", 2)[1] for item in items]

    box = keyed(hall, motion(in_session(hall)))
    one, two, three = hall.councillors[8:11]
    teller, other = hall.councillors[0], hall.councillors[1]
    assert [lines(each) for each in (one, three, teller)] == [["confirm"], ["confirm"], []]
    box.confirm(0, 1)
    assert [lines(each) for each in (one, two, three)] == [[], [], ["confirm"]]
    open_vote(box)
    box.cast(teller, "for")
    services.hand_out_paper(actor=hall.actor(), ballot_id=box.ballot.pk, person_id=other.pk, at=later(6))
    box.tellers(0, 1)
    assert [lines(each) for each in (one, three, teller)] == [[], [], []]
    box.close()
    assert [lines(each) for each in (one, teller, other)] == [[], ["papers"], ["papers"]]
    box.count(teller, **{"for": 1})
    assert [lines(each) for each in (one, teller, other)] == [[], [], ["papers"]]
    box.count(other, **{"for": 1})
    assert [lines(each) for each in (one, two, three, other)] == [["opening"], ["opening"], ["opening"], []]
    box.hand_in((0, 1))
    assert [lines(each) for each in (one, two, three)] == [[], [], ["opening"]]
    box.hand_in((1, 2))
    assert [lines(each) for each in (one, two, three)] == [[], [], []]
    assert ballot_items in registry.desk_sources
