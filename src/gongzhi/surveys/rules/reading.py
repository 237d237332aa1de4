"""
Read what a survey asks from plain JSON or TOML, strictly, with every fault told on its question.

``{"intro": words, "pages": [{"title": words, "questions": [question, …]}]}``. Words are ``{"zh": "…", "en": "…"}``;
English may be missing. Keys of a question: ``code kind label help required options min max low high shown_if
becomes_voice``; an option has ``code`` and ``label``. Whatever is unknown is refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import unsafe_characters
from gongzhi.surveys.rules import questions as q
from gongzhi.surveys.rules.bounds import BoundsUnfit, bounds
from gongzhi.surveys.rules.conditions import Condition, check, written
from gongzhi.surveys.rules.parsing import KEYWORDS, parse
from gongzhi.surveys.rules.questions import Definition, DefinitionRefused, Kind, Option, Page, Problem, Question, Words

__all__ = ["BoundsUnfit", "plain", "read_definition"]

QUESTION_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
OPTION_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_]{0,29}")
PARTS: Final = frozenset(
    {"code", "kind", "label", "help", "required", "options", "min", "max", "low", "high", "shown_if", "becomes_voice"}
)
Made = TypeVar("Made")
Raw = Mapping[str, object]


class Unreadable(DomainError):
    message = _("This part cannot be read.")


class UnknownPart(DomainError):
    message = _("“%(name)s” is no part of a question.")


class WordsMissing(DomainError):
    message = _("Write the words in Chinese; English may follow later.")


class WordsTooLong(DomainError):
    message = _("These words have %(length)s characters; %(most)s are allowed.")


class WordsUnsafe(DomainError):
    message = _("There is an invisible character at place %(place)s. Please delete it and type the text again.")


class CodeUnfit(DomainError):
    message = _("A code begins with a small letter and has small letters, digits and _ only, 30 at most.")


class OptionCodeUnfit(DomainError):
    message = _("The code of an option has small letters, digits and _ only, 30 at most.")


class CodeTwice(DomainError):
    message = _("The code “%(code)s” is there twice.")


class KindUnknown(DomainError):
    message = _("Choose how the question is answered.")


class OptionsMissing(DomainError):
    message = _("Give at least two options to choose from.")


class OptionsTooMany(DomainError):
    message = _("A question has %(most)s options at most.")


class OptionsUnwanted(DomainError):
    message = _("A question of this kind has no options.")


class VoiceNeedsText(DomainError):
    message = _("Only an answer in words can become a voice.")


class QuestionsTooMany(DomainError):
    message = _("A survey has %(most)s questions at most. Fewer are answered by more people.")


class PagesTooMany(DomainError):
    message = _("A survey has %(most)s pages at most.")


def read_definition(raw: object) -> Definition:
    """
    Read a definition.

    :raises DefinitionRefused: with every fault on its question
    """
    reader = _Reader()
    definition = reader.definition(raw)
    if reader.problems or definition is None:
        raise DefinitionRefused(reader.problems)
    return definition


class _Reader:
    """Reads on after a fault, so that all faults are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._page: int | None = None
        self._number = 0
        self._code = ""
        self._earlier: dict[str, Question] = {}
        self._codes: list[str] = []

    def definition(self, raw: object) -> Definition | None:
        top = self._try("pages", lambda: _mapping(raw, {"intro", "pages"}))
        pages = self._try("pages", lambda: _pages(top)) if top is not None else None
        if top is None or pages is None:
            return None
        intro = self._words(top, "intro", q.LONGEST_INTRO)
        self._codes = [str(each.get("code", "")) for each in _all_questions(pages)]
        read = tuple(self._read_page(place, page) for place, page in enumerate(pages, start=1))
        return Definition(intro, read)

    def _read_page(self, place: int, raw: Raw) -> Page:
        self._page, self._code = place, ""
        listed = raw.get("questions", [])
        if not isinstance(listed, list) or set(raw) - {"title", "questions"}:
            self._note("questions", Unreadable())
            return Page(Words(), ())
        title = self._words(raw, "title", q.LONGEST_OPTION)
        read = [self._read_question(each) for each in listed]
        self._code = ""
        return Page(title, tuple(question for question in read if question is not None))

    def _read_question(self, raw: object) -> Question | None:
        self._number += 1
        self._code = str(raw.get("code", ""))[: q.LONGEST_CODE] if isinstance(raw, Mapping) else ""
        known = self._try("code", lambda: _mapping(raw, PARTS))
        if known is None:
            return None
        code = self._try("code", lambda: _code(known, self._earlier))
        kind = self._try("kind", lambda: _kind(known))
        label = self._words(known, "label", q.LONGEST_LABEL, must=True)
        if code is None or kind is None:
            return None
        question = self._question(known, code, kind, label)
        self._earlier[code] = question
        return question

    def _question(self, raw: Raw, code: str, kind: Kind, label: Words) -> Question:
        options = self._options(raw, kind)
        limits = self._try("min", lambda: bounds(raw=raw, kind=kind, options=len(options)))
        least, most = limits or (None, None)
        return Question(
            number=self._number,
            code=code,
            kind=kind,
            label=label,
            help=self._words(raw, "help", q.LONGEST_HELP),
            required=bool(self._try("required", lambda: _flag(raw, "required"))),
            options=options,
            minimum=least,
            maximum=most,
            low=self._words(raw, "low", q.LONGEST_OPTION),
            high=self._words(raw, "high", q.LONGEST_OPTION),
            shown_if=self._try("shown_if", lambda: self._condition(raw)),
            becomes_voice=bool(self._try("becomes_voice", lambda: _voice(raw, kind))),
        )

    def _options(self, raw: Raw, kind: Kind) -> tuple[Option, ...]:
        listed = self._try("options", lambda: _option_list(raw, kind)) or []
        found: dict[str, Option] = {}
        for each in listed:
            code = self._try("options", lambda each=each: _option_code(each, found))  # type: ignore[misc]
            label = self._words(each, "label", q.LONGEST_OPTION, must=True, part="options")
            if code is not None:
                found[code] = Option(code, label)
        return tuple(found.values())

    def _condition(self, raw: Raw) -> Condition | None:
        text = raw.get("shown_if", "")
        if not isinstance(text, str):
            raise Unreadable
        if not text.strip():
            return None
        condition = parse(text)
        check(condition, earlier=self._earlier, later=self._codes[self._number - 1 :])
        return condition

    def _words(self, raw: Raw, key: str, longest: int, *, must: bool = False, part: str = "") -> Words:
        return self._try(part or key, lambda: _words(raw.get(key), longest, must=must)) or Words()

    def _try(self, part: str, make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except DomainError as error:
            self._note(part, error)
            return None

    def _note(self, part: str, error: DomainError) -> None:
        number = self._number if self._code or part not in {"title", "questions", "intro", "pages"} else None
        self.problems.append(Problem(self._page, number or None, self._code, part, error))


def _mapping(raw: object, known: frozenset[str] | set[str]) -> Raw:
    if not isinstance(raw, Mapping):
        raise Unreadable
    for name in raw:
        if name not in known:
            raise UnknownPart(name=str(name)[: q.LONGEST_CODE])
    return raw


def _pages(top: Raw) -> list[Raw]:
    pages = top.get("pages", [])
    if not isinstance(pages, list) or not all(isinstance(page, Mapping) for page in pages):
        raise Unreadable
    if len(pages) > q.MOST_PAGES:
        raise PagesTooMany(most=q.MOST_PAGES)
    if sum(1 for _each in _all_questions(pages)) > q.MOST_QUESTIONS:
        raise QuestionsTooMany(most=q.MOST_QUESTIONS)
    return pages


def _all_questions(pages: list[Raw]) -> Iterator[Raw]:
    for page in pages:
        listed = page.get("questions", [])
        for question in listed if isinstance(listed, list) else []:
            yield question if isinstance(question, Mapping) else {}


def _code(raw: Raw, earlier: Mapping[str, Question]) -> str:
    code = raw.get("code")
    if not isinstance(code, str) or not QUESTION_CODE.fullmatch(code) or code in KEYWORDS:
        raise CodeUnfit
    if code in earlier:
        raise CodeTwice(code=code)
    return code


def _kind(raw: Raw) -> Kind:
    kind = raw.get("kind")
    if not isinstance(kind, str) or kind not in set(Kind):
        raise KindUnknown
    return Kind(kind)


def _option_list(raw: Raw, kind: Kind) -> list[Raw]:
    listed = raw.get("options", [])
    if not isinstance(listed, list):
        raise Unreadable
    if kind not in q.WITH_OPTIONS:
        if listed:
            raise OptionsUnwanted
        return []
    if len(listed) < 2:  # noqa: PLR2004 -- one is no choice
        raise OptionsMissing
    if len(listed) > q.MOST_OPTIONS:
        raise OptionsTooMany(most=q.MOST_OPTIONS)
    return [_mapping(each, {"code", "label"}) for each in listed]


def _option_code(raw: Raw, found: Mapping[str, Option]) -> str:
    code = raw.get("code")
    if not isinstance(code, str) or not OPTION_CODE.fullmatch(code):
        raise OptionCodeUnfit
    if code in found:
        raise CodeTwice(code=code)
    return code


def _words(raw: object, longest: int, *, must: bool) -> Words:
    known = _mapping(raw if raw is not None else {}, {"zh", "en"})
    said = {language: known.get(language, "") for language in ("zh", "en")}
    for text in said.values():
        _check_text(text, longest)
    words = Words(*(str(text).strip() for text in said.values()))
    if not words.zh and (must or words.en):
        raise WordsMissing
    return words


def _check_text(text: object, longest: int) -> None:
    if not isinstance(text, str):
        raise Unreadable
    if len(text) > longest:
        raise WordsTooLong(length=len(text), most=longest)
    found = unsafe_characters(text.replace("\r", "").replace("\n", ""))
    if found:
        raise WordsUnsafe(place=found[0].position + 1)


def _flag(raw: Raw, key: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise Unreadable
    return value


def _voice(raw: Raw, kind: Kind) -> bool:
    if _flag(raw, "becomes_voice") and kind != Kind.TEXT:
        raise VoiceNeedsText
    return _flag(raw, "becomes_voice")


def plain(definition: Definition) -> dict[str, object]:
    """Write a definition as plain JSON, without what is empty, so that `read_definition` reads the same again."""
    pages = [
        _kept({"title": _plain_words(page.title), "questions": [_plain_question(each) for each in page.questions]})
        for page in definition.pages
    ]
    return _kept({"intro": _plain_words(definition.intro)}) | {"pages": pages}


def _plain_question(question: Question) -> dict[str, object]:
    parts: dict[str, object] = {
        "code": question.code,
        "kind": question.kind.value,
        "label": _plain_words(question.label),
        "help": _plain_words(question.help),
        "required": question.required,
        "options": [{"code": each.code, "label": _plain_words(each.label)} for each in question.options],
        "low": _plain_words(question.low),
        "high": _plain_words(question.high),
        "shown_if": written(question.shown_if) if question.shown_if else "",
        "becomes_voice": question.becomes_voice,
    }
    limits = {"min": question.minimum, "max": question.maximum}
    return _kept(parts) | {key: value for key, value in limits.items() if value is not None}


def _plain_words(words: Words) -> dict[str, str]:
    return {language: text for language, text in (("zh", words.zh), ("en", words.en)) if text}


def _kept(parts: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in parts.items() if value}


def codes_for(names: Sequence[str], fit: re.Pattern[str], letter: str) -> list[str]:
    """Make a code of each name: its own in small letters where it does, else a letter with a number."""
    codes: list[str] = []
    for place, name in enumerate(names, start=1):
        code = name.lower().replace("-", "_").replace(".", "_")
        number = place
        while not fit.fullmatch(code) or code in codes:
            code, number = f"{letter}{number}", number + 1
        codes.append(code)
    return codes
