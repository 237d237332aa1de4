"""
This will take answers from anybody: page by page, without an account, a cookie or a script.

These pages are exempt from the check against forged requests, and rightly: no authority rides on them. Whoever sends
the form from another site could send it from their own computer just as well; nobody is signed in here, signed-in
people are answered like everybody else, and a code must be typed. So no session is read and no cookie is set but the
choice of letters and language. What keeps answers honest is the token of the form, the code on the slip, and the pace.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.common.clock import today
from gongzhi.common.deeds import KeyReused
from gongzhi.common.web.limits import too_many
from gongzhi.common.web.refusals import UNPROCESSABLE
from gongzhi.common.web.requests import Request
from gongzhi.kernel.errors import DomainError
from gongzhi.surveys.forms.sending import DraftGone, DraftUnknown, Sent, sent_by, token_typed
from gongzhi.surveys.rules import paging
from gongzhi.surveys.rules.answers import AnswersRefused, check_answers
from gongzhi.surveys.selectors import intake, rounds, voices
from gongzhi.surveys.selectors.intake import AskedRound, Kept
from gongzhi.surveys.services import CodeUnknown, RoundNotOpen, save_draft, submit_response
from gongzhi.surveys.services.answering import fingerprint_of
from gongzhi.surveys.views import choices, pace, sheets
from gongzhi.surveys.views.sheets import Sheet


@require_safe
def open_rounds(request: Request) -> HttpResponse:
    """List what anybody may answer today."""
    _require_federation(request)
    listed = sheets.page(request, None, "open", rounds=list(rounds.public_rounds(on=today())))
    return choices.with_letters(request, listed)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, slug: str) -> HttpResponse:
    """Show the form of a round, take a page of it, thank at the end."""
    asked = _asked(request, slug)
    if request.method == "POST":
        wait = pace.answers.wait(request)
        return too_many(request, wait) if wait else _Taking(request, asked).answer()
    chosen = choices.spoken(request)
    if chosen is not None:
        return chosen
    if not asked.takes_answers(today()):
        return _not_open(request, asked)
    first = sheets.first_sheet(request, asked, choices.channel_of(request.GET.get("c", "")))
    return choices.with_letters(request, first)


@csrf_exempt
@require_POST
def draft(request: Request, slug: str) -> HttpResponse:
    """Keep what was typed so far, for the script of the page; nothing is checked and nothing is answered."""
    asked = _asked(request, slug)
    wait = pace.saves.wait(request)
    if wait:
        return too_many(request, wait)
    taking = _Taking(request, asked)
    try:
        # Kept without the pages before, this one would count without them.
        if taking.is_draft_gone:
            return HttpResponse(status=HTTPStatus.CONFLICT)
        taking.save()
    except RoundNotOpen:
        return HttpResponse(status=HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _require_federation(request: Request) -> None:
    if request.federation is None:
        raise Http404


def _asked(request: Request, slug: str) -> AskedRound:
    _require_federation(request)
    asked = intake.asked_by_slug(slug)
    if asked is None or not asked.definition.pages:
        raise Http404
    return asked


def _not_open(request: Request, asked: AskedRound, status: int = HTTPStatus.OK) -> HttpResponse:
    return sheets.page(request, asked, "closed", status, is_to_come=today() < asked.opens_on)


class _Taking:
    """One form that was sent, on its way to the next page or to being counted."""

    def __init__(self, request: Request, asked: AskedRound) -> None:
        self.request = request
        self.asked = asked
        self.large = sheets.wants_large(request)
        self.sent: Sent = sent_by(request.POST, asked.definition)
        kept = self._kept() if self.sent.needs_draft else None
        self.is_draft_gone = self.sent.page > 0 and kept is None
        if kept is not None:
            self.sent = self.sent.over(kept)

    def answer(self) -> HttpResponse:
        """Do what the button says that was pressed."""
        if not (self.asked.takes_answers(today()) or self._is_counted()):
            return _not_open(self.request, self.asked, UNPROCESSABLE)
        try:
            return self._start_again() if self.is_draft_gone else self._press()
        except RoundNotOpen:
            return _not_open(self.request, self.asked, UNPROCESSABLE)

    def _press(self) -> HttpResponse:
        deeds: dict[str, Callable[[], HttpResponse]] = {
            "back": self._back,
            "later": self._later,
            "resume": self._resume,
            "large": self._choose,
            "language": self._choose,
        }
        return deeds.get(self.sent.go.partition(":")[0], self._forward)()

    def save(self) -> None:
        """Keep what was typed."""
        sent = self.sent
        save_draft(
            round_id=self.asked.id,
            token=sent.token,
            answers=sent.given,
            page=sent.page,
            channel=sent.channel,
            at=timezone.now(),
            cell=sent.chosen_cell,
        )

    def _is_counted(self) -> bool:
        """Tell whether the form was counted while the round was open: then it is thanked for again."""
        return intake.was_counted(deed_hash=self._fingerprint())

    def _start_again(self) -> HttpResponse:
        """Lead back to the first page, since what was typed there is gone; what was sent now is kept."""
        self.sent = self.sent.at_page(0)
        self.save()
        return self._show(0, wrong={"": DraftGone()})

    def _forward(self) -> HttpResponse:
        """
        Go to the next page on which something is asked; from the last one, count the answers.

        The last page is never passed over: there the answers are sent, and community, age and code are asked.
        """
        definition, sent = self.asked.definition, self.sent
        last = len(definition.pages) - 1
        if sent.page == last:
            return self._count()
        here = {question.code for question in definition.pages[sent.page].questions}
        checked = check_answers(definition=definition, given=sent.given).problems
        problems = {code: error for code, error in checked.items() if code in here}
        if problems:
            return self._show(sent.page, problems)
        following = paging.next_page(definition=definition, page=sent.page, given=sent.given)
        self.sent = sent.at_page(last if following is None else following)
        self.save()
        return self._show(self.sent.page)

    def _back(self) -> HttpResponse:
        sent = self.sent
        before = paging.page_before(definition=self.asked.definition, page=sent.page, given=sent.given)
        self.sent = sent.at_page(before)
        self.save()
        return self._show(before)

    def _later(self) -> HttpResponse:
        self.save()
        code = sheets.grouped(self.sent.token)
        return sheets.page(self.request, self.asked, "later", large=self.large, code=code)

    def _resume(self) -> HttpResponse:
        """Go on with a draft whose token was written down."""
        token = token_typed(self.request.POST.get("r", ""))
        found = intake.draft_under(round_id=self.asked.id, token_hash=fingerprint_of(self.asked.id, token))
        if found is None:
            return self._show(0, wrong={"resume": DraftUnknown()})
        self.sent = self.sent.resumed(token, found)
        return self._show(self.sent.page)

    def _choose(self) -> HttpResponse:
        """Change letters or language in the middle of a form: nothing typed is lost."""
        self.save()
        return choices.chosen(self.request, self.sent.go, lambda large: self._show(self.sent.page, large=large))

    def _count(self) -> HttpResponse:
        """Count the answers and thank; or show what is wrong with them, on the page where it stands."""
        asked, sent = self.asked, self.sent
        wait = pace.guesses.wait(self.request) if asked.asks_code else 0
        if wait:
            return too_many(self.request, wait)
        try:
            response = submit_response(
                round_id=asked.id,
                answers=sent.given,
                channel=sent.channel,
                at=timezone.now(),
                code=sent.typed.get("code", ""),
                cell=sent.cell(),
                key=sent.token,
            )
        except AnswersRefused as error:
            return self._show_wrong(error)
        except RoundNotOpen:
            raise
        except KeyReused as error:
            return self._show(sent.page, wrong={"anew": error})
        except DomainError as error:
            return self._refused(error)
        receipts = voices.receipts_of(response, asked.definition)
        return sheets.thanks(self.request, asked, receipts, large=self.large)

    def _show_wrong(self, error: AnswersRefused) -> HttpResponse:
        """Show the first page with something wrong on it; what was typed on the last one is kept meanwhile."""
        definition = self.asked.definition
        first = paging.page_of(definition=definition, code=next(iter(error.problems)))
        here = {question.code for question in definition.pages[first].questions}
        if first != self.sent.page:
            self.sent = self.sent.at_page(first)
            self.save()
        return self._show(first, {code: each for code, each in error.problems.items() if code in here})

    def _refused(self, error: DomainError) -> HttpResponse:
        if isinstance(error, CodeUnknown):
            pace.guesses.missed(self.request)
        return self._show(len(self.asked.definition.pages) - 1, wrong={error.field or "": error})

    def _kept(self) -> Kept | None:
        return intake.kept_under(round_id=self.asked.id, token_hash=self._fingerprint())

    def _fingerprint(self) -> str:
        return fingerprint_of(self.asked.id, self.sent.token)

    def _show(
        self,
        page: int,
        problems: dict[str, DomainError] | None = None,
        *,
        wrong: dict[str, DomainError] | None = None,
        large: bool | None = None,
    ) -> HttpResponse:
        sent = self.sent
        shown = Sheet(
            page=page,
            channel=sent.channel,
            given=sent.given,
            problems=problems or {},
            wrong=wrong or {},
            typed=sent.typed,
            is_fresh=False,
        )
        return sheets.sheet(
            self.request,
            self.asked,
            shown,
            sent.token,
            large=self.large if large is None else large,
            status=UNPROCESSABLE if problems or wrong else HTTPStatus.OK,
        )
