"""This will draft, edit and adopt versions of the federation's charter."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.institution import permissions
from gongzhi.institution.models import Charter, CharterClause
from gongzhi.institution.rules.clauses import Clause, StartsTooEarly
from gongzhi.institution.rules.packs import shipped_pack
from gongzhi.institution.rules.params import Power
from gongzhi.institution.rules.reading import params_data, read_params
from gongzhi.institution.selectors.clauses import as_clause
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.offices.services import PowerGrant, write_powers


class CharterRaced(ChangedMeanwhile):
    """Somebody changed the draft while this person was looking at it."""

    message = _("Somebody else changed this draft while you were editing. Look at the new wording and try again.")


class DraftExists(DomainError):
    """There is a draft already; two drafts at once would lose one's work."""

    message = _("There is already a draft, version %(version)s. Go on with it, or drop it first.")


class NoCharter(DomainError):
    """Nothing to amend."""

    message = _("The federation has no charter yet.")


class ClauseExists(DomainError):
    """Two clauses of one version share a code."""

    message = _("A clause with the code %(code)s is already in this draft.")


class NoResolution(DomainError):
    """A charter comes into force by a resolution only."""

    message = _("Name the resolution that adopted this version.")


def _row_of(charter: Charter, clause: Clause, position: int) -> CharterClause:
    return CharterClause(
        charter=charter,
        code=clause.code,
        position=position,
        article=clause.article,
        chapter=clause.chapter,
        kind=clause.kind.value,
        topic=clause.topic,
        subject=clause.subject,
        title_zh=clause.title_zh,
        title_en=clause.title_en,
        text_zh=clause.text_zh,
        text_en=clause.text_en,
        source=clause.source,
        basis=clause.basis,
        mark=clause.mark.value,
        params=params_data(clause.params),
    )


def _new_draft(*, title: str, clauses: Sequence[Clause], based_on: Charter | None) -> Charter:
    newest = Charter.objects.aggregate(newest=Max("version"))["newest"] or 0
    try:
        with transaction.atomic():
            charter = Charter.objects.create(version=newest + 1, title=title, based_on=based_on)
    except IntegrityError as raced:
        raise CharterRaced from raced
    CharterClause.objects.bulk_create(
        [_row_of(charter, clause, position) for position, clause in enumerate(clauses, start=1)]
    )
    return charter


@deed("institution.charter.drafted")
def found_charter(*, actor: Actor, title: str, at: datetime, key: str = "") -> Charter:
    """
    Draft the first charter from the model charter that ships.

    :raises NotAllowed: without the right to draft
    :raises DraftExists: if there is any version already
    """
    decision = permissions.may_draft(actor)
    decision.require()
    first = Charter.objects.exclude(state=Charter.State.DROPPED).order_by("version").first()
    if first is not None:
        raise DraftExists(version=first.version)
    model = shipped_pack("charter_model")
    charter = _new_draft(title=title, clauses=model.clauses, based_on=None)
    audit.record("institution.charter.drafted", actor=actor, subject=charter, at=at, mandate=decision.mandate)
    return charter


@deed("institution.charter.drafted")
def draft_amendment(*, actor: Actor, at: datetime, key: str = "") -> Charter:
    """
    Start a new draft as a copy of the newest adopted version.

    :raises NotAllowed: without the right to draft
    :raises NoCharter: while there is nothing to amend
    :raises DraftExists: if a draft is open
    """
    decision = permissions.may_draft(actor)
    decision.require()
    open_draft = Charter.objects.filter(state=Charter.State.DRAFT).first()
    if open_draft is not None:
        raise DraftExists(version=open_draft.version)
    newest = Charter.objects.ever_binding().last()
    if newest is None or newest.starts_on is None:
        raise NoCharter
    rows = newest.clauses.order_by("position", "pk")
    clauses = [as_clause(row, since=newest.starts_on, until=None) for row in rows]
    charter = _new_draft(title=newest.title, clauses=clauses, based_on=newest)
    audit.record("institution.charter.drafted", actor=actor, subject=charter, at=at, mandate=decision.mandate)
    return charter


def _lock_draft(actor: Actor, charter_id: UUID, edition: int) -> Charter:
    """Lock a draft that still is in the edition the person saw, and count it on."""
    charter = Charter.objects.select_for_update().get(pk=charter_id)
    permissions.may_edit(actor, charter).require()
    if charter.edition != edition:
        raise CharterRaced
    charter.edition += 1
    charter.save(update_fields=["edition"])
    return charter


@deed("institution.clause.edited")
def edit_clause(
    *,
    actor: Actor,
    clause_id: UUID,
    edition: int,
    words: Mapping[str, str],
    params: Mapping[str, Any],
    at: datetime,
    key: str = "",
) -> CharterClause:
    """
    Change a clause of a draft.

    ``words`` may hold article, title_zh, title_en, text_zh, text_en and basis; ``params`` is the whole shape its kind
    asks for. ``edition`` is the draft's, as the person saw it.

    :raises NotAllowed: without the right, or if the version is closed
    :raises CharterRaced: if somebody changed the draft meanwhile
    :raises Unreadable: if the params do not fit
    """
    clause = CharterClause.objects.select_related("charter").get(pk=clause_id)
    _lock_draft(actor, clause.charter_id, edition)
    read_params(kind=clause.kind, params=params, where=clause.code)
    before = {"params": clause.params, "text_zh": clause.text_zh}
    for name in ("article", "title_zh", "title_en", "text_zh", "text_en", "basis"):
        setattr(clause, name, words.get(name, getattr(clause, name)))
    clause.params = dict(params)
    clause.save()
    after = {"params": clause.params, "text_zh": clause.text_zh}
    audit.record(
        "institution.clause.edited",
        actor=actor,
        subject=clause.charter,
        at=at,
        facts={"clause": clause.code, "before": before, "after": after},
    )
    return clause


@deed("institution.clause.added")
def add_clause(
    *, actor: Actor, charter_id: UUID, edition: int, clause: Clause, at: datetime, key: str = ""
) -> CharterClause:
    """
    Add a clause at the end of a draft.

    :raises NotAllowed: without the right, or if the version is closed
    :raises ClauseExists: if its code is taken
    """
    charter = _lock_draft(actor, charter_id, edition)
    if charter.clauses.filter(code=clause.code).exists():
        raise ClauseExists(field="code", code=clause.code)
    last = charter.clauses.aggregate(last=Max("position"))["last"] or 0
    row = _row_of(charter, clause, last + 1)
    row.save()
    audit.record("institution.clause.added", actor=actor, subject=charter, at=at, facts={"clause": clause.code})
    return row


@deed("institution.clause.removed")
def remove_clause(*, actor: Actor, clause_id: UUID, edition: int, at: datetime, key: str = "") -> Charter:
    """
    Leave a clause out of a draft; earlier versions keep it.

    :raises NotAllowed: without the right, or if the version is closed
    """
    clause = CharterClause.objects.select_related("charter").get(pk=clause_id)
    charter = _lock_draft(actor, clause.charter_id, edition)
    audit.record("institution.clause.removed", actor=actor, subject=charter, at=at, facts={"clause": clause.code})
    clause.delete()
    return charter


@deed("institution.charter.dropped")
def drop_draft(*, actor: Actor, charter_id: UUID, at: datetime, key: str = "") -> Charter:
    """
    Put a draft aside; it stays readable.

    :raises NotAllowed: without the right, or if it is no draft
    """
    charter = Charter.objects.select_for_update().get(pk=charter_id)
    permissions.may_edit(actor, charter).require()
    charter.state = Charter.State.DROPPED
    charter.save(update_fields=["state"])
    audit.record("institution.charter.dropped", actor=actor, subject=charter, at=at)
    return charter


@deed("institution.charter.adopted")
def adopt_charter(
    *,
    actor: Actor,
    charter_id: UUID,
    starts_on: date,
    adopted_on: date,
    resolution_label: str,
    at: datetime,
    resolution_id: UUID | None = None,
    key: str = "",
) -> Charter:
    """
    Bring a draft into force by a resolution, and write its powers down.

    An amendment begins after the day of its adoption, so that no past verdict can change; the first charter may begin
    on the day it was adopted. The version before ends on that day.

    :raises NotAllowed: without the right, or if it is no draft
    :raises NoResolution: without the resolution's name
    :raises StartsTooEarly: if it would reach into the past
    """
    charter = Charter.objects.select_for_update().get(pk=charter_id)
    decision = permissions.may_adopt(actor, charter)
    decision.require()
    if not resolution_label.strip():
        raise NoResolution(field="resolution_label")
    before = Charter.objects.select_for_update().filter(state=Charter.State.ADOPTED, ends_on__isnull=True).first()
    _require_future(before, starts_on, adopted_on)
    if before is not None:
        before.ends_on = starts_on
        before.save(update_fields=["ends_on"])
    charter.state, charter.starts_on, charter.adopted_on = Charter.State.ADOPTED, starts_on, adopted_on
    charter.resolution_id, charter.resolution_label = resolution_id, resolution_label.strip()
    charter.save()
    write_powers(powers=_powers(charter, starts_on), starts_on=starts_on)
    facts = {"version": charter.version, "starts_on": starts_on, "resolution": charter.resolution_label}
    audit.record(
        "institution.charter.adopted", actor=actor, subject=charter, at=at, facts=facts, mandate=decision.mandate
    )
    outbox.publish("institution.charter.adopted", {"charter": str(charter.pk)})
    return charter


def _require_future(before: Charter | None, starts_on: date, adopted_on: date) -> None:
    too_early = starts_on < adopted_on or (before is not None and starts_on <= adopted_on)
    if too_early or (before is not None and before.starts_on is not None and starts_on <= before.starts_on):
        raise StartsTooEarly(field="starts_on", starts_on=starts_on, adopted_on=adopted_on)


def _powers(charter: Charter, starts_on: date) -> list[PowerGrant]:
    clauses = [as_clause(row, since=starts_on, until=None) for row in charter.clauses.filter(kind="power")]
    return [
        PowerGrant(
            body_code=clause.params.body,
            office_code=clause.params.office,
            right=right,
            clause_code=clause.code,
            article=clause.article,
        )
        for clause in clauses
        if isinstance(clause.params, Power)
        for right in clause.params.rights
    ]
