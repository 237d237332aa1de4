"""Say which page comes next: pages on which nothing is asked of this person are passed over."""

from collections.abc import Mapping

from gongzhi.surveys.rules.answers import Given, check_answers
from gongzhi.surveys.rules.conditions import Condition, Value, holds, names
from gongzhi.surveys.rules.questions import Definition, Question


def asked_on(*, definition: Definition, page: int, given: Given) -> list[Question]:
    """
    List the questions of a page (from 0) that may be asked, with what was answered on the pages before.

    A question whose condition rests on an answer of the same page stays: only that answer decides.
    """
    here = {question.code for question in definition.pages[page].questions}
    answers = check_answers(definition=definition, given=given).answers
    before = {code: value for code, value in answers.items() if code not in here}
    return [each for each in definition.pages[page].questions if _may_be_asked(each, here, before)]


def _may_be_asked(question: Question, here: set[str], before: Mapping[str, Value]) -> bool:
    condition: Condition | None = question.shown_if
    return condition is None or not here.isdisjoint(names(condition)) or holds(condition, before)


def next_page(*, definition: Definition, page: int, given: Given) -> int | None:
    """Find the next page on which something is asked; ``None`` after the last one."""
    later = range(page + 1, len(definition.pages))
    return next((each for each in later if asked_on(definition=definition, page=each, given=given)), None)


def page_before(*, definition: Definition, page: int, given: Given) -> int:
    """Find the page before on which something was asked; the first one has none but itself."""
    earlier = range(page - 1, -1, -1)
    return next((each for each in earlier if asked_on(definition=definition, page=each, given=given)), 0)


def page_of(*, definition: Definition, code: str) -> int:
    """Find the page a question stands on."""
    return next(
        place for place, page in enumerate(definition.pages) if any(each.code == code for each in page.questions)
    )
