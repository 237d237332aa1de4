"""What the demo tells of its one secret election, and whether anybody can count it again."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.common.clock import local_day
from gongzhi.demo.story.election import DEFEATED, ELECTED, ELECTION
from gongzhi.demo.story.streets import MAIN_CODE
from gongzhi.demo.tests.conftest import ANY_DAY
from gongzhi.meetings.models import Ballot, Candidate, Envelope, Opening, PaperTally, Resolution, Scrutineer
from gongzhi.meetings.rules.bundles import canonical
from gongzhi.meetings.selectors.ballots import bundle_of, log_key_of
from gongzhi.meetings.tools import verify_ballot
from gongzhi.offices.models import Term

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("demo", ANY_DAY, indirect=True, scope="package")]


def verify(bundle: bytes, folder: Path, key: str) -> tuple[int, str]:
    """Run the outsider's script on a bundle as an outsider would."""
    file = folder / "bundle.zip"
    file.write_bytes(bundle)
    ran = subprocess.run(
        [sys.executable, "-I", verify_ballot.__file__, str(file), "--key", key],
        capture_output=True, text=True, encoding="utf-8", check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return ran.returncode, ran.stdout


def with_a_vote_moved(bundle: bytes) -> bytes:
    """Give one envelope of the elected to the other candidate, in the list that the scrutineers signed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            after.writestr(name, moved(text) if name == "opened.json" else text)
    return out.getvalue()


def moved(text: str) -> str:
    opened = json.loads(text)
    opening = json.loads(opened["opening"])
    next(entry for entry in opening["entries"] if entry["choices"] == ["c1"])["choices"] = ["c2"]
    return canonical({**opened, "opening": canonical(opening)})


def test_one_of_two_candidates_has_two_thirds_of_those_present(main):
    votes = Candidate.objects.order_by("position").values_list("name", "votes", "fate")
    assert list(votes) == [(ELECTED, 13, "elected"), (DEFEATED, 3, "too_few")]
    item = Ballot.objects.get().item
    assert (item.seats, item.entitled_count, item.present_count, item.votes_needed) == (1, 18, 17, 12)
    assert (item.for_count, item.abstain_count) == (16, 1)


def test_most_vote_on_screen_and_some_on_paper(main):
    channels = list(Envelope.objects.values_list("channel", flat=True))
    assert (channels.count("browser"), channels.count("paper")) == (ELECTION.on_screen, ELECTION.on_paper) == (11, 6)
    assert set(PaperTally.objects.values_list("name", "valid", "blank")) == {(n, 6, 1) for n in ELECTION.tellers}


def test_two_pairs_of_three_scrutineers_opened_the_same(main):
    pairs = {(each.first.place, each.second.place) for each in Opening.objects.select_related("first", "second")}
    assert pairs == {(1, 2), (2, 3)}
    assert Opening.objects.values("digest").distinct().count() == 1
    assert set(Scrutineer.objects.values_list("name", flat=True)) == set(ELECTION.scrutineers)


def test_the_page_of_the_election_knows_that_the_term_is_entered(main):
    item = Ballot.objects.get().item
    client = Client()
    client.post("/demo/secretary/")
    page = client.get(f"/f/{MAIN_CODE}{reverse('meetings:election', args=[item.pk])}").content.decode()
    assert "已录入" in page
    assert "录入任职" not in page


def test_anybody_counts_the_published_bundle_again(main, tmp_path):
    ballot = Ballot.objects.get()
    bundle, key = bundle_of(ballot), log_key_of(ballot)
    assert bundle is not None
    code, words = verify(bundle, tmp_path, key)
    assert code == 0, words
    assert f"{ELECTED} 13 · {DEFEATED} 3" in words


def test_a_vote_moved_by_hand_is_found(main, tmp_path):
    ballot = Ballot.objects.get()
    bundle, key = bundle_of(ballot), log_key_of(ballot)
    assert bundle is not None
    code, words = verify(with_a_vote_moved(bundle), tmp_path, key)
    assert code == 1
    assert "不符 WRONG" in words


def test_the_elected_took_office_by_the_resolution(main):
    item = Ballot.objects.get().item
    resolution = Resolution.objects.get(item=item)
    term = Term.objects.get(resolution_id=resolution.pk)
    assert (term.person.name, term.office.code, term.is_held_back) == (ELECTED, "vice_president", False)
    assert term.starts_on == local_day(item.closed_at) + timedelta(days=1)
    assert term.ends_on == Term.objects.get(office__code="president").ends_on


def test_the_shares_are_gone_and_nobody_knows_whose_envelope_was_whose(main):
    ballot = Ballot.objects.get()
    assert not Scrutineer.objects.filter(destroyed_at__isnull=True).exists()
    assert ballot.destroyed_at is not None
    assert ballot.links_deleted_at is not None
    assert not Envelope.objects.exclude(digest="").exists()
    assert not Envelope.objects.filter(ciphertext__isnull=False).exists()
