"""
Take pictures of the main pages, wide and narrow, by day and in the dark.

Makes a throw-away database with the demo, serves it to itself alone, looks at it with the system's Chromium and leaves
nothing behind but the pictures::

    .venv/bin/python tools/screenshots.py [--to FOLDER] [PAGE …]
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from gongzhi.common.trial import THROWAWAY, TrialServer
from gongzhi.demo.story.streets import MAIN_CODE

HOUSE = Path(__file__).resolve().parents[1]
STREET = f"/f/{MAIN_CODE}"
STRANGER, SECRETARY, REVIEWER, LEADER = "", "secretary", "reviewer", "leader"
CADRE, OFFICE = "cadre", "street"
KEY = "[0-9a-f-]{36}"
WIDTHS = {"1280": 900, "390": 844}
"""Width and height of the screens, in CSS pixels."""
COLOURS = ("light", "dark")
PATIENCE = 60_000
"""Milliseconds that a page may take."""
START_SECONDS = 300
STOP_SECONDS = 30
ARGUMENTS = ["--disable-background-networking", "--disable-component-update", "--lang=zh-CN", "--hide-scrollbars"]


@dataclass(frozen=True)
class View:
    """A page: its name, who looks, where to go, what to say in its form, and which links to follow from there."""

    name: str
    viewer: str
    path: str
    links: tuple[str, ...] = ()
    words: str = ""


VIEWS = (
    View("01-entry", STRANGER, "/"),
    View("02-demo", STRANGER, "/demo/"),
    View("03-face", STRANGER, f"{STREET}/"),
    View("04-desk", SECRETARY, f"{STREET}/desk/"),
    View("05-organisations", SECRETARY, f"{STREET}/organisations/"),
    View("06-organisation", SECRETARY, f"{STREET}/organisations/", (rf"/organisations/{KEY}/$",)),
    View("07-board", SECRETARY, f"{STREET}/institution/"),
    View("08-clause", SECRETARY, f"{STREET}/institution/", (r"/institution/clauses/[^/]+/$",)),
    View("09-filings", REVIEWER, f"{STREET}/filings/"),
    View("10-filing", REVIEWER, f"{STREET}/filings/", (rf"/filings/{KEY}/$",)),
    View("11-filing-new", LEADER, f"{STREET}/filings/new/"),
    View("12-meeting", SECRETARY, f"{STREET}/meetings/", (rf"/meetings/{KEY}/$",)),
    View("13-say", STRANGER, f"{STREET}/matters/say/"),
    View("14-receipt", STRANGER, f"{STREET}/matters/say/", (r"/matters/r/\d{16}/$",), "楼道的灯坏了，晚上看不见。"),
    View("15-look-up", STRANGER, f"{STREET}/matters/receipt/"),
    View("16-window", SECRETARY, f"{STREET}/matters/"),
    View("17-matter", SECRETARY, f"{STREET}/matters/", (rf"/matters/{KEY}/$",)),
    View("18-intake", SECRETARY, f"{STREET}/matters/intake/"),
    View("19-replies", SECRETARY, f"{STREET}/matters/replies/"),
    View("20-reply", SECRETARY, f"{STREET}/matters/replies/", (rf"/matters/replies/{KEY}/$",)),
    View("21-above", OFFICE, f"{STREET}/matters/above/"),
    View("22-rates", SECRETARY, f"{STREET}/matters/rates/"),
    View("23-mediations", SECRETARY, f"{STREET}/matters/mediation/"),
    View("24-surveys", SECRETARY, f"{STREET}/surveys/"),
    View("25-survey", SECRETARY, f"{STREET}/surveys/", (rf"/surveys/{KEY}/$",)),
    View("26-designer", SECRETARY, f"{STREET}/surveys/", (rf"/surveys/{KEY}/$", rf"/surveys/versions/{KEY}/$")),
    View("27-round", SECRETARY, f"{STREET}/surveys/", (rf"/surveys/rounds/{KEY}/$",)),
    # Results that can be narrowed to a part lead on to themselves.
    View("28-results", SECRETARY, f"{STREET}/surveys/", (rf"/surveys/results/{KEY}/$",) * 2),
    View("29-entry", SECRETARY, f"{STREET}/surveys/", (rf"/surveys/rounds/{KEY}/$", rf"/rounds/{KEY}/entry/$")),
    View("30-answer", STRANGER, f"{STREET}/surveys/open/", (r"/surveys/a/[^/]+/$",)),
    View("31-visits", CADRE, f"{STREET}/visits/"),
    View("32-visit-phone", CADRE, f"{STREET}/visits/", (rf"/visits/{KEY}/record/$",)),
    View("33-visit", CADRE, f"{STREET}/visits/", (rf"/visits/made/{KEY}/$",)),
    View("34-coverage", SECRETARY, f"{STREET}/visits/plan/"),
    View("35-all-visits", SECRETARY, f"{STREET}/visits/plan/all/"),
)

FIND_LINKS = """(pattern) => [...document.querySelectorAll("main a[href]")].map((each) => each.href)
  .filter((each) => new RegExp(pattern).test(new URL(each).pathname))"""


@contextmanager
def demo_site() -> Iterator[str]:
    """Serve the demo from a folder that goes away; give its address."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-pictures-") as folder:
        database = TrialServer(Path(folder) / "postgres", THROWAWAY)
        database.attach()  # the one who starts the server chooses its settings; ``serve`` joins in
        port = _free_port()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        words = [str(Path(sys.executable).parent / "gongzhi"), "serve", "--demo", "--port", str(port)]
        site = subprocess.Popen(words, cwd=HOUSE, env={**environment, "GONGZHI_VAR": folder}, stdout=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, site)
            yield address
        finally:
            site.terminate()
            site.wait(STOP_SECONDS)
            database.release()


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])


def _wait_for(address: str, site: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and site.poll() is None:
        try:
            with urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 -- our own address
                return
        except (URLError, OSError):
            time.sleep(0.5)
    sys.exit("The demo was not served.")


def take_pictures(browser: Browser, address: str, folder: Path, views: list[View]) -> Iterator[Path]:
    """Take the pictures of the views and give the files one by one."""
    for colour in COLOURS:
        for width, height in WIDTHS.items():
            for viewer in dict.fromkeys(view.viewer for view in views):
                context = browser.new_context(
                    base_url=address,
                    color_scheme=colour,  # type: ignore[arg-type]
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                    viewport={"width": int(width), "height": height},
                )
                context.set_default_timeout(PATIENCE)
                page = context.new_page()
                _sign_in(page, viewer)
                for view in views:
                    if view.viewer == viewer:
                        yield _picture(page, view, folder / f"{view.name}-{width}-{colour}.png")
                context.close()


def _sign_in(page: Page, viewer: str) -> None:
    if viewer:
        page.goto("/demo/")
        page.locator(f"form[action='/demo/{viewer}/'] button").click()
        page.wait_for_url("**/f/**")


def _picture(page: Page, view: View, file: Path) -> Path:
    page.goto(view.path)
    if view.words:
        page.locator("main textarea").first.fill(view.words)
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
    if not _follow(page, view.links):
        sys.exit(f"{view.name}: nothing leads to {view.links}.")
    page.screenshot(path=file, full_page=True)
    return file


def _follow(page: Page, links: tuple[str, ...]) -> bool:
    """Follow links one after the other, by every way there is; say whether the last page was reached."""
    if not links:
        return True
    for address in page.evaluate(FIND_LINKS, links[0]):
        page.goto(address)
        if _follow(page, links[1:]):
            return True
    return False


def main() -> None:
    """Read the words, take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("--to", type=Path, default=HOUSE / "var" / "screenshots", metavar="FOLDER")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="only pages whose name holds this, like board")
    options = parser.parse_args()
    program = os.environ.get("GONGZHI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        sys.exit("There is no Chromium. Install it, or name it in GONGZHI_CHROMIUM.")
    wanted = [view for view in VIEWS if not options.pages or any(word in view.name for word in options.pages)]
    options.to.mkdir(parents=True, exist_ok=True)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with demo_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *sandbox])
        for file in take_pictures(browser, address, options.to, wanted):
            print(file)
        browser.close()


if __name__ == "__main__":
    main()
