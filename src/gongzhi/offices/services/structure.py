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
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices import permissions
from gongzhi.offices.models import Body, Office
from gongzhi.offices.services.standard import BODIES_OF, StandardBody


class NamedAlready(DomainError):
    """A body or office of this name exists; params ``name``."""

    message = _("There is already one called “%(name)s”. Choose another name.")


@deed("offices.body.established")
def establish_body(
    *, actor: Actor, code: str, name: str, at: datetime, established_on: date | None = None, key: str = ""
) -> Body:
    """
    Establish a body of the federation.

    ``code`` is a `Body.Code`; ``established_on`` ``None`` if nobody remembers the day.

    :raises NamedAlready: if a body of this kind has the name
    """
    decision = permissions.may_manage(actor).require()
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
    code: str,
    title: str,
    at: datetime,
    seats: int = 1,
    votes: bool = False,
    needs_cadre_approval: bool = False,
    key: str = "",
) -> Office:
    """
    Open an office in a body, last in its order.

    ``seats`` is how many holders can be recorded at the same time, 1 or more.

    :raises NamedAlready: if the body has an office of this code
    """
    body = Body.objects.select_for_update().get(pk=body_id)
    decision = permissions.may_manage(actor).require()
    office = Office(
        body=body,
        code=code,
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
