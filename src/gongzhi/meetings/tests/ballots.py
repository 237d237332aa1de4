"""A ballot from its preparation to its result, with everybody's part played in memory."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from typing import Any

from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Ballot, BallotText, Scrutineer
from gongzhi.meetings.rules import envelopes, shamir
from gongzhi.meetings.rules.bundles import open_all
from gongzhi.meetings.selectors.ballots import next_to_open, text_of
from gongzhi.meetings.tests.factories import Hall, in_session, later, motion
from gongzhi.people.models import Person

PAIRS = ((0, 1), (1, 2))


@dataclass
class Box:
    """A ballot under way, and what only people know of it: the shares, and each voter's code."""

    hall: Hall
    item: AgendaItem
    ballot: Ballot
    shares: tuple[str, ...]
    codes: dict[Any, str]

    @property
    def fresh(self) -> Ballot:
        return Ballot.objects.select_related("item__meeting").get(pk=self.ballot.pk)

    def seal(self, choices: Sequence[str], code: str = "") -> tuple[bytes, str]:
        code = code or envelopes.new_code()
        ballot = self.fresh
        ciphertext = envelopes.seal(
            question=ballot.asked, ballot=str(ballot.pk), public=ballot.seal_public, choices=choices, code=code
        )
        return ciphertext, code

    def cast(self, person: Person, *choices: str, minutes: int = 6, **more: Any) -> Any:
        ciphertext, code = self.seal(choices)
        values = {
            "actor": self.hall.actor(person), "ballot_id": self.ballot.pk, "person_id": person.pk,
            "ciphertext": ciphertext, "channel": "browser", "at": later(minutes),
        }  # fmt: skip
        row = services.cast_envelope(**{**values, **more})
        self.codes[more.get("person_id", person.pk)] = code
        return row

    def close(self, minutes: int = 10) -> Ballot:
        return services.close_ballot(actor=self.hall.actor(), ballot_id=self.ballot.pk, at=later(minutes))

    def opened(self, pair: tuple[int, int] = (0, 1)) -> bytes:
        """What the offline tool writes with two shares."""
        ballot = str(self.ballot.pk)
        file = json.loads(text_of(self.ballot, BallotText.Kind.ENVELOPES))
        public = (self.fresh.seal_public, self.fresh.sign_public)
        one, other = (shamir.parse_share(self.shares[place], ballot, public) for place in pair)
        key = envelopes.key_from_seed(shamir.combine(one, other), ballot)
        sealed = [base64.b64decode(each) for each in file["envelopes"]]
        return open_all(document=file["document"], ciphertexts=sealed, key=key).encode()

    def hand_in(
        self,
        pair: tuple[int, int],
        content: bytes | None = None,
        minutes: int = 12,
        by: Person | None = None,
        at: datetime | None = None,
    ) -> Any:
        """Hand in what a pair found: ``by`` whose turn it is, unless somebody is named."""
        found = list(Scrutineer.objects.filter(ballot=self.ballot).select_related("person").order_by("place"))
        turn = {each.pk for each in next_to_open(self.ballot)}
        own = next((found[place] for place in pair if found[place].pk in turn), found[pair[0]])
        return services.import_opening(
            actor=self.hall.actor(by or own.person), ballot_id=self.ballot.pk, first_id=found[pair[0]].pk,
            second_id=found[pair[1]].pk, content=self.opened(pair) if content is None else content,
            at=at or later(minutes),
        )  # fmt: skip

    def publish(self, minutes: int = 14) -> Ballot:
        return services.publish_ballot(actor=self.hall.actor(), ballot_id=self.ballot.pk, at=later(minutes))

    def tellers(self, *places: int, minutes: int = 7) -> list[Person]:
        """Name two councillors tellers of the papers."""
        people = [self.hall.councillors[place] for place in places]
        services.name_paper_tellers(
            actor=self.hall.actor(), ballot_id=self.ballot.pk, teller_ids=[each.pk for each in people],
            at=later(minutes),
        )  # fmt: skip
        return people

    def count(self, teller: Person, by: Person | None = None, minutes: int = 11, **numbers: Any) -> Any:
        """Enter what a teller counted: ``by`` themselves, unless somebody is named."""
        votes = {option.code: numbers.pop(option.code, 0) for option in self.fresh.asked.options}
        sheet = services.PaperSheet(votes=votes, **{"valid": sum(votes.values()), **numbers})
        return services.sign_paper_count(
            actor=self.hall.actor(by or teller), ballot_id=self.ballot.pk, teller_id=teller.pk, sheet=sheet,
            at=later(minutes),
        )  # fmt: skip

    def confirm(self, *places: int, minutes: int = 4) -> None:
        """Let scrutineers confirm the key, each from their own account."""
        fingerprint = self.fresh.fingerprint
        for each in Scrutineer.objects.filter(ballot=self.ballot, place__in=[place + 1 for place in places]):
            services.confirm_key(
                actor=self.hall.actor(each.person), ballot_id=self.ballot.pk, fingerprint=fingerprint, at=later(minutes)
            )

    def finish(self) -> Ballot:
        """Close, open twice, publish."""
        self.close()
        for pair in PAIRS:
            self.hand_in(pair)
        return self.publish()


def prepared(hall: Hall, item: AgendaItem) -> Box:
    """Name three scrutineers and make a key, as the offline tool does; two of them confirm it."""
    box = keyed(hall, item)
    box.confirm(0, 1)
    return box


def keyed(hall: Hall, item: AgendaItem) -> Box:
    """Name three scrutineers and make a key that nobody confirmed."""
    ballot = services.prepare_ballot(
        actor=hall.actor(), item_id=item.pk, at=later(3), scrutineer_ids=[each.pk for each in hall.councillors[8:11]]
    )
    seed = token_bytes(shamir.SECRET_BYTES)
    public = envelopes.key_from_seed(seed, str(ballot.pk)).public
    services.register_key(
        actor=hall.actor(), ballot_id=ballot.pk, seal_public=public[0], sign_public=public[1], made="offline",
        at=later(4),
    )  # fmt: skip
    shares = tuple(shamir.share_text(share, str(ballot.pk), public) for share in shamir.split(seed))
    return Box(hall, item, ballot, shares, {})


def running(hall: Hall, present: int = 13, **more: Any) -> Box:
    """Open a ballot on the first motion of a session."""
    box = prepared(hall, motion(in_session(hall, present=present)))
    services.open_vote(actor=hall.actor(), item_id=box.item.pk, method="ballot", at=later(5), **more)
    return box
