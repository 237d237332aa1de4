"""This will show one matter: where it stands, what can be done with it, who said what, and where it has been."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import signed_in
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision
from gongzhi.matters import services, slots
from gongzhi.matters.models import Matter
from gongzhi.matters.models.answers import OWED
from gongzhi.matters.permissions import matters as permissions
from gongzhi.matters.permissions import mediation as mediating
from gongzhi.matters.rights import Right
from gongzhi.matters.rules.flow import DONE, Deed
from gongzhi.matters.selectors.choices import answers_itself
from gongzhi.matters.selectors.listing import DaysLeft
from gongzhi.matters.selectors.page import MatterPage, deeds_now, page_of
from gongzhi.matters.views.handling import Button, Words, address_of, do, matter_for

WORKS_ON_IT = (Right.HANDLE, Right.ASSIGN, Right.ESCALATE)


@require_safe
@signed_in
def matter(request: Request, pk: UUID) -> HttpResponse:
    """Show a matter."""
    found = matter_for(request, pk)
    page = page_of(actor=request.actor, matter=found, at=timezone.now(), number=request.GET.get("voices"))
    due = page.clocks.answer.due
    context = {
        "matter": found,
        "page": page,
        "buttons": main_buttons(request.actor, page),
        "others": other_buttons(request.actor, page),
        "above": above_button(request.actor, page),
        "days_left": DaysLeft(today()).until(due.on if due else None),
        "facts": slots.facts_for(actor=request.actor, matter=found),
        "may_tell": permissions.may_tell(request.actor, found),
        "may_reveal": request.actor.may(Right.REVEAL),
        "owed_states": OWED,
        "on": today(),
    }
    return render(request, "matters/matter/matter.html", context)


def works_on(actor: Actor, found: Matter) -> bool:
    """Tell whether the deeds of handling concern somebody at all."""
    return permissions.owns(actor, found) or any(actor.may(right) for right in WORKS_ON_IT)


def main_buttons(actor: Actor, page: MatterPage) -> list[Button]:
    """List what is done most, the next step first; what does not fit now says why. Empty for mere readers."""
    found, now = page.matter, deeds_now(page.matter)
    if not works_on(actor, found) or found.state == Matter.State.MERGED:
        return []
    if found.state in DONE:
        return _buttons_when_done(actor, found, now)
    wanted = [
        Button(
            label=_("Give the answer"),
            decision=permissions.may_do(actor, found, Deed.ANSWER),
            href=_url("answer", found),
        ),
        Button(label=_("Escalate"), decision=permissions.may_escalate(actor, found), href=_url("escalate", found)),
        Button(
            label=_("Ask back"), decision=permissions.may_do(actor, found, Deed.ASK_BACK), href=_url("ask_back", found)
        ),
    ]
    if Deed.GO_ON in now:
        waited = _("Go on without waiting? Whoever spoke can still add something.")
        may_go_on = permissions.may_do(actor, found, Deed.GO_ON)
        wanted.append(
            Button(label=_("Go on without an answer"), decision=may_go_on, action=_url("go_on", found), confirm=waited)
        )
    if Deed.ACCEPT in now:
        take = permissions.may_accept(actor, found)
        wanted.insert(0, Button(label=_("Take on the matter"), decision=take, href=_url("accept", found)))
    # Where nothing is open, one closed button says why for all of them.
    return _first_in_ink(wanted) if any(button.decision for button in wanted) else wanted[:1]


def other_buttons(actor: Actor, page: MatterPage) -> list[Button]:
    """List what else can be done, where it fits the state; the buttons of other rooms come last."""
    found, now = page.matter, deeds_now(page.matter)
    if not works_on(actor, found):
        return []
    many = page.voices is not None and page.voices.paginator.count > 1
    wanted: list[tuple[bool, Words, Decision, str]] = [
        (Deed.HAND_OVER in now, _("Hand over"), permissions.may_hand_over(actor, found), "hand_over"),
        (Deed.DEFER in now, _("Defer"), permissions.may_defer(actor, found), "defer"),
        (
            Deed.CLASSIFY in now and page.mediation is None,
            _("Classify"),
            permissions.may_do(actor, found, Deed.CLASSIFY),
            "classify",
        ),
        (Deed.MERGE in now, _("Put together with another"), permissions.may_merge(actor, found), "merge"),
        (Deed.SPLIT in now and many, _("Put voices apart"), permissions.may_split(actor, found), "split"),
        (_may_be_turned(actor, page), _("Turn into a mediation"), mediating.may_turn(actor, found), "turn"),
    ]
    own = [Button(label=label, decision=may, href=_url(name, found)) for fits, label, may, name in wanted if fits]
    added = slots.deeds_for(actor=actor, matter=found)
    return [*own, *(Button(label=deed.label, decision=deed.decision, href=deed.url) for deed in added)]


def _may_be_turned(actor: Actor, page: MatterPage) -> bool:
    return page.mediation is None and page.matter.state in mediating.IN_HAND and bool(actor.may(Right.MEDIATE))


def above_button(actor: Actor, page: MatterPage) -> Button | None:
    """Offer to those above, or who writes down what they say, to answer what waits; ``None`` if nothing does."""
    waiting = page.waiting
    if waiting is None:
        return None
    itself = waiting.body is not None and answers_itself(waiting.body, on=today())
    may = permissions.may_answer_above(actor, waiting, answers_itself=itself)
    on_paper = not actor.may(Right.ANSWER_ABOVE)
    label = _("Write down the answer that came") if on_paper else _("Answer or send back")
    return (
        Button(label=label, decision=may, href=reverse("matters:above_one", args=[waiting.pk]), kind="ink")
        if may
        else None
    )


def _first_in_ink(buttons: list[Button]) -> list[Button]:
    """Mark the first open button as the one to take."""
    first = next((button for button in buttons if button.decision and button.kind == "quiet"), None)
    return [
        Button(
            label=button.label,
            decision=button.decision,
            href=button.href,
            action=button.action,
            kind="ink" if button is first else button.kind,
            confirm=button.confirm,
        )
        for button in buttons
    ]


def _buttons_when_done(actor: Actor, found: Matter, now: frozenset[Deed]) -> list[Button]:
    again = Button(
        label=_("Take it up again"), decision=permissions.may_reopen(actor, found), href=_url("reopen", found)
    )
    if Deed.CLOSE not in now:
        return [again]
    asked = _("Close it? Nobody who spoke has objected; that does not count as confirmed.")
    may_close = permissions.may_close(actor, found)
    return [Button(label=_("Close"), decision=may_close, action=_url("close", found), confirm=asked), again]


def _url(name: str, found: Matter) -> str:
    return reverse(f"matters:{name}", args=[found.pk])


@require_POST
@signed_in
def close(request: Request, pk: UUID) -> HttpResponse:
    """Close an answered matter of which everybody was told."""
    found = matter_for(request, pk)
    return do(
        request,
        back=address_of(found.pk),
        deed=lambda key: services.close(actor=request.actor, matter_id=pk, at=timezone.now(), key=key),
        done=_("Closed. Whoever spoke can still say that it is not solved."),
    )


@require_POST
@signed_in
def go_on(request: Request, pk: UUID) -> HttpResponse:
    """Go on with a matter whose speakers did not answer what they were asked."""
    found = matter_for(request, pk)
    return do(
        request,
        back=address_of(found.pk),
        deed=lambda key: services.go_on(actor=request.actor, matter_id=pk, at=timezone.now(), key=key),
        done=_("It goes on, and so does the clock. Whoever spoke can read it."),
    )
