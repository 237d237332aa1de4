"""This will seal the log after the weighty steps of a ballot, and keep the proofs that belong into its bundle."""

import json
import logging
from datetime import datetime
from typing import Any

from gongzhi.common import audit
from gongzhi.common.audit import keys
from gongzhi.common.audit.models import AuditEvent
from gongzhi.meetings.models import Ballot, BallotText
from gongzhi.meetings.rules.ballots import BallotState, canonical
from gongzhi.meetings.selectors.ballots import text_of
from gongzhi.meetings.services.ballots.gate import keep_text

logger = logging.getLogger(__name__)

# Which event proves which part, and from which step on.
PROVEN = {
    "document": "meetings.ballot.opened",
    "closing": "meetings.ballot.closed",
    "result": "meetings.ballot.published",
}


def seal_steps(ballot: Ballot) -> bool:
    """
    Seal the log at once and keep what proves the steps of the ballot so far; tell whether all is proven.

    Called after the deed, outside its transaction. Without the key of the log nothing is lost: the job tries again.
    """
    try:
        audit.seal_now()
    except audit.NoSigningKey:
        logger.warning("The log has no key yet; the proofs of ballot %s wait.", ballot.pk)
        return False
    kept = json.loads(text_of(ballot, BallotText.Kind.LOG) or '{"format":"gongzhi-log/1"}')
    for part, code in PROVEN.items():
        event = AuditEvent.objects.filter(subject_id=ballot.pk, action=code).order_by("at", "pk").last()
        if part not in kept and event is not None:
            kept[part] = _proof(event)
    kept["keys"] = _public_keys(kept)
    keep_text(ballot, BallotText.Kind.LOG, canonical(kept))
    return all(part in kept for part in _due(ballot))


def is_proven(ballot: Ballot) -> bool:
    """Tell whether the closing of a ballot is sealed: before that nobody gets its envelopes."""
    return '"closing"' in text_of(ballot, BallotText.Kind.LOG)


def finish_ballots(*, at: datetime) -> int:
    """Prove what waited for the key of the log, in the scope's federation; count the ballots."""
    waiting = Ballot.objects.filter(ended_at__lte=at).exclude(state=BallotState.VOID).order_by("pk")
    unproven = [ballot for ballot in waiting if not _has_all(ballot)]
    return sum(seal_steps(ballot) for ballot in unproven)


def _due(ballot: Ballot) -> list[str]:
    return list(PROVEN) if ballot.state == BallotState.PUBLISHED else list(PROVEN)[:2]


def _has_all(ballot: Ballot) -> bool:
    kept = json.loads(text_of(ballot, BallotText.Kind.LOG) or "{}")
    return all(part in kept for part in _due(ballot))


def _proof(event: AuditEvent) -> dict[str, object]:
    return audit.prove(event.pk).as_json()


def _public_keys(kept: dict[str, Any]) -> dict[str, str]:
    """Give the keys that signed the proofs, in hex by their ids: more than one if the key was changed meanwhile."""
    ids = {audit.Note.parsed(kept[part]["checkpoint"]).key_id for part in PROVEN if part in kept}
    found = {key_id: keys.public_key(key_id) for key_id in ids}
    return {key_id: key.public_bytes_raw().hex() for key_id, key in found.items() if key is not None}
