"""This will show one organisation: where it stands, what can be done, facts, evidence, thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from gongzhi.common import audit, registry
from gongzhi.common.clock import today
from gongzhi.common.permissions import Actor
from gongzhi.common.web.access import open_or_403, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision
from gongzhi.kernel.periods import Period
from gongzhi.organisations import permissions, selectors, tables
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, Representative
from gongzhi.organisations.rules import MEMBERSHIP, Deed, State

LABELS = {
    Deed.ADMIT: (_("Admit"), "ink"),
    Deed.REFUSE: (_("Refuse"), "stop"),
    Deed.RESTORE: (_("Restore"), "ink"),
    Deed.SUSPEND: (_("Suspend"), "stop"),
    Deed.LEAVE: (_("Record that it leaves"), "quiet"),
}
TAKE_BACK = _("Take the application back")


@dataclass(frozen=True, slots=True)
class Button:
    """What can be done, open or closed with its reason."""

    label: object
    href: str
    decision: Decision
    kind: str = "quiet"


@signed_in
@require_GET
def detail(request: Request, pk: UUID) -> HttpResponse:
    """Show an organisation."""
    rows = Organisation.objects.visible_to(request.actor).select_related("community")
    organisation = get_object_or_404(rows, pk=pk)
    membership = Membership.objects.filter(organisation=organisation).first()
    may_edit = permissions.may_edit(request.actor)
    context = {
        "organisation": organisation,
        "membership": membership,
        "founded": tables.founded_words(organisation),
        "seal": tables.seal_of(membership.state if membership else None),
        "buttons": _buttons(request.actor, organisation, membership, may_edit),
        "representatives": _representatives(organisation),
        **spells_of(membership),
        "may_name": permissions.may_name_representative(request.actor),
        "may_correct": permissions.may_correct(request.actor),
        "may_see_elsewhere": permissions.may_see_elsewhere(request.actor, organisation.pk),
        "stations": tables.stations(audit.thread(organisation)),
    }
    return render(request, "organisations/detail.html", context)


@signed_in
@require_GET
def elsewhere(request: Request, pk: UUID) -> HttpResponse:
    """Show the organisation's own leader where else it is a member; the look is logged."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    open_or_403(permissions.may_see_elsewhere(request.actor, pk))
    with transaction.atomic():
        audit.record("organisations.elsewhere.seen", actor=request.actor, subject=organisation, at=timezone.now())
    found = selectors.elsewhere(
        identity_id=organisation.identity_id,
        federation_id=request.federation.pk,
        account_id=request.actor.account_id,
        on=today(),
    )
    rows = [(each, tables.seal_of(each.state)) for each in found]
    return render(request, "organisations/elsewhere.html", {"organisation": organisation, "rows": rows})


@signed_in
@require_GET
def evidence(request: Request, pk: UUID) -> HttpResponse:
    """Show what the rooms above recorded about an organisation in the last twelve months."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    day = today()
    period = Period(day.replace(year=day.year - 1, day=1), None)
    subject = str(organisation.pk)
    rows = [
        row
        for provider in registry.evidence_providers.values()
        for row in provider(federation_id=request.federation.pk, period=period)
        if row.subject == subject
    ]
    rows.sort(key=lambda row: row.on, reverse=True)
    links = [(row, reverse(row.url_name, args=row.url_args) if row.url_name else "") for row in rows]
    return render(request, "organisations/evidence.html", {"organisation": organisation, "rows": links})


def membership_buttons(actor: Actor, membership: Membership | None) -> list[Button]:
    """List the deeds that fit the state of a membership, first those that decide."""
    if membership is None:
        return []
    buttons = []
    for deed, (label, kind) in LABELS.items():
        if MEMBERSHIP.allows(membership.state, deed):
            is_application = membership.state == State.APPLIED and deed == Deed.LEAVE
            href = reverse(f"organisations:{deed}", args=[membership.pk])
            words = TAKE_BACK if is_application else label
            buttons.append(Button(words, href, permissions.may(actor, deed, membership), kind))
    return buttons


def spells_of(membership: Membership | None) -> dict[str, list[tuple[MembershipSpell, tables.Seal]]]:
    """List the spells in force and those replaced since, each newest first, as the page's context."""
    rows = membership.spells.order_by("-starts_on", "-recorded_at", "-pk") if membership else ()
    spells = [(spell, tables.seal_of(spell.state)) for spell in rows]
    return {
        "spells": [pair for pair in spells if pair[0].superseded_at is None],
        "earlier": [pair for pair in spells if pair[0].superseded_at is not None],
    }


def _buttons(
    actor: Actor, organisation: Organisation, membership: Membership | None, may_edit: Decision
) -> Iterable[Button]:
    buttons = membership_buttons(actor, membership)
    if MEMBERSHIP.allows(membership.state if membership else State.NONE, Deed.APPLY):
        may_apply = permissions.may_apply(actor, organisation_id=organisation.pk, person_id=None, membership=membership)
        href = reverse("organisations:apply", args=[organisation.pk])
        buttons.append(Button(_("Apply for membership"), href, may_apply, "ink"))
    buttons.append(Button(_("Change the entry"), reverse("organisations:edit", args=[organisation.pk]), may_edit))
    if not organisation.credit_code:
        href = reverse("organisations:link", args=[organisation.pk])
        buttons.append(Button(_("Also in another federation"), href, may_edit))
    return buttons


def _representatives(organisation: Organisation) -> list[tuple[Representative, bool]]:
    """List who speaks or spoke for it, those of today first, each with whether that is over."""
    rows = organisation.representatives.filter(superseded_at__isnull=True).select_related("person")
    rows = rows.prefetch_related("person__contact_points").order_by("-role", "-starts_on", "pk")
    day = today()
    found = [(row, row.ends_on is not None and row.ends_on <= day) for row in rows]
    return sorted(found, key=lambda pair: pair[1])
