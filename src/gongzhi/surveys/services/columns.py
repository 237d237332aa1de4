"""
This will take new answers into the results of a round: at a click while it runs, by itself when it is closed.

A step takes up ten answers at least, and with them leaves out what was voided since. What came after the last step of
a closed round, and is less, stays out of the tables for good: shown, it would give those few away.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Column, ColumnBlock, Round
from gongzhi.surveys.rules.flow import RoundState
from gongzhi.surveys.rules.layout import Layout, ids_of, lay_out, without
from gongzhi.surveys.rules.questions import Definition
from gongzhi.surveys.selectors.columns import bodies_of, fresh_rows, progress_of, read_blocks, void_ids

AT_ONCE = 50


class TooFewNew(DomainError):
    message = _("Results take new answers up ten at a time; %(missing)s more have to come first.")


class NothingYet(DomainError):
    message = _("The round has not been opened yet.")


@deed("surveys.results.updated")
def update_results(*, actor: Actor, round_id: UUID, at: datetime, key: str = "") -> Round:
    """
    Take the answers that came since the last time into the results of a running round.

    :raises NotAllowed: without the right to read
    :raises NothingYet: before the round is opened
    :raises TooFewNew: if fewer than ten came since the last time
    """
    asked = Round.objects.select_for_update().select_related("survey_version").get(pk=round_id)
    decision = permissions.may_read(actor).require()
    if asked.state == RoundState.DRAFT:
        raise NothingYet
    progress = progress_of(asked)
    if not progress.may_step:
        raise TooFewNew(missing=progress.missing)
    facts = {"answers": take_in(asked)}
    audit.record("surveys.results.updated", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    return asked


def count_closed(*, round: str) -> None:  # noqa: A002 -- the name in the fact
    """Take the last answers of a closed round in; changes nothing when called again. An outbox handler."""
    asked = Round.objects.select_for_update(of=("self",)).select_related("survey_version").get(pk=round)
    if asked.state == RoundState.CLOSED and progress_of(asked).may_finish:
        take_in(asked)


def take_in(asked: Round) -> int:
    """Write a block of the answers that are in none, leave the voided out of the others, tell how many were taken."""
    definition = asked.survey_version.read()
    _leave_out_void(asked, definition)
    fresh = lay_out(definition=definition, rows=fresh_rows(asked))
    newest = ColumnBlock.objects.filter(round=asked).aggregate(serial=Max("serial"))["serial"]
    block = ColumnBlock(round=asked, serial=0 if newest is None else newest + 1)
    _write(block, fresh)
    return fresh.size


def _leave_out_void(asked: Round, definition: Definition) -> None:
    """Lay the blocks anew that hold an answer which counts no more."""
    gone = void_ids(asked)
    if not gone:
        return
    blocks = list(ColumnBlock.objects.filter(round=asked).order_by("serial"))
    packed = {each.bytes for each in gone}
    for block in blocks:
        if packed.intersection(ids_of(bytes(block.responses))):
            _write(block, without(read_blocks([block], definition)[0], gone))


def _write(block: ColumnBlock, layout: Layout) -> None:
    block.count, block.responses = layout.size, layout.ids
    block.values = {fact: list(names) for fact, names in layout.values.items()}
    block.save()
    Column.objects.filter(block=block).delete()
    Column.objects.bulk_create(
        [Column(block=block, code=code, body=body) for code, body in bodies_of(layout)], batch_size=AT_ONCE
    )
