"""This will establish bodies and open offices in them."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Federation
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.identifiers import uuid7
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices import permissions
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.services.standard import BODIES_OF, StandardBody

# Clauses speak of these as of one body.
ONE_OF_ITS_KIND = frozenset(
    {Body.Code.ASSEMBLY, Body.Code.COUNCIL, Body.Code.STANDING_COUNCIL, Body.Code.SUPERVISORS, Body.Code.OFFICERS}
)
OTHER = "other_"


class NamedAlready(DomainError):
    """A body or office of this name exists; params ``name``."""

    message = _("There is already one called “%(name)s”. Choose another name.")


class StandsAlready(DomainError):
    """A federation has one body of this kind, and it stands; params ``name``."""

    message = _("There is one body of this kind, “%(name)s”, and it stands. Dissolve it before you establish another.")


class DissolvedAlready(DomainError):
    """The body is dissolved; params ``name`` and ``last_day``."""

    message = _("“%(name)s” is dissolved; its last day was %(last_day)s.")


class DissolvedTooEarly(DomainError):
    """A body would end before it began; params ``established_on``."""

    message = _("The last day lies before the day it was established, %(established_on)s. Choose a later day.")


class StillHeld(DomainError):
    """Somebody holds an office in the body after its last day; params ``count`` and ``person``."""

    message = _(
        "Offices in it are held after this day, first by %(person)s (%(count)s terms in all). "
        "End these terms, or choose a later day."
    )


@deed("offices.body.established")
def establish_body(
    *, actor: Actor, code: str, name: str, at: datetime, established_on: date | None = None, key: str = ""
) -> Body:
    """
    Establish a body of the federation.

    ``code`` is a `Body.Code`; ``established_on`` ``None`` if nobody remembers the day.

    :raises NamedAlready: if a body of this kind has the name
    :raises StandsAlready: if there can be only one of its kind, and it stands
    """
    decision = permissions.may_manage(actor).require()
    Federation.objects.select_for_update().get(pk=current_federation_id())
    if code in ONE_OF_ITS_KIND:
        standing = Body.objects.filter(code=code, dissolved_on__isnull=True).order_by("pk").first()
        if standing is not None:
            raise StandsAlready(field="code", name=standing.name)
    body = Body(code=Body.Code(code), name=name.strip(), established_on=established_on)
    try:
        with transaction.atomic():
            body.save(force_insert=True)
    except IntegrityError as error:
        raise NamedAlready(field="name", name=body.name) from error
    facts = {"name": body.name, "established_on": established_on}
    audit.record("offices.body.established", actor=actor, subject=body, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("offices.body.established", {"body": str(body.pk)})
    return body


@deed("offices.office.added")
def add_office(
    *,
    actor: Actor,
    body_id: UUID,
    title: str,
    at: datetime,
    code: str = "",
    seats: int = 1,
    votes: bool = False,
    needs_cadre_approval: bool = False,
    key: str = "",
) -> Office:
    """
    Open an office in a body, last in its order.

    ``code`` is the word of the clauses for it; without one it gets a word that no clause uses, and so no rights.
    ``seats`` is how many holders can be recorded at the same time, 1 or more.

    :raises NamedAlready: if the body has an office of this code or title
    :raises DissolvedAlready: if the body is dissolved
    """
    body = Body.objects.select_for_update().get(pk=body_id)
    decision = permissions.may_manage(actor).require()
    _check_stands(body)
    if body.offices.filter(title=title.strip()).exists():
        raise NamedAlready(field="title", name=title.strip())
    office = Office(
        body=body,
        code=code or f"{OTHER}{uuid7().hex}",
        title=title.strip(),
        seats=seats,
        votes=votes,
        needs_cadre_approval=needs_cadre_approval,
        position=body.offices.count(),
    )
    try:
        with transaction.atomic():
            office.save(force_insert=True)
    except IntegrityError as error:
        raise NamedAlready(field="title", name=office.title) from error
    facts = {"office": office.title, "seats": seats}
    audit.record("offices.office.added", actor=actor, subject=body, at=at, facts=facts, mandate=decision.mandate)
    return office


@deed("offices.body.dissolved")
def dissolve_body(
    *,
    actor: Actor,
    body_id: UUID,
    dissolved_on: date,
    basis: str,
    at: datetime,
    resolution_id: UUID | None = None,
    key: str = "",
) -> Body:
    """
    Dissolve a body: ``dissolved_on`` is the first day on which it no longer stands. Its history stays.

    ``basis`` names the resolution or document in words, ``resolution_id`` the resolution taken here.

    :raises DissolvedAlready: if it is dissolved
    :raises DissolvedTooEarly: if it would have no day
    :raises StillHeld: if a term, held back or not, runs on after that
    """
    body = Body.objects.select_for_update().get(pk=body_id)
    decision = permissions.may_manage(actor).require()
    _check_stands(body)
    if body.established_on is not None and dissolved_on <= body.established_on:
        raise DissolvedTooEarly(field="last_day", established_on=body.established_on)
    beyond = Term.objects.known_on().filter(office__body=body).overlapping(dissolved_on, None)
    running = list(beyond.select_related("person").order_by("starts_on", "pk"))
    if running:
        raise StillHeld(field="last_day", count=len(running), person=running[0].person.name)
    body.dissolved_on = dissolved_on
    body.save(update_fields=["dissolved_on"])
    facts = {"name": body.name, "last_day": body.last_day, "basis": basis.strip()}
    if resolution_id is not None:
        facts["resolution"] = str(resolution_id)
    audit.record("offices.body.dissolved", actor=actor, subject=body, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("offices.body.dissolved", {"body": str(body.pk)})
    return body


@deed("offices.structure.set_up")
def set_up_standard_bodies(
    *, actor: Actor, at: datetime, established_on: date | None = None, key: str = ""
) -> Federation:
    """
    Set up the bodies and offices that every federation of its kind has; what exists is left as it is.

    Two at once are safe: the federation's row is locked.
    """
    federation = Federation.objects.select_for_update().get(pk=current_federation_id())
    decision = permissions.may_manage(actor).require()
    known = {body.code for body in Body.objects.only("code", "federation_id")}
    added = [_set_up(each, established_on) for each in BODIES_OF[federation.kind] if each.code not in known]
    if added:
        facts = {"bodies": [body.name for body in added]}
        audit.record(
            "offices.structure.set_up", actor=actor, subject=federation, at=at, facts=facts, mandate=decision.mandate
        )
    return federation


def _check_stands(body: Body) -> None:
    if body.dissolved_on is not None:
        raise DissolvedAlready(name=body.name, last_day=body.last_day)


def _set_up(standard: StandardBody, established_on: date | None) -> Body:
    body = Body.objects.create(code=standard.code, name=standard.name, established_on=established_on)
    Office.objects.bulk_create(
        Office(
            body=body,
            code=office.code,
            title=office.title,
            seats=office.seats,
            votes=office.votes,
            needs_cadre_approval=office.needs_cadre_approval,
            position=position,
        )
        for position, office in enumerate(standard.offices)
    )
    return body
