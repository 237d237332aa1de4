"""This will accept matters, hand them over, ask back, defer, classify, deliberate, reopen and close them."""

from datetime import date, datetime
from uuid import UUID

from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.federations.models import Community
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters import permissions
from gongzhi.matters.models import Matter, Pause, Reply, Station, Voice
from gongzhi.matters.rules.clock import check_deferral
from gongzhi.matters.rules.flow import Deed, State
from gongzhi.matters.rules.titles import check_public_title
from gongzhi.matters.selectors.choices import possible_owners
from gongzhi.matters.services.moving import Move, go, keep, locked, remember, require_version, said, start_anew
from gongzhi.matters.services.raising import CommunityUnknown
from gongzhi.matters.services.under_mediation import make_private

# What a meeting did with a matter that goes on without a resolution.
NOT_TAKEN_UP = Station.Kind.OFF_AGENDA.value
DISCUSSED = Station.Kind.DISCUSSED.value
NOT_ADOPTED = Station.Kind.NOT_ADOPTED.value


class CannotOwn(DomainError):
    """The person named handles no matters."""

    message = _("This person cannot take it on: none of the offices held today handles matters.")


class OwnsAlready(DomainError):
    """The matter is handed to whoever has it."""

    message = _("This person sees to it already.")


class StillToTell(DomainError):
    """Somebody was not told yet; params ``count``."""

    message = _("%(count)s of those who spoke still have to be told the answer. Tell them first.")


@deed("matters.matter.accepted")
def accept_matter(
    *,
    actor: Actor,
    matter_id: UUID,
    title: str,
    category: str,
    owner_id: UUID,
    at: datetime,
    version: int | None = None,
    key: str = "",
) -> Matter:
    """
    Take a matter on, or give it to somebody: from now on one person is responsible to the end.

    :raises NotAllowed: if it is accepted already, or the actor may not give it to that person
    :raises CannotOwn: if that person handles no matters
    :raises TitleRepeatsWords: if it is public already, and the title is what somebody said
    :raises MatterChanged: if somebody was faster
    Source: charter model art. 84 (首接负责)
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_accept(actor, matter, owner_id).require()
    _require_owner(owner_id, at)
    matter.title = said(title, field="title", most=100)
    _check_title(matter)
    matter.category = category
    matter.owner_id = owner_id
    matter.accepted_at = at
    go(matter, Deed.ACCEPT)
    keep(matter, at, "title", "category", "owner")
    facts = {"category": category, "owner": str(owner_id)}
    move = Move(kind=Station.Kind.ACCEPTED, code="matters.matter.accepted", actor=actor, at=at, decision=decision)
    remember(matter, move, facts)
    return matter


@deed("matters.matter.handed_over")
def hand_over(*, actor: Actor, matter_id: UUID, owner_id: UUID, reason: str, at: datetime, key: str = "") -> Matter:
    """
    Give a matter to another owner; the clock goes on.

    :raises NotAllowed: if the actor neither owns it nor gives matters an owner
    :raises CannotOwn: if that person handles no matters
    """
    matter = locked(matter_id)
    decision = permissions.may_hand_over(actor, matter).require()
    said(reason, field="reason", most=500)
    if owner_id == matter.owner_id:
        raise OwnsAlready(field="owner")
    _require_owner(owner_id, at)
    facts = {"from": str(matter.owner_id or ""), "owner": str(owner_id), "reason": reason.strip()}
    matter.owner_id = owner_id
    keep(matter, at, "owner")
    move = Move(kind=Station.Kind.HANDED_OVER, code="matters.matter.handed_over", actor=actor, at=at, decision=decision)
    remember(matter, move, facts)
    return matter


@deed("matters.matter.asked_back")
def ask_back(
    *, actor: Actor, matter_id: UUID, question: str, at: datetime, version: int | None = None, key: str = ""
) -> Matter:
    """
    Ask those who spoke; the question stands on their receipts, and the clock stands still until somebody answers.

    Who asks before anybody took it on takes it on by asking.

    :raises NotAllowed: if it is not in our hands
    :raises WordsMissing: without a question
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_do(actor, matter, Deed.ASK_BACK).require()
    note = said(question, field="question")
    take_on(matter, actor, at)
    go(matter, Deed.ASK_BACK)
    keep(matter, at, "owner")
    move = Move(
        kind=Station.Kind.ASKED, code="matters.matter.asked_back", actor=actor, at=at, decision=decision, note=note
    )
    remember(matter, move)
    return matter


@deed("matters.matter.went_on")
def go_on(*, actor: Actor, matter_id: UUID, at: datetime, key: str = "") -> Matter:
    """
    Go on without an answer to the question: the clock runs again, and those who spoke read so and may still add words.

    :raises NotAllowed: if no question waits, or the actor may not handle it
    """
    matter = locked(matter_id)
    decision = permissions.may_do(actor, matter, Deed.GO_ON).require()
    go(matter, Deed.GO_ON)
    keep(matter, at)
    move = Move(kind=Station.Kind.WENT_ON, code="matters.matter.went_on", actor=actor, at=at, decision=decision)
    remember(matter, move)
    return matter


@deed("matters.matter.deferred")
def defer(*, actor: Actor, matter_id: UUID, until: date, reason: str, at: datetime, key: str = "") -> Matter:
    """
    Put a matter off to a day, once and for thirty days at most; those who spoke read why.

    :raises NotAllowed: if it was deferred before, or is not in our hands
    :raises DeferralTooLong: for a day too far or past
    Source: charter model art. 85; 接诉即办工作条例 art. 15 (L)
    """
    matter = locked(matter_id)
    decision = permissions.may_defer(actor, matter).require()
    note = said(reason, field="reason")
    today = local_day(at)
    check_deferral(on=today, until=until)
    Pause.objects.create(matter=matter, why=Pause.Why.DEFERRED, starts_on=today, ends_on=until)
    matter.deferred_until = until
    keep(matter, at, "deferred_until")
    move = Move(
        kind=Station.Kind.DEFERRED,
        code="matters.matter.deferred",
        actor=actor,
        at=at,
        decision=decision,
        note=note,
        detail=until.isoformat(),
    )
    remember(matter, move, {"until": until})
    return matter


@deed("matters.matter.classified")
def classify(
    *,
    actor: Actor,
    matter_id: UUID,
    category: str,
    community_id: UUID | None,
    place: str,
    sensitivity: str,
    at: datetime,
    title: str = "",
    version: int | None = None,
    key: str = "",
) -> Matter:
    """
    Say what kind of matter it is, where, and who may read it; ``title`` empty leaves the title as it is.

    What was put together with a private matter is private too.

    :raises NotAllowed: if the actor may not handle it
    :raises TitleRepeatsWords: if everybody could read in the title what somebody said
    :raises MatterChanged: if somebody changed it meanwhile
    :raises CommunityUnknown: for a community of another sub-district
    """
    matter = locked(matter_id)
    require_version(matter, version)
    decision = permissions.may_do(actor, matter, Deed.CLASSIFY).require()
    if community_id is not None and not Community.objects.filter(pk=community_id).exists():
        raise CommunityUnknown(field="community")
    matter.category, matter.community_id, matter.place = category, community_id, place.strip()[:100]
    matter.sensitivity = Matter.Sensitivity(sensitivity)
    if title.strip():
        matter.title = said(title, field="title", most=100)
    _check_title(matter)
    matter.version += 1
    matter.save(update_fields=["category", "community", "place", "sensitivity", "title", "version"])
    if matter.is_private:
        make_private(matter)
    facts = {"category": category, "sensitivity": sensitivity, "community": str(community_id or "")}
    move = Move(kind="", code="matters.matter.classified", actor=actor, at=at, decision=decision)
    remember(matter, move, facts)
    return matter


@deed("matters.matter.put_on_agenda")
def put_on_agenda(*, actor: Actor, matter_id: UUID, item_id: UUID, label: str, at: datetime, key: str = "") -> Matter:
    """Note that a meeting will deliberate it; ``item_id`` and ``label`` name the item. The clock goes on."""
    matter = locked(matter_id)
    decision = permissions.may_do(actor, matter, Deed.PUT_ON_AGENDA).require()
    go(matter, Deed.PUT_ON_AGENDA)
    matter.agenda_item_id, matter.agenda_label = item_id, label.strip()[:200]
    keep(matter, at, "agenda_item_id", "agenda_label")
    move = Move(
        kind=Station.Kind.ON_AGENDA,
        code="matters.matter.put_on_agenda",
        actor=actor,
        at=at,
        decision=decision,
        note=matter.agenda_label,
    )
    remember(matter, move, {"item": str(item_id)})
    return matter


@deed("matters.matter.taken_off_agenda")
def take_off_agenda(
    *, actor: Actor, matter_id: UUID, at: datetime, came_of: str = NOT_TAKEN_UP, key: str = ""
) -> Matter:
    """
    Note that no meeting deliberates it any more: it is handled here again, and can come before the next one.

    ``came_of`` is what those who spoke read of it: `NOT_TAKEN_UP`, `DISCUSSED` or `NOT_ADOPTED`.
    """
    matter = locked(matter_id)
    decision = permissions.may_do(actor, matter, Deed.TAKE_OFF_AGENDA).require()
    go(matter, Deed.TAKE_OFF_AGENDA)
    facts = {"item": str(matter.agenda_item_id or ""), "came_of": came_of}
    label = "" if came_of == NOT_TAKEN_UP else matter.agenda_label
    matter.agenda_item_id, matter.agenda_label = None, ""
    keep(matter, at, "agenda_item_id", "agenda_label")
    move = Move(kind=came_of, code="matters.matter.taken_off_agenda", actor=actor, at=at, decision=decision, note=label)
    remember(matter, move, facts)
    return matter


@deed("matters.matter.decided")
def note_resolution(*, actor: Actor, matter_id: UUID, label: str, at: datetime, key: str = "") -> Matter:
    """
    Write down what a meeting resolved on the matter; ``label`` names the resolution. A second time changes nothing.

    The matter stays where it is: those who spoke are owed an answer all the same.

    :raises NotAllowed: if the actor may not handle it
    """
    matter = locked(matter_id)
    decision = permissions.may_handle(actor, matter).require()
    note = label.strip()[:200]
    if not matter.stations.filter(kind=Station.Kind.DECIDED, note=note).exists():
        keep(matter, at)
        move = Move(
            kind=Station.Kind.DECIDED,
            code="matters.matter.decided",
            actor=actor,
            at=at,
            decision=decision,
            note=note,
        )
        remember(matter, move)
    return matter


@deed("matters.matter.reopened")
def reopen(*, actor: Actor, matter_id: UUID, reason: str, at: datetime, key: str = "") -> Matter:
    """
    Take an answered or closed matter up again; the clock starts anew.

    :raises NotAllowed: if no answer stands, or the actor may not handle it
    :raises WordsMissing: without a reason
    """
    matter = locked(matter_id)
    decision = permissions.may_reopen(actor, matter).require()
    note = said(reason, field="reason")
    start_anew(matter, at)
    go(matter, Deed.REOPEN)
    keep(matter, at, "closed_at")
    move = Move(
        kind=Station.Kind.REOPENED, code="matters.matter.reopened", actor=actor, at=at, decision=decision, note=note
    )
    remember(matter, move, {"by": "staff"})
    return matter


@deed("matters.matter.closed")
def close(*, actor: Actor, matter_id: UUID, at: datetime, key: str = "") -> Matter:
    """
    Close an answered matter. Voices that said nothing count as having said nothing, never as confirmed.

    Speakers may still say that it is not solved.

    :raises NotAllowed: if it is not answered, or the actor may not handle it
    :raises StillToTell: while somebody has not been told
    Source: charter model art. 91
    """
    matter = locked(matter_id)
    decision = permissions.may_close(actor, matter).require()
    waiting = Reply.objects.untried().filter(voice__matter=matter).count()
    if waiting:
        raise StillToTell(count=waiting)
    go(matter, Deed.CLOSE)
    matter.closed_at = at
    silent = (Voice.Standing.TOLD, Voice.Standing.OWED)
    quiet = matter.voices.filter(standing__in=silent).update(standing=Voice.Standing.NO_WORD, standing_on=local_day(at))
    keep(matter, at, "closed_at")
    facts = {"without_a_word": quiet, "by_itself": actor is SYSTEM}
    move = Move(kind=Station.Kind.CLOSED, code="matters.matter.closed", actor=actor, at=at, decision=decision)
    remember(matter, move, facts)
    return matter


def take_on(matter: Matter, actor: Actor, at: datetime) -> None:
    """Let whoever does the first deed with a matter be its owner: who receives it first is responsible."""
    if matter.state != State.RECEIVED:
        return
    matter.accepted_at = at
    if matter.owner_id is None and actor.person_id is not None:
        matter.owner_id = actor.person_id


def _check_title(matter: Matter) -> None:
    if matter.sensitivity == Matter.Sensitivity.PUBLIC:
        check_public_title(matter.title, matter.voices.values_list("words", flat=True))


def _require_owner(owner_id: UUID, at: datetime) -> None:
    if all(holder.person_id != owner_id for holder in possible_owners(on=local_day(at))):
        raise CannotOwn(field="owner")


__all__ = [
    "DISCUSSED",
    "NOT_ADOPTED",
    "NOT_TAKEN_UP",
    "CannotOwn",
    "OwnsAlready",
    "StillToTell",
    "accept_matter",
    "ask_back",
    "classify",
    "close",
    "defer",
    "go_on",
    "hand_over",
    "note_resolution",
    "put_on_agenda",
    "reopen",
    "take_off_agenda",
    "take_on",
]
