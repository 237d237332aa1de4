"""This will tell scrutineers and tellers of secret ballots on their desk what is theirs to do now."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.common.registry import DeskItem
from gongzhi.meetings.models import Ballot, Envelope, Opening, PaperTally, Scrutineer
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.rules.flow import AGENDA_OPEN

# Title, detail, address and verb of a line.
Line = tuple[str, str, str, Promise]
TO_OPEN = (BallotState.CLOSED, BallotState.OPENED)


def ballot_items(*, actor: Actor, at: datetime) -> Sequence[DeskItem]:
    """
    List the keys to confirm, the envelopes to open and the papers to count; two queries.

    Envelopes wait for the papers, and after the first pair only for who was not in it.
    """
    if actor.person_id is None:
        return []
    today = local_day(at)
    watched = Scrutineer.objects.filter(person=actor.person_id).select_related("ballot").order_by("pk")
    items = [
        *(_watched(each.ballot) for each in watched.filter(_to_confirm() | _to_open())),
        *_counted(PaperTally.objects.filter(teller=actor.person_id)),
    ]
    return [DeskItem("due", title, detail, url, verb, "due", today) for title, detail, url, verb in items]


def _to_confirm() -> Q:
    is_waiting = Q(ballot__state=BallotState.KEYED, ballot__item__meeting__state__in=AGENDA_OPEN)
    return is_waiting & Q(confirmed_at__isnull=True)


def _to_open() -> Q:
    opened = Opening.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))
    taken = Envelope.objects.filter(ballot=OuterRef("ballot"), channel=Envelope.Channel.PAPER)
    counted = PaperTally.objects.filter(ballot=OuterRef("ballot"))
    is_counted = ~Exists(taken) | Exists(counted) & ~Exists(counted.filter(signed_at__isnull=True))
    return Q(ballot__state__in=TO_OPEN) & ~Exists(opened) & is_counted


def _watched(ballot: Ballot) -> Line:
    name = {"title": str(ballot)}
    if ballot.state == BallotState.KEYED:
        words = gettext("Check the fingerprint on your sheet: %(title)s") % name
        url = reverse("meetings:ballot_confirm", args=[ballot.pk])
        detail = gettext("You are scrutineer; the vote opens once two have confirmed.")
        return words, detail, url, gettext_lazy("Confirm the fingerprint")
    words = gettext("Open the envelopes: %(title)s") % name
    if ballot.state == BallotState.OPENED:
        detail = gettext("The first pair is done. You and one of them open again.")
    else:
        detail = gettext("You are scrutineer; two of you open the envelopes together.")
    return words, detail, reverse("meetings:ballot_opening", args=[ballot.pk]), gettext_lazy("Open the envelopes")


def _counted(tallies: QuerySet) -> Iterator[Line]:
    waiting = tallies.filter(ballot__state=BallotState.CLOSED, signed_at__isnull=True)
    for each in waiting.select_related("ballot").order_by("pk"):
        yield (
            gettext("Count the papers: %(title)s") % {"title": str(each.ballot)},
            gettext("You are teller; enter what you counted, without asking the other teller."),
            reverse("meetings:ballot_papers", args=[each.ballot_id]),
            gettext_lazy("Count the papers"),
        )
