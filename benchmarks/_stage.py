"""This will set the stage for the pages: a street at work, a long register, and an officer who may see everything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse

from benchmarks import _streets as streets
from gongzhi.common import registry
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.filings.tests import factories as filings
from gongzhi.meetings.tests import factories as meetings
from gongzhi.offices.models import Body, Office
from gongzhi.offices.testing import make_officer, make_person
from gongzhi.people.models import Account

COUNCILLORS = 18
UNDER_REVIEW = 12


@dataclass(frozen=True)
class Page:
    """One page: its address in the product, the name and the key of its bare brother, and its aim in milliseconds."""

    name: str
    federation: Federation
    account: Account
    path: str
    key: UUID
    aim_ms: int

    @property
    def bare_path(self) -> str:
        """The address of the bare page on a server of its own."""
        return f"/{self.federation.pk}/{self.name}/{self.key}/"


LIST_MS, DETAIL_MS = 30, 25


def make_pages(*, at: datetime, organisations: int) -> list[Page]:
    """Create both streets and name the pages to be measured."""
    street, register = streets.make_federation(0), streets.make_federation(1)
    with scope(street.pk):
        officer = make_officer(registry.rights, name="姚静")
        filing, meeting = _fill_street(at)
    with scope(register.pk):
        clerk = make_officer(registry.rights, name="陆平")
        streets.make_organisations(organisations)

    def page(name: str, url_name: str, aim_ms: int, *args: UUID) -> Page:
        in_register = name == "organisations"
        home, person = (register, clerk) if in_register else (street, officer)
        path = f"/f/{home.code}{reverse(url_name, args=args)}"
        assert person.account is not None
        return Page(name, home, person.account, path, args[0] if args else home.pk, aim_ms)

    return [
        page("desk", "desk:home", LIST_MS),
        page("board", "institution:board", LIST_MS),
        page("organisations", "organisations:list", LIST_MS),
        page("filing", "filings:detail", DETAIL_MS, filing),
        page("meeting", "meetings:detail", DETAIL_MS, meeting),
    ]


def _fill_street(at: datetime) -> tuple[UUID, UUID]:
    """Give a street a year of evidence, filings under review and a council in session; name one of each."""
    people = filings.make_street()
    streets.hold_meetings(at.year)
    streets.file_activities(streets.make_organisations(60), at.year)
    ahead = [at + timedelta(days=30 + number) for number in range(UNDER_REVIEW)]
    handed_in = [filings.submitted(people, at, starts_at=day, title=f"邻里音乐会{day:%m%d}") for day in ahead]
    council = Body.objects.get(code=Body.Code.COUNCIL)
    office = Office.objects.get(body=council, votes=True)
    councillors = [make_person(name) for name in meetings.NAMES[:COUNCILLORS]]
    for number, person in enumerate(councillors, start=1):
        meetings.seat(office, person, number)
    secretary = make_person("姚静文")
    hall = meetings.Hall(council, councillors, secretary, councillors[0])
    meetings.called(hall, starts_at=at + timedelta(days=14))
    return handed_in[0].pk, meetings.in_session(hall).pk


def cookies(account: Account, count: int) -> list[str]:
    """Sign an account in several times, as on several devices; give the cookies of the sessions."""
    return [f"sessionid={browser(account).cookies['sessionid'].value}" for _number in range(count)]


def browser(account: Account) -> Client:
    """Give a browser in which somebody is signed in."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
