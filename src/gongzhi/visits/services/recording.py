"""This will write visits down, correct them and declare them void."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, IntegerField, When

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.participation.models import Channel, Contact
from gongzhi.participation.services import record_contact, take_back_contact
from gongzhi.people.models import Person
from gongzhi.visits import permissions, rules
from gongzhi.visits.models import Assignment, Remark, Target, Visit
from gongzhi.visits.rules import CLOSING, MADE, NO_WISH, Circumstances, Result, Saying, Whom, Wish
from gongzhi.visits.services.voices import keep_sayings


class VisitChangedMeanwhile(ChangedMeanwhile):
    """Tell a person that somebody else corrected the visit since the page was opened."""

    message = _("Somebody corrected this visit meanwhile. Both wordings are shown: keep yours, or take theirs.")


class WordsWereSaid(DomainError):
    """Tell a person that a visit with remarks was made."""

    message = _("People said something on this visit, so somebody was met. If all of it is wrong, declare it void.")


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Hold the corrected words of a remark that is kept in the visit only; empty words take it away."""

    remark_id: UUID
    words: str


@deed("visits.visit.recorded")
def record_visit(
    *,
    actor: Actor,
    whom: Whom | None = None,
    target_id: UUID | None = None,
    how: Circumstances,
    sayings: Sequence[Saying] = (),
    wish: Wish = NO_WISH,
    at: datetime,
    key: str = "",
) -> Visit:
    """
    Write a visit of the actor's own down, its remarks, the voices they become and the contact it was, all at once.

    ``target_id`` names whom of the list; otherwise ``whom`` says it, and an organisation or person who stands on the
    list counts as visited there too. The visit answers what the visitor was asked, else the oldest open assignment of
    the target, whoever it was given to; one that closes it takes the older ones back: nobody need go for them any more.

    :raises NotAllowed: without the right, or to a target that was given to somebody else
    :raises DomainError: the checks of `gongzhi.visits.rules`
    """
    target = Target.objects.select_for_update().get(pk=target_id) if target_id else None
    decision = permissions.may_record(actor, target).require()
    goes_to = _whom_of(target, whom)
    _check(whom=goes_to, how=how, sayings=sayings, wish=wish, today=local_day(at))
    target = target or _listed(goes_to)
    answered = _answered(target, actor.person_id)
    visit = Visit.objects.create(
        target=target,
        assignment=answered,
        visitor=_visitor(actor),
        recorded_at=at,
        **asdict(goes_to),
        **asdict(how),
    )
    _drop_older(visit, at)
    remarks = keep_sayings(actor=actor, visit=visit, sayings=sayings, wish=wish, at=at)
    _count(visit)
    facts = {"kind": visit.kind, "result": visit.result, "on": visit.on, **_numbers(remarks)}
    audit.record("visits.visit.recorded", actor=actor, subject=visit, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("visits.visit.recorded", {"visit": str(visit.pk)})
    return visit


@deed("visits.visit.added_to")
def add_sayings(
    *, actor: Actor, visit_id: UUID, sayings: Sequence[Saying], wish: Wish, at: datetime, key: str = ""
) -> Visit:
    """
    Add what was forgotten to a visit that was made; it is treated like what was written down at once.

    :raises NotAllowed: for whoever may not correct the visit, or where nobody was met
    """
    visit = Visit.objects.select_for_update().get(pk=visit_id)
    decision = permissions.may_add(actor, visit).require()
    rules.check_sayings(kind=visit.visit_kind, result=Result(visit.result), sayings=sayings)
    rules.check_wish(wish=wish, sayings=sayings)
    last = visit.remarks.order_by("-position").values_list("position", flat=True).first() or 0
    remarks = keep_sayings(actor=actor, visit=visit, sayings=sayings, wish=wish, at=at, after=last)
    facts = _numbers(remarks)
    audit.record("visits.visit.added_to", actor=actor, subject=visit, at=at, facts=facts, mandate=decision.mandate)
    return visit


@deed("visits.visit.corrected")
def correct_visit(
    *,
    actor: Actor,
    visit_id: UUID,
    version: int,
    how: Circumstances,
    kept: Sequence[KeptWords] = (),
    at: datetime,
    key: str = "",
) -> Visit:
    """
    Correct a visit: its circumstances, and remarks kept in it only. What became a voice stays as it was said.

    :raises VisitChangedMeanwhile: if somebody else corrected it since ``version``
    :raises WordsWereSaid: if nobody is said to have been met though there are remarks
    """
    visit = Visit.objects.select_for_update().get(pk=visit_id)
    decision = permissions.may_correct(actor, visit).require()
    if visit.version != version:
        raise VisitChangedMeanwhile
    if how.on != visit.on:
        rules.check_day(on=how.on, today=local_day(at))
    _keep_words(visit, kept)
    if how.result not in MADE and visit.remarks.exists():
        raise WordsWereSaid(field="result")
    changed = sorted(name for name, value in asdict(how).items() if getattr(visit, name) != value)
    _uncount(visit)
    for name, value in asdict(how).items():
        setattr(visit, name, value)
    visit.version += 1
    visit.save(update_fields=[*asdict(how), "version"])
    _count(visit)
    facts = {"fields": changed, "result": visit.result, "on": visit.on}
    audit.record("visits.visit.corrected", actor=actor, subject=visit, at=at, facts=facts, mandate=decision.mandate)
    return visit


@deed("visits.visit.voided")
def void_visit(*, actor: Actor, visit_id: UUID, reason: str, at: datetime, key: str = "") -> Visit:
    """
    Declare void a visit that was not made, or written down twice. It counts no more; voices that came of it stay.

    :raises NotAllowed: for whoever may not correct it, or if it is void already
    """
    visit = Visit.objects.select_for_update().get(pk=visit_id)
    decision = permissions.may_void(actor, visit).require()
    _uncount(visit)
    visit.voided_at, visit.void_reason = at, reason
    visit.save(update_fields=["voided_at", "void_reason"])
    facts = {"reason": reason}
    audit.record("visits.visit.voided", actor=actor, subject=visit, at=at, facts=facts, mandate=decision.mandate)
    return visit


def _visitor(actor: Actor) -> Person:
    """Find who went; only a person goes visiting."""
    if actor.person_id is None:
        raise NotAllowed
    return Person.objects.get(pk=actor.person_id)


def _whom_of(target: Target | None, whom: Whom | None) -> Whom:
    if target is not None:
        return Whom(
            kind=rules.VisitKind(target.kind),
            organisation_id=target.organisation_id,
            person_id=target.person_id,
            label=target.label,
        )
    if whom is None:
        raise rules.NobodyNamed(field="label")
    return whom


def _check(*, whom: Whom, how: Circumstances, sayings: Sequence[Saying], wish: Wish, today: date) -> None:
    rules.check_whom(whom)
    rules.check_day(on=how.on, today=today)
    rules.check_sayings(kind=whom.kind, result=how.result, sayings=sayings)
    rules.check_wish(wish=wish, sayings=sayings)


def _listed(whom: Whom) -> Target | None:
    """Find on the list the organisation or person somebody went to unasked; names in words are not compared."""
    if whom.organisation_id is None and whom.person_id is None:
        return None
    listed = Target.objects.filter(is_active=True, kind=whom.kind)
    return listed.filter(organisation=whom.organisation_id, person=whom.person_id).first()


def _answered(target: Target | None, visitor_id: UUID | None) -> Assignment | None:
    """Find what a visit to a target answers: the visitor's own oldest open assignment, else the oldest there is."""
    if target is None:
        return None
    is_own = Case(When(person=visitor_id, then=0), default=1, output_field=IntegerField())
    return Assignment.objects.open().filter(target=target).order_by(is_own, "due_on", "pk").first()


def _drop_older(visit: Visit, at: datetime) -> None:
    """Take back what older quarters still ask of a target that was visited for a later one."""
    if visit.assignment is None or visit.result not in CLOSING:
        return
    older = Assignment.objects.open().filter(target=visit.target_id, quarter__lt=visit.assignment.quarter)
    Assignment.objects.filter(pk__in=list(older.values_list("pk", flat=True))).update(dropped_at=at)


def _numbers(remarks: Sequence[Remark]) -> dict[str, object]:
    return {"remarks": len(remarks), "voices": sum(remark.voice_id is not None for remark in remarks)}


def _count(visit: Visit) -> None:
    """Write the contact down; nobody is contacted at a closed door."""
    if visit.result in MADE:
        record_contact(
            act=Contact.Act.VISIT,
            channel=Channel.VISIT,
            on=visit.on,
            community_id=visit.community_id,
            group=visit.group,
        )


def _uncount(visit: Visit) -> None:
    """Take the contact back, so that a correction or a void visit leaves the numbers right."""
    if visit.result in MADE:
        take_back_contact(
            act=Contact.Act.VISIT,
            channel=Channel.VISIT,
            on=visit.on,
            community_id=visit.community_id,
            group=visit.group,
        )


def _keep_words(visit: Visit, kept: Sequence[KeptWords]) -> None:
    """Change the words of remarks kept in the visit; one that became a voice is never touched."""
    mine = Remark.objects.filter(visit=visit, voice_id__isnull=True)
    for change in kept:
        words = change.words.strip()
        rows = mine.filter(pk=change.remark_id)
        if words:
            rows.update(words=change.words)
        else:
            rows.delete()
