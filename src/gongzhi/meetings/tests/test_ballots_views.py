"""The pages of a secret ballot without scripts, and that a choice is written nowhere before it is published."""

import base64
import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongzhi.common.testing import make_federation
from gongzhi.meetings import services
from gongzhi.meetings.models import Ballot, BallotText, Envelope, Meeting, Scrutineer
from gongzhi.meetings.rights import Right
from gongzhi.meetings.rules import envelopes, shamir
from gongzhi.meetings.rules.bundles import open_all
from gongzhi.meetings.selectors.ballots import said_in, text_of
from gongzhi.meetings.tests.factories import Hall, draft, make_hall, motion
from gongzhi.meetings.tools import open_ballot, verify_ballot
from gongzhi.offices.models import Power
from gongzhi.offices.testing import sign_in

SEE_OTHER, UNPROCESSABLE = 303, 422
CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
SHARE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}")

pytestmark = pytest.mark.usefixtures("log_key")


@pytest.fixture
def hall(federation: Any) -> Hall:
    made = make_hall(count=9)
    Power.objects.bulk_create(
        Power(
            office_code="secretary_general", body_code="officers", right=right, clause_code=f"test.{right}",
            starts_on="2020-01-01",
        )
        for right in Right
    )  # fmt: skip
    return made


@pytest.fixture
def meeting(hall: Hall) -> Meeting:
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:8]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def secretary(hall: Hall) -> Client:
    return sign_in(Client(), hall.secretary)


class Site:
    """Pages of one federation by their names."""

    def __init__(self, url_in: Any, federation: Any) -> None:
        self._url_in, self._federation = url_in, federation

    def url(self, name: str, *args: Any) -> str:
        return self._url_in(self._federation, f"meetings:{name}", *args)


@pytest.fixture
def site(url_in: Any, federation: Any) -> Site:
    return Site(url_in, federation)


def prepare(secretary: Client, site: Site, hall: Hall, meeting: Meeting) -> tuple[Ballot, list[str]]:
    """Name three scrutineers, let the server make the key, open the vote: all without scripts."""
    item = motion(meeting)
    three = dict(zip(("first", "second", "third"), (str(each.pk) for each in hall.councillors[:3]), strict=True))
    answer = secretary.post(site.url("ballot_prepare", item.pk), {**three, "names_published": "on"})
    assert answer.status_code == SEE_OTHER, answer.content.decode()
    ballot = Ballot.objects.get()
    sheets = secretary.post(site.url("ballot_key_server", ballot.pk), {"deed_key": "k1"})
    shares = list(dict.fromkeys(SHARE.findall(sheets.content.decode())))
    assert len(shares) == 3
    opened = secretary.post(site.url("open_vote", item.pk), {"method": "ballot"})
    assert opened.status_code == SEE_OTHER, opened.content.decode()
    return Ballot.objects.get(), shares


def vote(site: Site, hall: Hall, ballot: Ballot, place: int, choice: str) -> str:
    """Vote as somebody whose browser runs no scripts; give the page of the receipt."""
    client, person = sign_in(Client(), hall.councillors[place]), hall.councillors[place]
    address = site.url("ballot_vote", ballot.pk)
    assert client.get(address).status_code == 200
    said = {"person": str(person.pk), "choices": choice, "deed_key": f"deed-{place}-{choice}"}
    second_look = client.post(address, {**said, "step": "check"})
    assert second_look.status_code == 200, second_look.content.decode()
    return client.post(address, {**said, "step": "cast"}).content.decode()


def hand_in(secretary: Client, site: Site, ballot: Ballot, shares: list[str], pair: tuple[int, int]) -> Any:
    file = secretary.get(site.url("ballot_envelopes", ballot.pk))
    assert file["Content-Disposition"].startswith("attachment")
    text = open_ballot.open_file(json.loads(file.content), [shares[place] for place in pair])
    held = list(Scrutineer.objects.order_by("place"))
    return secretary.post(
        site.url("ballot_opening", ballot.pk),
        {
            "first": str(held[pair[0]].pk), "second": str(held[pair[1]].pk),
            "file": SimpleUploadedFile("opening.json", text.encode(), "application/json"),
        },
    )  # fmt: skip


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
    for name in ("ballot_key", "ballot_opening", "ballot_papers", "ballot_envelopes", "ballot_prepare_file"):
        assert voter.get(site.url(name, ballot.pk)).status_code == 403, name
    for name in ("ballot_result", "ballot_bundle"):
        assert voter.get(site.url(name, ballot.pk)).status_code == 404, name
    elsewhere = make_federation(code="330402011", name="新兴街道社区社会组织联合会")
    assert secretary.get(url_in(elsewhere, "meetings:ballot", ballot.pk)).status_code == 404


def test_paper_ballots_are_handed_out_and_counted_on_pages(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, shares = prepare(secretary, site, hall, meeting)
    for place in range(5):
        person = {"person": str(hall.councillors[place].pk)}
        assert secretary.post(site.url("ballot_paper", ballot.pk, "out"), person).status_code == SEE_OTHER
    assert secretary.get(site.url("ballot_papers", ballot.pk)).status_code == 200
    vote(site, hall, ballot, 5, "against")
    secretary.post(site.url("close_vote", motion(meeting).pk))
    for pair in ((0, 1), (1, 2)):
        hand_in(secretary, site, ballot, shares, pair)
    tellers = {"teller": str(hall.councillors[0].pk), "second_teller": str(hall.councillors[1].pk)}
    numbers = {"votes_for": "4", "votes_against": "0", "votes_abstain": "0", "spoiled": "1"}
    assert secretary.post(site.url("ballot_papers", ballot.pk), {**tellers, **numbers}).status_code == SEE_OTHER
    assert secretary.post(site.url("ballot_publish", ballot.pk)).status_code == SEE_OTHER
    assert secretary.get(site.url("ballot_result", ballot.pk)).status_code == 200
    assert motion(meeting).spoiled_count == 1


def dump() -> str:
    """Write out every row of every table as PostgreSQL writes it, sessions and keys of deeds included."""
    lines: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row::text FROM {table} AS row")
            lines += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(lines)


def ways_to_write(text: str) -> list[str]:
    """List how a text could stand in a dump: as it is, in hex, in base64, at each of three offsets."""
    raw = text.encode()
    encoded = [base64.b64encode(b"x" * shift + raw).decode()[4 if shift else 0 : -4] for shift in range(3)]
    return [text, text.lower(), raw.hex(), *encoded]


def test_no_choice_and_no_code_is_written_anywhere_before_publication(
    secretary: Client,
    site: Site,
    hall: Hall,
    meeting: Meeting,
    monkeypatch: Any,
    caplog: Any,
    settings: Any,
    tmp_path: Any,
) -> None:
    """The canary is the code of an option: the question names it, nothing else may."""
    canary = "kanarienvogel7"
    settings.MEDIA_ROOT = tmp_path

    def marked(item: Any) -> Any:
        from gongzhi.meetings.rules import ballots  # noqa: PLC0415 -- the real one is patched

        options = (ballots.Option(canary, "赞成"), ballots.Option("against", "反对"), ballots.Option("abstain", "弃权"))
        return ballots.Question(kind=ballots.Kind.MOTION, title=item.title, text="", options=options, least=1, most=1)

    for module in ("gate", "preparing"):
        monkeypatch.setattr(f"gongzhi.meetings.services.ballots.{module}.question_of", marked)
    caplog.set_level(logging.DEBUG)
    ballot, _shares = prepare(secretary, site, hall, meeting)
    before = dump()
    caplog.clear()
    codes = [CODE.search(vote(site, hall, ballot, place, canary))[0] for place in range(6)]
    after = dump()
    assert len(Envelope.objects.all()) == 6
    for written in ways_to_write(canary):
        assert after.count(written) == before.count(written)
    for code in codes:
        assert not [written for written in ways_to_write(code) if written in after]
        assert code not in caplog.text
    assert canary not in caplog.text
    assert not _stored_files()
    secretary.post(site.url("close_vote", motion(meeting).pk))
    closed = dump()
    assert not [code for code in codes if code in closed]


def test_a_failure_while_sealing_tells_the_operator_no_choice(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting, monkeypatch: Any, settings: Any, caplog: Any
) -> None:
    settings.ADMINS = [("值班", "duty@example.org")]
    ballot, _shares = prepare(secretary, site, hall, meeting)

    def fail(**_said: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "cast_envelope", fail)
    handler = logging.getLogger("django.request")
    from django.utils.log import AdminEmailHandler  # noqa: PLC0415 -- only here

    mailer = AdminEmailHandler(include_html=True)
    handler.addHandler(mailer)
    try:
        client = Client(raise_request_exception=False)
        sign_in(client, hall.councillors[0])
        said = {"person": str(hall.councillors[0].pk), "choices": "against", "deed_key": "d", "step": "cast"}
        assert client.post(site.url("ballot_vote", ballot.pk), said).status_code == 500
    finally:
        handler.removeHandler(mailer)
    written = [mail.outbox[0].body, mail.outbox[0].alternatives[0][0], caplog.text]
    assert "the disk is full" in written[0]
    assert not [text for text in written if "'against'" in text or "&#x27;against&#x27;" in text]


def _stored_files() -> list[str]:
    folders, files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    return [*folders, *files]


def test_the_tools_of_the_site_open_what_the_rules_open(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting
) -> None:
    ballot, shares = prepare(secretary, site, hall, meeting)
    for place in range(6):
        vote(site, hall, ballot, place, "for")
    secretary.post(site.url("close_vote", motion(meeting).pk))
    file = json.loads(text_of(ballot, BallotText.Kind.ENVELOPES))
    one, other = (shamir.parse_share(share, str(ballot.pk)) for share in shares[:2])
    key = envelopes.key_from_seed(shamir.combine(one, other), str(ballot.pk))
    sealed = [base64.b64decode(each) for each in file["envelopes"]]
    assert open_ballot.open_file(file, shares[1:]) == open_all(document=file["document"], ciphertexts=sealed, key=key)
    assert said_in(ballot, BallotText.Kind.CLOSING)["sealed_by_server"] == 6
    assert reverse("meetings:ballot", args=[ballot.pk])
