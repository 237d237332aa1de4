"""This will show the register, let it be searched and taken away, and take new entries and changes."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.exports.downloads import XLSX, download
from gongzhi.common.exports.spreadsheets import write_xlsx
from gongzhi.common.web.access import open_or_403, see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.organisations import permissions, selectors, services, tables
from gongzhi.organisations.forms import STATE_TABS, FilterForm, LinkForm, OrganisationForm
from gongzhi.organisations.models import Organisation
from gongzhi.organisations.rules import State
from gongzhi.organisations.services.register import OrganisationFacts
from gongzhi.organisations.views.page import DeedPage

PAGE_SIZE = 50


@signed_in
@require_GET
def register(request: Request) -> HttpResponse:
    """Show the list with its filters."""
    form = FilterForm(request.GET)
    state = request.GET.get("state", "")
    state = state if state in set(State) else ""
    found = selectors.find(actor=request.actor, filters=_filters(form, state), on=today())
    page = Paginator(range(found.count), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = found.between(max(page.start_index() - 1, 0), page.end_index())
    context = {
        "filters": form,
        "state": state,
        "has_filters": any(request.GET.get(name) for name in form.fields),
        "found": found,
        "page": page,
        "rows": [(organisation, tables.seal_of(organisation.state)) for organisation in rows],
        "tabs": _tabs(request, found, state),
        "may_add": permissions.may_add(request.actor),
        "may_export": permissions.may_export(request.actor),
        "query": request.GET.urlencode(),
    }
    return render(request, "organisations/list.html", context)


@signed_in
@require_GET
def export(request: Request) -> HttpResponse:
    """Hand out the list, narrowed like the page, as a spreadsheet; the log keeps who took it."""
    decision = open_or_403(permissions.may_export(request.actor))
    state = request.GET.get("state", "")
    filters = _filters(FilterForm(request.GET), state if state in set(State) else "")
    found = selectors.find(actor=request.actor, filters=filters, on=today())
    out = BytesIO()
    written = write_xlsx(
        out=out,
        sheet_name=_("Organisations"),
        headings=tables.export_headings(),
        rows=tables.export_rows(found.rows.iterator(chunk_size=1000)),
    )
    with transaction.atomic():
        audit.record(
            "organisations.register.exported",
            actor=request.actor,
            subject=request.federation,
            at=timezone.now(),
            facts={"rows": written, "filters": request.GET.urlencode()},
            mandate=decision.mandate,
        )
    name = f"{request.federation.short_name}{_('Organisations')}{today().isoformat()}.xlsx"
    return download(name=name, media_type=XLSX, content=out.getvalue())


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Enter an organisation."""
    form = OrganisationForm(request.POST or None, initial={"standing": Organisation.Standing.FILED})
    if request.method == "GET":
        open_or_403(permissions.may_add(request.actor))
        return _answer(request, form, organisation=None)
    added = attempt(
        form,
        lambda said: services.add_organisation(
            actor=request.actor, facts=_facts(said), at=timezone.now(), key=said["key"]
        ),
    )
    if added is None:
        return _answer(request, form, organisation=None)
    messages.success(request, _("“%(name)s” is in the register.") % {"name": added.name})
    return see_other(reverse("organisations:detail", args=[added.pk]))


@signed_in
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: UUID) -> HttpResponse:
    """Change what the register says of an organisation."""
    rows = Organisation.objects.visible_to(request.actor).select_related("community")
    organisation = get_object_or_404(rows, pk=pk)
    form = OrganisationForm(request.POST or None, initial=_initial(organisation))
    if request.method == "GET":
        open_or_403(permissions.may_edit(request.actor))
        return _answer(request, form, organisation=organisation)
    done = attempt(
        form,
        lambda said: services.edit_organisation(
            actor=request.actor,
            organisation_id=pk,
            facts=_facts(said),
            at=timezone.now(),
            seen_at=said["seen_at"],
            key=said["key"],
        ),
    )
    if done is None:
        return _answer(request, form, organisation=organisation)
    messages.success(request, _("The register was changed."))
    return see_other(reverse("organisations:detail", args=[pk]))


@signed_in
@require_http_methods(["GET", "POST"])
def link(request: Request, pk: UUID) -> HttpResponse:
    """Say by which credit code an organisation is known in other federations; nothing of them shows."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.actor), pk=pk)
    form = LinkForm(request.POST or None)
    page = DeedPage(
        title=_("%(name)s is one organisation in several federations"),
        explained=_(
            "With its credit code each federation knows that it is the same one. "
            "None sees more of the others' records than before; only its leader sees where it is a member."
        ),
        submit=_("Record the code"),
        name=organisation.name,
        back=reverse("organisations:detail", args=[pk]),
    )
    if request.method == "GET":
        open_or_403(permissions.may_edit(request.actor))
        return page.answer(request, form)
    done = attempt(
        form,
        lambda said: services.link_by_credit_code(actor=request.actor, organisation_id=pk, at=timezone.now(), **said),
    )
    words = _("%(name)s now counts as the organisation with this credit code, in every federation that knows it.")
    return page.leave(request, words) if done else page.answer(request, form)


def _filters(form: FilterForm, state: str) -> selectors.Filters:
    form.is_valid()
    chosen = form.cleaned_data
    community = chosen.get("community")
    return selectors.Filters(
        text=chosen.get("q", ""),
        kind=chosen.get("kind", ""),
        category=chosen.get("category", ""),
        standing=chosen.get("standing", ""),
        community_id=community.pk if community else None,
        state=state,
    )


def _tabs(request: Request, found: selectors.Register, state: str) -> list[dict[str, Any]]:
    """One tab for each state that occurs, and one for all; each keeps the other filters."""
    shown = [("", _("All"), found.total), *((key, label, found.by_state[key]) for key, label in STATE_TABS)]
    return [
        {"label": label, "count": count, "current": key == state, "href": f"?{_with_state(request, key)}"}
        for key, label, count in shown
        if count or key in {"", state, State.ADMITTED}
    ]


def _with_state(request: Request, state: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["state"] = state
    return query.urlencode()


def _facts(said: dict[str, Any]) -> OrganisationFacts:
    founded, community = said["founded"], said["community"]
    plain = (
        "name", "kind", "category", "standing", "credit_code", "people_count", "full_member_count",
        "probationary_member_count", "offers", "note",
    )  # fmt: skip
    return OrganisationFacts(
        **{name: said[name] for name in plain},
        community_id=community.pk if community else None,
        founded_on=founded.on if founded else None,
        founded_precision=founded.precision if founded else Organisation.Precision.DAY,
    )


def _initial(organisation: Organisation) -> dict[str, Any]:
    initial = {
        name: getattr(organisation, name) for name in OrganisationForm.base_fields if hasattr(organisation, name)
    }
    seen_at = organisation.changed_at.isoformat()
    return initial | {"founded": tables.founded_iso(organisation), "seen_at": seen_at}


def _answer(request: Request, form: OrganisationForm, *, organisation: Organisation | None) -> HttpResponse:
    return answer_form(request, "organisations/edit.html", {"organisation": organisation}, form)
