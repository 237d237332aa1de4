"""This will say who may do what with surveys, and at which stage."""

from datetime import date

from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Decision, refuse
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.matters.permissions import may_take
from gongzhi.surveys.models import Round, SurveyVersion
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.flow import ROUNDS, RoundDeed, RoundState

FROZEN = _("A round has been opened with this version; it stays as it was asked. Make a new version to change it.")
PLANNED_ONLY = _("The round has been opened; its plan stays as it is.")


def may_read(actor: Actor) -> Decision:
    """Read surveys, rounds and results."""
    return actor.may(Right.READ)


def may_design(actor: Actor) -> Decision:
    """Make surveys and versions of them."""
    return actor.may(Right.DESIGN)


def may_edit(actor: Actor, version: SurveyVersion) -> Decision:
    """Change the questions: until the first round with them is opened."""
    if version.frozen_at is not None:
        return refuse(FROZEN)
    return may_design(actor)


def may_plan(actor: Actor) -> Decision:
    """Plan rounds."""
    return actor.may(Right.OPEN)


def may_edit_plan(actor: Actor, asked: Round) -> Decision:
    """Change the plan of a round: until it is opened."""
    if not ROUNDS.allows(asked.state, RoundDeed.PLAN):
        return refuse(PLANNED_ONLY)
    return may_plan(actor)


def may_open(actor: Actor, asked: Round) -> Decision:
    """Open a round that was planned."""
    if not ROUNDS.allows(asked.state, RoundDeed.OPEN):
        return refuse(_("The round has already been opened."))
    return actor.may(Right.OPEN)


def may_close(actor: Actor, asked: Round) -> Decision:
    """Close an open round: no answer comes in afterwards, on paper neither."""
    if not ROUNDS.allows(asked.state, RoundDeed.CLOSE):
        return refuse(_("Only an open round can be closed."))
    return actor.may(Right.OPEN)


def may_make_codes(actor: Actor, asked: Round) -> Decision:
    """Make codes for slips: for rounds that ask for one, until they are closed."""
    if not asked.asks_code:
        return refuse(_("This round asks for no codes."))
    if asked.state == RoundState.CLOSED:
        return refuse(_("The round is closed."))
    return actor.may(Right.OPEN)


def may_enter(actor: Actor, asked: Round, *, today: date) -> Decision:
    """Type answers given on paper or by telephone: from the first day on, until the round is closed."""
    if asked.state != RoundState.OPEN or today < asked.opens_on:
        return refuse(_("Answers can be typed in while the round is open, and after its last day until it is closed."))
    return actor.may(Right.ENTER)


def may_resend(actor: Actor) -> Decision:
    """Send a sheet again that was counted: at any time, since it changes nothing."""
    return actor.may(Right.ENTER)


def may_voice(actor: Actor) -> Decision:
    """Let words in an answer become a voice: whoever reads surveys and writes voices down for others."""
    return may_read(actor) and may_take(actor)


def may_export(actor: Actor) -> Decision:
    """Take answers away as a spreadsheet."""
    return actor.may(Right.EXPORT)
