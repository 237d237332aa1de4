"""This will load ballots for pages, and say in words how one stands."""

from uuid import UUID

from csp.decorators import csp_update
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.requests import Request
from gongzhi.meetings.models import Ballot
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.seals import Seal

# libsodium is WebAssembly; only the pages that seal or make a key may run it.
may_run_sodium = csp_update({"script-src": ["'wasm-unsafe-eval'"]})

SEALS = {
    BallotState.PREPARED: ("due", _("No key")),
    BallotState.KEYED: ("open", _("Ready")),
    BallotState.OPEN: ("due", _("Voting")),
    BallotState.CLOSED: ("due", _("Sealed")),
    BallotState.OPENED: ("due", _("Opened once")),
    BallotState.AGREED: ("met", _("Both agree")),
    BallotState.PUBLISHED: ("met", _("Published")),
    BallotState.VOID: ("open", _("Void")),
}


def ballot_of(request: Request, pk: UUID) -> Ballot:
    """Load a ballot the actor may know of, or answer that there is none."""
    rows = Ballot.objects.visible_to(request.actor)
    return get_object_or_404(rows.select_related("item__meeting__body", "item__meeting__chair"), pk=pk)


def ballot_seal(ballot: Ballot) -> Seal:
    """Give a ballot's seal."""
    state, label = SEALS[BallotState(ballot.state)]
    return Seal(state, str(label))


def page_of(ballot: Ballot) -> str:
    """Give the address of a ballot's page."""
    return reverse("meetings:ballot", args=[ballot.pk])
