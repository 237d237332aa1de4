"""What the pages let one person do alone, and what they ask of two."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Ballot, Envelope, Meeting
from gongzhi.meetings.tests.ballot_pages.walking import SEE_OTHER, UNPROCESSABLE, Site, hand_in, prepare, vote
from gongzhi.meetings.tests.factories import Hall, motion
from gongzhi.offices.testing import sign_in

pytestmark = pytest.mark.usefixtures("log_key")


def test_a_recorder_sees_who_opens_and_hands_nothing_in(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, shares = prepare(secretary, site, hall, meeting)
    for place in range(6):
        vote(site, hall, ballot, place, "for")
    secretary.post(site.url("close_vote", motion(meeting).pk))
    address = site.url("ballot_opening", ballot.pk)
    page = secretary.get(address).content.decode()
    assert all(person.name in page for person in hall.councillors[:3])
    assert 'name="file"' not in page
    assert secretary.post(address, {"second": "x"}).status_code == 403
    assert hand_in(secretary, site, ballot, shares, (0, 1)).status_code == SEE_OTHER
    refused = hand_in(secretary, site, ballot, shares, (0, 2), by=0)
    assert refused.status_code == UNPROCESSABLE
    assert f"{hall.councillors[2].name}" in refused.content.decode()
    assert hand_in(secretary, site, ballot, shares, (0, 2)).status_code == SEE_OTHER


def test_a_ballot_without_key_takes_no_vote(secretary: Client, site: Site, hall: Hall, meeting: Meeting) -> None:
    watching = [each.pk for each in hall.councillors[:3]]
    ballot = services.prepare_ballot(
        actor=hall.actor(), item_id=motion(meeting).pk, at=timezone.now(), scrutineer_ids=watching
    )
    voter = sign_in(Client(), hall.councillors[5])
    said = {"person": str(hall.councillors[5].pk), "choices": "for", "deed_key": "z"}
    for step in ("check", "cast"):
        assert voter.post(site.url("ballot_vote", ballot.pk), {**said, "step": step}).status_code == UNPROCESSABLE
    assert not Envelope.objects.exists()


def test_who_left_finds_the_receipt(secretary: Client, site: Site, hall: Hall, meeting: Meeting) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    vote(site, hall, ballot, 4, "for")
    person = hall.councillors[4]
    services.record_leaving(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=timezone.now())
    client = sign_in(Client(), person)
    stub = Envelope.objects.get(voter=person).digest[:12]
    assert stub in client.get(site.url("ballot_receipt", ballot.pk)).content.decode()
    assert site.url("ballot_receipt", ballot.pk) in client.get(site.url("ballot", ballot.pk)).content.decode()


def test_a_server_made_key_promises_less(secretary: Client, site: Site, hall: Hall, meeting: Meeting) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    said = {}
    for made in ("server", "browser", "offline"):
        Ballot.objects.filter(pk=ballot.pk).update(key_made=made)
        page = sign_in(Client(), hall.councillors[0]).get(site.url("ballot_vote", ballot.pk)).content.decode()
        said[made] = "没有人能知道" in page
    assert said == {"server": False, "browser": False, "offline": True}


def test_closing_early_asks_why(secretary: Client, site: Site, hall: Hall, meeting: Meeting) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    item = motion(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(closes_at=timezone.now() + timedelta(hours=1))
    early = site.url("ballot_close", ballot.pk)
    assert early in secretary.get(site.url("ballot", ballot.pk)).content.decode()
    assert secretary.post(site.url("close_vote", item.pk))["Location"] == early
    assert secretary.post(early, {"reason": ""}).status_code == UNPROCESSABLE
    assert Ballot.objects.get().state == "open"
    assert secretary.post(early, {"reason": "都已投票"}).status_code == SEE_OTHER
    assert Ballot.objects.get().early_reason == "都已投票"


def test_paper_ballots_are_handed_out_and_counted_on_pages(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, shares = prepare(secretary, site, hall, meeting)
    for place in range(5):
        person = {"person": str(hall.councillors[place].pk)}
        assert secretary.post(site.url("ballot_paper", ballot.pk, "out"), person).status_code == SEE_OTHER
    assert secretary.get(site.url("ballot_papers", ballot.pk)).status_code == 200
    vote(site, hall, ballot, 5, "against")
    tellers = hall.councillors[3:5]
    named = {"teller": str(tellers[0].pk), "second_teller": str(tellers[1].pk)}
    assert secretary.post(site.url("ballot_tellers", ballot.pk), named).status_code == SEE_OTHER
    secretary.post(site.url("close_vote", motion(meeting).pk))
    assert "请两位计票人先点纸质票" in secretary.get(site.url("ballot_opening", ballot.pk)).content.decode()
    one, other = (sign_in(Client(), each) for each in tellers)
    address = site.url("ballot_papers", ballot.pk)
    numbers = {"votes_for": "4", "votes_against": "0", "votes_abstain": "0", "spoiled": "1"}
    assert one.post(address, {"teller": named["second_teller"], **numbers}).status_code == UNPROCESSABLE
    assert one.post(address, {"teller": named["teller"], **numbers}).status_code == SEE_OTHER
    assert "votes_for" not in secretary.get(address).content.decode()
    seen = other.get(address).content.decode()
    assert tellers[0].name in seen
    assert "有效4" not in seen.replace(" ", "")
    differs = other.post(address, {"teller": named["second_teller"], **numbers, "votes_against": "1", "spoiled": "0"})
    assert differs["Location"].endswith("/papers/")
    told = one.get(address).content.decode()
    assert "反对" in told
    assert "有效纸质票" in told
    for client, teller in ((one, "teller"), (other, "second_teller")):
        assert client.post(address, {"teller": named[teller], **numbers}).status_code == SEE_OTHER
    assert "有效4" in other.get(address).content.decode().replace(" ", "")
    for pair in ((0, 1), (1, 2)):
        assert hand_in(secretary, site, ballot, shares, pair).status_code == SEE_OTHER
    assert secretary.post(site.url("ballot_publish", ballot.pk)).status_code == SEE_OTHER
    assert secretary.get(site.url("ballot_result", ballot.pk)).status_code == 200
    assert motion(meeting).spoiled_count == 1
