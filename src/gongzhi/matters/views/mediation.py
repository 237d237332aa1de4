"""This will keep mediations: the list of those one has a part in, one of them, and every deed with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.permissions import Actor
from gongzhi.common.web import refusals
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.requests import Request
from gongzhi.kernel.decisions import Decision
from gongzhi.matters.forms import mediation as forms
from gongzhi.matters.models import Mediation, MediationParty
from gongzhi.matters.permissions import mediation as permissions
from gongzhi.matters.rules.mediation import MediationChanged, MediationDeed
from gongzhi.matters.selectors import mediation as selectors
from gongzhi.matters.services import mediation as services
from gongzhi.matters.services import turning
from gongzhi.matters.views.handling import BOTH, DeedPage, answer_deed, by, do, matter_for

ROWS = 50
Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The page of one deed with one mediation; ``do`` is called with the cleaned values."""

    mediation: Mediation
    may: Decision
    form: Form
    title: Words
    submit: Words
    do: Callable[[dict[str, Any]], Mediation]
    done: Words
    lede: Words = ""
    kind: str = "ink"


@require_safe
@signed_in
def mediations(request: Request) -> HttpResponse:
    """List the mediations one has a part in, running ones first."""
    page = Paginator(selectors.listed(actor=request.actor), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_take_in": permissions.may_take_in(request.actor),
        "may_count": permissions.may_see_counts(request.actor),
    }
    return render(request, "matters/mediation/list.html", context)


@require_http_methods(BOTH)
@signed_in
def ask(request: Request) -> HttpResponse:
    """Take in the wish for a mediation."""
    may = permissions.may_take_in(request.actor)
    open_or_403(may)
    form = forms.AskMediationForm(request.POST or None, on=today())
    made = refusals.attempt(form, lambda said: _ask(request, form, said)) if request.method == "POST" else None
    if made is None:
        return refusals.answer_form(request, "matters/mediation/ask.html", {}, form)
    return see_other(_url("mediation", made))


def _ask(request: Request, form: forms.AskMediationForm, said: dict[str, Any]) -> Mediation:
    return services.ask_mediation(
        **by(request, said, sides=form.sides(), community_id=form.community_id()),
        kind=said["kind"],
        words=said["words"],
        asked_on=said["asked_on"],
        channel=said["channel"],
    )


@require_http_methods(BOTH)
@signed_in
def turn(request: Request, pk: UUID) -> HttpResponse:
    """Turn a matter that is a dispute into a mediation."""
    matter = matter_for(request, pk)
    page = DeedPage(
        matter=matter,
        may=permissions.may_turn(request.actor, matter),
        form=forms.TurnForm(request.POST or None, initial={"version": matter.version}),
        title=_("Turn into a mediation"),
        lede=_(
            "The matter becomes private and says only the number of the mediation. Whoever spoke is told that it went "
            "into mediation, and is the first party."
        ),
        submit=_("Turn into a mediation"),
        do=lambda said: turning.turn_into_mediation(
            **by(request, said, matter_id=pk), kind=said["kind"], version=said["version"]
        ),
        done=_("It is a mediation now. Choose who mediates."),
        then=lambda made: _url("mediation", made),
        more={"voices": selectors.voices_shown(request.actor, matter)},
    )
    return answer_deed(request, page)


@require_safe
@signed_in
def mediation(request: Request, pk: UUID) -> HttpResponse:
    """Show a mediation; a party reads what concerns both sides, never the notes."""
    found = _mediation(request, pk)
    parties = selectors.party_persons(found)
    reads = permissions.reads_notes(request.actor, found, parties)
    context = {
        "mediation": found,
        "parties": found.parties.order_by("pk"),
        "reads_notes": reads,
        "notes": found.notes.select_related("author").order_by("on", "at", "pk") if reads else (),
        "thread": audit.thread(found) if reads else (),
        "buttons": buttons(request.actor, found, parties),
        "may_reveal": reads and permissions.may_reveal(request.actor, found, parties),
        "may_erase": permissions.may_erase(request.actor, found),
        "on": today(),
    }
    return render(request, "matters/mediation/mediation.html", context)


def buttons(actor: Actor, found: Mediation, parties: frozenset[UUID]) -> list[dict[str, Any]]:
    """List what can be done now, the next step first; empty for those who mediate nothing."""
    if not permissions.reads_notes(actor, found, parties):
        return []
    asked = found.state == Mediation.State.ASKED
    wanted: list[tuple[Words, Decision, str]] = [
        (
            _("Choose mediators") if asked else _("Choose other mediators"),
            permissions.may_assign(actor, found, parties),
            "mediation_assign",
        )
    ]
    for label, deed, name in BUTTONS:
        wanted.append((label, permissions.may_do(actor, found, deed, parties), name))
    open_now = [(label, may, name) for label, may, name in wanted if may]
    first = "mediation_assign" if asked else next((name for _l, _m, name in open_now if name in STEPS), "")
    return [
        {"label": label, "decision": may, "href": _url(name, found), "kind": "ink" if name == first else "quiet"}
        for label, may, name in open_now
    ]


BUTTONS = (
    (_("Write a note"), MediationDeed.NOTE, "mediation_note"),
    (_("They agree"), MediationDeed.AGREE, "mediation_agree"),
    (_("Follow up"), MediationDeed.FOLLOW_UP, "mediation_follow_up"),
    (_("Name a party"), MediationDeed.NAME_PARTY, "mediation_party"),
    (_("They do not agree"), MediationDeed.FAIL, "mediation_fail"),
    (_("The wish is taken back"), MediationDeed.WITHDRAW, "mediation_withdraw"),
)
STEPS = ("mediation_follow_up", "mediation_agree")


@require_http_methods(BOTH)
@signed_in
def assign(request: Request, pk: UUID) -> HttpResponse:
    """Choose who mediates and who keeps the papers."""
    found = _mediation(request, pk)
    parties = selectors.party_persons(found)
    keepers = [one for one in selectors.possible_keepers(on=today()) if one.person_id not in parties]
    initial = {"organisation": found.organisation, "keeper": found.keeper_id or request.actor.person_id}
    form = forms.AssignForm(request.POST or None, keepers=keepers, initial={**initial, "version": found.version})
    deed = Deed(
        mediation=found,
        may=permissions.may_assign(request.actor, found, parties),
        form=form,
        title=_("Choose mediators"),
        lede=_("From now on the leaders of this organisation read the mediation, as long as it runs."),
        submit=_("Give it to them"),
        do=lambda said: services.assign_mediation(
            **by(request, said, mediation_id=pk),
            organisation_id=said["organisation"].pk,
            keeper_id=UUID(said["keeper"]),
            version=said["version"],
        ),
        done=_("It stands on their desk now."),
    )
    return _answer(request, deed)


@require_http_methods(BOTH)
@signed_in
def name_party(request: Request, pk: UUID) -> HttpResponse:
    """Name one more party."""
    found = _mediation(request, pk)
    form = forms.PartyForm(request.POST or None, actor=request.actor)
    deed = Deed(
        mediation=found,
        may=_may(request, found, MediationDeed.NAME_PARTY),
        form=form,
        title=_("Name a party"),
        submit=_("Add the party"),
        do=lambda said: services.name_party(**by(request, said, mediation_id=pk), side=form.side()),
        done=_("Added."),
    )
    return _answer(request, deed)


@require_http_methods(BOTH)
@signed_in
def note(request: Request, pk: UUID) -> HttpResponse:
    """Write down a talk."""
    found = _mediation(request, pk)
    deed = Deed(
        mediation=found,
        may=_may(request, found, MediationDeed.NOTE),
        form=forms.NoteForm(request.POST or None, initial={"on": today()}),
        title=_("Write a note"),
        submit=_("Keep the note"),
        do=lambda said: services.write_note(**by(request, said, mediation_id=pk), on=said["on"], text=said["text"]),
        done=_("Kept."),
    )
    return _answer(request, deed)


@require_http_methods(BOTH)
@signed_in
def agree(request: Request, pk: UUID) -> HttpResponse:
    """Write down what the parties agreed to."""
    found = _mediation(request, pk)
    form = forms.AgreementForm(request.POST or None, on=today(), initial={"version": found.version})
    names = ("text", "agreed_on", "follow_up_on", "version")
    deed = Deed(
        mediation=found,
        may=_may(request, found, MediationDeed.AGREE),
        form=form,
        title=_("They agree"),
        lede=_("Then print it: both sides sign, and each keeps one."),
        submit=_("Keep the agreement"),
        do=lambda said: services.record_agreement(
            **by(request, said, mediation_id=pk), **{name: said[name] for name in names}
        ),
        done=_("Kept. Print it for signing."),
    )
    return _answer(request, deed)


@require_http_methods(BOTH)
@signed_in
def fail(request: Request, pk: UUID) -> HttpResponse:
    """Write down that the parties do not agree."""
    hint = _("Tell the parties what they can do now, for example go to the people's mediation committee or to court.")
    found = _mediation(request, pk)
    return _answer(request, _end(request, found, MediationDeed.FAIL, _("They do not agree"), hint))


@require_http_methods(BOTH)
@signed_in
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Write down that the wish for a mediation was taken back."""
    hint = _("Nobody can be made to take part. Who does not want it any more, and what the other side was told.")
    found = _mediation(request, pk)
    return _answer(request, _end(request, found, MediationDeed.WITHDRAW, _("The wish is taken back"), hint))


def _end(request: Request, found: Mediation, deed: MediationDeed, title: Words, hint: Words) -> Deed:
    service = services.record_failure if deed is MediationDeed.FAIL else services.record_withdrawal
    return Deed(
        mediation=found,
        may=_may(request, found, deed),
        form=forms.EndForm(request.POST or None, hint=hint, initial={"on": today()}),
        title=title,
        submit=_("Close it"),
        do=lambda said: service(**by(request, said, mediation_id=found.pk), on=said["on"], note=said["note"]),
        done=_("Closed."),
        kind="stop",
    )


@require_http_methods(BOTH)
@signed_in
def follow_up(request: Request, pk: UUID) -> HttpResponse:
    """Write down how the agreement is kept."""
    found = _mediation(request, pk)
    names = ("on", "kept", "note", "again_on")
    deed = Deed(
        mediation=found,
        may=_may(request, found, MediationDeed.FOLLOW_UP),
        form=forms.FollowUpForm(request.POST or None, initial={"on": today()}),
        title=_("Follow up"),
        submit=_("Keep"),
        do=lambda said: services.follow_up(
            **by(request, said, mediation_id=pk), **{name: said[name] for name in names}
        ),
        done=_("Kept."),
    )
    return _answer(request, deed)


@require_http_methods(BOTH)
@signed_in
def party_contact(request: Request, pk: UUID) -> HttpResponse:
    """Show once how a party can be reached; the log keeps who looked and why."""
    party = get_object_or_404(MediationParty.objects.select_related("mediation"), pk=pk)
    found = _mediation(request, party.mediation_id)
    open_or_403(permissions.may_reveal(request.actor, found, selectors.party_persons(found)))
    form = forms.RevealForm(request.POST or None)
    context = {"party": party, "mediation": found}
    if request.method == "POST":
        shown = refusals.attempt(
            form, lambda said: services.reveal_party(**by(request, said, party_id=pk), reason=said["reason"])
        )
        if shown is not None:
            response = render(request, "matters/mediation/revealed.html", {**context, "party": shown})
            response["Cache-Control"] = "no-store"
            return response
    return refusals.answer_form(request, "matters/mediation/reveal.html", context, form)


@require_POST
@signed_in
def erase(request: Request, pk: UUID) -> HttpResponse:
    """Erase the parties and every word of an ended mediation."""
    found = _mediation(request, pk)
    return do(
        request,
        back=_url("mediation", found),
        deed=lambda key: services.erase_parties(actor=request.actor, mediation_id=pk, at=timezone.now(), key=key),
        done=_("Erased. Kind, days and outcome stay to be counted."),
    )


@require_safe
@signed_in
def paper(request: Request, pk: UUID) -> HttpResponse:
    """Show the agreement for printing and signing."""
    found = get_object_or_404(Mediation.objects.visible_to(request.actor).exclude(agreement=""), pk=pk)
    context = {"mediation": found, "parties": found.parties.order_by("pk")}
    return render(request, "matters/mediation/paper.html", context)


@require_safe
@signed_in
def counts(request: Request) -> HttpResponse:
    """Show how many mediations there were, by year and outcome; small numbers are not shown."""
    open_or_403(permissions.may_see_counts(request.actor))
    context = {
        "by_year": selectors.counts_by_year(),
        "by_kind": selectors.counts_by_kind(year=today().year),
        "outcomes": selectors.outcomes(),
        "year": today().year,
    }
    return render(request, "matters/mediation/counts.html", context)


def _mediation(request: Request, pk: UUID) -> Mediation:
    rows = Mediation.objects.visible_to(request.actor).select_related("organisation", "keeper", "community", "matter")
    return get_object_or_404(rows, pk=pk)


def _may(request: Request, found: Mediation, deed: MediationDeed) -> Decision:
    return permissions.may_do(request.actor, found, deed, selectors.party_persons(found))


def _answer(request: Request, deed: Deed) -> HttpResponse:
    """Show the page of a deed, or do it; a resend gets the first answer, whatever the state is now."""
    context: dict[str, Any] = {"deed": deed, "mediation": deed.mediation}
    if request.method != "POST":
        open_or_403(deed.may)
        return refusals.answer_form(request, "matters/mediation/deed.html", context, deed.form)

    def watched(said: dict[str, Any]) -> Mediation:
        try:
            return deed.do(said)
        except MediationChanged:
            now = Mediation.objects.visible_to(request.actor).get(pk=deed.mediation.pk)
            typed = request.POST.copy()
            typed["version"] = str(now.version)
            deed.form.data = typed
            context["now"] = now
            raise

    if (done := refusals.attempt(deed.form, watched)) is not None:
        messages.success(request, str(deed.done))
        return see_other(_url("mediation", done))
    if not deed.may:
        raise PermissionDenied(gettext(deed.may.reason) % deed.may.params)
    return refusals.answer_form(request, "matters/mediation/deed.html", context, deed.form)


def _url(name: str, found: Mediation) -> str:
    return reverse(f"matters:{name}", args=[found.pk])
