"""This will note that codes were shown: whoever sees a code may answer with it."""

from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.surveys import permissions
from gongzhi.surveys.models import CodeBatch


@deed("surveys.codes.printed")
def print_codes(*, actor: Actor, batch_id: UUID, at: datetime, key: str = "") -> CodeBatch:
    """
    Show the codes of a batch, to be printed on slips.

    :raises NotAllowed: without the right to make codes, or once the round is closed
    """
    batch = CodeBatch.objects.select_related("round").get(pk=batch_id)
    decision = permissions.may_make_codes(actor, batch.round).require()
    facts = {"count": batch.count}
    audit.record(
        "surveys.codes.printed", actor=actor, subject=batch.round, at=at, facts=facts, mandate=decision.mandate
    )
    return batch
