"""The pages of a ballot as people walk them without scripts."""

import json
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.meetings.models import Ballot, Meeting, Scrutineer
from gongzhi.meetings.rules.ballots import key_fingerprint
from gongzhi.meetings.tests.factories import Hall, motion
from gongzhi.meetings.tools import open_ballot
from gongzhi.offices.testing import sign_in

SEE_OTHER, UNPROCESSABLE = 303, 422
CODE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
SHARE = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){7}")


class Site:
    """Pages of one federation by their names."""

    def __init__(self, url_in: Any, federation: Any) -> None:
        self._url_in, self._federation = url_in, federation

    def url(self, name: str, *args: Any) -> str:
        return self._url_in(self._federation, f"meetings:{name}", *args)


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
    fingerprint = key_fingerprint(*Ballot.objects.values_list("seal_public", "sign_public").get())
    assert sheets.content.decode().count(fingerprint) == 3
    for person in hall.councillors[:2]:
        address, typed = site.url("ballot_confirm", ballot.pk), fingerprint.lower().replace(" ", "")
        assert sign_in(Client(), person).post(address, {"fingerprint": typed}).status_code == SEE_OTHER
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


def hand_in(
    secretary: Client, site: Site, ballot: Ballot, shares: list[str], pair: tuple[int, int], by: int | None = None
) -> Any:
    """Hand in what a pair found: by its second, who is new in the second pair, or by who is named."""
    file = secretary.get(site.url("ballot_envelopes", ballot.pk))
    assert file["Content-Disposition"].startswith("attachment")
    text = open_ballot.open_file(json.loads(file.content), [shares[place] for place in pair])
    held = list(Scrutineer.objects.select_related("person").order_by("place"))
    mine = pair[1] if by is None else by
    return sign_in(Client(), held[mine].person).post(
        site.url("ballot_opening", ballot.pk),
        {
            "second": str(held[next(each for each in pair if each != mine)].pk),
            "file": SimpleUploadedFile("opening.json", text.encode(), "application/json"),
        },
    )  # fmt: skip
