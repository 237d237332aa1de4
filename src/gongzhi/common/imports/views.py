"""This will lead a person through an import: upload, preview, mend, take over."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common import audit
from gongzhi.common.imports import kinds, services
from gongzhi.common.imports.forms import MendForm, UploadForm
from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.common.imports.rows import RowState
from gongzhi.common.imports.selectors import rows_to_show, sheet_counts
from gongzhi.common.imports.workbook import cell_from_json
from gongzhi.common.web.access import see_other, signed_in
from gongzhi.common.web.refusals import answer_form, answer_refusal, attempt
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError

ROWS = 50
SEALS = {RowState.CLEAN: "met", RowState.PROBLEM: "breached", RowState.UNCHANGED: "open", RowState.SKIPPED: "unsure"}


def _require_importer(request: Request) -> None:
    if not any(request.actor.may(kind.right) for kind in kinds.kinds()):
        raise Http404


def _batch(request: Request, pk: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.actor), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def upload(request: Request) -> HttpResponse:
    """List earlier imports and take a new workbook; the register does not change yet."""
    _require_importer(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_bound:
        batch = attempt(form, lambda said: _preview(request, said))
        if batch is not None:
            return see_other(reverse("imports:preview", args=[batch.pk]))
    earlier = ImportBatch.objects.visible_to(request.actor).order_by("-created_at", "pk")[:20]
    return answer_form(request, "imports/upload.html", {"earlier": earlier}, form)


def _preview(request: Request, said: dict[str, Any]) -> ImportBatch:
    file = said["file"]
    return services.preview_import(
        actor=request.actor, file_name=file.name, content=file.read(), at=timezone.now(), key=said["key"]
    )


@require_safe
@signed_in
def preview(request: Request, pk: UUID) -> HttpResponse:
    """Show each sheet's rows with their states and problems."""
    batch = _batch(request, pk)
    sheets = sheet_counts(batch=batch)
    chosen = _chosen_sheet(request, len(sheets))
    state = request.GET.get("state", "")
    page = Paginator(rows_to_show(batch=batch, sheet_index=chosen, state=state), ROWS).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "sheets": sheets,
        "sheet": sheets[chosen] if sheets else None,
        "state": state,
        "page": page,
        "lines": [_line(row) for row in page],
        "labels": {kind.code: kind.label for kind in kinds.kinds()},
        "clean_count": sum(sheet.clean for sheet in sheets),
        "problem_count": sum(sheet.problem for sheet in sheets),
        "is_open": batch.state == ImportBatch.State.PREVIEWED,
        "thread": audit.thread(batch),
    }
    return render(request, "imports/preview.html", context)


def _chosen_sheet(request: Request, count: int) -> int:
    wish = request.GET.get("sheet", "0")
    return int(wish) if wish.isascii() and wish.isdigit() and int(wish) < count else 0


def _line(row: ImportRow) -> dict[str, Any]:
    shown = [str(cell_from_json(cell)) for cell in row.raw.values() if cell is not None]
    return {
        "row": row,
        "state": SEALS[RowState(row.state)],
        "title": row.values.get("name") or row.values.get("title") or (shown[1] if len(shown) > 1 else ""),
        "detail": " · ".join(shown[:6]),
        "problems": row.problem_words,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def row(request: Request, pk: UUID) -> HttpResponse:
    """Mend one row; what was typed stays where it is refused."""
    found = get_object_or_404(ImportRow.objects.select_related("batch"), pk=pk)
    batch = _batch(request, found.batch_id)
    if batch.state != ImportBatch.State.PREVIEWED:
        raise Http404
    headings = batch.sheets[found.sheet_index]["headings"]
    problems: dict[str, list[str]] = {}
    for problem in found.problem_words:
        problems.setdefault(problem["field"], []).append(problem["words"])
    initial = {name: _as_typed(found.raw.get(name)) for name in headings}
    form = MendForm(request.POST or None, initial=initial, headings=headings, problems=problems)
    if form.is_bound and attempt(form, lambda said: _mend(request, found, form, said)) is not None:
        return see_other(_back_to(found))
    return answer_form(request, "imports/row.html", {"row": found, "batch": batch, "problems": problems}, form)


def _as_typed(cell: Any) -> str:
    value = cell_from_json(cell) if cell is not None else ""
    return "" if value is None else str(value)


def _mend(request: Request, found: ImportRow, form: MendForm, said: dict[str, Any]) -> ImportRow:
    return services.mend_row(
        actor=request.actor, row_id=found.pk, changes=form.changes(), at=timezone.now(), key=said["key"]
    )


def _back_to(found: ImportRow) -> str:
    return f"{reverse('imports:preview', args=[found.batch_id])}?sheet={found.sheet_index}&state=problem"


@require_POST
@signed_in
def leave_out(request: Request, pk: UUID) -> HttpResponse:
    """Leave a row out of the take-over, or take it in again."""
    found = get_object_or_404(ImportRow, pk=pk, batch__in=ImportBatch.objects.visible_to(request.actor))
    deed = services.take_row_in if found.state == RowState.SKIPPED else services.leave_row_out
    try:
        deed(actor=request.actor, row_id=pk, at=timezone.now(), key=_key(request))
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=_back_to(found))
    return see_other(_back_to(found))


def _key(request: Request) -> str:
    return request.POST.get("deed_key", "")[:36]


DEEDS = {
    "commit": services.commit_import,
    "discard": services.discard_import,
    "refresh": services.refresh_preview,
}


@require_POST
@signed_in
def act(request: Request, pk: UUID, what: str) -> HttpResponse:
    """Take the clean rows over, discard the preview, or judge it anew."""
    batch = _batch(request, pk)
    try:
        DEEDS[what](actor=request.actor, batch_id=batch.pk, at=timezone.now(), key=_key(request))
    except DomainError as refusal:
        return answer_refusal(request, refusal, back=reverse("imports:preview", args=[pk]))
    return see_other(reverse("imports:preview", args=[pk]))
