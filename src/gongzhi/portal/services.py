"""This will begin a federation on real ground without a demo: the operator's one command, through every deed."""

from datetime import datetime

from django.db import transaction

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.federations.services import found_federation
from gongzhi.institution.services.charters import adopt_charter, found_charter
from gongzhi.offices.models import Body, Office
from gongzhi.offices.services import appoint_term, set_up_standard_bodies
from gongzhi.people.models import Person
from gongzhi.people.services import make_first_secretary

# Kind of federation → the seat from which somebody can begin: body and office.
FIRST_SEAT = {
    Federation.Kind.STREET: (Body.Code.OFFICERS, "secretary_general"),
    Federation.Kind.DISTRICT: (Body.Code.GUIDANCE_GROUP, "leader"),
}
BASIS = "成立登记"
MODEL_CHARTER = "成立时采用的示范章程"


@transaction.atomic
def begin_federation(
    *, division_code: str, name: str, secretary: str, at: datetime, username: str = "", phone: str = ""
) -> Person:
    """
    Found a federation with its communities, bodies and model charter, and seat its first secretary.

    All or nothing. Answers the secretary with ``federation`` and ``account``; the password is chosen by
    `people.links.one_time_path`.

    :raises DivisionUnknown: if there is no such division
    :raises DivisionNotFit: on a province, prefecture or community
    :raises FederationNameTaken: if the division has one of this name
    :raises UsernameTaken: if somebody signs in by this user name
    """
    federation = found_federation(
        actor=SYSTEM, division_code=division_code, name=name, phone=phone, founded_on=local_day(at), at=at
    )
    with scope(federation.pk):
        set_up_standard_bodies(actor=SYSTEM, at=at)
        _bring_model_charter_into_force(federation, at)
        person = make_first_secretary(actor=SYSTEM, name=secretary, username=username, at=at)
        body, office = FIRST_SEAT[Federation.Kind(federation.kind)]
        seat = Office.objects.get(body__code=body, code=office)
        appoint_term(
            actor=SYSTEM, office_id=seat.pk, person_id=person.pk, starts_on=local_day(at), document=BASIS, at=at
        )
    return person


def _bring_model_charter_into_force(federation: Federation, at: datetime) -> None:
    day = local_day(at)
    charter = found_charter(actor=SYSTEM, title=f"{federation.name}章程", at=at)
    adopt_charter(
        actor=SYSTEM, charter_id=charter.pk, starts_on=day, adopted_on=day, resolution_label=MODEL_CHARTER, at=at
    )
