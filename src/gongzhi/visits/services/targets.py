"""This will keep the list of whom to visit, and give its entries to cadres."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations.models import Organisation
from gongzhi.organisations.selectors import memberships_on
from gongzhi.people.models import Person
from gongzhi.visits import permissions, rules
from gongzhi.visits.models import Assignment, Target, VisitPlan
from gongzhi.visits.rules import VisitKind, Whom

# Words in which the register says of which congress or conference somebody is a member.
DEPUTY_WORDS = "人大"
CPPCC_WORDS = "政协"


class AlreadyThere(DomainError):
    """Tell a person that a target is on the list."""

    message = _("This one is on the list already.")


class NothingChosen(DomainError):
    """Tell a person that nobody was ticked."""

    message = _("Tick at least one target.")


class AllVisited(DomainError):
    """Tell a person that nobody is left to be visited."""

    message = _("All of these were visited this quarter already. Choose a day of the next quarter, or others.")


class DueElsewhere(DomainError):
    """Tell a person that a day lies outside its quarter."""

    message = _("Choose a day from today on, at most to the end of next year.")


class AlreadySettled(DomainError):
    """Tell a person that an assignment asks nobody any more."""

    message = _("This was settled by a visit, or taken back before.")


@deed("visits.target.added")
def add_target(
    *, actor: Actor, whom: Whom, community_id: UUID | None = None, note: str = "", at: datetime, key: str = ""
) -> Target:
    """
    Put somebody on the list of whom to visit; who was taken off comes back.

    :raises AlreadyThere: if they are on the list in the same capacity
    """
    decision = permissions.may_plan(actor).require()
    rules.check_whom(whom)
    fresh = _made(whom, community_id)
    Target.objects.bulk_create([fresh], ignore_conflicts=True)
    target = Target.objects.select_for_update(of=("self",)).get(_same(whom, community_id))
    if target.pk != fresh.pk and target.is_active:
        raise AlreadyThere(field="label" if whom.label else "organisation" if whom.organisation_id else "person")
    target.is_active, target.note = True, note
    target.save(update_fields=["is_active", "note"])
    facts = {"kind": target.kind}
    audit.record("visits.target.added", actor=actor, subject=target, at=at, facts=facts, mandate=decision.mandate)
    return target


@deed("visits.target.changed")
def change_target(
    *, actor: Actor, target_id: UUID, community_id: UUID | None, note: str, is_active: bool, at: datetime, key: str = ""
) -> Target:
    """Change where a target is and what is noted of it, or take it off the list; its visits stay."""
    decision = permissions.may_plan(actor).require()
    target = Target.objects.select_for_update().get(pk=target_id)
    taken = Target.objects.filter(kind=target.kind, label=target.label, community=community_id).exclude(pk=target.pk)
    if target.label and taken.exists():
        raise AlreadyThere(field="community")
    target.community_id, target.note, target.is_active = community_id, note, is_active
    target.save(update_fields=["community", "note", "is_active"])
    facts = {"is_active": is_active}
    audit.record("visits.target.changed", actor=actor, subject=target, at=at, facts=facts, mandate=decision.mandate)
    return target


@deed("visits.targets.taken_over")
def take_over_register(*, actor: Actor, year: int, at: datetime, key: str = "") -> VisitPlan:
    """
    Put the register on the list of whom to visit.

    Member organisations are to be visited and kept in touch with; enterprises, notables, and those of them who are
    deputies or CPPCC members, to be visited. Who is there already stays as is; who was taken off stays off.
    """
    decision = permissions.may_plan(actor).require()
    plan, _new = VisitPlan.objects.get_or_create(year=year, defaults={"version": 0})
    found = [*_organisations(local_day(at)), *_notables(local_day(at))]
    before = Target.objects.count()
    Target.objects.bulk_create(found, ignore_conflicts=True)
    facts = {"added": Target.objects.count() - before}
    audit.record("visits.targets.taken_over", actor=actor, subject=plan, at=at, facts=facts, mandate=decision.mandate)
    return plan


@deed("visits.assignment.given")
def give_targets(
    *, actor: Actor, target_ids: Sequence[UUID], person_id: UUID, due_on: date, at: datetime, key: str = ""
) -> VisitPlan:
    """
    Ask a cadre to visit targets by a day; one that was open with somebody else in that quarter is handed over.

    Those that a visit has settled in that quarter are left out.

    :raises NothingChosen: without a target
    :raises AllVisited: if none is left
    :raises DueElsewhere: if the day is over, or too far ahead
    """
    decision = permissions.may_plan(actor).require()
    today = local_day(at)
    if not today <= due_on <= date(today.year + 1, 12, 31):
        raise DueElsewhere(field="due_on")
    targets = list(Target.objects.select_for_update().filter(pk__in=target_ids, is_active=True).order_by("pk"))
    if not targets:
        raise NothingChosen(field="targets")
    quarter = rules.quarter_period(due_on.year, rules.quarter_of(due_on)).starts_on
    fresh = _hand_over(targets, quarter, at)
    rows = [
        Assignment(
            target=target, person_id=person_id, quarter=quarter, due_on=due_on, given_by_id=actor.person_id, given_at=at
        )
        for target in fresh
    ]
    Assignment.objects.bulk_create(rows)
    plan, _new = VisitPlan.objects.get_or_create(year=due_on.year, defaults={"version": 0})
    facts = {"targets": len(rows), "to": str(person_id), "due_on": due_on}
    audit.record("visits.assignment.given", actor=actor, subject=plan, at=at, facts=facts, mandate=decision.mandate)
    return plan


@deed("visits.assignment.dropped")
def drop_assignment(*, actor: Actor, assignment_id: UUID, at: datetime, key: str = "") -> Assignment:
    """
    Take a planned visit back.

    :raises AlreadySettled: if a visit has settled it, or it was taken back before
    """
    decision = permissions.may_plan(actor).require()
    assignment = Assignment.objects.open().select_for_update(of=("self",)).filter(pk=assignment_id).first()
    if assignment is None:
        raise AlreadySettled
    assignment.dropped_at = at
    assignment.save(update_fields=["dropped_at"])
    audit.record("visits.assignment.dropped", actor=actor, subject=assignment, at=at, mandate=decision.mandate)
    return assignment


def _same(whom: Whom, community_id: UUID | None) -> Q:
    """Find the entry of the same one in the same capacity; a label is the same in the same community only."""
    if whom.label:
        return Q(kind=whom.kind, label=whom.label, community=community_id)
    return Q(kind=whom.kind, organisation=whom.organisation_id, person=whom.person_id)


def _made(whom: Whom, community_id: UUID | None) -> Target:
    home = community_id
    if home is None and whom.organisation_id is not None:
        home = Organisation.objects.values_list("community", flat=True).get(pk=whom.organisation_id)
    return Target(
        kind=whom.kind,
        organisation_id=whom.organisation_id,
        person_id=whom.person_id,
        label=whom.label,
        community_id=home,
    )


def _hand_over(targets: Sequence[Target], quarter: date, at: datetime) -> list[Target]:
    """Take open assignments of the quarter back, so that new ones take their place; list the targets not settled."""
    given = Assignment.objects.standing().filter(target__in=targets, quarter=quarter)
    still_open = Assignment.objects.open().filter(pk__in=given.values("pk"))
    Assignment.objects.filter(pk__in=list(still_open.values_list("pk", flat=True))).update(dropped_at=at)
    settled = set(given.values_list("target", flat=True))
    fresh = [target for target in targets if target.pk not in settled]
    if not fresh:
        raise AllVisited(field="targets")
    return fresh


def _organisations(on: date) -> list[Target]:
    members = memberships_on(on=on).filter(membership__organisation__isnull=False)
    found = Organisation.objects.filter(memberships__in=members.values("membership")).in_order_of_name()
    return [_of_organisation(one, kind) for one in found for kind in _kinds_of(one)]


def _kinds_of(organisation: Organisation) -> tuple[VisitKind, ...]:
    is_enterprise = organisation.kind == Organisation.Kind.ENTERPRISE
    return (VisitKind.ENTERPRISE if is_enterprise else VisitKind.MEMBER, VisitKind.HOOK_UP)


def _of_organisation(organisation: Organisation, kind: VisitKind) -> Target:
    return Target(kind=kind, organisation=organisation, community_id=organisation.community_id)


def _notables(on: date) -> list[Target]:
    alone = memberships_on(on=on).filter(membership__person__isnull=False)
    people = Person.objects.filter(memberships__in=alone.values("membership")).in_order_of_name()
    return [Target(kind=kind, person=person) for person in people for kind in _capacities(person)]


def _capacities(person: Person) -> list[VisitKind]:
    kinds = [VisitKind.NOTABLE]
    if DEPUTY_WORDS in person.deputy_of:
        kinds.append(VisitKind.DEPUTY)
    if CPPCC_WORDS in person.deputy_of:
        kinds.append(VisitKind.CPPCC)
    return kinds
