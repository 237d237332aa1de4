"""Secret ballots in each state that a page needs, and who may open and do what with them: part of the whole table."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Scrutineer
from gongzhi.meetings.rules import envelopes
from gongzhi.meetings.rules.bundles import open_all
from gongzhi.meetings.selectors.ballots import text_of
from gongzhi.offices.models import Body
from gongzhi.offices.selectors import entitled
from gongzhi.people.models import Person
from gongzhi.people.services import make_account
from tests.access_acts import MOMENT, TODAY, sitting_of
from tests.access_rows import ALL, FORBIDDEN, NOBODY, OK, Row, button, form

CHAIR = "secretary council"
"""Who presides over the council's meetings, or records them."""
KEY = {"made": "=browser", "seal_public": f"={'ab' * 32}", "sign_public": f"={'cd' * 32}"}
WATCHERS = {"first": "watcher_1", "second": "watcher_2", "third": "watcher_3"}
TELLERS = {"teller": "teller_1", "second_teller": "teller_2"}

BALLOTS: Mapping[str, Row] = {
    "meetings:ballot_prepare": form("motion", do=CHAIR, stays=FORBIDDEN, body=WATCHERS),
    "meetings:ballot_tool": Row(("=verify_ballot.py",)),
    "meetings:ballot": Row(("ballot_open",)),
    "meetings:ballot_prepare_file": Row(("ballot_keyed",), see=CHAIR),
    "meetings:ballot_key": form("ballot_keyed", do=CHAIR, stays=FORBIDDEN, body=KEY),
    # Nobody of these is scrutineer, and nobody confirms or hands in for one, whatever the office.
    "meetings:ballot_confirm": form("ballot_keyed", do=NOBODY, stays=FORBIDDEN),
    "meetings:ballot_close": form("ballot_open", do=CHAIR, stays=FORBIDDEN),
    "meetings:ballot_tellers": form("ballot_open", do=CHAIR, stays=FORBIDDEN, body=TELLERS),
    "meetings:ballot_key_server": button("ballot_keyed", do=CHAIR, done=OK, stays=FORBIDDEN),
    # Nobody of these has a seat, and nobody gives the vote of another, whatever the office.
    "meetings:ballot_vote": Row(
        ("ballot_open",), do=NOBODY, body={"person": "seat", "choices": "=for", "step": "=cast"}
    ),
    "meetings:ballot_receipt": Row(("ballot_open",)),
    "meetings:ballot_papers": Row(("ballot_open",), see=CHAIR, do=CHAIR, done=OK, stays=FORBIDDEN),
    "meetings:ballot_paper": button("ballot_open", "=out", do=CHAIR, body={"person": "watcher_1"}),
    "meetings:ballot_envelopes": Row(("ballot_closed",), see=CHAIR),
    # Whoever keeps the record may look.
    "meetings:ballot_opening": Row(("ballot_closed",), see=CHAIR, do=NOBODY, stays=FORBIDDEN),
    "meetings:ballot_anew": form("ballot_opened", do=CHAIR, stays=FORBIDDEN),
    "meetings:ballot_publish": button("ballot_agreed", do=CHAIR),
    "meetings:ballot_result": Row(("ballot_published",), do=ALL, done=OK, body={"code": "=AAAA-BBBB-CCCC-DDDD"}),
    "meetings:ballot_bundle": Row(("ballot_published",)),
    "meetings:ballot_destroyed": button("share", do=CHAIR),
}

STATES = ("keyed", "open", "closed", "agreed", "published", "opened")
PAIRS = {"closed": 0, "opened": 1, "agreed": 2, "published": 2}
"""State of a ballot that is closed → how many pairs have handed in what they found."""


def hold_ballots(made: dict[str, Any], mark: str) -> None:
    """Take a ballot to each of its states; put their keys into ``made``."""
    council = Body.objects.get(code=Body.Code.COUNCIL)
    seats = [each.person_id for each in entitled(body=council, on=TODAY)]
    made |= {f"watcher_{place}": person for place, person in enumerate(seats[-3:], start=1)}
    made |= {"teller_1": seats[-1], "teller_2": seats[-2]}
    for person in Person.objects.filter(pk__in=seats[-3:], account=None):
        make_account(actor=SYSTEM, person_id=person.pk, username=f"watcher-{person.pk.hex[-12:]}", at=MOMENT)
    for days_ago, state in enumerate(STATES, start=3):
        item = AgendaItem.objects.get(meeting=sitting_of(council, seats, mark, days_ago=days_ago), position=1)
        made[f"ballot_{state}"] = _ballot(item, seats, state, MOMENT - timedelta(days=days_ago))
    made["share"] = Scrutineer.objects.get(ballot=made["ballot_published"], place=1)


def _ballot(item: AgendaItem, seats: list[UUID], state: str, at: datetime) -> Ballot:
    ballot = meetings.prepare_ballot(actor=SYSTEM, item_id=item.pk, scrutineer_ids=seats[-3:], at=at)
    key = envelopes.key_from_seed(token_bytes(16), str(ballot.pk))
    seal, sign = key.public
    values = {"seal_public": seal, "sign_public": sign, "made": "offline"}
    ballot = meetings.register_key(actor=SYSTEM, ballot_id=ballot.pk, at=at, **values)
    if state == "keyed":
        return ballot
    for person in seats[-2:]:
        meetings.confirm_key(actor=Actor(person_id=person), ballot_id=ballot.pk, fingerprint=ballot.fingerprint, at=at)
    meetings.open_vote(actor=SYSTEM, item_id=item.pk, method="ballot", at=at)
    for person in seats[:5] if state != "open" else ():
        _cast(ballot, person, at)
    if state != "open":
        meetings.close_ballot(actor=SYSTEM, ballot_id=ballot.pk, at=at)
        _hand_in(ballot, key, at, pairs=PAIRS[state])
    if state == "published":
        meetings.publish_ballot(actor=SYSTEM, ballot_id=ballot.pk, at=at)
    return ballot


def _cast(ballot: Ballot, person: UUID, at: datetime) -> None:
    values = {"choices": ["for"], "code": envelopes.new_code(), "public": ballot.seal_public, "ballot": str(ballot.pk)}
    meetings.cast_envelope(
        actor=Actor(person_id=person), ballot_id=ballot.pk, person_id=person, channel="browser", at=at,
        ciphertext=envelopes.seal(question=ballot.asked, **values),
    )  # fmt: skip


def _opened(ballot: Ballot, key: envelopes.BallotKey) -> str:
    file = json.loads(text_of(ballot, BallotText.Kind.ENVELOPES))
    sealed = [base64.b64decode(each) for each in file["envelopes"]]
    return open_all(document=file["document"], ciphertexts=sealed, key=key)


def _hand_in(ballot: Ballot, key: envelopes.BallotKey, at: datetime, *, pairs: int) -> None:
    content = _opened(ballot, key).encode()
    one, two, three = Scrutineer.objects.filter(ballot=ballot).order_by("place")
    for first, second in ((one, two), (two, three))[:pairs]:
        scrutineer = Actor(person_id=first.person_id if first == one else second.person_id)
        meetings.import_opening(
            actor=scrutineer, ballot_id=ballot.pk, first_id=first.pk, second_id=second.pk, content=content, at=at
        )
