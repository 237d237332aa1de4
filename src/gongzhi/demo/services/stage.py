"""This will hold one tenant while its story is told: who is who, who may do what on which day."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import scope
from gongzhi.demo.services.days import Days
from gongzhi.demo.story.streets import Tenant
from gongzhi.federations.models import Community, Federation
from gongzhi.offices.models import Body, Office
from gongzhi.offices.selectors import mandates_on
from gongzhi.organisations.models import Membership, Organisation, Representative
from gongzhi.people.models import Person


@dataclass(frozen=True, slots=True)
class Scene:
    """Something that happens at a moment. Scenes of one moment are told in the order in which they were written."""

    at: datetime
    tell: Callable[[datetime], object]


@dataclass
class Stage:
    """One tenant with its days; ``kept`` remembers what later scenes speak of, by a word of the story."""

    tenant: Tenant
    federation: Federation
    days: Days
    kept: dict[str, UUID] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)
    _actors: dict[UUID, Actor] = field(default_factory=dict)
    _ahead: list[tuple[datetime, int, Scene]] = field(default_factory=list)
    _places: Iterator[int] = field(default_factory=count)

    def play(self, scenes: Iterable[Scene]) -> int:
        """Tell in the order of time all that has happened by now; count it."""
        for scene in scenes:
            self.then(scene.at, scene.tell)
        told = 0
        with scope(self.federation.pk):
            while self._ahead:
                at, _place, scene = heappop(self._ahead)
                scene.tell(at)
                told += 1
        return told

    def then(self, at: datetime, tell: Callable[[datetime], object]) -> None:
        """
        Tell something at a moment, in its turn among all else; what has not happened by now is left out.

        A scene that takes a while says so of its later parts: what others do meanwhile stands between them in the log.
        """
        if at < self.days.now:
            heappush(self._ahead, (at, next(self._places), Scene(at, tell)))

    def person(self, name: str) -> Person:
        """
        Find the one person of a name.

        :raises Person.DoesNotExist: if there is none
        :raises Person.MultipleObjectsReturned: if there are several, then the story needs other names
        """
        if name not in self._people:
            self._people[name] = Person.objects.get(name=name)
        return self._people[name]

    def actor(self, name: str, at: datetime) -> Actor:
        """Give the one person of a name as the page would know it at that moment; without a name the system."""
        return SYSTEM if not name else self.actor_of(self.person(name), at)

    def actor_of(self, person: Person, at: datetime) -> Actor:
        """
        Give a person as the page would know it at that moment, with the mandates of that day.

        Offices and powers of the story change by a scene that says so: see `forget_people`.
        """
        if person.pk not in self._actors:
            mandates, led = mandates_on(person_id=person.pk, on=local_day(at))
            self._actors[person.pk] = Actor(
                person.account_id, person.pk, self.federation.pk, person.name, tuple(mandates), led
            )
        return self._actors[person.pk]

    def forget_people(self) -> None:
        """Look people and their mandates up anew: accounts, offices, powers or memberships have changed."""
        self._people.clear()
        self._actors.clear()

    def leader(self, organisation: str) -> Person:
        """Find the leader whom an organisation has now."""
        speaking = Representative.objects.filter(superseded_at__isnull=True, ends_on__isnull=True)
        led = speaking.filter(organisation__name=organisation, role=Representative.Role.LEADER)
        return led.select_related("person").get().person

    def organisation(self, name: str) -> Organisation:
        """Find an organisation by its name."""
        return Organisation.objects.get(name=name)

    def membership(self, name: str) -> Membership:
        """Find the membership of an organisation by its name."""
        return Membership.objects.get(organisation__name=name)

    def community(self, name: str) -> Community:
        """Find a community by its name."""
        return Community.objects.get(name=name)

    @cached_property
    def communities(self) -> list[Community]:
        """All communities in their order; they are there from the founding on and do not change."""
        return list(Community.objects.in_order())

    def body(self, code: str) -> Body:
        """Find a body by the word clauses use."""
        return Body.objects.get(code=code)

    def office(self, body: str, code: str) -> Office:
        """Find an office by the words clauses use."""
        return Office.objects.get(body__code=body, code=code)
