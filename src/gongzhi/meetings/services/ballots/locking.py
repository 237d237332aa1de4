"""This will keep casting and closing apart: many cast at once, and closing waits for all who began in time."""

from uuid import UUID

from django.db import connection

from gongzhi.meetings.models import Ballot
from gongzhi.meetings.services.agenda import locked_item

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
TOGETHER = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


def locked_ballot(ballot_id: UUID) -> Ballot:
    """Load a ballot with its item and meeting for a deed that nobody may cast beside."""
    item_id = Ballot.objects.values_list("item_id", flat=True).get(pk=ballot_id)
    item = locked_item(item_id)
    _lock(ALONE, ballot_id)
    ballot = Ballot.objects.get(pk=ballot_id)
    ballot.item = item
    return ballot


def shared_ballot(ballot_id: UUID) -> Ballot:
    """Load a ballot for casting; it cannot close before this transaction ends."""
    _lock(TOGETHER, ballot_id)
    return Ballot.objects.select_related("item__meeting").get(pk=ballot_id)


def _lock(statement: str, ballot_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"gongzhi.ballot.{ballot_id}"])
