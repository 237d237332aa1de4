"""Offer the surveys that ship with the house, to begin from. Each is a file of ``data/``: words, then questions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from gongzhi.surveys.rules.questions import Definition, Words
from gongzhi.surveys.rules.reading import read_definition

ORDER: Final = (
    "member_expectations",
    "member_opinions",
    "resident_willingness",
    "resident_needs",
    "resident_suggestions",
)


@dataclass(frozen=True, slots=True)
class Template:
    """A shipped survey. ``raw`` is what `read_definition` reads; both languages are complete."""

    code: str
    title: Words
    purpose: Words
    audience: str
    raw: Mapping[str, Any]
    definition: Definition


@cache
def shipped() -> tuple[Template, ...]:
    """List the templates, those for members first."""
    return tuple(_read(code) for code in ORDER)


def template(code: str) -> Template | None:
    """Find a template by its code."""
    return next((each for each in shipped() if each.code == code), None)


def _read(code: str) -> Template:
    told = tomllib.loads((files("gongzhi.surveys") / "data" / f"{code}.toml").read_text("utf-8"))
    raw = {"intro": told["intro"], "pages": told["pages"]}
    title, purpose = Words(**told["title"]), Words(**told["purpose"])
    return Template(code, title, purpose, told["audience"], raw, read_definition(raw))
