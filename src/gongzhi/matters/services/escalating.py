"""This will send matters to the street office or a community, and take in what comes back."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext, override

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision
from gongzhi.matters import permissions
from gongzhi.matters.models import Answer, Escalation, Matter, Station
from gongzhi.matters.rules.flow import Deed
from gongzhi.matters.rules.levels import Level, NotAbove, OneAddress, level_of, next_level
from gongzhi.matters.selectors.choices import answers_itself, bodies_above
from gongzhi.matters.selectors.clocks import above_due
from gongzhi.matters.services.answering import give_answer
from gongzhi.matters.services.handling import take_on
from gongzhi.matters.services.moving import Move, go, keep, locked, remember, require_version, said
from gongzhi.offices.models import Body


@deed("matters.matter.escalated")
def escalate(
    *,
    actor: Actor,
    matter_id: UUID,
    reason: str,
    at: datetime,
    body_id: UUID | None = None,
    outside: str = "",
    version: int | None = None,
    key: str = "",
) -> Escalation:
    """
    Send a matter above: to a body with a desk here, or to an address outside. Our clock stands still meanwhile.

    :raises NotAllowed: if it is not in our hands, or the actor may not escalate
    :raises OneAddress: unless exactly one of body and address is named
    :raises NotAbove: if the body is neither the street office nor a community
    :raises MatterChanged: if somebody was faster
    Source: charter model art. 86
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_escalate(actor, matter).require()
    note = said(reason, field="reason")
    if (body_id is None) == (not outside.strip()):
        raise OneAddress(field="body")
    body = None if body_id is None else _body(body_id, at)
    level = Level.OUTSIDE if body is None else level_of(body.code)
    take_on(matter, actor, at)
    move = Move(
        kind=Station.Kind.ESCALATED,
        code="matters.matter.escalated",
        actor=actor,
        at=at,
        decision=decision,
        note=note,
        detail=level,
        topic="matters.matter.escalated",
    )
    return send_above(matter, move, Deed.ESCALATE, body, outside.strip()[:200])


def _body(body_id: UUID, at: datetime) -> Body:
    found = bodies_above(on=local_day(at)).filter(pk=body_id).first()
    if found is None:
        raise NotAbove(field="body")
    return found


def send_above(matter: Matter, move: Move, by_deed: Deed, body: Body | None, outside: str = "") -> Escalation:
    """
    Write an escalation down in the deed that makes it; ``outside`` names whom, where there is no body here.

    A second dispute has no reason of its own: then those above read what it is about.
    """
    sent_on = local_day(move.at)
    sent = Escalation.objects.create(
        matter=matter,
        body=body,
        outside="" if body else outside,
        level=move.detail,
        reason=move.note or _why_again(matter),
        sent_at=move.at,
        due_on=above_due(sent_on=sent_on),
    )
    go(matter, by_deed)
    keep(matter, move.at, "owner", "closed_at", "dispute_count")
    remember(matter, move, {"level": sent.level, "body": body.code if body else ""})
    return sent


def _why_again(matter: Matter) -> str:
    """Say for those above why a matter comes to them by itself, in the language of the federation's papers."""
    with override(settings.LANGUAGE_CODE):
        told = gettext(
            "Those who spoke have said twice that it is not solved. We have answered %(times)s times; the answers "
            "stand below. Please look into it and answer."
        )
        return told % {"times": matter.answers.count()}


def level_above(matter: Matter, at: datetime) -> tuple[Level, Body | None, str] | None:
    """
    Find where a matter goes that is disputed again: level, body, and its name where it has no desk here.

    ``None`` if nobody is above.
    """
    answered = matter.escalations.filter(state=Escalation.State.ANSWERED).values_list("level", flat=True)
    level = next_level([Level(each) for each in answered])
    if level is None:
        return None
    body = bodies_above(on=local_day(at)).filter(code=Body.Code.STREET_OFFICE).first()
    with override(settings.LANGUAGE_CODE):
        return level, body, "" if body else gettext("Street office")


@deed("matters.escalation.answered")
def answer_from_above(
    *, actor: Actor, escalation_id: UUID, text: str, result: str, at: datetime, key: str = ""
) -> Answer:
    """
    Answer what was escalated: it is the answer of the matter and flows down to every voice.

    For an address outside, and a body in which nobody may answer here, those who escalate write down what came.

    :raises NotAllowed: if it was escalated to another body, or nothing waits for an answer
    :raises WordsMissing: without a text
    """
    escalation, decision, by = _may_speak(actor, escalation_id, at)
    move = Move(
        kind=Station.Kind.ANSWERED_ABOVE,
        code="matters.escalation.answered",
        actor=actor,
        at=at,
        decision=decision,
        note=said(text, field="text", most=5000),
        by=by,
        detail=Answer.Result(result),
        topic="matters.matter.answered",
    )
    escalation.state = Escalation.State.ANSWERED
    _save(escalation, move)
    return give_answer(escalation.matter, move, Deed.ANSWER_ABOVE)


@deed("matters.escalation.returned")
def return_from_above(*, actor: Actor, escalation_id: UUID, reason: str, at: datetime, key: str = "") -> Escalation:
    """
    Send an escalated matter back with a reason: it is in the federation's hands again and its clock goes on.

    :raises NotAllowed: as `answer_from_above`
    :raises WordsMissing: without a reason
    """
    escalation, decision, by = _may_speak(actor, escalation_id, at)
    move = Move(
        kind=Station.Kind.RETURNED_ABOVE,
        code="matters.escalation.returned",
        actor=actor,
        at=at,
        decision=decision,
        note=said(reason, field="reason"),
        by=by,
        detail=escalation.level,
    )
    escalation.state = Escalation.State.RETURNED
    _save(escalation, move)
    matter = escalation.matter
    go(matter, Deed.RETURN_ABOVE)
    keep(matter, at)
    remember(matter, move, {"level": escalation.level})
    return escalation


def _may_speak(actor: Actor, escalation_id: UUID, at: datetime) -> tuple[Escalation, Decision, str]:
    """Lock matter and escalation, and ask whether this actor may speak for those above, whose name comes too."""
    matter = locked(Escalation.objects.values_list("matter_id", flat=True).get(pk=escalation_id))
    found = Escalation.objects.select_for_update(of=("self",)).select_related("body").get(pk=escalation_id)
    found.matter = matter
    has_desk = found.body is not None and answers_itself(found.body, on=local_day(at))
    decision = permissions.may_answer_above(actor, found, answers_itself=has_desk).require()
    by = found.body.name if found.body else found.outside
    return found, decision, by[:120]


def _save(escalation: Escalation, move: Move) -> None:
    escalation.answer, escalation.answered_at, escalation.answered_by = move.note, move.at, move.by
    escalation.save(update_fields=["state", "answer", "answered_at", "answered_by"])


__all__ = ["answer_from_above", "escalate", "level_above", "return_from_above", "send_above"]
