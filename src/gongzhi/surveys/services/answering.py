"""
This will take answers, from whoever gives them and from clerks, and keep drafts of them.

An answer is no `deed`: a deed leaves a moment behind. The fingerprint of the key stands on the answer itself, and
nothing has a time of day. `counting` writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import PopulationCell
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.participation.models import Channel
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Draft, Response, Round
from gongzhi.surveys.rules.answers import Given, as_counted, check_answers
from gongzhi.surveys.rules.conditions import Value
from gongzhi.surveys.rules.questions import LONGEST_ANSWER, LONGEST_CODE
from gongzhi.surveys.selectors import intake
from gongzhi.surveys.selectors.intake import AskedRound
from gongzhi.surveys.services.counting import count, not_open

OPEN_CHANNELS: Final = frozenset({Channel.WEB, Channel.QR})
CLERKS_CHANNELS: Final = frozenset({Channel.PAPER, Channel.PHONE, Channel.DESK, Channel.VISIT})
GROUPS: Final = frozenset(PopulationCell.Group.values)
NOTHING_CHOSEN: Final[Mapping[str, str]] = {}
LONGEST_CHOSEN: Final = {"community": 36, "group": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Of which community and group whoever answers is; ``None`` and ``""`` where it was not said."""

    community_id: UUID | None = None
    group: str = ""


NO_CELL: Final = Cell()


class CommunityUnknown(DomainError):
    message = _("Choose a community of this sub-district, or none.")


class GroupUnknown(DomainError):
    message = _("Choose one of the age groups, or none.")


class ChannelUnfit(DomainError):
    message = _("Say how the answers were given: on paper, by telephone, at the desk or on a visit.")


class DayOutside(DomainError):
    message = _("The answers were given on a day between %(opens_on)s and %(closes_on)s, and not later than today.")


def submit_response(
    *,
    round_id: UUID,
    answers: Given,
    channel: str,
    at: datetime,
    code: str = "",
    cell: Cell = NO_CELL,
    key: str = "",
) -> Response:
    """
    Count what somebody answered by oneself, once for each key: a resend gets the first answer, also after the last day.

    :raises RoundNotOpen: before the first day, after the last, and once it is closed
    :raises AnswersRefused: with what is wrong, question by question
    :raises AnsweredOtherwise: if the key came before with other answers
    :raises KeyReused: if the key came before, and the code is still free
    :raises SlipMistyped, CodeMissing, CodeUnknown, CodeUsed: if the code does not do
    :raises CommunityUnknown, GroupUnknown: if the cell is none of this federation
    """
    asked = _asked(round_id)
    today = local_day(at)
    if not asked.takes_answers(today) and not intake.was_counted(deed_hash=fingerprint_of(round_id, key)):
        raise not_open(asked)
    given = check_answers(definition=asked.definition, given=answers).sound()
    cell = _checked_cell(asked, cell)
    if channel not in OPEN_CHANNELS:
        raise ChannelUnfit
    response = _response(asked=asked, given=given, channel=channel, on=today, cell=cell, key=key)
    return count(asked=asked, response=response, code=code).response


def enter_paper_response(
    *,
    actor: Actor,
    round_id: UUID,
    answers: Given,
    channel: str,
    answered_on: date,
    at: datetime,
    code: str = "",
    cell: Cell = NO_CELL,
    key: str = "",
) -> Response:
    """
    Count what somebody answered on paper, by telephone, at the desk or on a visit; a clerk types it.

    :raises NotAllowed: without the right, before the first day, or, but for a resend, once the round is closed
    :raises DayOutside: if ``answered_on`` is no day of the round
    :raises KeyReused: if the key came before with another way, day, community, group or code
    :raises DomainError: else as `submit_response`
    """
    found = Round.objects.get(pk=round_id)
    today = local_day(at)
    decision = may_enter_or_resend(actor, found, today=today, key=key).require()
    asked = _asked(round_id)
    if channel not in CLERKS_CHANNELS:
        raise ChannelUnfit(field="channel")
    if not found.opens_on <= answered_on <= min(found.closes_on, today):
        raise DayOutside(field="answered_on", opens_on=found.opens_on, closes_on=found.closes_on)
    given = check_answers(definition=asked.definition, given=answers).sound()
    response = _response(
        asked=asked, given=given, channel=channel, on=answered_on, cell=_checked_cell(asked, cell), key=key
    )
    response.entered_by_id = actor.person_id
    with transaction.atomic():
        counted = count(asked=asked, response=response, code=code)
        if counted.is_new:
            facts = {"channel": channel, "answered_on": answered_on}
            audit.record(
                "surveys.response.entered", actor=actor, subject=found, at=at, facts=facts, mandate=decision.mandate
            )
    return counted.response


def may_enter_or_resend(actor: Actor, asked: Round, *, today: date, key: str) -> Decision:
    """Type answers in while the round takes them; a sheet that was counted may be sent again at any time."""
    decision = permissions.may_enter(actor, asked, today=today)
    if decision or not intake.was_counted(deed_hash=fingerprint_of(asked.pk, key)):
        return decision
    return permissions.may_resend(actor)


def save_draft(
    *,
    round_id: UUID,
    token: str,
    answers: Given,
    page: int,
    channel: str,
    at: datetime,
    cell: Mapping[str, str] = NOTHING_CHOSEN,
) -> Draft:
    """
    Keep what was typed so far under a token, unchecked, for a week; a later save takes the place of the first.

    ``cell`` is what was chosen of ``community`` and ``group``.

    :raises RoundNotOpen: if the round takes no answers today
    """
    asked = _asked(round_id)
    today = local_day(at)
    if not asked.takes_answers(today):
        raise not_open(asked)
    draft = Draft(
        round_id=round_id,
        token_hash=fingerprint_of(round_id, token),
        answers=_bounded(asked, answers),
        page=min(max(page, 0), len(asked.definition.pages) - 1),
        community=_cut(cell.get("community", ""), LONGEST_CHOSEN["community"]) if asked.asks_cell else "",
        group=_cut(cell.get("group", ""), LONGEST_CHOSEN["group"]) if asked.asks_cell else "",
        channel=channel if channel in OPEN_CHANNELS else Channel.WEB,
        saved_on=today,
    )
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["federation", "token_hash"],
        update_fields=["answers", "page", "community", "group", "saved_on"],
    )
    return draft


def forget_drafts(*, before: date) -> int:
    """Drop the drafts last saved before a day, in the scope or across all; count them."""
    return Draft.objects.filter(saved_on__lt=before).delete()[0]


def fingerprint_of(round_id: UUID, key: str) -> str:
    """Give what is kept of the key of a form, in one round: hex SHA-256."""
    return sha256(f"{round_id}|{key}".encode(errors="surrogatepass")).hexdigest()


def _asked(round_id: UUID) -> AskedRound:
    asked = intake.asked_by_id(round_id)
    if asked is None:
        raise Round.DoesNotExist(str(round_id))
    return asked


def _checked_cell(asked: AskedRound, cell: Cell) -> Cell:
    """Take the round's own community, or what was said where it is asked."""
    if not asked.asks_cell:
        return Cell(community_id=asked.community_id)
    if cell.community_id is not None and cell.community_id not in asked.communities:
        raise CommunityUnknown(field="community")
    if cell.group and cell.group not in GROUPS:
        raise GroupUnknown(field="group")
    return cell


def _response(*, asked: AskedRound, given: dict[str, Value], channel: str, on: date, cell: Cell, key: str) -> Response:
    return Response(
        id=uuid4(),
        round_id=asked.id,
        answers=given,
        channel=channel,
        answered_on=on,
        community_id=cell.community_id,
        group=cell.group,
        deed_hash=fingerprint_of(asked.id, key or str(uuid4())),
    )


def _bounded(asked: AskedRound, given: Given) -> dict[str, str | list[str]]:
    """Keep what was typed for questions of the round, cut to a bearable size, without what the database refuses."""
    kept: dict[str, str | list[str]] = {}
    for code, question in asked.definition.by_code.items():
        value = given.get(code)
        if isinstance(value, list):
            kept[code] = [_cut(each, LONGEST_CODE) for each in value[: len(question.options)]]
        elif value:
            # What is cut is still too long for an answer, so that it is told: nothing that may count is cut.
            kept[code] = _cut(as_counted(value), 2 * LONGEST_ANSWER)
    return kept


def _cut(text: str, longest: int) -> str:
    return text.replace("\0", "")[:longest]
