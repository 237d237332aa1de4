"""Read and write what a clause asks for, as TOML tables and JSON objects hold it. Nothing is ever evaluated."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from gongzhi.institution.rules.params import (
    Base,
    Benefit,
    Cadence,
    Classifier,
    Composition,
    Condition,
    Counting,
    Deadline,
    Decision,
    Direction,
    Facts,
    Kind,
    Params,
    Power,
    Unit,
)
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.majorities import Threshold
from gongzhi.kernel.periods import CalendarKind
from gongzhi.kernel.text import gettext_noop as _

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
LEAP_YEAR = 2024
FRACTION = re.compile(r"[0-9]{1,4}(?:/[1-9][0-9]{0,3})?")
Table = Mapping[str, Any]


class PackError(DomainError):
    """Tell where a pack is wrong; params ``file``, ``clause`` (``""`` before the first) and ``problem``."""

    message = _("%(file)s, clause %(clause)s: %(problem)s")


class Unreadable(PackError):
    """Tell which entry of a table is wrong, and how; param ``entry``, and what else its sentence names."""

    message = _("%(entry)s cannot be read.")


class TableReader:
    """
    Read one table entry by entry and remember which were asked for, so that `close` can name the unknown ones.

    ``where`` names the table in what is raised.

    :raises Unreadable: by every method, naming the entry
    """

    def __init__(self, table: Table, *, where: str = "") -> None:
        self._table = table
        self._where = where
        self._asked: set[str] = set()

    def text(self, name: str, *, default: str | None = None, longest: int = 200) -> str:
        """Read a text that is not blank; ``default`` if the entry is absent."""
        value = self._take(name, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.fault(name, _("%(entry)s: a text is missing"))
        if len(value) > longest:
            raise self.fault(name, _("%(entry)s: at most %(longest)s characters"), longest=longest)
        return value

    def number(self, name: str, *, least: int = 0, default: int | None = None) -> int:
        """Read a whole number, not less than ``least``."""
        value = self.maybe_number(name, least=least)
        if value is not None:
            return value
        if default is None:
            raise self.fault(name, _("%(entry)s: a number is missing"))
        return default

    def maybe_number(self, name: str, *, least: int = 0) -> int | None:
        """Read a whole number, or ``None`` if the entry is absent."""
        value = self._take(name, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 10**9:
            raise self.fault(
                name, _("%(entry)s: not a whole number of %(least)s or more: %(value)r"), least=least, value=value
            )
        return value

    def maybe_truth(self, name: str) -> bool | None:
        """Read true or false, or ``None`` if the entry is absent."""
        value = self._take(name, None)
        if value is not None and not isinstance(value, bool):
            raise self.fault(name, _("%(entry)s: not true or false: %(value)r"), value=value)
        return value

    def maybe_share(self, name: str) -> Threshold | None:
        """Read a threshold such as ``>=2/3``, or ``None`` if the entry is absent."""
        value = self._take(name, None)
        if value is None:
            return None
        try:
            return Threshold.parse(value)
        except (ValueError, AttributeError) as error:
            raise self.fault(name, _("%(entry)s: not a share such as >=2/3: %(value)r"), value=value) from error

    def choice(self, name: str, choices: type[E], *, default: E | None = None) -> E:
        """Read one of the codes of an enumeration."""
        value = self._take(name, default)
        try:
            return choices(value)
        except ValueError as error:
            known = ", ".join(choices)
            raise self.fault(
                name, _("%(entry)s: %(value)r is not one of %(known)s"), value=value, known=known
            ) from error

    def maybe_fraction(self, name: str) -> Fraction | None:
        """Read a share of 0..1 written ``1/3``, or ``None`` if the entry is absent."""
        value = self._take(name, None)
        if value is None:
            return None
        if not isinstance(value, str) or FRACTION.fullmatch(value) is None or not 0 <= Fraction(value) <= 1:
            raise self.fault(name, _("%(entry)s: not a share such as 1/3: %(value)r"), value=value)
        return Fraction(value)

    def texts(self, name: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Read a list of texts that is not empty; ``default`` if the entry is absent."""
        value = self._take(name, None)
        if value is None and default is not None:
            return default
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self.fault(name, _("%(entry)s: not a list of texts"))
        return tuple(value)

    def facts(self, name: str) -> Facts:
        """Read a table of texts as sorted pairs; empty if the entry is absent."""
        value = self._take(name, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) and one for one in value.values()):
            raise self.fault(name, _("%(entry)s: not a table of texts"))
        return tuple(sorted(value.items()))

    def numbers(self, name: str) -> tuple[tuple[str, int], ...]:
        """Read a table of whole numbers as sorted pairs; empty if the entry is absent."""
        value = self._take(name, {})
        sound = isinstance(value, dict) and all(type(one) is int and one >= 0 for one in value.values())
        if not sound:
            raise self.fault(name, _("%(entry)s: not a table of whole numbers"))
        return tuple(sorted(value.items()))

    def tables(self, name: str) -> list[Table]:
        """Read a list of tables that is not empty."""
        value = self._take(name, None)
        if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
            raise self.fault(name, _("%(entry)s: not a list of tables"))
        return value

    def table(self, name: str) -> Table:
        """Read a table."""
        value = self._take(name, None)
        if not isinstance(value, dict):
            raise self.fault(name, _("%(entry)s: a table is missing"))
        return value

    def maybe_month_and_day(self, name: str) -> tuple[int, int] | None:
        """Read a day of the year written ``03-31``, or ``None`` if the entry is absent."""
        value = self._take(name, None)
        if value is None:
            return None
        try:
            day = date.fromisoformat(f"{LEAP_YEAR}-{value}")
        except ValueError as error:
            raise self.fault(
                name, _("%(entry)s: not a day of the year such as 03-31: %(value)r"), value=value
            ) from error
        return day.month, day.day

    def maybe_day(self, name: str) -> date | None:
        """Read a day, or ``None`` if the entry is absent; JSON writes it as ``2026-01-31``."""
        value = self._take(name, None)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise self.fault(name, _("%(entry)s: not a day such as 2026-01-31: %(value)r"), value=value) from error
        if value is not None and type(value) is not date:
            raise self.fault(name, _("%(entry)s: not a day such as 2026-01-31: %(value)r"), value=value)
        return value

    def close(self) -> None:
        """
        Finish: every entry must have been asked for.

        :raises Unreadable: naming the first unknown entry
        """
        for name in self._table:
            if name not in self._asked:
                raise self.fault(name, _("%(entry)s: unknown entry"))

    def fault(self, name: str, sentence: str, /, **params: object) -> Unreadable:
        """Make the error for an entry; ``sentence`` is a msgid with ``entry`` and the params."""
        error = Unreadable(field=name, entry=f"{self._where}.{name}" if self._where else name, **params)
        error.message = sentence
        return error

    def _take(self, name: str, default: object) -> Any:
        self._asked.add(name)
        return self._table.get(name, default)


def read_params(*, kind: str, params: Table, where: str = "params") -> Params:
    """
    Read what a clause of a kind asks for.

    ``where`` names the table in what is raised.

    :raises Unreadable: for an unknown entry, a bad number, a missing text or entries that contradict each other
    """
    reader = TableReader(params, where=where)
    read = READERS[Kind(kind)](reader)
    reader.close()
    return read


def params_data(params: Params) -> dict[str, object]:
    """Write what a clause asks for as JSON holds it; `read_params` reads the same back. Silent points are left out."""
    written = {name: WRITERS.get(name, _plain)(getattr(params, name)) for name in params.__dataclass_fields__}
    return {name: value for name, value in written.items() if not _is_silent(name, value)}


def _is_silent(name: str, value: object) -> bool:
    """Tell whether a point is left out: nothing is said, or the usual is."""
    if value is False:
        return name not in SPOKEN_TRUTHS
    return value is None or value in ("", {}, [])


SPOKEN_TRUTHS = frozenset({"proxies", "secret"})
"""Truths where false says something and silence is a third answer."""


def _cadence(reader: TableReader) -> Cadence:
    return Cadence(
        evidence=reader.text("evidence"),
        match=reader.facts("match"),
        at_least=reader.number("at_least", least=1),
        per=reader.choice("per", CalendarKind),
        longest_gap_days=reader.maybe_number("longest_gap_days", least=1),
        counts=reader.choice("counts", Counting, default=Counting.OWN),
    )


def _deadline(reader: TableReader) -> Deadline:
    params = Deadline(
        evidence=reader.text("evidence"),
        match=reader.facts("match"),
        trigger=reader.text("trigger", default=""),
        trigger_match=reader.facts("trigger_match"),
        trigger_date=reader.text("trigger_date", default=""),
        direction=reader.choice("direction", Direction, default=Direction.WITHIN),
        amount=reader.number("amount", default=0),
        unit=reader.choice("unit", Unit, default=Unit.DAYS),
        yearly_on=reader.maybe_month_and_day("yearly_on"),
    )
    if bool(params.trigger) == (params.yearly_on is not None):
        raise reader.fault("trigger", _("%(entry)s: a deadline has either an event or a yearly date"))
    if params.yearly_on is not None and params.amount:
        raise reader.fault("amount", _("%(entry)s: a yearly date has no number of days"))
    return params


def _composition(reader: TableReader) -> Composition:
    params = Composition(
        body=reader.text("body"),
        office=reader.text("office", default=""),
        at_least=reader.maybe_number("at_least"),
        at_most=reader.maybe_number("at_most"),
        odd=reader.maybe_truth("odd") or False,
        share_of=reader.text("share_of", default=""),
        share_at_most=reader.maybe_fraction("share_at_most"),
        held_by=reader.texts("held_by", default=()),
        not_with=reader.text("not_with", default=""),
        age_at_most=reader.maybe_number("age_at_most", least=18),
        terms_at_most=reader.maybe_number("terms_at_most", least=1),
        term_months_at_most=reader.maybe_number("term_months_at_most", least=1),
        party_months_at_least=reader.maybe_number("party_months_at_least"),
        document=reader.text("document", default=""),
        document_for=reader.text("document_for", default=""),
    )
    if None not in (params.at_least, params.at_most) and (params.at_least or 0) > (params.at_most or 0):
        raise reader.fault("at_most", _("%(entry)s: the most is less than the least"))
    if bool(params.share_of) != (params.share_at_most is not None):
        raise reader.fault("share_of", _("%(entry)s: a share and the body it is of go together"))
    return params


def _decision(reader: TableReader) -> Decision:
    return Decision(
        decision=reader.text("decision"),
        body=reader.text("body"),
        quorum=reader.maybe_share("quorum"),
        passes=reader.maybe_share("passes"),
        base=reader.choice("base", Base, default=Base.PRESENT),
        notice_days=reader.maybe_number("notice_days"),
        proxies=reader.maybe_truth("proxies"),
        secret=reader.maybe_truth("secret"),
    )


def _classifier(reader: TableReader) -> Classifier:
    return Classifier(
        outcome=reader.text("outcome"),
        conditions=tuple(_condition(table) for table in reader.tables("conditions")),
        limits=reader.numbers("limits"),
    )


def _condition(table: Table) -> Condition:
    reader = TableReader(table, where="conditions")
    equals = table.get("equals")
    condition = Condition(
        fact=reader.text("fact"),
        at_least=reader.maybe_number("at_least"),
        at_most=reader.maybe_number("at_most"),
        equals=reader.text("equals") if isinstance(equals, str) else reader.maybe_truth("equals"),
    )
    reader.close()
    bounded = condition.at_least is not None or condition.at_most is not None
    if bounded == (condition.equals is not None):
        raise reader.fault("fact", _("%(entry)s: a condition has either bounds or one value"))
    return condition


def _power(reader: TableReader) -> Power:
    return Power(
        body=reader.text("body", default=""), office=reader.text("office", default=""), rights=reader.texts("rights")
    )


def _benefit(reader: TableReader) -> Benefit:
    return Benefit(standing=reader.text("standing"), benefits=reader.texts("benefits"))


READERS: dict[Kind, Callable[[TableReader], Params]] = {
    Kind.CADENCE: _cadence,
    Kind.DEADLINE: _deadline,
    Kind.COMPOSITION: _composition,
    Kind.DECISION: _decision,
    Kind.THRESHOLD: _classifier,
    Kind.POWER: _power,
    Kind.BENEFIT: _benefit,
}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Threshold | Fraction) else value


def _pairs(value: Facts) -> dict[str, str]:
    return dict(value)


def _conditions(value: tuple[Condition, ...]) -> list[dict[str, object]]:
    names = Condition.__dataclass_fields__
    return [
        {name: getattr(condition, name) for name in names if getattr(condition, name) is not None}
        for condition in value
    ]


def _month_and_day(value: tuple[int, int] | None) -> str | None:
    return None if value is None else f"{value[0]:02}-{value[1]:02}"


WRITERS: dict[str, Callable[[Any], object]] = {
    "match": _pairs,
    "trigger_match": _pairs,
    "limits": _pairs,
    "conditions": _conditions,
    "yearly_on": _month_and_day,
    "rights": list,
    "benefits": list,
    "held_by": list,
}
