"""This will suggest what a new meeting of a body looks like: its number, title, place."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max, Min
from django.utils import translation
from django.utils.translation import gettext

from gongzhi.meetings.models import Meeting
from gongzhi.meetings.rules.flow import chinese_number
from gongzhi.offices.models import Body, Term

# Bodies that are elected for a term and count their meetings within it; others count within the year.
ELECTED = frozenset({Body.Code.ASSEMBLY, Body.Code.COUNCIL, Body.Code.STANDING_COUNCIL, Body.Code.SUPERVISORS})


@dataclass(frozen=True)
class Suggestion:
    """What the next meeting of a body would be called, and where the last one was; ``session`` as in `Meeting`."""

    title: str
    session: int | None
    number: int
    place: str


def suggest(*, body: Body, on: date, session: int | None = None, form: str = "") -> Suggestion:
    """
    Suggest number, title and place of a body's meeting on a day; ``session`` overrides the counted one.

    Consultations (``form``) are counted apart, within the year and their form: they are no sessions of the body.
    """
    held = Meeting.objects.filter(body=body, form=form).exclude(state=Meeting.State.CANCELLED)
    last = held.order_by("-starts_at", "-pk").first()
    term = (session or _session(body, last, on)) if body.code in ELECTED and not form else None
    within = held.filter(session=term) if term else held.filter(starts_at__year=on.year)
    number = (within.aggregate(last=Max("number"))["last"] or 0) + 1
    return Suggestion(title_of(body, term, number, on, form), term, number, last.place if last else "")


def title_of(body: Body, session: int | None, number: int, on: date, form: str = "") -> str:
    """Write a meeting's title in the language of the federation's papers: 第二届理事会第五次会议."""
    with translation.override(settings.LANGUAGE_CODE):
        if form:
            words = gettext("%(body)s, %(form)s %(number)s of %(year)s")
            named = {"form": str(dict(Meeting.Form.choices)[form]), "number": _numeral(number)}
            return words % {"body": body.name, "year": on.year, **named}
        if session is None:
            words = gettext("%(body)s, meeting %(number)s of %(year)s")
            return words % {"body": body.name, "year": on.year, "number": _numeral(number)}
        words = gettext("%(body)s, term %(session)s, meeting %(number)s")
        return words % {"body": body.name, "session": _numeral(session), "number": _numeral(number)}


def _numeral(number: int) -> str:
    return chinese_number(number) if (translation.get_language() or "").startswith("zh") else str(number)


def _session(body: Body, last: Meeting | None, on: date) -> int:
    """Go on counting terms of the body; a new one has begun where everybody's seat began after the last meeting."""
    if last is None or last.session is None:
        return 1
    seats = Term.objects.in_office(on).filter(office__body=body, office__votes=True)
    begun = seats.aggregate(first=Min("starts_on"))["first"]
    return last.session + (1 if begun is not None and begun > last.starts_on else 0)
