"""This will look at a page as people of all kinds of sight, screen and hand meet it, and list what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """(tags) => axe.run(document, {runOnly: {type: "tag", values: tags}}).then((found) =>
  found.violations.map((each) =>
    `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`))"""
SIDEWAYS = "document.scrollingElement.scrollWidth - innerWidth"
NARROW = {"width": 320, "height": 640}
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "narrow, dark, for the elderly": {"viewport": NARROW, "has_touch": True, "color_scheme": "dark"},
}
SMALLEST = 60
"""Pixels of what is touched in elder mode."""
SMALL_TARGETS = """(smallest) => Array.from(document.querySelectorAll(
    "main :is(button:not(.unseen), textarea, select, summary, input:not([type=hidden], [type=radio], [type=checkbox]))"
    + ", main fieldset label:has(input), main :is(.btn-ink, .btn-quiet, .btn-stop, .btn-big)"))
  .map((node) => [node, node.getBoundingClientRect().height])
  .filter(([node, height]) => node.checkVisibility() && height < smallest - 0.5)
  .map(([node, height]) => `too small: ${node.textContent.trim()} ${height}`)"""


def listen(page: Page, address: str, complaints: list[str]) -> None:
    """Gather what a page complains of: errors, warnings, what its policy forbade, strange hosts, dialogs."""

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"console: {message.text}")

    def watch(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            complaints.append(f"request to {request.url}")

    def shut(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", watch)
    page.on("dialog", shut)


def wrong_with(page: Page) -> list[str]:
    """List what axe finds, and whether the page scrolls sideways."""
    too_wide = page.evaluate(SIDEWAYS)
    page.evaluate(AXE)
    return [f"scrolls sideways by {too_wide} px"] * (too_wide > 0) + page.evaluate(RUN_AXE, RULES)


class Plain:
    """
    A page without scripts that axe can look at all the same.

    A script must run for axe to tell what it finds, and Playwright's own switch cannot be turned on again; so the
    browser's is held here. What stands on the page was neither made nor changed by a script.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self._switch = context.new_cdp_session(self.page)
        self._allow_scripts(is_allowed=False)

    def wrong(self) -> list[str]:
        """List what is wrong with the page as it stands, and what is too small for old hands."""
        self._allow_scripts(is_allowed=True)
        found = wrong_with(self.page) + self.page.evaluate(SMALL_TARGETS, SMALLEST)
        self._allow_scripts(is_allowed=False)
        return found

    def _allow_scripts(self, *, is_allowed: bool) -> None:
        self._switch.send("Emulation.setScriptExecutionDisabled", {"value": not is_allowed})
