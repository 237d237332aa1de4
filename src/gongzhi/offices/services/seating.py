"""
This will decide who can sit where: free seats, double seats, periods, and what holds a term back.

Pure: it works on terms already loaded and asks neither the clock nor the database.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices.models import Office, Term
from gongzhi.offices.rules import Cadre, Candidate, Limits, obstacles
from gongzhi.people.models import Person


class SeatTaken(DomainError):
    """No seat of the office is free over the whole period; params ``office``, ``seats`` and ``holder``."""

    message = _(
        "Each of the %(seats)s seats of “%(office)s” is held for some of this time, the last by %(holder)s. "
        "End that term first, or choose a later first day."
    )


class AlreadyInOffice(DomainError):
    """The person holds this very office in that time; params ``person`` and ``office``."""

    message = _(
        "%(person)s already holds the office “%(office)s” for some of this time. Correct or end that term instead."
    )


class EndsTooEarly(DomainError):
    """A term would end before it begins."""

    message = _("The last day lies before the first day, which is %(starts_on)s. Choose a later last day.")


class BasisMissing(DomainError):
    """A term has nothing to rest on."""

    message = _("Say on which resolution or document this rests, for example the number of the document.")


class NotInForce(DomainError):
    """A row was corrected by somebody else, so it is history."""

    message = _("This entry was already replaced by a correction. Look at the page again and use the newest entry.")


class NotHeldBack(DomainError):
    """An approval was put on file for a term that does not wait for one."""

    message = _("This term does not wait for an approval document.")


class NothingChanged(DomainError):
    """A correction says what is on record already."""

    message = _("Nothing differs from what is on record. Change what was wrong, or go back.")


class EndedAlready(DomainError):
    """A term is to end later than it does; params ``last_day``."""

    message = _("This term already ends on %(last_day)s. To say otherwise, correct it.")


class BeforeTheBody(DomainError):
    """A term would begin before its body was established; params ``body`` and ``established_on``."""

    message = _("“%(body)s” was established on %(established_on)s; nobody can hold an office in it before that day.")


class AfterTheBody(DomainError):
    """A term would outlast its body; params ``body`` and ``last_day``."""

    message = _("“%(body)s” was dissolved; its last day was %(last_day)s. Choose a last day of the term up to then.")


def check_period(*, starts_on: date, ends_on: date | None) -> None:
    """
    Refuse a term without a day.

    :raises EndsTooEarly: if ``ends_on`` is not after ``starts_on``
    """
    if ends_on is not None and ends_on <= starts_on:
        raise EndsTooEarly(field="last_day", starts_on=starts_on)


def check_body(*, office: Office, starts_on: date, ends_on: date | None) -> None:
    """
    Refuse a term over ``[starts_on, ends_on)`` in a body that did not exist all that time.

    :raises BeforeTheBody: if the body's first day is known and later
    :raises AfterTheBody: if the body is dissolved before the term ends
    """
    body = office.body
    if body.established_on is not None and starts_on < body.established_on:
        raise BeforeTheBody(field="starts_on", body=body.name, established_on=body.established_on)
    if body.dissolved_on is not None and (ends_on is None or ends_on > body.dissolved_on):
        raise AfterTheBody(field="last_day", body=body.name, last_day=body.last_day)


def free_seat(*, office: Office, person: Person, others: Sequence[Term]) -> int:
    """
    Find the lowest seat that nobody holds, in effect, at any time of the period.

    ``others`` are the current rows of the office that share a day with the period, held back ones too, with their
    persons; a held back term takes no seat, but the same person cannot be entered twice.

    :raises AlreadyInOffice: if the person is among them
    :raises SeatTaken: if all seats are held
    """
    if any(term.person_id == person.pk for term in others):
        raise AlreadyInOffice(field="person", person=person.name, office=office.title)
    taken = {term.seat: term for term in others if not term.is_held_back}
    for seat in range(1, office.seats + 1):
        if seat not in taken:
            return seat
    holder = max(taken.values(), key=lambda term: (term.starts_on, term.seat)).person.name
    raise SeatTaken(field="office", office=office.title, seats=office.seats, holder=holder)


def is_held_back(*, office: Office, person: Person, approval_number: str, starts_on: date) -> bool:
    """
    Tell whether a term waits for the approval document of the cadre-management authority.

    Source: 中办发〔1998〕17号 (mark X); rules.md §0, trap 7
    """
    candidate = Candidate(
        cadre=Cadre.SERVING if person.is_cadre else Cadre.NONE, has_approval=bool(approval_number.strip())
    )
    limits = Limits(cadre_needs_approval=office.needs_cadre_approval)
    return bool(obstacles(candidate=candidate, limits=limits, starts_on=starts_on))


def differs(*, term: Term, person_id: UUID, starts_on: date, ends_on: date | None, basis_number: str) -> bool:
    """Tell whether a correction says anything new."""
    now = (term.person_id, term.starts_on, term.ends_on, term.basis_number)
    return now != (person_id, starts_on, ends_on, basis_number)
