"""This will let a test use a page as somebody does who has no mouse: Tab, Enter, Space, arrows and typing."""

import re
from datetime import date
from typing import Any

from playwright.sync_api import Page, expect

MOST_TABS = 600
OPTIONAL = " （选填）"
# What the focused element is called, as a screen reader would say it, and the row it stands in.
FOCUSED = """() => {
  const said = (node) => (node.innerText || node.textContent || "").replace(/\\s+/g, " ").trim();
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const ids = (here.getAttribute("aria-labelledby") || "").split(/\\s+/).filter(Boolean);
  const labels = ids.length ? ids.map((id) => document.getElementById(id)) : [...(here.labels || [])];
  const row = here.closest(".row, .station, tr, fieldset");
  return {
    name: here.getAttribute("aria-label") || labels.map(said).join(" ") || said(here),
    row: row ? said(row) : "",
    group: here.type === "radio" ? here.name : "",
    offered: here.type !== "radio" ? []
      : [...here.form.elements[here.name]].flatMap((one) => [...one.labels].map(said)),
    chosen: here.tagName === "SELECT" ? said(here.selectedOptions[0]) : "",
    checked: Boolean(here.checked),
  };
}"""
# A browser asks for a day in the order of its own language, which is not always that of the page.
DAY_ORDERS = (("%m", "%d", "%Y"), ("%Y", "ArrowRight", "%m", "%d"))
Name = str | re.Pattern[str]


class Walker:
    """Hands on a keyboard: it counts what is pressed (``clicks``) and what is typed (``fields``)."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.clicks = 0
        self.fields = 0

    def start_counting(self) -> None:
        """Count from here on."""
        self.clicks = self.fields = 0

    def counted_at_most(self, *, clicks: int, fields: int) -> None:
        """Compare what was counted with what a job may cost."""
        assert self.clicks <= clicks, f"{self.clicks} clicks, {clicks} are enough"
        assert self.fields <= fields, f"{self.fields} fields, {fields} are enough"

    def arrive(self, path: str) -> None:
        """Type an address: only for the first page, and after another person sat down."""
        self.page.goto(f"{self.address}{path}")

    def sees(self, *words: str) -> None:
        """Look for words on the page; each must come to be there."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each, use_inner_text=True)

    def does_not_see(self, words: str) -> None:
        """Look that words are not on the page."""
        expect(self.page.locator("body")).not_to_contain_text(words, use_inner_text=True)

    def tab_to(self, name: Name, *, row: str = "") -> dict[str, Any]:
        """Press Tab until the focus is on what has this name, in the row with these words if given."""
        passed = []
        for _press in range(MOST_TABS):
            here = self.page.evaluate(FOCUSED)
            if here and _is_called(here["name"], name) and row in here["row"]:
                return here
            passed.append(here["name"] if here else "")
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {name!r} {row!r}; passed {list(dict.fromkeys(passed))}")

    def follow(self, name: Name, *, row: str = "") -> None:
        """Go through a link, or press a button that leads to another page."""
        self.tab_to(name, row=row)
        with self.page.expect_navigation():
            self._press("Enter")

    def unfold(self, name: Name, *, row: str = "") -> None:
        """Press something that opens on the same page."""
        self.tab_to(name, row=row)
        self._press("Enter")

    def confirm(self, name: Name, *, row: str = "") -> None:
        """Press a button that asks back, and press the same one in the question."""
        self.unfold(name, row=row)
        expect(self.page.locator("dialog[open]")).to_be_visible()
        self.page.keyboard.press("Tab")
        self.follow(name)

    def types(self, name: Name, words: str) -> None:
        """Write into a field, over what stands in it."""
        self.tab_to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)
        self.fields += 1

    def types_day(self, name: Name, day: date) -> None:
        """Write a day into the browser's own control, in the order of its language."""
        self.tab_to(name)
        for order in DAY_ORDERS:
            for part in order:
                self._presses_or_writes(f"{day:{part}}" if part.startswith("%") else part)
            if self._value() == day.isoformat():
                break
            for _part in order:
                self.page.keyboard.press("ArrowLeft")
        assert self._value() == day.isoformat(), self._value()
        self.fields += 1

    def types_morning(self, name: Name, clock: str) -> None:
        """Write a time before noon into the browser's own control, with its mark where it has one."""
        self.tab_to(name)
        self.page.keyboard.type(clock.replace(":", ""))
        if not self._value():
            self.page.keyboard.type("a")
        assert self._value() == clock, self._value()
        self.fields += 1

    def picks(self, name: Name, option: str) -> None:
        """Choose from a list with the arrow keys."""
        here = self.tab_to(name)
        seen = []
        self.page.keyboard.press("Home")
        while not (here := self.page.evaluate(FOCUSED))["chosen"].startswith(option):
            assert here["chosen"] not in seen, f"{option!r} is not offered: {seen}"
            seen.append(here["chosen"])
            self.page.keyboard.press("ArrowDown")
        self.clicks += 1

    def ticks(self, name: Name) -> None:
        """Tick a box, or one of several choices of which one counts."""
        here: dict[str, Any] = {}
        for _press in range(MOST_TABS):
            here = self.page.evaluate(FOCUSED)
            if here and any(_is_called(each, name) for each in (here["name"], *here["offered"])):
                break
            self.page.keyboard.press("Tab")
        seen = []
        while here["group"] and not _is_called(here["name"], name):
            assert here["name"] not in seen, f"{name!r} is not offered: {seen}"
            seen.append(here["name"])
            self.page.keyboard.press("ArrowDown")
            here = self.page.evaluate(FOCUSED)
        if not here["checked"]:
            self.page.keyboard.press("Space")
        self.clicks += 1

    def _value(self) -> str:
        return str(self.page.evaluate("document.activeElement.value"))

    def _presses_or_writes(self, part: str) -> None:
        if part.isdecimal():
            self.page.keyboard.type(part)
        else:
            self.page.keyboard.press(part)

    def _press(self, key: str) -> None:
        self.clicks += 1
        self.page.keyboard.press(key)


def _is_called(said: str, name: Name) -> bool:
    if isinstance(name, str):
        return said.removesuffix(OPTIONAL) == name
    return name.search(said) is not None
