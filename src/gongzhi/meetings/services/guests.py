"""This will invite guests to consultations, note who came, and write down that people took part."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Community
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Guest, Meeting, Remark
from gongzhi.meetings.rules.flow import PRESENCE_OPEN
from gongzhi.meetings.rules.guests import masked_contact
from gongzhi.meetings.selectors.roll import Roll, roll_of
from gongzhi.meetings.services.calling import locked
from gongzhi.meetings.services.trace import Trace
from gongzhi.participation.models import Channel, Contact
from gongzhi.participation.services import record_contact
from gongzhi.people.models import Person

MOST_GUESTS = 300


class NameMissing(DomainError):
    """A guest has neither a name nor a person."""

    message = _("Write the guest’s name, or choose somebody from the register.")


class InvitedAlready(DomainError):
    """Somebody is invited twice; params ``name``."""

    message = _("%(name)s is invited already.")


class BelongsToTheBody(DomainError):
    """A guest has a seat in the meeting; params ``name``."""

    message = _("%(name)s belongs to this meeting and has a notice; nobody is a guest in their own body.")


class GuestsFull(DomainError):
    """More guests are invited than a meeting can hear; params ``most``."""

    message = _("A consultation invites at most %(most)s guests. Hold a second one for the rest.")


class GuestWasThere(DomainError):
    """A guest is to be struck who came or spoke; params ``name``."""

    message = _("%(name)s came or spoke; the list keeps that. Take the sign-in back first if it was a mistake.")


class GuestsNotYet(DomainError):
    """A guest signs in to a meeting that is not called, or over."""

    message = _("Guests sign in from the notice on until the meeting closes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGuest:
    """Whom to invite: ``name``, or ``person_id`` of somebody in the register; ``behalf`` is a code of `Behalf`."""

    behalf: str
    name: str = ""
    person_id: UUID | None = None
    stands_for: str = ""
    community_id: UUID | None = None
    contact: str = ""


@deed("meetings.guest.invited")
def invite_guest(*, actor: Actor, meeting_id: UUID, guest: NewGuest, at: datetime, key: str = "") -> Guest:
    """
    Put a guest on the list of a consultation; the invitation is handed over on paper.

    :raises NameMissing: without name and person
    :raises InvitedAlready: if the person is on the list
    :raises BelongsToTheBody: if the person has a seat in the meeting
    :raises GuestsFull: beyond three hundred guests
    """
    meeting = locked(meeting_id)
    decision = permissions.may_invite(actor, meeting).require()
    person = Person.objects.get(pk=guest.person_id) if guest.person_id else None
    name = guest.name.strip() or (person.name if person else "")
    if not name:
        raise NameMissing(field="name")
    _check_place(meeting, person)
    contact = guest.contact.strip()
    invited = Guest.objects.create(
        meeting=meeting,
        person=person,
        name=name,
        behalf=guest.behalf,
        stands_for=guest.stands_for.strip(),
        community=Community.objects.get(pk=guest.community_id) if guest.community_id else None,
        contact=contact,
        contact_masked=masked_contact(contact),
        invited_at=at,
    )
    Trace(actor, at, decision.mandate).record("meetings.guest.invited", invited, name=name)
    return invited


@deed("meetings.guest.struck")
def strike_guest(*, actor: Actor, guest_id: UUID, at: datetime, key: str = "") -> Meeting:
    """
    Take a guest off the list, with the contact.

    :raises GuestWasThere: if the guest came or spoke
    """
    guest, meeting = _locked_guest(guest_id)
    decision = permissions.may_invite(actor, meeting).require()
    if guest.came_at is not None or Remark.objects.filter(guest=guest).exists():
        raise GuestWasThere(name=guest.name)
    Trace(actor, at, decision.mandate).record("meetings.guest.struck", guest, name=guest.name)
    guest.delete()
    return meeting


@deed("meetings.guest.told")
def record_invitation(*, actor: Actor, guest_id: UUID, at: datetime, key: str = "") -> Guest:
    """Record that the invitation was handed over."""
    guest, meeting = _locked_guest(guest_id)
    decision = permissions.may_invite(actor, meeting).require()
    if guest.told_at is None:
        guest.told_at = at
        guest.save(update_fields=["told_at"])
        Trace(actor, at, decision.mandate).record("meetings.guest.told", guest, name=guest.name)
    return guest


@deed("meetings.guest.came")
def record_coming(*, actor: Actor, guest_id: UUID, at: datetime, key: str = "") -> Guest:
    """
    Note that a guest is there; a second click changes nothing.

    :raises GuestsNotYet: before the notice, and after the end
    """
    guest, meeting = _locked_guest(guest_id)
    decision = permissions.may_record_presence(actor, meeting).require()
    if meeting.state not in PRESENCE_OPEN:
        raise GuestsNotYet
    if guest.came_at is None:
        guest.came_at = at
        guest.save(update_fields=["came_at"])
        Trace(actor, at, decision.mandate).record("meetings.guest.came", guest, name=guest.name)
    return guest


@deed("meetings.guest.coming_taken_back")
def take_back_coming(*, actor: Actor, guest_id: UUID, at: datetime, key: str = "") -> Guest:
    """
    Take back that a guest is there, if it was a mistake.

    :raises GuestWasThere: if the guest spoke
    """
    guest, meeting = _locked_guest(guest_id)
    decision = permissions.may_record_presence(actor, meeting).require()
    if Remark.objects.filter(guest=guest).exists():
        raise GuestWasThere(name=guest.name)
    guest.came_at = None
    guest.save(update_fields=["came_at"])
    Trace(actor, at, decision.mandate).record("meetings.guest.coming_taken_back", guest, name=guest.name)
    return guest


@deed("meetings.guest.revealed")
def reveal_guest(*, actor: Actor, guest_id: UUID, reason: str, at: datetime, key: str = "") -> Guest:
    """Read a guest's contact in full; the log keeps who did and why."""
    guest, meeting = _locked_guest(guest_id)
    decision = permissions.may_reveal_guest(actor, meeting).require()
    facts = {"name": guest.name, "reason": reason.strip()}
    Trace(actor, at, decision.mandate).record("meetings.guest.revealed", guest, **facts)
    return guest


def record_contacts(meeting: Meeting, roll: Roll) -> None:
    """
    Write that each person who came took part, as part of closing the session: once a person and meeting, unnamed.

    A guest's community goes along where it was said; members' is not asked here.
    """
    came = {seat.person_id for seat in roll.seats if seat.was_there(meeting.opened_at)}
    guests = Guest.objects.filter(meeting=meeting, came_at__isnull=False).exclude(person__in=came)
    communities = [None] * len(came) + [guest.community_id for guest in guests.order_by("pk")]
    for community_id in communities:
        record_contact(
            act=Contact.Act.MEETING, channel=Channel.MEETING, on=meeting.starts_on, community_id=community_id
        )


def _check_place(meeting: Meeting, person: Person | None) -> None:
    if Guest.objects.filter(meeting=meeting).count() >= MOST_GUESTS:
        raise GuestsFull(most=MOST_GUESTS)
    if person is None:
        return
    if Guest.objects.filter(meeting=meeting, person=person).exists():
        raise InvitedAlready(field="person", name=person.name)
    if roll_of(meeting).seat_of(person.pk) is not None:
        raise BelongsToTheBody(field="person", name=person.name)


def _locked_guest(guest_id: UUID) -> tuple[Guest, Meeting]:
    """Load a guest, the meeting locked first: all deeds of a meeting lock in this order."""
    meeting = locked(Guest.objects.values_list("meeting_id", flat=True).get(pk=guest_id))
    guest = Guest.objects.select_for_update(of=("self",)).get(pk=guest_id)
    guest.meeting = meeting
    return guest, meeting
