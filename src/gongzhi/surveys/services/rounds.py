"""This will plan, open and close rounds."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Community
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Draft, Response, Round, RoundCode, SurveyVersion
from gongzhi.surveys.rules.flow import ROUNDS, RoundDeed
from gongzhi.surveys.selectors import intake
from gongzhi.surveys.services.codes import lay_anew

SLUG_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """How a round is asked; both days belong to it. ``community_id`` fixes where its answers come from."""

    title: str
    opens_on: date
    closes_on: date
    identity: str = "open"
    limits_note: str = ""
    thanks: str = ""
    asks_cell: bool = False
    community_id: UUID | None = None


class DaysUnfit(DomainError):
    message = _("The last day lies before the first.")


class LimitsMissing(DomainError):
    """An open round can count somebody twice; whoever answers is told so."""

    message = _("Say on the page what an open round cannot promise, for instance that nobody checks who answers twice.")


class NothingAsked(DomainError):
    message = _("The version has no questions yet.")


class AlreadyOver(DomainError):
    message = _("The last day is past. Change it before you open the round.")


class CodesMissing(DomainError):
    message = _("Nobody can answer without a code. Make the codes first.")


class RoundChanged(ChangedMeanwhile):
    """The same plan was changed in another window; ``round`` is what is saved now."""

    message = _("Somebody changed the plan of this round meanwhile. Both are shown: keep yours, or take theirs.")

    def __init__(self, saved: Round) -> None:
        super().__init__()
        self.round = saved


@deed("surveys.round.planned")
def plan_round(*, actor: Actor, version_id: UUID, plan: RoundPlan, at: datetime, key: str = "") -> Round:
    """
    Plan a round with a version's questions. Until it is opened both may still change.

    :raises NotAllowed: without the right to open rounds
    :raises DaysUnfit: if the days are out of order
    """
    version = SurveyVersion.objects.get(pk=version_id)
    decision = permissions.may_plan(actor).require()
    asked = Round(survey_version=version, slug=_slug(), created_at=at)
    asked.created_by_id = actor.person_id
    _write(asked, plan)
    facts = {"title": plan.title, "opens_on": plan.opens_on, "closes_on": plan.closes_on}
    audit.record("surveys.round.planned", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    return asked


@deed("surveys.round.edited")
def edit_round(*, actor: Actor, round_id: UUID, version: int, plan: RoundPlan, at: datetime, key: str = "") -> Round:
    """
    Change the plan of a round that is not open yet. ``version`` is the one the person was looking at.

    :raises NotAllowed: without the right to open rounds, or once it is open
    :raises RoundChanged: if somebody else was faster
    :raises DaysUnfit: if the days are out of order
    """
    asked = _locked(round_id)
    decision = permissions.may_edit_plan(actor, asked).require()
    if asked.version != version:
        raise RoundChanged(asked)
    asked.version += 1
    _write(asked, plan)
    facts = {"title": plan.title, "opens_on": plan.opens_on, "closes_on": plan.closes_on}
    audit.record("surveys.round.edited", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    return asked


@deed("surveys.round.opened")
def open_round(*, actor: Actor, round_id: UUID, at: datetime, key: str = "") -> Round:
    """
    Open a round: from its first day on it can be answered. Its version never changes again.

    :raises NotAllowed: without the right, or if it was opened before
    :raises NothingAsked: if the version has no question
    :raises AlreadyOver: if the last day is past
    :raises LimitsMissing: if anybody may answer and the page would not say what that means
    :raises CodesMissing: if codes are asked for and none were made
    """
    asked = _locked(round_id)
    decision = permissions.may_open(actor, asked).require()
    version = SurveyVersion.objects.select_for_update().get(pk=asked.survey_version_id)
    _require_ready(asked, version, local_day(at))
    if version.frozen_at is None:
        version.frozen_at = at
        version.save(update_fields=["frozen_at"])
    asked.state = ROUNDS.next(asked.state, RoundDeed.OPEN)
    asked.opened_at = at
    asked.save(update_fields=["state", "opened_at"])
    facts = {"version": version.number, "identity": asked.identity}
    audit.record("surveys.round.opened", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("surveys.round.opened", {"round": str(asked.pk)})
    intake.forget(round_id=asked.pk)
    return asked


@deed("surveys.round.closed")
def close_round(*, actor: Actor, round_id: UUID, at: datetime, key: str = "") -> Round:
    """
    Close a round for good: no answer comes in any more, neither from paper.

    Its codes are laid anew in an order that says nothing, so that not even the place of a row in the database's files
    tells which code came with which answer. Drafts that were never sent are dropped.

    :raises NotAllowed: without the right, or if it is not open
    """
    asked = _locked(round_id)
    decision = permissions.may_close(actor, asked).require()
    asked.state = ROUNDS.next(asked.state, RoundDeed.CLOSE)
    asked.closed_at, asked.closed_on = at, local_day(at)
    asked.save(update_fields=["state", "closed_at", "closed_on"])
    lay_anew(round_id=asked.pk)
    Draft.objects.filter(round=asked).delete()
    facts = {"answers": Response.objects.counted().filter(round=asked).count()}
    audit.record("surveys.round.closed", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("surveys.round.closed", {"round": str(asked.pk)})
    intake.forget(round_id=asked.pk)
    return asked


def _locked(round_id: UUID) -> Round:
    return Round.objects.select_for_update().get(pk=round_id)


def _write(asked: Round, plan: RoundPlan) -> None:
    if plan.closes_on < plan.opens_on:
        raise DaysUnfit(field="closes_on")
    asked.title = plan.title
    asked.opens_on, asked.closes_on = plan.opens_on, plan.closes_on
    asked.identity = plan.identity
    asked.limits_note, asked.thanks = plan.limits_note, plan.thanks
    asked.asks_cell = plan.asks_cell and plan.community_id is None
    asked.community = Community.objects.get(pk=plan.community_id) if plan.community_id else None
    asked.save()


def _require_ready(asked: Round, version: SurveyVersion, today: date) -> None:
    if not version.read().questions:
        raise NothingAsked
    if asked.closes_on < today:
        raise AlreadyOver(field="closes_on")
    if not asked.asks_code and not asked.limits_note.strip():
        raise LimitsMissing(field="limits_note")
    if asked.asks_code and not RoundCode.objects.filter(round=asked).exists():
        raise CodesMissing


def _slug() -> str:
    """Make a short address: no letters that are taken for digits."""
    return "".join(secrets.choice(SLUG_LETTERS) for _place in range(SLUG_LENGTH))
