"""
This will tell a secret election: envelopes and papers, opened twice with two of three shares, published, forgotten.

The shares and what was chosen live only in the memory of the telling. Who chose what is drawn by lot, so the story
does not know it either.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from secrets import SystemRandom
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.demo.services.days import at
from gongzhi.demo.services.meetings import meeting_scenes
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.election import Election
from gongzhi.meetings import services
from gongzhi.meetings.models import Ballot, BallotText, Candidate, Envelope, Resolution, Scrutineer
from gongzhi.meetings.rules.ballots import KeyMade
from gongzhi.meetings.rules.envelopes import new_code, seal
from gongzhi.meetings.rules.flow import Method
from gongzhi.meetings.selectors.ballots import next_to_open, paper_seats, text_of
from gongzhi.meetings.selectors.minutes import resolution_number
from gongzhi.meetings.selectors.roll import Seat, roll_of
from gongzhi.meetings.tools import open_ballot
from gongzhi.offices.models import Term
from gongzhi.offices.services import elect_term

LISTED, NAMED = "9:15", "9:20"
"""Between the draft of the meeting (9:10) and its notice (9:30)."""
PREPARED, KEYED, CONFIRMED = "15:00", "15:20", "15:30"
OPENED, PAPERS_OUT, FIRST_VOTE = timedelta(minutes=72), timedelta(minutes=73), timedelta(minutes=74)
PER_VOTE, AGAIN = timedelta(seconds=20), timedelta(minutes=80)
CLOSED, COUNTED, NAMED_TELLERS = timedelta(minutes=84), timedelta(minutes=88), timedelta(minutes=82)
OPENINGS = ((timedelta(minutes=91), (0, 1)), (timedelta(minutes=95), (1, 2)))
"""When envelopes are opened, and by which two of the three scrutineers."""
PUBLISHED = timedelta(minutes=99)
RESOLVED, SEATED, DESTROYED, FORGOTTEN = "11:10", "14:00", "16:30", "3:00"
PER_SHEET, PER_TELLER = timedelta(minutes=5), timedelta(minutes=1)
PER_SHARE, UNTIL_FORGOTTEN = timedelta(minutes=5), timedelta(days=32)
ONE_DAY = timedelta(days=1)


@dataclass
class Box:
    """What only people know while the ballot runs: the three share sheets, who votes on screen, and their choices."""

    shares: list[str] = field(default_factory=list)
    voters: list[Seat] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Telling:
    """An election on its stage, with its box."""

    stage: Stage
    election: Election
    box: Box = field(default_factory=Box)

    @property
    def ballot(self) -> Ballot:
        """The ballot as it stands."""
        return Ballot.objects.select_related("item__meeting").get(item=self.item_id)

    @property
    def meeting_id(self) -> UUID:
        """Which meeting elects."""
        return self.stage.kept[self.election.sitting.key]

    @property
    def item_id(self) -> UUID:
        """Which item of the agenda it is."""
        return self.stage.kept[self.election.title]


def election_scenes(stage: Stage, election: Election) -> Iterator[Scene]:
    """Tell an election with the meeting in which it is held, from the draft to the forgetting of the links."""
    told = Telling(stage, election)
    sitting = election.sitting
    starts_at = stage.days.moment(sitting.when, sitting.clock)
    called_on = stage.days.workdays_from(local_day(starts_at), -sitting.lead)
    yield Scene(at(called_on, LISTED), partial(_list, told))
    yield Scene(at(called_on, NAMED), partial(_name, told))
    yield from meeting_scenes(stage, [sitting])
    yield from _prepared(told, starts_at)
    yield from _voted(told, starts_at)
    yield from _counted(told, starts_at)
    yield from _followed(told, starts_at)


def _prepared(told: Telling, starts_at: datetime) -> Iterator[Scene]:
    day_before = told.stage.days.workdays_from(local_day(starts_at), -1)
    yield Scene(at(day_before, PREPARED), partial(_prepare, told))
    yield Scene(at(day_before, KEYED), partial(_make_key, told))
    for place in range(len(told.election.scrutineers)):
        yield Scene(at(day_before, CONFIRMED) + place * PER_SHEET, partial(_confirm, told, place))


def _voted(told: Telling, starts_at: datetime) -> Iterator[Scene]:
    yield Scene(starts_at + OPENED, partial(_open, told))
    yield Scene(starts_at + PAPERS_OUT, partial(_hand_out, told))
    for place in range(told.election.on_screen):
        yield Scene(starts_at + FIRST_VOTE + place * PER_VOTE, partial(_vote, told, place))
    yield Scene(starts_at + AGAIN, partial(_vote, told, 0))
    yield Scene(starts_at + NAMED_TELLERS, partial(_name_tellers, told))
    yield Scene(starts_at + CLOSED, partial(_close, told))


def _counted(told: Telling, starts_at: datetime) -> Iterator[Scene]:
    for place in range(len(told.election.tellers)):
        yield Scene(starts_at + COUNTED + place * PER_TELLER, partial(_count_papers, told, place))
    for after, pair in OPENINGS:
        yield Scene(starts_at + after, partial(_open_envelopes, told, pair))
    yield Scene(starts_at + PUBLISHED, partial(_publish, told))


def _followed(told: Telling, starts_at: datetime) -> Iterator[Scene]:
    day = local_day(starts_at)
    after = told.stage.days.workdays_from(day, 1)
    yield Scene(at(after, RESOLVED), partial(_resolve, told))
    yield Scene(at(after, SEATED), partial(_seat, told))
    for place in range(len(told.election.scrutineers)):
        yield Scene(at(after, DESTROYED) + place * PER_SHARE, partial(_destroy, told, place))
    yield Scene(at(day + UNTIL_FORGOTTEN, FORGOTTEN), _forget)


def _list(told: Telling, at: datetime) -> None:
    election = told.election
    new = services.NewElection(
        title=election.title,
        text=election.text,
        proposer=election.proposer,
        decision=election.decision,
        seats=election.seats,
        office_id=told.stage.office(election.body, election.office).pk,
    )
    caller = told.stage.actor(election.sitting.caller, at)
    item = services.add_election(actor=caller, meeting_id=told.meeting_id, election=new, at=at)
    told.stage.kept[election.title] = item.pk


def _name(told: Telling, at: datetime) -> None:
    for each in told.election.candidates:
        services.name_candidate(
            actor=told.stage.actor(told.election.sitting.caller, at),
            item_id=told.item_id,
            person_id=told.stage.person(each.name).pk,
            note=each.note,
            at=at,
        )


def _prepare(told: Telling, at: datetime) -> None:
    services.prepare_ballot(
        actor=told.stage.actor(told.election.sitting.caller, at),
        item_id=told.item_id,
        scrutineer_ids=[told.stage.person(name).pk for name in told.election.scrutineers],
        at=at,
    )


def _make_key(told: Telling, at: datetime) -> None:
    """Make the key with the offline tool; the house gets its public half alone."""
    ballot, names = told.ballot, list(told.election.scrutineers)
    file = {"format": "gongzhi-prepare/1", "ballot": str(ballot.pk), "scrutineers": names}
    text, told.box.shares[:] = open_ballot.make_key(file)  # type: ignore[no-untyped-call]  # a script without types
    public = json.loads(text)
    services.register_key(
        actor=told.stage.actor(told.election.sitting.caller, at),
        ballot_id=ballot.pk,
        seal_public=public["seal"],
        sign_public=public["sign"],
        made=KeyMade.OFFLINE,
        at=at,
    )


def _confirm(told: Telling, place: int, at: datetime) -> None:
    """Let a scrutineer compare the fingerprint on the own sheet, the day before the vote."""
    ballot = told.ballot
    services.confirm_key(
        actor=told.stage.actor(_scrutineer(ballot, place).name, at),
        ballot_id=ballot.pk,
        fingerprint=ballot.fingerprint,
        at=at,
    )


def _open(told: Telling, at: datetime) -> None:
    chair = told.stage.actor(told.election.sitting.chair, at)
    services.open_vote(actor=chair, item_id=told.item_id, method=Method.BALLOT, at=at)
    for code, each in zip(_codes(told.ballot), told.election.candidates, strict=True):
        told.box.choices += [code] * each.on_screen
    SystemRandom().shuffle(told.box.choices)


def _codes(ballot: Ballot) -> list[str]:
    return [option.code for option in ballot.asked.options]


def _hand_out(told: Telling, at: datetime) -> None:
    """Let those who sit last take papers; the others vote on screen."""
    ballot, on_screen = told.ballot, told.election.on_screen
    seats = [seat for seat, _way in paper_seats(ballot, roll_of(ballot.item.meeting))]
    told.box.voters[:] = sorted(seats, key=lambda seat: seat.number or 0)[:on_screen]
    recorder = told.stage.actor(told.election.sitting.recorder, at)
    for seat in sorted(seats, key=lambda seat: seat.number or 0)[on_screen:]:
        services.hand_out_paper(actor=recorder, ballot_id=ballot.pk, person_id=seat.person_id, at=at)


def _vote(told: Telling, place: int, at: datetime) -> None:
    """Seal an envelope; the second time it takes the place of the first."""
    ballot, seat = told.ballot, told.box.voters[place]
    ciphertext = seal(
        question=ballot.asked,
        ballot=str(ballot.pk),
        public=ballot.seal_public,
        choices=[told.box.choices[place]],
        code=new_code(),
    )
    services.cast_envelope(
        actor=told.stage.actor(seat.invitee.name, at),
        ballot_id=ballot.pk,
        person_id=seat.person_id,
        ciphertext=ciphertext,
        channel=Envelope.Channel.BROWSER,
        at=at,
    )


def _close(told: Telling, at: datetime) -> None:
    chair = told.stage.actor(told.election.sitting.chair, at)
    services.close_ballot(actor=chair, ballot_id=told.ballot.pk, at=at)


def _name_tellers(told: Telling, at: datetime) -> None:
    services.name_paper_tellers(
        actor=told.stage.actor(told.election.sitting.recorder, at),
        ballot_id=told.ballot.pk,
        teller_ids=[told.stage.person(name).pk for name in told.election.tellers],
        at=at,
    )


def _count_papers(told: Telling, place: int, at: datetime) -> None:
    """Let one teller enter what they counted; a teller without an account hands the sheet to the recorder."""
    ballot, election = told.ballot, told.election
    teller = told.stage.person(election.tellers[place])
    marks = {code: each.on_paper for code, each in zip(_codes(ballot), election.candidates, strict=True)}
    services.sign_paper_count(
        actor=told.stage.actor(teller.name if teller.account_id else election.sitting.recorder, at),
        ballot_id=ballot.pk,
        teller_id=teller.pk,
        sheet=services.PaperSheet(votes=marks, valid=election.on_paper, blank=election.blank_papers),
        at=at,
    )


def _open_envelopes(told: Telling, pair: tuple[int, int], at: datetime) -> None:
    """Open the envelopes with the offline tool and two shares; whose turn it is hands in what it wrote."""
    ballot = told.ballot
    first, second = (_scrutineer(ballot, place) for place in pair)
    waiting = {each.pk for each in next_to_open(ballot)}
    by = next(each for each in (first, second) if each.pk in waiting)
    file = json.loads(text_of(ballot, BallotText.Kind.ENVELOPES))
    shares = [told.box.shares[place] for place in pair]
    found = open_ballot.open_file(file, shares)  # type: ignore[no-untyped-call]  # a script without types
    services.import_opening(
        actor=told.stage.actor(by.name, at),
        ballot_id=ballot.pk,
        first_id=first.pk,
        second_id=second.pk,
        content=found.encode(),
        at=at,
    )


def _scrutineer(ballot: Ballot, place: int) -> Scrutineer:
    return Scrutineer.objects.get(ballot=ballot, place=place + 1)


def _publish(told: Telling, at: datetime) -> None:
    chair = told.stage.actor(told.election.sitting.chair, at)
    services.publish_ballot(actor=chair, ballot_id=told.ballot.pk, at=at)


def _resolve(told: Telling, at: datetime) -> None:
    election = told.election
    resolution = services.adopt_resolution(
        actor=told.stage.actor(election.sitting.chair, at),
        item_id=told.item_id,
        title=election.title,
        text=election.resolution,
        owner_id=told.stage.person(election.owner).pk,
        review_on=local_day(at) + timedelta(days=election.review_days),
        at=at,
    )
    told.stage.kept[election.resolution] = resolution.pk


def _seat(told: Telling, at: datetime) -> None:
    """Enter the terms of the elected, from the day after the vote to the end of the others in that body."""
    election, stage = told.election, told.stage
    resolution = Resolution.objects.get(pk=stage.kept[election.resolution])
    others = Term.objects.filter(office__body__code=election.body, ends_on__isnull=False).order_by("ends_on", "pk")
    for winner in told.ballot.item.candidates.filter(fate=Candidate.Fate.ELECTED).order_by("position"):
        elect_term(
            actor=stage.actor(election.owner, at),
            office_id=stage.office(election.body, election.office).pk,
            person_id=winner.person_id,
            starts_on=resolution.adopted_on + ONE_DAY,
            ends_on=others.values_list("ends_on", flat=True).last(),
            resolution=f"{resolution_number(resolution)} {resolution.title}",
            resolution_id=resolution.pk,
            at=at,
        )
    stage.forget_people()


def _destroy(told: Telling, place: int, at: datetime) -> None:
    scrutineer = _scrutineer(told.ballot, place)
    services.destroy_share(actor=told.stage.actor(scrutineer.name, at), scrutineer_id=scrutineer.pk, at=at)
    told.box.shares[place] = ""


def _forget(at: datetime) -> None:
    services.forget_links(at=at)
