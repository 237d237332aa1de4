"""How the story names a day without knowing on which day it is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InMonth:
    """The first workday from a day on, in the month that lies ``ahead`` of the telling (negative: back)."""

    ahead: int
    day: int


@dataclass(frozen=True, slots=True)
class Workdays:
    """So many workdays after the day of the telling (negative: before)."""

    count: int


@dataclass(frozen=True, slots=True)
class Now:
    """At the very moment of the telling, if people meet at that hour; otherwise on the next workday."""


When = InMonth | Workdays | Now
