"""
Two streets of one district with at least one of everything, and a signed-in browser for each kind of user.

The demo is the ground; what it may lack on the chosen day is added through the same services. ``OWN`` and ``FOREIGN``
then hold, for each word that tests/access_table.py uses, the key of an object here and of its like next door.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.test import Client

from gongzhi.common.imports.models import ImportRow
from gongzhi.common.imports.services import preview_import
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import scope
from gongzhi.common.tenancy.models import tenant_models
from gongzhi.demo.services import load_demo
from gongzhi.demo.services.registers import roster
from gongzhi.federations.models import Community, Federation, Grid
from gongzhi.federations.services import add_grid
from gongzhi.institution.models import Charter, CharterClause
from gongzhi.institution.services import draft_amendment
from gongzhi.institution.services.feeds import renew_feed
from gongzhi.offices.models import Body, Office, Term
from gongzhi.offices.selectors import mandates_on
from gongzhi.offices.services import appoint_term, establish_body
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, Representative
from gongzhi.organisations.services import add_organisation, apply_for_membership, name_representative, suspend
from gongzhi.organisations.services.register import OrganisationFacts
from gongzhi.people.models import Account, Person
from gongzhi.people.rules import PersonDraft
from gongzhi.people.services import add_contact, make_account, register_person
from gongzhi.surveys.views.entry import LAST
from tests.access_acts import MOMENT, TODAY, file_activities, hold_meetings
from tests.access_assembly import assemble
from tests.access_ballots import hold_ballots
from tests.access_surveys import ask_around
from tests.access_voices import go_visiting, mediate, raise_voices

MAIN, NEXT_DOOR, DISTRICT = "330402010", "330402009", "330402"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PHONES = ("13800013333", "13800014444", "13800015555", "13800018888", "13800019999")
"""Numbers of a guest, of a side of a mediation, of a speaker, and of a person: no page shows them unasked."""
CANARY = "金丝雀"
"""Stands in every text that next door wrote for this test; it must never be read here."""

USERNAMES = {
    "leader": "demo-leader",
    "other_leader": "matrix-other-leader",
    "cadre": "demo-cadre",
    "secretary": "demo-secretary",
    "reviewer": "demo-reviewer",
    "street": "demo-street",
    "inspector": "demo-guidance",
    "auditor": "demo-auditor",
    "supervisor": "demo-auditor-supervisor",
    "council": "demo-enterprise",
    "neighbour": "demo-secretary-xinjia",
    "stray": "matrix-stray",
}
"""Kind of user → the account that plays it. A resident has none and is the anonymous visitor."""


@dataclass
class World:
    """What the tests ask for. ``own`` and ``foreign``: word of the table → key of an object."""

    own: dict[str, str]
    foreign: dict[str, str]
    cookies: dict[str, dict[str, str]]
    canaries: tuple[str, ...]
    next_door: dict[str, str]

    def like_next_door(self, options: list[str]) -> str:
        """Give next door's key of the same kind of thing as these keys are; ``""`` where they are no keys."""
        return next((self.next_door[each] for each in options if each in self.next_door), "")

    def browser(self, kind: str) -> Client:
        """Open the browser of a kind of user."""
        client = Client()
        for name, value in self.cookies.get(kind, {}).items():
            client.cookies[name] = value
        return client


def build() -> World:
    """Load the demo and add what it lacks; call it with the clock at ``MOMENT``."""
    load_demo(now=MOMENT)
    federations = {federation.code: federation for federation in Federation.objects.all()}
    with scope(federations[MAIN].pk):
        own = dress("", leader="林娟", reviewer="周飞", secretary="朱明", cadre="沈佳怡")
        add_login("other_leader", other_leader(own))
    with scope(federations[NEXT_DOOR].pk):
        foreign = dress(CANARY, leader="", reviewer="方晓东", secretary="施丽娟", cadre="严立新")
        canaries = texts_of_next_door()
    Account.objects.create(username=USERNAMES["stray"])
    cookies = {kind: sign_in(name) for kind, name in USERNAMES.items()}
    cookies["cadre"] = sign_in(USERNAMES["cadre"], **{LAST: [own["round_open"], own["sheet"]]})
    return World(own, foreign, cookies, canaries, likes(federations[MAIN].pk, federations[NEXT_DOOR].pk))


def likes(here: UUID, there: UUID) -> dict[str, str]:
    """Find for each key of each table of this street the key of some row next door."""
    found: dict[str, str] = {}
    for model in tenant_models(list(apps.get_models())):
        with scope(there):
            theirs = model.objects.values_list("pk", flat=True).first()
        with scope(here):
            found |= {str(pk): str(theirs) for pk in model.objects.values_list("pk", flat=True) if theirs}
    return found


def texts_of_next_door() -> tuple[str, ...]:
    """
    List words that only next door's rows hold: the canary, and names of its organisations and people.

    Nobody who can sign in: the page of the demo's sign-ins names those of all streets.
    """
    names = [*Organisation.objects.values_list("name", flat=True)[:4], "高志远", "章锦绣"]
    return (CANARY, *names)


def sign_in(username: str, **kept: Any) -> dict[str, str]:
    """Sign an account in, as somebody who has just typed the password; give the cookies. The session keeps the rest."""
    account = Account.objects.get(username=username)
    client = Client()
    client.force_login(account, backend=BACKEND)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "username": username, "reauthenticated": True}
    ]
    session.update(kept)
    session.save()
    return {name: morsel.value for name, morsel in client.cookies.items()}


def acting(name: str) -> Actor:
    """Give a person as a page would know it now."""
    person = Person.objects.get(name=name)
    mandates, led = mandates_on(person_id=person.pk, on=TODAY)
    return Actor(person.account_id, person.pk, person.federation_id, person.name, tuple(mandates), led)


def add_login(kind: str, person: Person) -> None:
    make_account(actor=SYSTEM, person_id=person.pk, username=USERNAMES[kind], at=MOMENT)


def other_leader(own: Mapping[str, str]) -> Person:
    """Find somebody who leads another organisation here and cannot sign in yet."""
    leading = Representative.objects.filter(person__account=None).exclude(organisation=own["organisation"])
    free = leading.exclude(person__in=Term.objects.values("person")).exclude(person=own["person"])
    return free.select_related("person").order_by("pk")[0].person


def dress(mark: str, *, leader: str, reviewer: str, secretary: str, cadre: str) -> dict[str, str]:
    """Put one of everything into the street of the scope; ``mark`` stands in all it writes."""
    made: dict[str, Any] = {}
    _people(made, mark)
    _register(made, mark, leader)
    _offices(made)
    _ground(made, mark)
    _institution(made)
    _imports(made, mark)
    hold_meetings(made, mark)
    hold_ballots(made, mark)
    file_activities(made, mark, acting(reviewer))
    raise_voices(made, mark, secretary=secretary, clerk=acting(cadre))
    mediate(made, mark, keeper=secretary)
    go_visiting(made, mark, cadre=acting(cadre))
    assemble(made, mark, owner=secretary)
    ask_around(made, mark, clerk=acting(cadre))
    return {word: str(getattr(thing, "pk", thing)) for word, thing in made.items()}


def _people(made: dict[str, Any], mark: str) -> None:
    draft = PersonDraft(name=f"季书{mark}", phone="13800019999")
    made["person"] = register_person(actor=SYSTEM, draft=draft, at=MOMENT)
    made["contact"] = add_contact(
        actor=SYSTEM, person_id=made["person"].pk, kind="phone", value="13800018888", at=MOMENT
    )
    made["account_holder"] = register_person(actor=SYSTEM, draft=PersonDraft(name=f"祁文{mark}"), at=MOMENT)
    make_account(
        actor=SYSTEM,
        person_id=made["account_holder"].pk,
        username=f"matrix-holder{'-next' if mark else ''}",
        at=MOMENT,
    )


def _register(made: dict[str, Any], mark: str, leader: str) -> None:
    leading = Representative.objects.select_related("organisation", "person")
    representative = (leading.filter(person__name=leader) if leader else leading).order_by("pk")[0]
    made["representative"], made["organisation"] = representative, representative.organisation
    made["membership"] = Membership.objects.get(organisation=made["organisation"])
    made["spell"] = MembershipSpell.objects.filter(membership=made["membership"]).order_by("pk")[0]
    others = Membership.objects.filter(organisation__isnull=False, state="admitted").exclude(pk=made["membership"].pk)
    made["suspended"] = suspend(
        actor=SYSTEM,
        membership_id=others.order_by("-organisation__name")[0].pk,
        on=TODAY,
        basis="理事会决议",
        reason="长期不活动",
        at=MOMENT,
    )
    made["outsider"] = add_organisation(
        actor=SYSTEM, facts=OrganisationFacts(name=f"渡口读书会{mark}", category="culture_sport"), at=MOMENT
    )
    made["applicant"] = add_organisation(
        actor=SYSTEM, facts=OrganisationFacts(name=f"渡口棋社{mark}", category="culture_sport"), at=MOMENT
    )
    made["application"] = apply_for_membership(
        actor=SYSTEM, organisation_id=made["applicant"].pk, on=TODAY, reason=f"想加入{mark}", at=MOMENT
    )
    made["individual"] = apply_for_membership(
        actor=SYSTEM, person_id=made["person"].pk, on=TODAY, basis=f"推荐表{mark}", at=MOMENT
    )
    name_representative(
        actor=SYSTEM,
        organisation_id=made["applicant"].pk,
        person_id=made["person"].pk,
        starts_on=TODAY,
        at=MOMENT,
    )


def _offices(made: dict[str, Any]) -> None:
    made["body"] = Body.objects.get(code=Body.Code.SECRETARIAT)
    made["empty_body"] = establish_body(actor=SYSTEM, code=Body.Code.BRANCH, name="无人任职的党支部", at=MOMENT)
    office = Office.objects.filter(body=made["body"]).order_by("pk")[0]
    made["term"] = appoint_term(
        actor=SYSTEM,
        office_id=office.pk,
        person_id=made["account_holder"].pk,
        starts_on=date(2026, 1, 5),
        document="聘用书7号",
        at=MOMENT,
    )
    president = Office.objects.get(body__code=Body.Code.OFFICERS, code="vice_president")
    cadre = register_person(actor=SYSTEM, draft=PersonDraft(name="领导干部甲", is_cadre=True), at=MOMENT)
    made["held_term"] = appoint_term(
        actor=SYSTEM,
        office_id=president.pk,
        person_id=cadre.pk,
        starts_on=date(2026, 1, 5),
        document="任命书8号",
        at=MOMENT,
    )


def _ground(made: dict[str, Any], mark: str) -> None:
    made["community"] = Community.objects.order_by("name")[0]
    made["grid"] = Grid.objects.order_by("pk").first() or add_grid(
        actor=SYSTEM, community_id=made["community"].pk, name=f"一网格{mark}", households=40, at=MOMENT
    )


def _institution(made: dict[str, Any]) -> None:
    made["charter"] = Charter.objects.binding(TODAY).get()
    made["draft"] = draft_amendment(actor=SYSTEM, at=MOMENT)
    made["clause"] = CharterClause.objects.filter(charter=made["charter"]).order_by("position")[0].code
    made["draft_clause"] = CharterClause.objects.filter(charter=made["draft"]).order_by("position")[3]
    made["token"] = f"canary-token-{made['charter'].federation_id}"
    holder = made["account_holder"]
    renew_feed(
        actor=Actor(holder.account_id, holder.pk, holder.federation_id, holder.name), token=made["token"], at=MOMENT
    )


def _imports(made: dict[str, Any], mark: str) -> None:
    made["batch"] = preview_import(actor=SYSTEM, file_name=f"花名册{mark}.xlsx", content=roster(), at=MOMENT)
    made["import_row"] = ImportRow.objects.filter(batch=made["batch"], state="problem").order_by("number")[0]


@contextmanager
def writes_seen() -> Iterator[dict[str, int]]:
    """Count, table by table, the rows that this transaction wrote meanwhile."""
    before, seen = _written(), dict[str, int]()
    yield seen
    for table, count in _written().items():
        if count > before.get(table, 0):
            seen[table] = count - before.get(table, 0)


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())
