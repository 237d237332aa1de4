"""This will put on the desk what rounds ask of those who run them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.surveys.models import Round
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.flow import RoundState

SOON = timedelta(days=3)


def desk_lines(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List the rounds that wait for a deed: due to be opened, ending within three days, over and to be closed.

    One query; none for those who may not open rounds.
    """
    if not actor.may(Right.OPEN):
        return []
    today = local_day(at)
    planned = Round.objects.filter(state=RoundState.DRAFT, opens_on__lte=today, closes_on__gte=today)
    ending = Round.objects.filter(state=RoundState.OPEN, closes_on__lte=today + SOON)
    return [_line(asked, today) for asked in (planned | ending).order_by("closes_on", "pk")]


def _line(asked: Round, today: date) -> DeskItem:
    url = reverse("surveys:round", args=[asked.pk])
    last = {"day": date_format(asked.closes_on, "MONTH_DAY_FORMAT")}
    if asked.state == RoundState.DRAFT:
        title, detail, verb = gettext("Open the round: %(title)s"), gettext("its first day has come"), _OPEN
        return DeskItem("due", title % {"title": asked.title}, detail, url, verb, "due", asked.opens_on)
    if asked.closes_on < today:
        title, detail, verb = gettext("Close the round: %(title)s"), gettext("type in what came on paper first"), _CLOSE
        return DeskItem("due", title % {"title": asked.title}, detail, url, verb, "due", asked.closes_on)
    title, detail = gettext("The round ends soon: %(title)s"), gettext("can be answered until %(day)s") % last
    return DeskItem("waiting", title % {"title": asked.title}, detail, url, _LOOK, "open", asked.closes_on)


_OPEN = gettext_lazy("Open the round")
_CLOSE = gettext_lazy("Close the round")
_LOOK = gettext_lazy("Have a look")
