"""This will tell the desk which terms wait for an approval document, and which run out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.offices.models import Term
from gongzhi.offices.rights import Right
from gongzhi.offices.selectors.seats import APPROVAL_RULE, WAITING

AHEAD = timedelta(days=60)
AT_MOST = 20


def desk_items(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List what the keepers of terms have to see to; one query.

    Held back terms for those who put approvals on file, terms that run out within 60 days for those who keep terms.
    """
    on = local_day(at)
    asked = Q()
    if actor.may(Right.APPROVE_CADRE):
        asked |= Q(is_held_back=True) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    if actor.may(Right.MANAGE):
        asked |= Q(is_held_back=False, starts_on__lte=on, ends_on__gt=on, ends_on__lte=on + AHEAD)
    if not asked:
        return ()
    rows = Term.objects.known_on().filter(asked).exclude(is_held_back=True, person=actor.person_id)
    return [_item(term) for term in rows.select_related("person", "office").order_by("starts_on", "pk")[:AT_MOST]]


def _item(term: Term) -> DeskItem:
    title = f"{term.office.title} {term.person.name}"
    if term.is_held_back:
        url = reverse("offices:term_approve", args=[term.pk])
        words = gettext(WAITING) % APPROVAL_RULE
        return DeskItem("due", title, words, url, _("Put the approval on file"), "due")
    url = reverse("offices:body", args=[term.office.body_id])
    words = gettext("The term ends on %(last_day)s.") % {"last_day": _words(term.last_day)}
    return DeskItem("due", title, words, url, _("Look"), "due", due_on=term.last_day)


def _words(day: date | None) -> str:
    return "" if day is None else date_format(day, "DATE_FORMAT")
