"""
Slots that lower rooms offer and higher rooms fill, in their ``apps.py ready()``.

Nothing is found by name or by magic: what is not registered does not exist, and registering twice is an error.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol
from uuid import UUID

from django.utils.functional import Promise

from gongzhi.kernel.periods import Period

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor
    from gongzhi.kernel.decisions import Mandate

Words = str | Promise
Section = Literal[
    "desk", "institution", "alliance", "nurture", "cooperation", "consultation", "services", "insight", "portal"
]


class RegisteredTwice(RuntimeError):
    """Two rooms filled the same slot under the same name."""


@dataclass(frozen=True)
class NavItem:
    """
    One entry of the main navigation.

    ``order`` sorts inside its section, small first; ``right`` hides the entry from those who lack it (``None`` shows
    it to everybody signed in).
    """

    section: Section
    label: Words
    url_name: str
    right: str | None = None
    order: int = 50


@dataclass(frozen=True)
class PublicDeed:
    """
    One of the few things that a resident can do without an account, shown large on the public face.

    ``order`` sorts, small first; elder mode shows the first three. ``shown`` tells, in the scope's federation and with
    at most one query, whether it is open just now (``None``: always).
    """

    label: Words
    url_name: str
    order: int = 50
    shown: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Evidence:
    """
    A record that shows that something was done.

    ``subject`` is the stable key of whom the obligation is on, ``""`` for the federation itself. ``facts`` are what
    clauses may ask for (body, kind, dates of the event). ``url_name`` and ``url_args`` open the record.
    """

    code: str
    on: date
    subject: str
    title: str
    url_name: str = ""
    url_args: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class DeskItem:
    """
    One line of somebody's desk.

    ``kind``: due from me, waiting for others, answered lately. ``state`` is a seal's word of the kit; ``verb`` is the
    label of its button.
    """

    kind: Literal["due", "waiting", "answered"]
    title: str
    detail: str
    url: str
    verb: Words
    state: Literal["breached", "due", "open", "met"]
    due_on: date | None = None
    at: datetime | None = None


class EvidenceProvider(Protocol):
    """Answer with one query: all evidence of one federation whose day lies in the period."""

    def __call__(self, *, federation_id: UUID, period: Period) -> Sequence[Evidence]: ...


class DeskSource(Protocol):
    """Answer with at most two queries: what this actor sees on the desk at that moment."""

    def __call__(self, *, actor: "Actor", at: datetime) -> Sequence[DeskItem]: ...


@dataclass(frozen=True)
class ResolutionRef:
    """A resolution that was adopted here, for rooms below the meetings that act on it."""

    id: UUID
    label: str
    adopted_on: date


class ResolutionSource(Protocol):
    """Answer with one query: the resolutions adopted in the scope's federation, newest first, at most fifty."""

    def __call__(self) -> Sequence[ResolutionRef]: ...


@dataclass(frozen=True)
class DecidedBy:
    """Which body decides on one sort of question, and by which clause; all in words of the page's language."""

    body: str
    clause: str
    url: str


class DecisionSource(Protocol):
    """Answer, in the scope's federation: who decides on a sort of question (``council.admission``) on a day."""

    def __call__(self, *, code: str, on: date) -> DecidedBy | None: ...


class RightsSource(Protocol):
    """Tell the mandates of a person of the scope's federation on a day, and the organisations it leads."""

    def __call__(self, *, person_id: UUID, on: date) -> tuple[Sequence["Mandate"], frozenset[UUID]]: ...


navigation: list[NavItem] = []
public_deeds: list[PublicDeed] = []
audit_sentences: dict[str, Words] = {}
rights: dict[str, Words] = {}
evidence_providers: dict[str, EvidenceProvider] = {}
desk_sources: list[DeskSource] = []
rights_sources: list[RightsSource] = []
resolution_sources: list[ResolutionSource] = []
decision_sources: list[DecisionSource] = []
handlers: dict[str, list[Callable[..., None]]] = {}


def _add_once(slot: dict, name: str, value: object) -> None:
    if name in slot and slot[name] is not value:
        raise RegisteredTwice(name)
    slot[name] = value


def nav_item(item: NavItem) -> None:
    """Add an entry to the main navigation."""
    if item not in navigation:
        navigation.append(item)


def public_deed(deed: PublicDeed) -> None:
    """Add one of the large deeds of the public face."""
    if deed not in public_deeds:
        public_deeds.append(deed)


def open_public_deeds() -> list[PublicDeed]:
    """List what residents of the scope's federation can do just now, in order."""
    listed = sorted(public_deeds, key=lambda each: each.order)
    return [each for each in listed if each.shown is None or each.shown()]


def audit_sentence(code: str, sentence: Words) -> None:
    """Name an audited deed: ``meetings.ballot.opened`` → what it says after the person's name in a thread."""
    _add_once(audit_sentences, code, sentence)


def right(code: str, sentence: Words) -> None:
    """Name a right: ``filings.filing.review`` → what its holder may do."""
    _add_once(rights, code, sentence)


def evidence(code: str, provider: EvidenceProvider) -> None:
    """Offer evidence of one code to the institution."""
    _add_once(evidence_providers, code, provider)


def desk_source(source: DeskSource) -> None:
    """Offer lines to everybody's desk."""
    if source not in desk_sources:
        desk_sources.append(source)


def rights_source(source: RightsSource) -> None:
    """Offer mandates: the one source of every right of a person."""
    if source not in rights_sources:
        rights_sources.append(source)


def resolution_source(source: ResolutionSource) -> None:
    """Offer the adopted resolutions to rooms below."""
    if source not in resolution_sources:
        resolution_sources.append(source)


def resolutions() -> list[ResolutionRef]:
    """List the adopted resolutions of the scope's federation, newest first."""
    return [found for source in resolution_sources for found in source()]


def decision_source(source: DecisionSource) -> None:
    """Offer to rooms below which body the clauses name for a decision."""
    if source not in decision_sources:
        decision_sources.append(source)


def decides(code: str, *, on: date) -> DecidedBy | None:
    """Tell who decides on a sort of question on a day; ``None`` where no clause says so."""
    return next((found for source in decision_sources if (found := source(code=code, on=on)) is not None), None)


def on(topic: str, handler: Callable[..., None]) -> None:
    """
    Call ``handler(**payload)`` once for each published fact of the topic, in a transaction of its own, in its scope.

    A handler may be called again after a crash and must then change nothing.
    """
    listening = handlers.setdefault(topic, [])
    if handler not in listening:
        listening.append(handler)
