"""This will take deeds with memberships: apply, decide, correct."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from gongzhi.common import registry
from gongzhi.common.clock import today
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.refusals import attempt
from gongzhi.common.web.requests import Request
from gongzhi.organisations import permissions, services
from gongzhi.organisations.forms import FORM_FOR, ApplyForm, CorrectSpellForm, end_after
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation
from gongzhi.organisations.rules import Deed
from gongzhi.organisations.views.page import DeedPage

SERVICE: dict[Deed, Callable[..., Membership]] = {
    Deed.ADMIT: services.admit,
    Deed.REFUSE: services.refuse,
    Deed.SUSPEND: services.suspend,
    Deed.RESTORE: services.restore,
    Deed.LEAVE: services.leave,
}
# What the charter calls the decision behind a deed; restoring and leaving have no clause of their own.
DECISION = {
    Deed.ADMIT: "council.admission",
    Deed.REFUSE: "council.admission",
    Deed.SUSPEND: "council.expulsion",
}
PAGES = {
    Deed.ADMIT: DeedPage(
        title=_("Admit %(name)s"),
        explained=_("From this day it may speak and vote in the assembly, through its leader."),
        submit=_("Admit"),
    ),
    Deed.REFUSE: DeedPage(
        title=_("Refuse the application of %(name)s"),
        explained=_("It can read the reason and may apply again."),
        submit=_("Refuse"),
        kind="stop",
    ),
    Deed.SUSPEND: DeedPage(
        title=_("Suspend the membership of %(name)s"),
        explained=_("It keeps its place in the register; its leader cannot act for it here until it is restored."),
        submit=_("Suspend"),
        kind="stop",
    ),
    Deed.RESTORE: DeedPage(
        title=_("Restore the membership of %(name)s"),
        explained=_("From this day it may speak and vote again."),
        submit=_("Restore"),
    ),
    Deed.LEAVE: DeedPage(
        title=_("%(name)s leaves"),
        explained=_("Its history stays in the register. It may apply again later."),
        submit=_("Record it"),
    ),
}
CORRECTION = DeedPage(
    title=_("Correct a period of the membership of %(name)s"),
    explained=_("Nothing is deleted: what was known until now stays readable."),
    submit=_("Correct"),
)
DONE = {
    Deed.APPLY: _("The application of %(name)s was entered. It now waits for a decision."),
    Deed.ADMIT: _("%(name)s is a member."),
    Deed.REFUSE: _("The application of %(name)s was refused."),
    Deed.SUSPEND: _("The membership of %(name)s is suspended."),
    Deed.RESTORE: _("%(name)s is a member again."),
    Deed.LEAVE: _("It was recorded that %(name)s leaves."),
}


@signed_in
@require_http_methods(["GET", "POST"])
def apply(request: Request, pk: UUID) -> HttpResponse:
    """Apply for an organisation."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    form = ApplyForm(request.POST or None, initial={"on": today()})
    page = DeedPage(
        title=_("Apply for %(name)s to become a member"),
        explained=_("The federation decides and you can follow it here."),
        submit=_("Apply"),
        name=organisation.name,
        back=reverse("organisations:detail", args=[pk]),
    )
    if request.method == "GET":
        membership = Membership.objects.filter(organisation=organisation).first()
        open_or_403(permissions.may_apply(request.actor, organisation_id=pk, person_id=None, membership=membership))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.apply_for_membership(actor=request.actor, organisation_id=pk, at=timezone.now(), **said),
    )
    return page.leave(request, DONE[Deed.APPLY]) if done else page.answer(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def decide(request: Request, pk: UUID, deed: Deed) -> HttpResponse:
    """Admit, refuse, suspend, restore, or record that a member leaves."""
    rows = Membership.objects.visible_to(request.actor).select_related("organisation", "person")
    membership = get_object_or_404(rows, pk=pk)
    form = FORM_FOR[deed](request.POST or None, initial={"on": today()})
    decided = registry.decides(DECISION[deed], on=today()) if deed in DECISION else None
    page = replace(PAGES[deed], name=membership.subject.name, back=page_of(membership), decided=decided)
    if request.method == "GET":
        open_or_403(permissions.may(request.actor, deed, membership))
        return page.answer(request, form)
    done = attempt(form, lambda said: SERVICE[deed](actor=request.actor, membership_id=pk, at=timezone.now(), **said))
    return page.leave(request, DONE[deed]) if done else page.answer(request, form)


@signed_in
@require_http_methods(["GET", "POST"])
def correct_spell(request: Request, pk: UUID) -> HttpResponse:
    """Correct a period of a membership that was entered wrongly."""
    seen = Membership.objects.visible_to(request.actor)
    related = ("membership__organisation", "membership__person")
    spell = get_object_or_404(MembershipSpell.objects.filter(membership__in=seen).select_related(*related), pk=pk)
    initial = {"starts_on": spell.starts_on, "last_day": spell.last_day, "basis": spell.basis}
    form = CorrectSpellForm(request.POST or None, initial=initial)
    page = replace(CORRECTION, name=spell.membership.subject.name, back=page_of(spell.membership))
    if request.method == "GET":
        open_or_403(permissions.may_correct(request.actor))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.correct_spell(
            actor=request.actor, spell_id=pk, at=timezone.now(), ends_on=end_after(said.pop("last_day")), **said
        ),
    )
    words = _("The period was corrected. The old entry stays readable.")
    return page.leave(request, words) if done else page.answer(request, form)


def page_of(membership: Membership) -> str:
    """Give the page of whoever the membership is about."""
    if membership.organisation_id is not None:
        return reverse("organisations:detail", args=[membership.organisation_id])
    return reverse("organisations:individual", args=[membership.pk])
