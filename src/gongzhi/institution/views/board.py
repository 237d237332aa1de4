"""This will show the board of verdicts, the year, one clause with its proof, and the calendar feed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.web.access import see_other, signed_in
from gongzhi.common.web.refusals import answer_form, attempt
from gongzhi.common.web.requests import Request
from gongzhi.institution import permissions
from gongzhi.institution.forms import DayForm, WaiveForm
from gongzhi.institution.models import CalendarFeed, Waiver
from gongzhi.institution.rules.verdicts import Status, Verdict
from gongzhi.institution.selectors import proof, year
from gongzhi.institution.selectors.board import Board, board_of, is_of_the_federation, of_the_federation, on_whom
from gongzhi.institution.selectors.feed import calendar_file
from gongzhi.institution.selectors.seats import composition_on
from gongzhi.institution.services.feeds import fingerprint, new_token, renew_feed
from gongzhi.institution.services.waivers import waive_obligation
from gongzhi.institution.words import DUE_WORDS, STATUS_WORDS, seal_state, seal_words, speak, title_of

ROWS = 50
# More duties than these of one clause and day share a line.
FEW = 3
GRAVITY = {"breached": 0, "due": 1, "open": 2, "unsure": 3, "met": 4}
DUE = "due"


def chosen_day(request: Request) -> tuple[DayForm, date]:
    """Read the day a page looks at; today where none or a wrong one was given."""
    form = DayForm(request.GET if "on" in request.GET else None)
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else None
    return form, day or today()


def _wanted(verdict: Verdict, status: str) -> bool:
    return verdict.is_due if status == DUE else not status or verdict.status.value == status


def _line(verdict: Verdict, count: int = 1) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "state": seal_state(verdict),
        "seal": seal_words(verdict),
        "title": title_of(verdict.clause),
        "whom": on_whom(verdict.obligation) if count == 1 else "",
        "count": count,
        "missing": speak(verdict.missing),
        "url": reverse("institution:clause", args=[verdict.clause.code]),
    }


def _groups(verdicts: Iterable[Verdict]) -> list[list[Verdict]]:
    """Lay verdicts out, the gravest first; of one clause and due day those with one outcome share a line."""
    groups: dict[tuple[Any, ...], list[Verdict]] = {}
    for verdict in verdicts:
        told = (verdict.clause.code, verdict.due_on, verdict.status, seal_state(verdict))
        groups.setdefault(told, []).append(verdict)
    by_gravity = sorted(groups.items(), key=lambda group: GRAVITY[group[0][-1]])
    return [
        line for _told, group in by_gravity for line in ([group] if len(group) > FEW else [[each] for each in group])
    ]


def _tabs(board: Board, chosen: str, on: date) -> list[dict[str, Any]]:
    counts = [("", None, len(board.verdicts)), (DUE, DUE_WORDS, board.due_count)]
    counts += [(status.value, STATUS_WORDS[status], board.count(status)) for status in Status]
    return [
        {
            "label": label,
            "count": count,
            "href": f"?{urlencode({'status': code, 'on': on.isoformat()})}",
            "current": code == chosen,
        }
        for code, label, count in counts
    ]


@require_safe
@signed_in
def board(request: Request) -> HttpResponse:
    """List every duty of the year with its verdict; ``status`` and ``on`` narrow it."""
    form, on = chosen_day(request)
    judged = board_of(on=on, federation=request.federation)
    status = request.GET.get("status", "")
    wanted = [verdict for verdict in judged.verdicts if _wanted(verdict, status)]
    page = Paginator(_groups(wanted), ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "on": on,
        "board": judged,
        "page": page,
        "lines": [_line(group[0], len(group)) for group in page],
        "tabs": _tabs(judged, status, on),
        "seats": [_seat_line(found) for found in composition_on(on=on, rules=judged.institution)],
    }
    return render(request, "institution/board.html", context)


def _seat_line(found: Any) -> dict[str, Any]:
    return {
        "title": title_of(found.clause),
        "state": {Status.MET: "met", Status.BREACHED: "breached"}.get(found.status, "unsure"),
        "seal": STATUS_WORDS[found.status],
        "detail": " ".join(speak(finding.sentence) for finding in found.findings),
        "url": reverse("institution:clause", args=[found.clause.code]),
        "article": found.clause.article,
    }


@require_safe
@signed_in
def calendar(request: Request) -> HttpResponse:
    """Draw the year and list what comes next."""
    form, on = chosen_day(request)
    judged = board_of(on=on, federation=request.federation)
    own = of_the_federation(judged.verdicts)
    others = [verdict for verdict in judged.verdicts if not is_of_the_federation(verdict)]
    coming = [verdict for verdict in judged.verdicts if verdict.status is Status.NOT_DUE and verdict.due_on]
    context = {
        "form": form,
        "on": on,
        "year": year.draw(board=judged, verdicts=own, month=on.month),
        "dossiers": year.draw(board=judged, verdicts=others, month=on.month),
        "coming": [_line(verdict) for verdict in coming[:ROWS]],
        "address": request.session.pop("feed_address", ""),
    }
    return render(request, "institution/calendar.html", context)


@require_POST
@signed_in
def feed_renew(request: Request) -> HttpResponse:
    """Make the person's calendar address anew and show it once."""
    token = new_token()
    renew_feed(actor=request.actor, token=token, at=timezone.now())
    request.session["feed_address"] = request.build_absolute_uri(reverse("institution:feed", args=[token]))
    return see_other(reverse("institution:calendar"))


@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """Answer the calendar file to whoever knows the address; anything else is not found."""
    known = request.federation is not None and CalendarFeed.objects.filter(fingerprint=fingerprint(token)).exists()
    if not known:
        raise Http404
    judged = board_of(on=today(), federation=request.federation)
    response = HttpResponse(
        calendar_file(board=judged, federation=request.federation), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Cache-Control"] = "private, max-age=900"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def clause(request: Request, code: str) -> HttpResponse:
    """Lay one clause open; POST lets one of its duties off."""
    form, on = chosen_day(request)
    judged = board_of(on=on, federation=request.federation)
    found = proof.clause_page(board=judged, code=code)
    if found is None:
        raise Http404
    may_waive = permissions.may_waive(request.actor)
    waive = WaiveForm(request.POST if request.method == "POST" else None)
    if waive.is_bound and attempt(waive, lambda said: _waive(request, code, said)) is not None:
        return see_other(reverse("institution:clause", args=[code]))
    context = {
        "day_form": form,
        "on": on,
        "found": found,
        "title": title_of(found.clause),
        "proofs": proof.newest_first(found.proofs),
        "seats": [_seat_line(v) for v in composition_on(on=on, rules=judged.institution) if v.clause.code == code],
        "may_waive": may_waive,
    }
    return answer_form(request, "institution/clause.html", context, waive)


def _waive(request: Request, code: str, said: dict[str, Any]) -> Waiver:
    return waive_obligation(actor=request.actor, clause_code=code, at=timezone.now(), **said)
