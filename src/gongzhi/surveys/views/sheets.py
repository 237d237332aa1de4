"""
This will draw the page of a round, and keep the first sheet of it ready in memory.

Drawing twenty questions takes ten times as long as everything else; what was drawn differs between people only in the
token of the form. So the bytes are kept by round, language and size of letters, and only the token is put in. Nothing
of whoever asks gets in: the page is drawn without the request, the same for all, signed in or not.
"""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext

from gongzhi.common.web.refusals import words_of
from gongzhi.common.web.requests import Request
from gongzhi.federations.addresses import address_in
from gongzhi.federations.models import PopulationCell
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys.forms.answering import Line, lines
from gongzhi.surveys.rules.answers import Given
from gongzhi.surveys.rules.conditions import names
from gongzhi.surveys.rules.paging import asked_on
from gongzhi.surveys.rules.questions import Question
from gongzhi.surveys.selectors.intake import AskedRound
from gongzhi.surveys.selectors.voices import TextReceipt

KEPT_SECONDS = 60.0
MOST_KEPT = 200
TOKEN_DIGITS = 20
"""66 bits: a token that was written down finds its draft again, and nobody finds it by guessing."""
PLACEHOLDER = "00000000000000000000"
MARK = f'value="{PLACEHOLDER}"'.encode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What stands on one page of a form: what was typed, what is wrong.

    ``wrong`` are the problems of fields that are no questions: ``code community group``, ``""`` for the whole, and
    ``anew`` where only a fresh form helps.
    """

    page: int = 0
    channel: str = "web"
    given: Given = field(default_factory=dict)
    problems: Mapping[str, DomainError] = field(default_factory=dict)
    wrong: Mapping[str, DomainError] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    is_fresh: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the summary of errors: ``place`` is the id it leads to, ``""`` for none."""

    place: str
    label: str
    words: str


_kept: dict[tuple[Any, ...], tuple[float, bytes, bytes]] = {}


def new_token() -> str:
    """Make the token of a form: the key under which its answers are counted once, and its draft is kept."""
    return f"{secrets.randbelow(10**TOKEN_DIGITS):0{TOKEN_DIGITS}}"


def grouped(token: str) -> str:
    """Write a token as people copy it down: five groups of four."""
    return " ".join(token[place : place + 4] for place in range(0, len(token), 4))


def wants_large(request: Request) -> bool:
    """Tell whether whoever asks wants large letters."""
    return request.GET.get("elder", request.COOKIES.get("elder", "")) == "1"


def first_sheet(request: Request, asked: AskedRound, channel: str) -> HttpResponse:
    """Answer with the first page of the form, nothing typed yet, with a token of its own."""
    large = wants_large(request)
    federation = request.federation
    key = (federation.code, asked.name, get_language(), large, channel)
    until, head, tail = _kept.get(key, (0.0, b"", b""))
    if until < time.monotonic():
        drawn = _drawn(federation, asked, Sheet(channel=channel), large=large, token=PLACEHOLDER)
        head, _mark, tail = drawn.partition(MARK)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (time.monotonic() + KEPT_SECONDS, head, tail)
    # Kept by the browser only, so that going back shows this form again, with its token and what was typed.
    body = b"".join((head, b'value="', new_token().encode(), b'"', tail))
    return HttpResponse(body, headers={"Cache-Control": "private, no-cache"})


def sheet(
    request: Request, asked: AskedRound, shown: Sheet, token: str, *, large: bool, status: int = 200
) -> HttpResponse:
    """Answer with a page of the form as it stands."""
    body = _drawn(request.federation, asked, shown, large=large, token=token)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def page(request: Request, asked: AskedRound | None, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Answer with another public page of this room, drawn without the request too."""
    large = context.pop("large", wants_large(request))
    words = frame(request.federation, large=large) | {"asked": asked} | context
    body = render_to_string(f"surveys/answer/{name}.html", words)
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store"})


def thanks(request: Request, asked: AskedRound, receipts: Sequence[TextReceipt], *, large: bool) -> HttpResponse:
    """Thank, with the receipts of words that get an answer; without any the page is the same for all, and kept."""
    if receipts:
        return page(request, asked, "thanks", large=large, receipts=receipts)
    key = (request.federation.code, asked.name, get_language(), large, "thanks")
    until, body, _tail = _kept.get(key, (0.0, b"", b""))
    if until < time.monotonic():
        body = page(request, asked, "thanks", large=large, receipts=()).content
        _kept[key] = (time.monotonic() + KEPT_SECONDS, body, b"")
    return HttpResponse(body, headers={"Cache-Control": "no-store"})


def frame(federation: Any, *, large: bool) -> dict[str, Any]:
    """Give what the frame of a public page needs."""
    return {
        "federation": federation,
        "elder": large,
        "demo": settings.DEMO or federation.is_demo,
        "home": address_in(federation.code, "portal:home"),
        "helpline": federation.phone or settings.HELPLINE,
    }


def _drawn(federation: Any, asked: AskedRound, shown: Sheet, *, large: bool, token: str) -> bytes:
    definition = asked.definition
    language = get_language() or settings.LANGUAGE_CODE
    questions = asked_on(definition=definition, page=shown.page, given=shown.given)
    laid = lines(
        definition=definition,
        questions=questions,
        language=language,
        given=shown.given,
        problems=shown.problems,
    )
    wrong = {name: words_of(error) for name, error in shown.wrong.items()}
    context = frame(federation, large=large) | {
        "asked": asked,
        "action": reverse("surveys:answer", args=[asked.slug]) + ("?elder=1" if large else ""),
        "draft_url": reverse("surveys:draft", args=[asked.slug]),
        "sheet": shown,
        "token": token,
        "title": definition.pages[shown.page].title.said(language) if laid else "",
        "intro": definition.intro.said(language) if shown.page == 0 else "",
        "page_number": shown.page + 1,
        "page_count": len(definition.pages),
        "is_last": shown.page + 1 == len(definition.pages),
        "lines": laid,
        "is_voiced": any(each.becomes_voice for each in definition.questions),
        "wrong": wrong,
        "errors": _summary(laid, wrong),
        "known": json.dumps(_known(shown.given, questions), ensure_ascii=False),
        "communities": [(str(key), name) for key, name in asked.communities.items()],
        "groups": PopulationCell.Group.choices,
    }
    return render_to_string("surveys/answer/form.html", context).encode()


def _summary(laid: Sequence[Line], wrong: Mapping[str, str]) -> list[Fault]:
    """List what is wrong, each with the control it leads to."""
    labels = {
        "code": gettext("The code on your slip"),
        "community": gettext("Your community"),
        "group": gettext("Your age"),
        "resume": gettext("The code you wrote down"),
    }
    on_questions = [
        Fault(each.first, f"{each.question.number}. {each.label}", each.error) for each in laid if each.error
    ]
    others = [Fault(name if name in labels else "", labels.get(name, ""), words) for name, words in wrong.items()]
    return on_questions + others


def _known(given: Given, questions: Sequence[Question]) -> dict[str, str | list[str]]:
    """Pick the answers of earlier pages that conditions on this page ask for."""
    here = {question.code for question in questions}
    asked = {name for question in questions if question.shown_if for name in names(question.shown_if)}
    return {code: given[code] for code in sorted(asked - here) if code in given}
