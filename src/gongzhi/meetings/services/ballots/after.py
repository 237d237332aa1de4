"""This will see a ballot to its end: shares destroyed, and after thirty days nobody knows whose envelope was whose."""

from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.meetings import permissions
from gongzhi.meetings.models import Ballot, BallotText, Envelope, Scrutineer
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.services.ballots.locking import locked_ballot
from gongzhi.meetings.services.trace import Trace

# Long enough to object, short enough to forget.
LINKS_KEPT = timedelta(days=30)


@deed("meetings.ballot.share_destroyed")
def destroy_share(*, actor: Actor, scrutineer_id: UUID, at: datetime, key: str = "") -> Scrutineer:
    """
    Note that a scrutineer destroyed the share sheet, every copy of it.

    Once two are gone nobody can open anything any more, old backups of this house included.
    """
    ballot = locked_ballot(Scrutineer.objects.values_list("ballot_id", flat=True).get(pk=scrutineer_id))
    scrutineer = Scrutineer.objects.get(pk=scrutineer_id)
    decision = permissions.may_destroy_share(actor, ballot, scrutineer).require()
    scrutineer.destroyed_at = at
    scrutineer.save(update_fields=["destroyed_at"])
    if not Scrutineer.objects.filter(ballot=ballot, destroyed_at__isnull=True).exists():
        ballot.destroyed_at = at
        ballot.save(update_fields=["destroyed_at"])
    Trace(actor, at, decision.mandate).record("meetings.ballot.share_destroyed", ballot, name=scrutineer.name)
    return scrutineer


def forget_links(*, at: datetime) -> int:
    """
    Forget which envelope was whose, thirty days after the result was published or the ballot became void; count them.

    Of a void ballot the envelopes themselves go too.
    """
    over = Ballot.objects.filter(links_deleted_at__isnull=True)
    published = over.filter(state=BallotState.PUBLISHED, published_at__lte=at - LINKS_KEPT)
    void = over.filter(state=BallotState.VOID, item__closed_at__lte=at - LINKS_KEPT)
    ids = sorted({*published.values_list("pk", flat=True), *void.values_list("pk", flat=True)})
    for ballot_id in ids:
        _forget(ballot_id=ballot_id, at=at)
    return len(ids)


@deed("meetings.ballot.links_deleted")
def _forget(*, ballot_id: UUID, at: datetime) -> Ballot:
    ballot = locked_ballot(ballot_id)
    on_screen = Envelope.objects.filter(ballot=ballot).exclude(channel=Envelope.Channel.PAPER)
    on_screen.update(ciphertext=None, digest="")
    BallotText.objects.filter(ballot=ballot, kind=BallotText.Kind.ENVELOPES).delete()
    ballot.links_deleted_at = at
    ballot.save(update_fields=["links_deleted_at"])
    audit.record("meetings.ballot.links_deleted", actor=SYSTEM, subject=ballot, at=at, facts={})
    return ballot
