"""This will tell voices and their matters: how they are raised, handled, escalated, answered, and judged."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import ANONYMOUS, SYSTEM, Actor
from gongzhi.demo.services.days import at
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.story.people import CADRE, OFFICE_CLERK, SECRETARY_GENERAL
from gongzhi.demo.story.voices import Saying, Step, Told
from gongzhi.journeys.services import put_matter_on_agenda
from gongzhi.matters import services
from gongzhi.matters.models import Escalation, Matter, Reply
from gongzhi.offices.models import Body
from gongzhi.offices.services import add_office, appoint_term, establish_body

SAID, DONE = "9:20", "10:30"
PER_STEP, PER_VOICE = timedelta(minutes=12), timedelta(minutes=5)
PUT_TOGETHER = timedelta(minutes=40)
DEFER_DAYS = 14
BY_THEMSELVES = frozenset({"web", "qr", "survey"})
COMMUNITY_BODIES = (("南湖社区“两委”", CADRE), ("桂苑社区“两委”", "顾建平"))
PAPER = "街党工〔2024〕21号"

Act = Callable[[Stage, Told, Step, datetime], object]


def voice_scenes(stage: Stage, told: Sequence[Told]) -> Iterator[Scene]:
    """Tell matters from the first words to what the speakers say of the answer."""
    for matter in told:
        first = local_day(stage.days.moment(matter.when, SAID))
        for place, saying in enumerate(matter.sayings):
            day = _workday(stage, first, saying.after)
            yield Scene(at(day, SAID) + place * PER_VOICE, partial(_raise, stage, matter, place, saying))
        for place, step in enumerate(matter.steps):
            day = _workday(stage, first, step.after)
            yield Scene(at(day, DONE) + place * PER_STEP, partial(_do, stage, matter, step))


def community_desk_scenes(stage: Stage) -> Iterator[Scene]:
    """Give two communities a desk of their own: a body, an office in it and the cadre who holds it."""
    for place, (name, cadre) in enumerate(COMMUNITY_BODIES):
        moment = at(stage.days.workdays_from(stage.days.start, 2), "15:00") + place * PER_STEP
        yield Scene(moment, partial(_community_desk, stage, name, cadre))


def _workday(stage: Stage, first: date, after: int) -> date:
    return stage.days.workdays_from(first, after) if after else first


def _community_desk(stage: Stage, name: str, cadre: str, at: datetime) -> None:
    since = stage.days.start
    body = establish_body(actor=SYSTEM, code=Body.Code.TWO_COMMITTEES, name=name, established_on=since, at=at)
    office = add_office(actor=SYSTEM, body_id=body.pk, code="cadre", title="两委干部", seats=9, votes=False, at=at)
    appoint_term(
        actor=SYSTEM,
        office_id=office.pk,
        person_id=stage.person(cadre).pk,
        starts_on=since,
        document=PAPER,
        approval_number="",
        at=at,
    )
    stage.forget_people()


def _raise(stage: Stage, told: Told, place: int, saying: Saying, at: datetime) -> None:
    community = stage.community(saying.community).pk if saying.community else None
    speaker = _speaker(stage, saying)
    by_themselves = saying.channel in BY_THEMSELVES and saying.asker == "resident"
    voice = services.raise_voice(
        actor=_taker(stage, saying, at),
        words=saying.words,
        channel=saying.channel,
        said_on=local_day(at),
        reply=services.ReplyWish(
            channel=saying.reply, name=saying.name if saying.contact else "", contact=saying.contact
        ),
        consent=bool(saying.contact),
        asker=saying.asker,
        organisation_id=stage.organisation(saying.organisation).pk if saying.organisation else None,
        person_id=speaker,
        cell=services.Cell(community_id=community, group=saying.group),
        place=told.place,
        matter_id=stage.kept[told.title] if place and not by_themselves else None,
        at=at,
    )
    stage.kept[_key(told, place)] = voice.pk
    if not place:
        stage.kept[told.title] = voice.matter_id
    elif by_themselves:
        stage.then(at + PUT_TOGETHER, partial(_put_together, stage, told, voice.matter_id))


def _put_together(stage: Stage, told: Told, matter_id: UUID, at: datetime) -> None:
    clerk = stage.actor(OFFICE_CLERK, at)
    services.merge(actor=clerk, matter_id=matter_id, into_id=stage.kept[told.title], at=at)


def _key(told: Told, place: int) -> str:
    return f"{told.title}#{place}"


def _speaker(stage: Stage, saying: Saying) -> UUID | None:
    """Name the person who speaks signed in; nobody else is known."""
    if saying.organisation:
        return stage.leader(saying.organisation).pk
    return stage.person(saying.name).pk if saying.asker == "department" else None


def _taker(stage: Stage, saying: Saying, at: datetime) -> Actor:
    if saying.organisation:
        return stage.actor_of(stage.leader(saying.organisation), at)
    if saying.asker == "department":
        return stage.actor(saying.name, at)
    if saying.channel in BY_THEMSELVES:
        return ANONYMOUS
    return stage.actor(CADRE if saying.channel == "visit" else OFFICE_CLERK, at)


def _do(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    ACTS[step.verb](stage, told, step, at)


def _matter(stage: Stage, told: Told) -> Matter:
    return Matter.objects.get(pk=stage.kept[told.title])


def _accept(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.accept_matter(
        actor=stage.actor(step.who, at),
        matter_id=stage.kept[told.title],
        title=told.title,
        category=told.category,
        owner_id=stage.person(step.who).pk,
        at=at,
    )


def _answer(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    owner = _matter(stage, told).owner
    services.answer(
        actor=stage.actor_of(owner, at) if owner else stage.actor(step.who, at),
        matter_id=stage.kept[told.title],
        text=step.text,
        result="solved",
        at=at,
    )


def _hand_over(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.hand_over(
        actor=stage.actor(SECRETARY_GENERAL, at),
        matter_id=stage.kept[told.title],
        owner_id=stage.person(step.to).pk,
        reason=step.text,
        at=at,
    )


def _ask_back(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.ask_back(actor=stage.actor(step.who, at), matter_id=stage.kept[told.title], question=step.text, at=at)


def _add(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.add_words(actor=ANONYMOUS, voice_id=stage.kept[_key(told, 0)], words=step.text, at=at)


def _defer(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.defer(
        actor=stage.actor(step.who, at),
        matter_id=stage.kept[told.title],
        until=local_day(at) + timedelta(days=DEFER_DAYS),
        reason=step.text,
        at=at,
    )


def _escalate(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    body = Body.objects.get(name=step.to)
    services.escalate(
        actor=stage.actor(step.who, at), matter_id=stage.kept[told.title], body_id=body.pk, reason=step.text, at=at
    )


def _escalate_outside(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.escalate(
        actor=stage.actor(step.who, at), matter_id=stage.kept[told.title], outside=step.to, reason=step.text, at=at
    )


def _sent(stage: Stage, told: Told) -> Escalation:
    return Escalation.objects.get(matter=stage.kept[told.title], state=Escalation.State.SENT)


def _answer_above(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.answer_from_above(
        actor=stage.actor(step.who, at), escalation_id=_sent(stage, told).pk, text=step.text, result="solved", at=at
    )


def _return_above(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.return_from_above(
        actor=stage.actor(step.who, at), escalation_id=_sent(stage, told).pk, reason=step.text, at=at
    )


def _replies(stage: Stage, told: Told) -> list[Reply]:
    owed = Reply.objects.owed().filter(voice__matter=stage.kept[told.title])
    return list(owed.order_by("voice__taken_at", "pk"))


def _tell(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    for reply in _replies(stage, told):
        services.give_reply(actor=stage.actor(step.who, at), reply_id=reply.pk, at=at)


def _fail(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    for reply in _replies(stage, told):
        services.fail_reply(actor=stage.actor(step.who, at), reply_id=reply.pk, note=step.text, at=at)


def _say(word: str, stage: Stage, told: Told, step: Step, at: datetime) -> None:
    """Let each speaker say it who may; a dispute is said by the first one alone."""
    for place, saying in enumerate(told.sayings if word == "confirmed" else told.sayings[:1]):
        by_phone = saying.reply in {"phone", "letter", "visit"}
        actor = ANONYMOUS
        if by_phone:
            actor = stage.actor(OFFICE_CLERK, at)
        elif saying.reply == "account":
            actor = _taker(stage, saying, at)
        services.say(
            actor=actor,
            voice_id=stage.kept[_key(told, place)],
            word=word,
            why=step.text,
            by="staff" if by_phone else "speaker",
            at=at,
        )


def _close(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.close(actor=stage.actor(step.who, at), matter_id=stage.kept[told.title], at=at)


def _merge(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    services.merge(
        actor=stage.actor(step.who, at), matter_id=stage.kept[told.title], into_id=stage.kept[step.to], at=at
    )


def _split(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    last = stage.kept[_key(told, len(told.sayings) - 1)]
    services.split(
        actor=stage.actor(step.who, at), matter_id=stage.kept[told.title], voice_ids=(last,), title=step.text, at=at
    )


def _put_on_agenda(stage: Stage, told: Told, step: Step, at: datetime) -> None:
    put_matter_on_agenda(
        actor=stage.actor(step.who, at),
        matter_id=stage.kept[told.title],
        meeting_id=stage.kept[step.to],
        title=step.text,
        how="talk",
        at=at,
    )


ACTS: dict[str, Act] = {
    "accept": _accept,
    "answer": _answer,
    "hand_over": _hand_over,
    "ask_back": _ask_back,
    "add": _add,
    "defer": _defer,
    "escalate": _escalate,
    "escalate_outside": _escalate_outside,
    "answer_above": _answer_above,
    "return_above": _return_above,
    "tell": _tell,
    "fail": _fail,
    "confirm": partial(_say, "confirmed"),
    "dispute": partial(_say, "disputed"),
    "close": _close,
    "merge": _merge,
    "split": _split,
    "agenda": _put_on_agenda,
}
