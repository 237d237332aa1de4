"""
Lay answers out in columns of small numbers, one of each question, so that a million of them are counted at once.

single and scale: the place of the option or step (int8) · text: 1 where there are words (int8) · multiple: a bit for
each option (int64) · ranking: for each option its place, best 1, not ranked 0 (int8, a row each) · number: itself
(float64). What was not answered, and what was not asked, has a mark of its own in each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gongzhi.surveys.rules.conditions import Value, holds
from gongzhi.surveys.rules.questions import Definition, Kind, Question

Column = NDArray[np.generic]
Answers = Mapping[str, Value]
Mark = int | float | list[int]
SILENT: Final = -1
"""Asked and not answered."""
UNASKED: Final = -2
"""Not asked, because of the question's condition."""
UNASKED_NUMBER: Final = float("-inf")
SILENT_NUMBER: Final = float("nan")


def dtype_of(question: Question) -> np.dtype[np.generic]:
    """Give the type of a question's column."""
    match question.kind:
        case Kind.MULTIPLE:
            return np.dtype(np.int64)
        case Kind.NUMBER:
            return np.dtype(np.float64)
        case _:
            return np.dtype(np.int8)


def width_of(question: Question) -> int:
    """Give how many numbers an answer takes: one, or one an option where options are ranked."""
    return len(question.options) if question.kind == Kind.RANKING else 1


def columns_of(*, definition: Definition, answers: Iterable[Answers]) -> dict[str, Column]:
    """Lay answers out: question code → column, in the order in which the answers come."""
    questions = definition.questions
    writers = [_writer(question) for question in questions]
    marks: list[list[Mark]] = [[] for _question in questions]
    for given in answers:
        for question, write, column in zip(questions, writers, marks, strict=True):
            asked = question.shown_if is None or holds(question.shown_if, given)
            column.append(write(given.get(question.code) if asked else None, asked))
    return {each.code: _as_column(each, column) for each, column in zip(questions, marks, strict=True)}


def is_asked(question: Question, column: Column) -> NDArray[np.bool_]:
    """Tell of each answer whether the question was asked."""
    if question.kind == Kind.NUMBER:
        return np.logical_not(np.isneginf(column.astype(np.float64, copy=False)))
    asked: NDArray[np.bool_] = np.not_equal(_first(question, column), UNASKED)
    return asked


def is_answered(question: Question, column: Column) -> NDArray[np.bool_]:
    """Tell of each answer whether the question was answered."""
    if question.kind == Kind.NUMBER:
        return np.isfinite(column.astype(np.float64, copy=False))
    answered: NDArray[np.bool_] = np.greater_equal(_first(question, column), 0)
    return answered


def join(question: Question, blocks: Sequence[Column]) -> Column:
    """Put the columns of several blocks one below the other."""
    shape = (0, width_of(question)) if question.kind == Kind.RANKING else (0,)
    return np.concatenate([np.zeros(shape, dtype_of(question)), *blocks])


def to_bytes(column: Column) -> bytes:
    """Write a column as bytes, the lowest byte first whatever the machine."""
    return column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes()


def from_bytes(question: Question, body: bytes) -> Column:
    """Read what `to_bytes` wrote."""
    column = np.frombuffer(body, dtype_of(question).newbyteorder("<"))
    return column.reshape(-1, width_of(question)) if question.kind == Kind.RANKING else column


def _first(question: Question, column: Column) -> NDArray[np.integer]:
    """Give the numbers among which the marks stand."""
    return column[:, 0] if question.kind == Kind.RANKING else column  # type: ignore[return-value]


def _as_column(question: Question, marks: list[Mark]) -> Column:
    column = np.array(marks, dtype_of(question))
    return column.reshape(-1, width_of(question)) if question.kind == Kind.RANKING else column


def _writer(question: Question) -> Callable[[Value | None, bool], Mark]:
    """Give what turns an answer of this question, or its absence, into its mark."""
    place = {option.code: number for number, option in enumerate(question.options)}
    match question.kind:
        case Kind.SINGLE:
            return lambda value, asked: place.get(str(value), SILENT) if value is not None else _absent(asked)
        case Kind.SCALE:
            least = int(question.minimum or 0)
            return lambda value, asked: int(str(value)) - least if value is not None else _absent(asked)
        case Kind.TEXT:
            return lambda value, asked: 1 if value is not None else _absent(asked)
        case Kind.MULTIPLE:
            return lambda value, asked: _bits(value, place) if value is not None else _absent(asked)
        case Kind.RANKING:
            return lambda value, asked: _places(value, place, asked)
        case Kind.NUMBER:
            return _number


def _absent(asked: bool) -> int:  # noqa: FBT001 -- the two marks
    return SILENT if asked else UNASKED


def _bits(value: Value, place: Mapping[str, int]) -> int:
    chosen = value if isinstance(value, list) else ()
    return sum(1 << place[code] for code in chosen if code in place)


def _places(value: Value | None, place: Mapping[str, int], asked: bool) -> list[int]:  # noqa: FBT001 -- as above
    if not isinstance(value, list):
        return [_absent(asked)] * len(place)
    ranked = [0] * len(place)
    for rank, code in enumerate(value, start=1):
        if code in place:
            ranked[place[code]] = rank
    return ranked


def _number(value: Value | None, asked: bool) -> float:  # noqa: FBT001 -- as above
    if isinstance(value, int | float):
        return float(value)
    return SILENT_NUMBER if asked else UNASKED_NUMBER
