"""The pages of a secret ballot without scripts."""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.common.testing import make_federation
from gongzhi.meetings.models import BallotText, Envelope, Meeting
from gongzhi.meetings.rules import envelopes, shamir
from gongzhi.meetings.rules.bundles import open_all
from gongzhi.meetings.selectors.ballots import said_in, text_of
from gongzhi.meetings.tests.ballot_pages.walking import CODE, SEE_OTHER, UNPROCESSABLE, Site, hand_in, prepare, vote
from gongzhi.meetings.tests.factories import Hall, motion
from gongzhi.meetings.tools import open_ballot, verify_ballot
from gongzhi.offices.testing import sign_in

pytestmark = pytest.mark.usefixtures("log_key")


def test_a_ballot_is_prepared_voted_on_opened_and_counted_again_without_scripts(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting, tmp_path: Any
) -> None:
    ballot, shares = prepare(secretary, site, hall, meeting)
    codes = {}
    for place in range(7):
        page = vote(site, hall, ballot, place, "for" if place < 6 else "against")
        codes[place] = CODE.search(page)[0]
    assert set(Envelope.objects.values_list("channel", flat=True)) == {"server"}
    assert secretary.post(site.url("close_vote", motion(meeting).pk)).status_code == SEE_OTHER
    for pair in ((0, 1), (0, 2)):
        answer = hand_in(secretary, site, ballot, shares, pair)
        assert answer.status_code == SEE_OTHER, answer.content.decode()
    assert secretary.post(site.url("ballot_publish", ballot.pk)).status_code == SEE_OTHER
    voter = sign_in(Client(), hall.councillors[6])
    page = voter.get(site.url("ballot_result", ballot.pk)).content.decode()
    assert all(code in page for code in codes.values())
    found = voter.post(site.url("ballot_result", ballot.pk), {"code": codes[6].lower().replace("-", " ")})
    assert "反对" in found.content.decode().split('id="look"')[1].split("</form>")[0]
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(voter.get(site.url("ballot_bundle", ballot.pk)).content)
    assert verify_ballot.main([str(bundle)]) == 0
    for name in ("ballot", "ballot_receipt", "ballot_vote"):
        assert voter.get(site.url(name, ballot.pk)).status_code in {200, SEE_OTHER}


def test_the_browsers_envelope_is_taken_and_refusals_are_words(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    person = hall.councillors[0]
    client, address = sign_in(Client(), person), site.url("ballot_vote", ballot.pk)
    sealed = envelopes.seal(
        question=ballot.asked, ballot=str(ballot.pk), public=ballot.seal_public, choices=["for"],
        code=envelopes.new_code(),
    )  # fmt: skip
    said = {"step": "envelope", "person": str(person.pk), "deed_key": "d1"}
    for wrong in ("", "%%%", base64.b64encode(sealed[:-1]).decode()):
        answer = client.post(address, {**said, "ciphertext": wrong})
        assert (answer.status_code, answer["Content-Type"]) == (UNPROCESSABLE, "text/plain; charset=utf-8")
    answer = client.post(address, {**said, "ciphertext": base64.b64encode(sealed).decode()})
    page = answer.content.decode()
    assert (answer.status_code, Envelope.objects.get().channel) == (200, "browser")
    assert f'data-stub="{envelopes.stub_of(sealed)}"' in page
    assert CODE.search(page) is None  # only the device knows it
    again = client.post(address, {**said, "ciphertext": base64.b64encode(sealed).decode()})
    assert again.status_code == 200
    assert Envelope.objects.count() == 1
    assert envelopes.stub_of(sealed) in client.get(site.url("ballot_receipt", ballot.pk)).content.decode()


def test_a_resend_without_scripts_shows_no_second_code(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    assert CODE.search(vote(site, hall, ballot, 0, "for"))
    assert CODE.search(vote(site, hall, ballot, 0, "for")) is None
    assert Envelope.objects.count() == 1


def test_only_pages_that_seal_may_run_webassembly(secretary: Client, site: Site, hall: Hall, meeting: Meeting) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    voter = sign_in(Client(), hall.councillors[0])
    policy = voter.get(site.url("ballot_vote", ballot.pk))["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in policy
    assert "'unsafe-" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "wasm" not in voter.get(site.url("ballot", ballot.pk))["Content-Security-Policy"]
    sandboxed = voter.get(site.url("ballot_tool", "open_ballot.html"))
    assert sandboxed["Content-Disposition"].startswith("attachment")
    assert voter.get(site.url("ballot_tool", "page.py")).status_code == 404


def test_strangers_and_other_streets_find_nothing(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting, url_in: Any
) -> None:
    ballot, _shares = prepare(secretary, site, hall, meeting)
    anonymous = Client().get(site.url("ballot", ballot.pk))
    assert anonymous.status_code == 302
    voter = sign_in(Client(), hall.councillors[4])
    for name in (
        "ballot_key",
        "ballot_confirm",
        "ballot_tellers",
        "ballot_opening",
        "ballot_papers",
        "ballot_envelopes",
        "ballot_prepare_file",
    ):
        assert voter.get(site.url(name, ballot.pk)).status_code == 403, name
    for name in ("ballot_result", "ballot_bundle"):
        assert voter.get(site.url(name, ballot.pk)).status_code == 404, name
    elsewhere = make_federation(code="330402011", name="新兴街道社区社会组织联合会")
    assert secretary.get(url_in(elsewhere, "meetings:ballot", ballot.pk)).status_code == 404


def test_the_tools_of_the_site_open_what_the_rules_open(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, shares = prepare(secretary, site, hall, meeting)
    for place in range(6):
        vote(site, hall, ballot, place, "for")
    secretary.post(site.url("close_vote", motion(meeting).pk))
    file = json.loads(text_of(ballot, BallotText.Kind.ENVELOPES))
    public = (ballot.seal_public, ballot.sign_public)
    one, other = (shamir.parse_share(share, str(ballot.pk), public) for share in shares[:2])
    key = envelopes.key_from_seed(shamir.combine(one, other), str(ballot.pk))
    sealed = [base64.b64decode(each) for each in file["envelopes"]]
    assert open_ballot.open_file(file, shares[1:]) == open_all(document=file["document"], ciphertexts=sealed, key=key)
    assert said_in(ballot, BallotText.Kind.CLOSING)["sealed_by_server"] == 6
    assert reverse("meetings:ballot", args=[ballot.pk])
