"""This will let a sheet that was typed wrongly count no more: it stays, with the reason, and is counted as void."""

from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.participation.models import Contact
from gongzhi.participation.services import take_back_contact
from gongzhi.surveys import permissions
from gongzhi.surveys.models import Response, Round, VoidResponse
from gongzhi.surveys.services.codes import CodeUnknown, codes_under
from gongzhi.surveys.services.counting import hold_round


class NotTypedByYou(DomainError):
    message = _("Only the clerk who typed a sheet in can void it.")


class AlreadyVoid(DomainError):
    message = _("This sheet has been voided already.")


class ReasonMissing(DomainError):
    message = _("Say why the sheet counts no more.")


@deed("surveys.response.voided")
def void_response(
    *, actor: Actor, response_id: UUID, reason: str, at: datetime, code: str = "", key: str = ""
) -> VoidResponse:
    """
    Void a sheet that the actor typed in. Nothing is deleted.

    ``code`` is the one on the slip, in rounds that ask for it: it may be used again, for nobody else knows which
    slip it was.

    :raises NotAllowed: without the right to enter, or once the round is closed
    :raises NotTypedByYou: if somebody else typed it, or the person answered without a clerk
    :raises AlreadyVoid: if it was voided before
    :raises ReasonMissing: if none is given
    :raises SlipMistyped, CodeMissing, CodeUnknown: if the code does not do
    """
    response = Response.objects.select_for_update().get(pk=response_id)
    hold_round(response.round_id)
    asked = Round.objects.get(pk=response.round_id)
    decision = permissions.may_enter(actor, asked, today=local_day(at)).require()
    if response.entered_by_id is None or response.entered_by_id != actor.person_id:
        raise NotTypedByYou
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if VoidResponse.objects.filter(response=response).exists():
        raise AlreadyVoid
    if asked.asks_code:
        _free_code(asked, code)
    take_back_contact(
        act=Contact.Act.SURVEY,
        channel=response.channel,
        on=response.answered_on,
        community_id=response.community_id,
        group=response.group,
    )
    void = VoidResponse.objects.create(
        round=asked, response=response, reason=reason.strip(), voided_on=local_day(at), voided_by_id=actor.person_id
    )
    facts = {"channel": response.channel, "reason": void.reason}
    audit.record("surveys.response.voided", actor=actor, subject=asked, at=at, facts=facts, mandate=decision.mandate)
    return void


def _free_code(asked: Round, code: str) -> None:
    """Let a code be used again."""
    if not codes_under(round_id=asked.pk, code=code).filter(used_on__isnull=False).update(used_on=None):
        raise CodeUnknown(field="code")
