"""This will tell the desk which applications wait for somebody's decision, and what became of one's own."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem, Words
from gongzhi.organisations.models import Membership
from gongzhi.organisations.rights import Right

AT_MOST = 20
LATELY = timedelta(days=14)
LOOK = _("Look")
ANSWERED = (Membership.State.ADMITTED, Membership.State.REFUSED, Membership.State.SUSPENDED)


def desk_items(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List applications: due from those who decide, waiting for those who applied, answered in the last 14 days.

    The oldest first, 20 of each at most; two queries.
    """
    items: list[DeskItem] = []
    if actor.may(Right.ADMIT):
        waiting = Membership.objects.filter(state=Membership.State.APPLIED)
        waiting = waiting.exclude(organisation__in=actor.organisation_ids).select_related("organisation", "person")
        items += [_due(each) for each in waiting.order_by("since", "pk")[:AT_MOST]]
    if actor.organisation_ids:
        items += _own(actor, at)
    return items


def _own(actor: Actor, at: datetime) -> Iterator[DeskItem]:
    lately = local_day(at) - LATELY
    told = Q(state=Membership.State.APPLIED) | Q(state__in=ANSWERED, since__gte=lately)
    rows = Membership.objects.filter(told, organisation__in=actor.organisation_ids).select_related("organisation")
    for each in rows.order_by("since", "pk")[:AT_MOST]:
        if each.state == Membership.State.APPLIED:
            yield _item(each, "waiting", gettext("waiting for the federation's decision"), "open")
        else:
            yield _item(each, "answered", str(each.get_state_display()), _state_of(each))


def _state_of(membership: Membership) -> str:
    return "met" if membership.state == Membership.State.ADMITTED else "breached"


def _due(membership: Membership) -> DeskItem:
    day = date_format(membership.since, "DATE_FORMAT")
    words = gettext("applied for membership on %(day)s") % {"day": day}
    return _item(membership, "due", words, "due", verb=_("Decide"))


def _item(membership: Membership, kind: str, detail: str, state: str, verb: Words = LOOK) -> DeskItem:
    return DeskItem(
        kind=kind,  # type: ignore[arg-type]
        title=membership.subject.name,
        detail=detail,
        url=_page(membership),
        verb=verb,
        state=state,  # type: ignore[arg-type]
    )


def _page(membership: Membership) -> str:
    if membership.organisation_id is not None:
        return reverse("organisations:detail", args=[membership.organisation_id])
    return reverse("organisations:individual", args=[membership.pk])
