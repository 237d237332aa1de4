"""This will enter resolutions and follow them up."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Federation
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Resolution
from gongzhi.meetings.services.agenda import locked_item
from gongzhi.people.models import Person


class AdoptedAlready(ChangedMeanwhile):
    """A motion has its resolution; params ``number``."""

    message = _("The resolution of this motion was already entered, as number %(number)s.")


class ReviewTooEarly(DomainError):
    """A resolution would be looked at again before its day; params ``earliest``."""

    message = _("Choose %(earliest)s or a later day for the review.")


@deed("meetings.resolution.adopted")
def adopt_resolution(
    *,
    actor: Actor,
    item_id: UUID,
    text: str,
    owner_id: UUID,
    review_on: date,
    at: datetime,
    due_on: date | None = None,
    title: str = "",
    key: str = "",
) -> Resolution:
    """
    Enter the resolution of a carried motion, with who sees to it and when it is looked at again.

    It is numbered within the year of the vote. ``due_on`` ``None``: nothing is to be done by a day, it holds.

    :raises AdoptedAlready: if the motion has one
    :raises ReviewTooEarly: if the review is before the vote
    """
    item = locked_item(item_id)
    decision = permissions.may_adopt(actor, item).require()
    earlier = Resolution.objects.filter(item=item).first()
    if earlier is not None:
        raise AdoptedAlready(number=earlier.number)
    adopted_on = local_day(item.closed_at or at)
    if review_on < adopted_on:
        raise ReviewTooEarly(field="review_on", earliest=adopted_on)
    resolution = Resolution(
        meeting=item.meeting,
        item=item,
        year=adopted_on.year,
        number=_next_number(adopted_on.year),
        title=title.strip() or item.title,
        text=text.strip(),
        adopted_on=adopted_on,
        owner=Person.objects.get(pk=owner_id),
        due_on=due_on,
        review_on=review_on,
    )
    resolution.save(force_insert=True)
    facts = {"number": resolution.number, "item": item.title, "owner": resolution.owner.name, "review_on": review_on}
    audit.record(
        "meetings.resolution.adopted", actor=actor, subject=resolution, at=at, facts=facts, mandate=decision.mandate
    )
    payload = {"resolution": str(resolution.pk), "motion": str(item.pk), "kind": item.decision}
    outbox.publish("meetings.resolution.adopted", payload)
    return resolution


@deed("meetings.resolution.reviewed")
def review_resolution(
    *, actor: Actor, resolution_id: UUID, note: str, review_on: date, at: datetime, key: str = ""
) -> Resolution:
    """
    Note how a resolution stands and when it is looked at again.

    :raises ReviewTooEarly: if the next review is not after today
    """
    resolution = Resolution.objects.select_for_update().get(pk=resolution_id)
    decision = permissions.may_follow_up(actor, resolution).require()
    if review_on <= local_day(at):
        raise ReviewTooEarly(field="review_on", earliest=date.fromordinal(local_day(at).toordinal() + 1))
    resolution.review_on, resolution.result = review_on, note.strip()
    resolution.save(update_fields=["review_on", "result"])
    facts = {"note": resolution.result, "review_on": review_on}
    audit.record(
        "meetings.resolution.reviewed", actor=actor, subject=resolution, at=at, facts=facts, mandate=decision.mandate
    )
    return resolution


@deed("meetings.resolution.carried_out")
def complete_resolution(*, actor: Actor, resolution_id: UUID, result: str, at: datetime, key: str = "") -> Resolution:
    """Note that a resolution was carried out, and with what result."""
    resolution = Resolution.objects.select_for_update().get(pk=resolution_id)
    decision = permissions.may_follow_up(actor, resolution).require()
    resolution.state, resolution.result = Resolution.State.DONE, result.strip()
    resolution.save(update_fields=["state", "result"])
    facts = {"note": resolution.result}
    audit.record(
        "meetings.resolution.carried_out", actor=actor, subject=resolution, at=at, facts=facts, mandate=decision.mandate
    )
    outbox.publish("meetings.resolution.carried_out", {"resolution": str(resolution.pk)})
    return resolution


@deed("meetings.resolution.ended")
def end_resolution(*, actor: Actor, resolution_id: UUID, reason: str, at: datetime, key: str = "") -> Resolution:
    """Note that a resolution no longer holds, and why."""
    resolution = Resolution.objects.select_for_update().get(pk=resolution_id)
    decision = permissions.may_end(actor, resolution).require()
    resolution.state, resolution.result = Resolution.State.REPLACED, reason.strip()
    resolution.save(update_fields=["state", "result"])
    facts = {"reason": resolution.result}
    audit.record(
        "meetings.resolution.ended", actor=actor, subject=resolution, at=at, facts=facts, mandate=decision.mandate
    )
    return resolution


def _next_number(year: int) -> int:
    """Number resolutions within the year without a gap; the federation's row is locked until the deed is done."""
    Federation.objects.select_for_update().get(pk=current_federation_id())
    last = Resolution.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
