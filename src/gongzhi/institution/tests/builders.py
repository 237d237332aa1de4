"""Build clauses and evidence for tests of rules: only what a test names differs from the usual."""

from datetime import date
from typing import Any

from gongzhi.institution.rules import Cadence, Clause, Layer, Mark, Params, Row
from gongzhi.kernel.periods import CalendarKind

YEARLY = Cadence(evidence="meetings.held", match=(("body", "council"),), at_least=2, per=CalendarKind.YEAR)


def make_clause(
    *,
    code: str = "charter.council.cadence",
    params: Params = YEARLY,
    since: date = date(2020, 1, 1),
    until: date | None = None,
    layer: Layer = Layer.CHARTER,
    **other: Any,
) -> Clause:
    words = {
        "jurisdiction": "CN" if layer is Layer.NATIONAL else "",
        "article": "第二十四条",
        "topic": "council.cadence",
        "subject": "council",
        "title_zh": "理事会会期",
        "title_en": "Meetings of the council",
        "text_zh": "理事会每年至少召开两次。",
        "text_en": "The council meets at least twice a year.",
        "source": "本会章程",
        "mark": Mark.FULL_TEXT,
    }
    return Clause(code=code, params=params, since=since, until=until, layer=layer, **(words | other))


def held(day: date, body: str = "council", subject: str = "", **facts: object) -> Row:
    return Row("meetings.held", day, subject, "会议", {"body": body, **facts})
