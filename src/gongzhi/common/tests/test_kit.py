"""The kit: its components say what they mean to everybody, and its ink can be read."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines

from gongzhi.common.templatetags import kit

COMMON = Path(__file__).resolve().parents[1]
ROOT = COMMON.parents[2]
STYLESHEET = COMMON / "static" / "css" / "gongzhi.css"
TEMPLATES = sorted((COMMON / "templates").rglob("*.html"))
COMPONENTS = sorted((COMMON / "templates" / "cotton").glob("*.html"))

LARGEST_STYLESHEET = 30_000  # bytes, about the 25 KB the design allows

INKS = ("ink", "ink-2", "ink-3", "cinnabar", "jade", "ochre", "slate")
WASHES = (("cinnabar", "cinnabar-wash"), ("jade", "jade-wash"), ("ochre", "ochre-wash"), ("slate", "slate-wash"))


def render(source: str, **context: object) -> str:
    """Render a piece of template as a page would."""
    return engines["django"].from_string("{% load kit %}" + source).render(context)


def palettes() -> dict[str, dict[str, str]]:
    """Read the colours of the stylesheet as day, dark, elder by day and elder in the dark."""
    tokens = STYLESHEET.read_text(encoding="utf-8").split("@layer kit {")[0]
    dark_at = tokens.index("@media screen and (prefers-color-scheme: dark)")
    elder_at = tokens.index("\n.elder {")
    read = lambda part: dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6})\b", part))  # noqa: E731
    day, elder, dark = read(tokens[:elder_at]), read(tokens[elder_at:dark_at]), read(tokens[dark_at:])
    return {"day": day, "dark": day | dark, "elder": day | elder, "elder in the dark": day | elder | dark}


def luminance(colour: str) -> float:
    """Measure the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(letter * 2 for letter in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Measure the contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("palette", "least"), [("day", 4.5), ("dark", 4.5), ("elder", 7.0), ("elder in the dark", 7.0)]
)
def test_ink_can_be_read_on_every_ground(palette: str, least: float) -> None:
    colours = palettes()[palette]
    pairs = [(ink, ground) for ink in INKS for ground in ("paper", "card", "wash")] + [*WASHES, ("on", "cinnabar")]
    weak = [pair for pair in pairs if contrast(colours[pair[0]], colours[pair[1]]) < least]
    assert weak == []


@pytest.mark.parametrize("palette", ["day", "dark", "elder", "elder in the dark"])
def test_edges_of_controls_can_be_seen(palette: str) -> None:
    colours = palettes()[palette]
    assert all(contrast(colours["edge"], colours[ground]) >= 3 for ground in ("paper", "card", "wash"))


def test_the_stylesheet_stays_small() -> None:
    assert STYLESHEET.stat().st_size <= LARGEST_STYLESHEET


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_each_component_says_what_it_takes(path: Path) -> None:
    assert "{% comment %}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_breaks_the_content_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)


def test_a_closed_deed_says_why_beside_its_button() -> None:
    page = render('{% cotton deed label="Open the vote" closed="The last motion is still open." action="/x" / %}')
    why = re.search(r'aria-disabled="true" aria-describedby="([^"]+)"', page)
    assert why is not None
    assert f'<p class="why" id="{why[1]}">The last motion is still open.</p>' in page
    assert "<form" not in page


def test_a_refused_decision_closes_the_deed_with_its_reason() -> None:
    class Refused:
        reason, params = "Only %(office)s may do this.", {"office": "the president"}

        def __bool__(self) -> bool:
            return False

    page = render('{% cotton deed label="Close" :decision="may" action="/x" / %}', may=Refused())
    assert "Only the president may do this." in page


def test_an_open_deed_posts_with_a_key_of_its_own() -> None:
    page = render('{% cotton deed label="Close" :decision="may" action="/x" / %}', may=True)
    assert re.search(r'<form class="deed" method="post" action="/x"', page)
    assert re.search(r'name="deed_key" value="[0-9a-f-]{36}"', page)


def test_the_question_before_a_deed_needs_no_script() -> None:
    page = render('{% cotton deed label="Withdraw" confirm="Withdraw it?" action="/x" / %}')
    assert re.search(r"<details[^>]*>\s*<summary[^>]*>Withdraw</summary>\s*<dialog open", page)


class Sample(forms.Form):
    """One field with a hint."""

    title = forms.CharField(label="Title", help_text="Short <words>")


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    page = Sample({"title": ""})["title"].as_field_group()
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page
    assert "Short &lt;words&gt;" in page


def test_the_error_summary_leads_to_the_field() -> None:
    page = render('{% cotton form :form="form" / %}', form=Sample({"title": ""}))
    assert 'href="#id_title"' in page
    assert "autofocus" in page


@pytest.mark.parametrize(
    ("part", "whole", "drawn"), [(13, 18, "72.2%"), (0, 0, "0.0%"), (20, 18, "100.0%"), (None, 3, "0.0%")]
)
def test_a_bar_never_leaves_its_frame(part: int | None, whole: int, drawn: str) -> None:
    assert kit.percent(part, whole) == drawn


def test_turning_pages_keeps_the_filters() -> None:
    context = SimpleNamespace(GET=QueryDict("q=choir&page=2"))
    assert kit.page_url({"request": context}, "page", 3) == "?q=choir&page=3"


def test_vendored_files_are_those_of_the_lock() -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "vendor.py"), "--check"], check=True)
