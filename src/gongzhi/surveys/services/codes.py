"""This will make the codes of slips, use them up, and hide the order of their use."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from gongzhi.common import audit
from gongzhi.common.deeds import KeyReused, deed
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Community
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys import permissions
from gongzhi.surveys.models import CodeBatch, Round, RoundCode
from gongzhi.surveys.rules.slips import typed
from gongzhi.surveys.selectors.codes import code_of, fingerprint, fingerprints

MOST_AT_ONCE = 5000
LONGEST_LABEL = 60


class LabelsUnfit(DomainError):
    message = _("Give a number between 1 and %(most)s, and one label of at most %(length)s characters for each slip.")


class CodeMissing(DomainError):
    message = _("Type the code that stands on your slip.")


class CodeUnknown(DomainError):
    message = _("This code does not belong to this survey. Check the digits on your slip.")


class CodeUsed(DomainError):
    """Kindly: a neighbour, or the same person at the same moment, was faster."""

    message = _("Somebody has already answered with this code; thank you. Each slip counts once.")


@deed("surveys.codes.made")
def make_codes(
    *,
    actor: Actor,
    round_id: UUID,
    count: int,
    at: datetime,
    labels: Sequence[str] = (),
    community_id: UUID | None = None,
    key: str = "",
) -> CodeBatch:
    """
    Make codes to print on slips: of persons or of households, as the round asks.

    ``labels`` are for whom each slip is, one for each, or none at all. ``community_id`` is where answers with them
    come from. `selectors.codes.codes_of` gives the codes to print.

    :raises NotAllowed: without the right, or if the round asks for none
    :raises LabelsUnfit: if the number is unfit, or the labels do not fit it
    """
    asked = Round.objects.select_for_update().get(pk=round_id)
    decision = permissions.may_make_codes(actor, asked).require()
    _require_fit(count, labels)
    batch = CodeBatch(round=asked, count=count, made_at=at)
    batch.community = Community.objects.get(pk=community_id) if community_id else None
    batch.made_by_id = actor.person_id
    batch.save()
    _write(batch, labels or [""] * count)
    audit.record(
        "surveys.codes.made", actor=actor, subject=asked, at=at, facts={"count": count}, mandate=decision.mandate
    )
    return batch


def use_code(*, round_id: UUID, code: str, on: date) -> UUID | None:
    """
    Use a code up, in the transaction of the answer it comes with; answer the community of its batch.

    Of two at once the second waits for the first and is then refused.

    :raises SlipMistyped: if it is no sound code
    :raises CodeMissing: if none was typed
    :raises CodeUnknown: if the round has no such code
    :raises CodeUsed: if it was used before
    """
    ours = codes_under(round_id=round_id, code=code)
    if ours.filter(used_on__isnull=True).update(used_on=on):
        return ours.values_list("batch__community", flat=True).get()
    raise CodeUsed(field="code") if ours.exists() else CodeUnknown(field="code")


def require_used(*, round_id: UUID, code: str) -> UUID | None:
    """
    Make sure that the code of a form that was counted before is used; answer the community of its batch.

    A code that is still free shows that somebody else sends the form again, who has not been counted.

    :raises SlipMistyped, CodeMissing, CodeUnknown: as `use_code`
    :raises KeyReused: if the code is free
    """
    found = codes_under(round_id=round_id, code=code).values_list("used_on", "batch__community").first()
    if found is None:
        raise CodeUnknown(field="code")
    used_on, community_id = found
    if used_on is None:
        raise KeyReused
    return community_id


def codes_under(*, round_id: UUID, code: str) -> "QuerySet[RoundCode]":
    """
    Find the row of a code as it was typed: one, or none.

    :raises SlipMistyped: if it is no sound code
    :raises CodeMissing: if none was typed
    """
    if not code.strip():
        raise CodeMissing(field="code")
    return RoundCode.objects.filter(round=round_id, code_hash__in=fingerprints(round_id=round_id, code=typed(code)))


def lay_anew(*, round_id: UUID) -> None:
    """Write the codes of a round again in the order of their fingerprints: the order of their use is gone."""
    codes = list(RoundCode.objects.filter(round=round_id).order_by("code_hash"))
    RoundCode.objects.filter(round=round_id).delete()
    RoundCode.objects.bulk_create(codes, batch_size=1000)


def _require_fit(count: int, labels: Sequence[str]) -> None:
    fits = 1 <= count <= MOST_AT_ONCE and len(labels) in {0, count}
    if not fits or any(len(label) > LONGEST_LABEL for label in labels):
        raise LabelsUnfit(most=MOST_AT_ONCE, length=LONGEST_LABEL)


def _write(batch: CodeBatch, labels: Sequence[str]) -> None:
    """Write the fingerprints; two serials that fall on the same code by chance make one slip fewer, never two."""
    rows = [
        RoundCode(round_id=batch.round_id, batch=batch, serial=serial, label=label, code_hash=_hash(batch, serial))
        for serial, label in enumerate(labels, start=1)
    ]
    RoundCode.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


def _hash(batch: CodeBatch, serial: int) -> str:
    return fingerprint(round_id=batch.round_id, code=code_of(batch_id=batch.pk, serial=serial))
