"""
Read a questionnaire from an XLSForm: a workbook with the sheets ``survey``, ``choices`` and ``settings``.

What we ask in the same way is taken over: select_one, select_multiple, rank, integer, decimal, range, text; note as a
hint; groups as pages; relevant as conditions. What a telephone gathers by itself (start, deviceid …) is left away and
said so. Everything else is a fault on its row; all faults are told at once.

Source: xlsform.org, "Question types"; docs/decisions/0010-survey-results.md
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules import questions as q
from gongzhi.surveys.rules.parsing import KEYWORDS
from gongzhi.surveys.rules.questions import DefinitionRefused
from gongzhi.surveys.rules.reading import (
    OPTION_CODE,
    QUESTION_CODE,
    OptionsTooMany,
    PagesTooMany,
    QuestionsTooMany,
    codes_for,
    read_definition,
)
from gongzhi.surveys.rules.relevance import Known, translated

Cell = object
Sheets = Mapping[str, Sequence[Sequence[Cell]]]
Made = TypeVar("Made")
SILENT: Final = frozenset(
    {"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit"}
)
"""What a device writes down by itself; we gather none of it."""
SIMPLE: Final = {"integer": "number", "decimal": "number", "text": "text"}
CHOOSING: Final = {"select_one": "single", "select_multiple": "multiple", "rank": "ranking"}
BEGINS: Final = frozenset({"begin_group", "begin group"})
ENDS: Final = frozenset({"end_group", "end group"})
MOST_FAULTS: Final = 200
"""After so many nobody reads on."""
YES: Final = frozenset({"yes", "true", "true()", "1", "是"})
_BETWEEN: Final = re.compile(r"\s*\.\s*(>=|<=)\s*(-?[0-9]{1,9})\s*")


class SheetMissing(DomainError):
    message = _("The workbook has no sheet “%(sheet)s”. An XLSForm has the sheets survey and choices.")


class HeadingMissing(DomainError):
    message = _("The sheet “%(sheet)s” has no column “%(column)s” in its first row.")


class NothingAsked(DomainError):
    message = _("There is no question in this workbook.")


class KindNotTaken(DomainError):
    message = _("Questions of the kind “%(kind)s” cannot be asked here. Delete the row or ask in another way.")


class ListUnknown(DomainError):
    message = _("The list of choices “%(list)s” is not on the sheet choices.")


class NameMissing(DomainError):
    message = _("The name is missing.")


class NameTwice(DomainError):
    message = _("The name “%(name)s” is there twice.")


class GroupUnclosed(DomainError):
    message = _("This group is never closed: its row “end_group” is missing.")


class GroupUnopened(DomainError):
    message = _("A group is closed here that was never begun.")


class ConstraintLeft(DomainError):
    message = _("This limit cannot be taken over: “%(text)s”. Understood is: . >= 0 and . <= 120.")


class RangeUnfit(DomainError):
    message = _("A range goes in steps of 1 from a whole number to a larger one, ten steps apart at most.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which row, counted from 1, of which sheet; 0 for the whole sheet."""

    sheet: str
    row: int
    error: DomainError


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was left away: its kind is nothing we gather."""

    row: int
    kind: str


@dataclass(frozen=True)
class ReadForm:
    """A workbook as it was read. ``raw`` is what `read_definition` reads; it is sound only where there is no fault."""

    title: str
    raw: dict[str, Any]
    faults: tuple[Fault, ...]
    left: tuple[Left, ...]


@dataclass
class _Group:
    row: int
    relevant: str


@dataclass
class _Reader:
    """Reads row after row, and goes on after a fault."""

    faults: list[Fault] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, list[tuple[int, str, dict[str, str]]]] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=list)
    notes: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    intro: dict[str, str] = field(default_factory=dict)

    def choices(self, sheets: Sheets) -> None:
        """Read the lists of choices."""
        names: dict[str, set[str]] = {}
        for row, cells in _records(sheets.get("choices", ())):
            name, listed = _said(cells, "name", "value"), _said(cells, "list_name", "list name")
            if not name or not listed:
                self._blame("choices", row, NameMissing())
                continue
            of_list = self.lists.setdefault(listed, [])
            known = names.setdefault(listed, set())
            if len(of_list) > q.MOST_OPTIONS:
                continue
            if name in known:
                self._blame("choices", row, NameTwice(name=name))
            known.add(name)
            of_list.append((row, name, _words(cells, "label")))

    def survey(self, sheets: Sheets) -> None:
        """Read the questions."""
        for row, cells in _records(sheets["survey"]):
            if self._is_enough(row, cells):
                break
            self._row(row, " ".join(_said(cells, "type").split()), cells)
        for group in self.groups:
            self._blame("survey", group.row, GroupUnclosed())
        self.left.extend(Left(row, "note") for row, _words in self.notes)
        if not self.rows:
            self._blame("survey", 0, NothingAsked())

    def _is_enough(self, row: int, cells: Mapping[str, str]) -> bool:
        """Tell whether there is no use in reading on, so that a sheet of any length is soon read."""
        if len(self.rows) == q.MOST_QUESTIONS and _asks(cells):
            self._blame("survey", row, QuestionsTooMany(most=q.MOST_QUESTIONS))
        elif len(self.groups) > q.MOST_PAGES:
            self._blame("survey", row, PagesTooMany(most=q.MOST_PAGES))
        elif len(self.faults) < MOST_FAULTS:
            return False
        self.groups, self.notes = [], []
        return True

    def _row(self, row: int, kind: str, cells: Mapping[str, str]) -> None:
        if kind in BEGINS:
            self._begin(row, cells)
        elif kind in ENDS:
            self._end(row)
        elif kind == "note":
            self.notes.append((row, _words(cells, "label")))
        elif kind in SILENT:
            self.left.append(Left(row, kind))
        elif kind:
            self._ask(row, kind, cells)

    def _begin(self, row: int, cells: Mapping[str, str]) -> None:
        if not self.groups:
            self.pages.append({"title": _words(cells, "label"), "questions": []})
        self.groups.append(_Group(row, _said(cells, "relevant")))

    def _end(self, row: int) -> None:
        if not self.groups:
            self._blame("survey", row, GroupUnopened())
            return
        self.groups.pop()
        if not self.groups:
            self.pages.append({"questions": []})

    def _ask(self, row: int, kind: str, cells: Mapping[str, str]) -> None:
        word, _space, rest = kind.partition(" ")
        name = _said(cells, "name")
        raw = self._try(row, lambda: self._question(word, rest, name, cells))
        if raw is None:
            return
        condition = self._try(row, lambda: self._condition(cells))
        if condition:
            raw["shown_if"] = condition
        self._limit(row, raw, cells)
        if not self.pages:
            self.pages.append({"questions": []})
        self.pages[-1]["questions"].append(raw)
        self.rows.append(row)
        choices = {
            each[1]: code["code"] for each, code in zip(self._listed(rest), raw.get("options", ()), strict=False)
        }
        self.known[name] = Known(raw["code"], choices)

    def _question(self, word: str, rest: str, name: str, cells: Mapping[str, str]) -> dict[str, Any]:
        if not name:
            raise NameMissing
        if name in self.known:
            raise NameTwice(name=name)
        raw: dict[str, Any] = {"code": self._code(name), "label": _words(cells, "label"), "help": self._help(cells)}
        if _said(cells, "required").lower() in YES:
            raw["required"] = True
        if word in CHOOSING:
            return raw | {"kind": CHOOSING[word], "options": self._options(rest)}
        if word in SIMPLE and not rest:
            return raw | {"kind": SIMPLE[word]}
        if word == "range":
            return raw | _scale(_said(cells, "parameters"))
        raise KindNotTaken(kind=f"{word} {rest}".strip()[:60])

    def _listed(self, rest: str) -> list[tuple[int, str, dict[str, str]]]:
        return self.lists.get(rest.split(" ", maxsplit=1)[0], [])

    def _options(self, rest: str) -> list[dict[str, Any]]:
        listed = self._listed(rest)
        if not listed or " " in rest:
            raise ListUnknown(list=rest[:60])
        if len(listed) > q.MOST_OPTIONS:
            raise OptionsTooMany(most=q.MOST_OPTIONS)
        codes = codes_for([name for _row, name, _label in listed], OPTION_CODE, "o")
        return [{"code": code, "label": label} for code, (_row, _name, label) in zip(codes, listed, strict=True)]

    def _code(self, name: str) -> str:
        taken = [known.code for known in self.known.values()]
        return codes_for([*taken, f"{name}_" if name.lower() in KEYWORDS else name], QUESTION_CODE, "q")[-1]

    def _help(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Put the notes before a question into its hint; a note before the first question opens the survey."""
        if not self.rows and self.notes and not self.intro:
            self.intro = self._merged([said for _row, said in self.notes])
            self.notes = []
        said = self._merged([*(said for _row, said in self.notes), _words(cells, "hint")])
        self.notes = []
        return said

    @staticmethod
    def _merged(said: Sequence[Mapping[str, str]]) -> dict[str, str]:
        together = {
            language: "\n".join(filter(None, (each.get(language) for each in said))) for language in ("zh", "en")
        }
        return {language: text for language, text in together.items() if text}

    def _condition(self, cells: Mapping[str, str]) -> str:
        """Join the conditions of the groups around a question with its own."""
        said = [*(group.relevant for group in self.groups), _said(cells, "relevant")]
        written = [translated(text, known=self.known) for text in said if text]
        return " and ".join(f"({each})" for each in written) if len(written) > 1 else "".join(written)

    def _limit(self, row: int, raw: dict[str, Any], cells: Mapping[str, str]) -> None:
        text = _said(cells, "constraint")
        found = [_BETWEEN.fullmatch(part) for part in text.split(" and ")] if text else []
        if (raw["kind"] != "number" and text) or None in found:
            self._blame("survey", row, ConstraintLeft(text=text[:60]))
            return
        for each in found:
            if each is not None:
                raw["min" if each[1] == ">=" else "max"] = int(each[2])

    def _try(self, row: int, make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except DomainError as error:
            self._blame("survey", row, error)
            return None

    def _blame(self, sheet: str, row: int, error: DomainError) -> None:
        self.faults.append(Fault(sheet, row, error))


def read_xlsform(sheets: Sheets) -> ReadForm:
    """Read the sheets of a workbook: name → rows of cells, the first of which are the headings."""
    by_name = {name.strip().lower(): rows for name, rows in sheets.items()}
    reader = _Reader()
    problem = _missing(by_name)
    if problem is not None:
        return ReadForm("", {"pages": []}, (problem,), ())
    reader.choices(by_name)
    reader.survey(by_name)
    raw: dict[str, Any] = {"pages": [page for page in reader.pages if page["questions"]]}
    if reader.intro:
        raw["intro"] = reader.intro
    if not reader.faults:
        reader.faults.extend(_faults_of(raw, reader.rows))
    settings = next(_records(by_name.get("settings", ())), (0, {}))[1]
    title = _said(settings, "form_title", "title")[:100]
    return ReadForm(
        title, raw, tuple(sorted(reader.faults, key=lambda fault: (fault.sheet, fault.row))), tuple(reader.left)
    )


def _asks(cells: Mapping[str, str]) -> bool:
    """Tell whether a row asks something: it would be one question more."""
    kind = " ".join(_said(cells, "type").split())
    return bool(kind) and kind not in BEGINS | ENDS | SILENT | {"note"}


def _missing(sheets: Sheets) -> Fault | None:
    if "survey" not in sheets:
        return Fault("survey", 0, SheetMissing(sheet="survey"))
    headings = {_heading(cell) for cell in (sheets["survey"] or [()])[0]}
    for column in ("type", "name"):
        if column not in headings:
            return Fault("survey", 1, HeadingMissing(sheet="survey", column=column))
    return None


def _faults_of(raw: dict[str, Any], rows: Sequence[int]) -> Iterator[Fault]:
    """Hold what was read against our own rules, and say each fault on its row."""
    try:
        read_definition(raw)
    except DefinitionRefused as refused:
        for problem in refused.problems:
            yield Fault("survey", rows[problem.question - 1] if problem.question else 0, problem.error)


def _records(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each filled row below the headings with its number: heading → text."""
    if not rows:
        return
    headings = [_heading(cell) for cell in rows[0]]
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: _text(cell) for name, cell in zip(headings, row, strict=False) if name}
        if any(cells.values()):
            yield number, cells


def _heading(cell: Cell) -> str:
    return _text(cell).lower()


def _text(cell: Cell) -> str:
    """Write a cell as text: a whole number without its point, yes and no as XLSForm writes them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _said(cells: Mapping[str, str], *names: str) -> str:
    return next((cells[name] for name in names if cells.get(name)), "")


def _words(cells: Mapping[str, str], name: str) -> dict[str, str]:
    """Read a text in both languages: Chinese by its column, else whatever there is first."""
    of_name = {key: text for key, text in cells.items() if key.split("::")[0].split(":")[0].strip() == name and text}
    english = next((text for key, text in of_name.items() if "english" in key or "(en)" in key), "")
    marks = ("中文", "汉语", "chinese", "(zh")
    chinese = next((text for key, text in of_name.items() if any(mark in key for mark in marks)), "")
    chinese = chinese or of_name.get(name, "") or next(iter(of_name.values()), "")
    words = {"zh": chinese, "en": english if english != chinese else ""}
    return {language: text for language, text in words.items() if text}


def _scale(parameters: str) -> dict[str, Any]:
    said = dict(part.partition("=")[::2] for part in parameters.replace(",", " ").split())
    try:
        start, end, step = (int(said.get(name, default)) for name, default in (("start", 0), ("end", 10), ("step", 1)))
    except ValueError as error:
        raise RangeUnfit from error
    if step != 1 or not 0 <= start < end <= q.HIGHEST_SCALE:
        raise RangeUnfit
    return {"kind": "scale", "min": start, "max": end}
