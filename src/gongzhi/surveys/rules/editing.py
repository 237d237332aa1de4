"""
Change what a survey asks, as plain JSON: put in, replace, move, take out.

Nothing is judged here; `reading.read_definition` says of the whole what is wrong with it. What is given stays as it is,
and a changed copy comes back.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

Raw = dict[str, Any]
ENGLISH: Final = "|"
"""What stands between the Chinese and the English words of an option."""


class PageNotEmpty(DomainError):
    message = _("There are questions on this page. Move or delete them first.")


class GoneMeanwhile(DomainError):
    message = _("This question or page is no longer there. Look at the questions again.")


@dataclass(frozen=True, slots=True)
class Change:
    """
    One change as somebody asks for it, on whatever definition is there.

    ``deed`` is put, replace, delete, up, down (a question), page_put, page_title, page_up, page_down, page_delete or
    intro; ``raw`` the new question or the new words. A question that is put in gets a code of its own.
    """

    deed: str
    code: str = ""
    page: int = 0
    raw: Mapping[str, Any] = field(default_factory=dict)


def changed(definition: Mapping[str, Any], change: Change) -> Raw:
    """
    Carry a change out.

    :raises GoneMeanwhile: if what it is about is not there
    :raises PageNotEmpty: if a page with questions was to be deleted
    :raises ValueError: if the deed is none of those
    """
    if change.deed not in _DEEDS:
        raise ValueError(change.deed)
    return _DEEDS[change.deed](definition, change)


def put_question(definition: Mapping[str, Any], *, page: int, question: Raw) -> Raw:
    """
    Put a question at the end of a page, counted from 0; a first page is made where there is none.

    :raises GoneMeanwhile: if there is no such page
    """
    raw = _copied(definition)
    if not raw["pages"] and page == 0:
        raw["pages"].append({"questions": []})
    _page(raw, page)["questions"].append(question)
    return raw


def replace_question(definition: Mapping[str, Any], *, code: str, question: Raw) -> Raw:
    """
    Put a question in place of another.

    :raises GoneMeanwhile: if there is no such question
    """
    raw = _copied(definition)
    page, place = _place(raw, code)
    raw["pages"][page]["questions"][place] = question
    return raw


def remove_question(definition: Mapping[str, Any], *, code: str) -> Raw:
    """
    Take a question out.

    :raises GoneMeanwhile: if there is no such question
    """
    raw = _copied(definition)
    page, place = _place(raw, code)
    del raw["pages"][page]["questions"][place]
    return raw


def move_question(definition: Mapping[str, Any], *, code: str, step: int) -> Raw:
    """
    Move a question one place up (-1) or down (1); past the edge of its page it goes on to the next page.

    :raises GoneMeanwhile: if there is no such question
    """
    raw = _copied(definition)
    page, place = _place(raw, code)
    questions = raw["pages"][page]["questions"]
    if 0 <= place + step < len(questions):
        questions.insert(place + step, questions.pop(place))
    elif 0 <= page + step < len(raw["pages"]):
        following = raw["pages"][page + step]["questions"]
        following.insert(0 if step > 0 else len(following), questions.pop(place))
    return raw


def put_page(definition: Mapping[str, Any], *, title: Raw) -> Raw:
    """Put an empty page at the end."""
    raw = _copied(definition)
    raw["pages"].append(_kept({"title": title, "questions": []}))
    return raw


def retitle_page(definition: Mapping[str, Any], *, page: int, title: Raw) -> Raw:
    """
    Give a page, counted from 0, another title.

    :raises GoneMeanwhile: if there is no such page
    """
    raw = _copied(definition)
    raw["pages"][page] = _kept({"title": title, "questions": _page(raw, page)["questions"]})
    return raw


def move_page(definition: Mapping[str, Any], *, page: int, step: int) -> Raw:
    """
    Move a page one place up (-1) or down (1).

    :raises GoneMeanwhile: if there is no such page
    """
    raw = _copied(definition)
    moved = _page(raw, page)
    if 0 <= page + step < len(raw["pages"]):
        raw["pages"].remove(moved)
        raw["pages"].insert(page + step, moved)
    return raw


def remove_page(definition: Mapping[str, Any], *, page: int) -> Raw:
    """
    Take an empty page out.

    :raises GoneMeanwhile: if there is no such page
    :raises PageNotEmpty: if something is asked on it
    """
    raw = _copied(definition)
    if _page(raw, page)["questions"]:
        raise PageNotEmpty
    del raw["pages"][page]
    return raw


def set_intro(definition: Mapping[str, Any], *, intro: Raw) -> Raw:
    """Set the words before the first question."""
    raw = _copied(definition)
    raw.pop("intro", None)
    return raw | ({"intro": intro} if intro else {})


def new_code(definition: Mapping[str, Any]) -> str:
    """Find a code for a new question: q and a number that was not used yet."""
    used = {question["code"] for page in definition.get("pages", ()) for question in page["questions"]}
    number = len(used) + 1
    while f"q{number}" in used:
        number += 1
    return f"q{number}"


def options_from_lines(text: str, *, before: Sequence[Mapping[str, Any]] = ()) -> list[Raw]:
    """
    Read options, one a line, ``中文 | English``.

    An option keeps its code if its Chinese words are those of one before, or if as many options are there as before
    and the one at its place is gone: then it was only reworded. Others get a code that was not used.
    """
    labels = [_words(line) for line in text.splitlines() if line.strip()]
    by_words = {option["label"].get("zh", ""): option["code"] for option in before}
    codes = [by_words.pop(label.get("zh", ""), None) for label in labels]
    if len(labels) == len(before):
        left = set(by_words.values())
        codes = [
            code or (old["code"] if old["code"] in left else None) for code, old in zip(codes, before, strict=True)
        ]
    used = {option["code"] for option in before} | {code for code in codes if code}
    return [{"code": code or _unused(used), "label": label} for code, label in zip(codes, labels, strict=True)]


def lines_of(options: Sequence[Mapping[str, Any]]) -> str:
    """Write options one a line, as `options_from_lines` reads them."""
    return "\n".join(
        f" {ENGLISH} ".join(filter(None, (option["label"].get("zh"), option["label"].get("en")))) for option in options
    )


def _words(line: str) -> Raw:
    chinese, _bar, english = (part.strip() for part in line.partition(ENGLISH))
    return _kept({"zh": chinese, "en": english})


def _unused(used: set[str]) -> str:
    number = 1
    while f"o{number}" in used:
        number += 1
    used.add(f"o{number}")
    return f"o{number}"


def _copied(definition: Mapping[str, Any]) -> Raw:
    raw = deepcopy(dict(definition))
    raw.setdefault("pages", [])
    for page in raw["pages"]:
        page.setdefault("questions", [])
    return raw


def _page(raw: Raw, page: int) -> Raw:
    if not 0 <= page < len(raw["pages"]):
        raise GoneMeanwhile
    found: Raw = raw["pages"][page]
    return found


def _place(raw: Raw, code: str) -> tuple[int, int]:
    for page, each in enumerate(raw["pages"]):
        for place, question in enumerate(each["questions"]):
            if question["code"] == code:
                return page, place
    raise GoneMeanwhile


def _kept(parts: Raw) -> Raw:
    return {name: value for name, value in parts.items() if value or name == "questions"}


_DEEDS: Final[Mapping[str, Callable[[Mapping[str, Any], Change], Raw]]] = {
    "put": lambda raw, it: put_question(raw, page=it.page, question=dict(it.raw) | {"code": new_code(raw)}),
    "replace": lambda raw, it: replace_question(raw, code=it.code, question=dict(it.raw)),
    "delete": lambda raw, it: remove_question(raw, code=it.code),
    "up": lambda raw, it: move_question(raw, code=it.code, step=-1),
    "down": lambda raw, it: move_question(raw, code=it.code, step=1),
    "page_put": lambda raw, it: put_page(raw, title=dict(it.raw)),
    "page_title": lambda raw, it: retitle_page(raw, page=it.page, title=dict(it.raw)),
    "page_up": lambda raw, it: move_page(raw, page=it.page, step=-1),
    "page_down": lambda raw, it: move_page(raw, page=it.page, step=1),
    "page_delete": lambda raw, it: remove_page(raw, page=it.page),
    "intro": lambda raw, it: set_intro(raw, intro=dict(it.raw)),
}
