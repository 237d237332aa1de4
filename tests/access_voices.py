"""Voices, matters, mediations and visits in each state that a page of the whole table needs, made by the services."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from gongzhi.common.permissions import ANONYMOUS, SYSTEM, Actor
from gongzhi.matters import services as matters
from gongzhi.matters.models import Digest, Escalation, Matter, MediationParty, Reply, Voice
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.services import mediation as mediations
from gongzhi.offices.models import Body
from gongzhi.people.models import Person
from gongzhi.visits import services as visits
from gongzhi.visits.models import Assignment, Target, VisitPlan
from gongzhi.visits.rules import Circumstances, Saying, Topic, VisitKind, Whom
from tests.access_acts import MOMENT, TODAY

AN_HOUR = timedelta(hours=1)


def raise_voices(made: dict[str, Any], mark: str, *, secretary: str, clerk: Actor) -> None:
    """Bring matters into each state; put their keys, and the codes of two receipts, into ``made``."""
    owner = Person.objects.get(name=secretary).pk
    made["voice"] = _voice(
        f"路灯不亮{mark}", reply=matters.ReplyWish(channel="phone", name="甲", contact="13800015555")
    )
    made["matter"] = made["voice"].matter
    made["voice_taken"] = matters.raise_voice(
        actor=clerk,
        words=f"窨井盖松动{mark}",
        channel="desk",
        said_on=TODAY,
        reply=matters.ReplyWish(),
        consent=False,
        at=MOMENT,
    )
    made["receipt_open"] = receipt_code(made["voice"])
    made["matter_working"] = accepted(f"车棚漏雨{mark}", owner)
    made["matter_number"] = made["matter_working"].number
    _voice(f"同一个车棚{mark}", matter_id=made["matter_working"].pk)
    asked = accepted(f"门禁失灵{mark}", owner)
    made["matter_asked"] = matters.ask_back(
        actor=SYSTEM, matter_id=asked.pk, question=f"哪一道门{mark}", version=asked.version, at=MOMENT - AN_HOUR
    )
    answered = accepted(f"长椅坏了{mark}", owner, reply=matters.ReplyWish(channel="letter", contact=f"3幢201{mark}"))
    matters.answer(actor=SYSTEM, matter_id=answered.pk, text=f"已修好{mark}", result="solved", at=MOMENT - AN_HOUR)
    made["matter_answered"] = answered
    made["reply"] = Reply.objects.get(voice__matter=answered)
    told = accepted(f"井盖响{mark}", owner)
    matters.answer(actor=SYSTEM, matter_id=told.pk, text=f"已更换{mark}", result="solved", at=MOMENT - AN_HOUR)
    made["matter_told"], made["receipt_told"] = told, receipt_code(Voice.objects.get(matter=told))
    above = accepted(f"公交站{mark}", owner)
    street = Body.objects.get(code=Body.Code.STREET_OFFICE)
    matters.escalate(
        actor=SYSTEM, matter_id=above.pk, body_id=street.pk, reason=f"须街道协调{mark}", at=MOMENT - AN_HOUR
    )
    made["escalation"] = Escalation.objects.get(matter=above)
    made["digest"] = Digest.objects.create(person_id=owner, on=TODAY)


def _voice(words: str, **more: Any) -> Voice:
    reply = more.pop("reply", matters.ReplyWish())
    return matters.raise_voice(
        actor=SYSTEM if more.get("matter_id") else ANONYMOUS if not reply.contact else SYSTEM,
        words=words,
        channel="web" if not reply.contact else "desk",
        said_on=TODAY,
        reply=reply,
        consent=bool(reply.contact),
        at=MOMENT - 3 * AN_HOUR,
        **more,
    )


def accepted(words: str, owner: UUID, **more: Any) -> Matter:
    """Raise a voice and accept its matter."""
    voice = _voice(words, **more)
    return matters.accept_matter(
        actor=SYSTEM,
        matter_id=voice.matter_id,
        title=words,
        category="facilities",
        owner_id=owner,
        at=MOMENT - 2 * AN_HOUR,
    )


def mediate(made: dict[str, Any], mark: str, *, keeper: str) -> None:
    """Ask for mediations and take them as far as each page needs."""
    keeper_id = Person.objects.get(name=keeper).pk
    asked = _asked(mark)
    made["mediation_asked"] = asked
    running = _assigned(_asked(mark), made, keeper_id)
    made["mediation"] = running
    made["party"] = MediationParty.objects.filter(mediation=running).order_by("pk")[0]
    agreed = _assigned(_asked(mark), made, keeper_id)
    made["mediation_agreed"] = mediations.record_agreement(
        actor=SYSTEM,
        mediation_id=agreed.pk,
        text=f"各让一步{mark}",
        agreed_on=TODAY,
        follow_up_on=TODAY + timedelta(days=30),
        version=agreed.version,
        at=MOMENT,
    )
    ended = _assigned(_asked(mark), made, keeper_id)
    made["mediation_ended"] = mediations.record_failure(
        actor=SYSTEM, mediation_id=ended.pk, on=TODAY, note=f"谈不拢{mark}", at=MOMENT
    )


def _asked(mark: str) -> Any:
    sides = [mediations.Side(name=f"乙{mark}", contact="13800014444"), mediations.Side(name=f"丙{mark}")]
    return mediations.ask_mediation(
        actor=SYSTEM, kind="neighbours", words=f"楼上漏水{mark}", asked_on=TODAY, sides=sides, at=MOMENT
    )


def _assigned(mediation: Any, made: dict[str, Any], keeper_id: UUID) -> Any:
    return mediations.assign_mediation(
        actor=SYSTEM,
        mediation_id=mediation.pk,
        organisation_id=made["organisation"].pk,
        keeper_id=keeper_id,
        version=mediation.version,
        at=MOMENT,
    )


def go_visiting(made: dict[str, Any], mark: str, *, cadre: Actor) -> None:
    """Plan visits, give one to a cadre, and let the cadre make one."""
    whom = Whom(kind=VisitKind.ENTERPRISE, label=f"渡口小店{mark}")
    made["target"] = visits.add_target(actor=SYSTEM, whom=whom, note=f"下午去{mark}", at=MOMENT)
    target = Target.objects.get(pk=made["target"].pk)
    visits.give_targets(
        actor=SYSTEM,
        target_ids=[target.pk],
        person_id=cadre.person_id,
        due_on=TODAY + timedelta(days=9),
        at=MOMENT,
    )
    if not VisitPlan.objects.filter(year=TODAY.year).exists():
        visits.make_plan(
            actor=SYSTEM,
            year=TODAY.year,
            per_quarter={VisitKind.HOUSEHOLD: 3},
            hot_topics=[f"停车{mark}"],
            version=0,
            at=MOMENT,
        )
    made["assignment"] = Assignment.objects.get(target=target)
    made["visit"] = visits.record_visit(
        actor=cadre,
        whom=Whom(kind=VisitKind.HOUSEHOLD, label=f"5幢102{mark}"),
        how=Circumstances(on=TODAY, note=f"老人在家{mark}"),
        sayings=[Saying(Topic.COMMUNITY, f"楼道灯暗{mark}")],
        at=MOMENT,
    )
