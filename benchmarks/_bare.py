"""This will show the same rows as the product's pages, bare: plain queries, a minimal template, nothing around it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from gongzhi.common.tenancy import scope
from gongzhi.filings.models import Filing, FilingEvent, ReviewStep
from gongzhi.institution.models import CharterClause
from gongzhi.meetings.models import AgendaItem, Meeting, Notice
from gongzhi.organisations.models import Organisation

ROWS = 50
ENGINE = Engine(libraries={"i18n": "django.templatetags.i18n"})
LIST = ENGINE.from_string(
    "<!doctype html><title>{{ count }}</title>"
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
DETAIL = ENGINE.from_string(
    "<!doctype html><title>{{ one }}</title><dl>{% for name, said in facts %}<dt>{{ name }}<dd>{{ said }}{% endfor %}"
    "</dl>{% for rows in lists %}<ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>{% endfor %}"
)


def desk(_key: UUID) -> str:
    """List the filings under review and the meetings ahead."""
    filings = Filing.objects.under_review().select_related("organisation").order_by("answer_due_on", "pk")[:ROWS]
    meetings = Meeting.objects.exclude(state=Meeting.State.CLOSED).select_related("body").order_by("starts_at", "pk")
    rows = [(each.title, each.organisation.name, each.answer_due_on) for each in filings]
    return _list([*rows, *((each.title, each.body.name, each.starts_at) for each in meetings[:ROWS])], len(rows))


def board(_key: UUID) -> str:
    """List the clauses of the charter: as many lines as the board has, nothing judged."""
    clauses = CharterClause.objects.order_by("position", "pk")
    rows = [(each.title_zh, each.text_zh, each.article, each.source) for each in clauses[:ROWS]]
    return _list(rows, clauses.count())


def organisations(_key: UUID) -> str:
    """List the first page of the register."""
    found = Organisation.objects.select_related("community").order_by("name_pinyin", "pk")
    rows = [
        (each.name, each.get_category_display(), each.get_standing_display(), each.community, each.people_count)
        for each in found[:ROWS]
    ]
    return _list(rows, found.count())


def filing(key: UUID) -> str:
    """Show a filing, its steps and its events."""
    one = Filing.objects.select_related("organisation").get(pk=key)
    steps = ReviewStep.objects.filter(filing=one).prefetch_related("reviewers").order_by("position", "pk")
    events = FilingEvent.objects.filter(filing=one).select_related("person").in_order()
    return _detail(one, [list(steps), list(events)])


def meeting(key: UUID) -> str:
    """Show a meeting, its agenda and who was told."""
    one = Meeting.objects.select_related("body", "chair", "recorder").get(pk=key)
    items = AgendaItem.objects.filter(meeting=one).order_by("position", "pk")
    told = Notice.objects.filter(meeting=one).order_by("number", "pk")
    return _detail(one, [list(items), list(told)])


PAGES = {each.__name__: each for each in (desk, board, organisations, filing, meeting)}


def show(_request: HttpRequest, federation: UUID, name: str, key: UUID) -> HttpResponse:
    """Answer with one of the pages, in the scope of its federation."""
    with scope(federation):
        return HttpResponse(PAGES[name](key))


def _list(rows: list[tuple[Any, ...]], count: int) -> str:
    return LIST.render(Context({"rows": rows, "count": count}))


def _detail(one: Any, lists: list[list[Any]]) -> str:
    facts = [(field.name, getattr(one, field.attname)) for field in one._meta.concrete_fields]
    return DETAIL.render(Context({"one": one, "facts": facts, "lists": lists}))


urlpatterns = [path("<uuid:federation>/<slug:name>/<uuid:key>/", show)]
