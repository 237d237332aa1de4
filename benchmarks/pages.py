"""
Five pages: desk, board, a register of 5,000 organisations, a filing, a meeting in session.

Each is measured in this process through Django's handler (server time, queries) and over loopback from granian with
1, 8 and 50 sessions at once. The limit in the same run, in turn with it, is the same page bare: a plain Django list or
detail of the same rows with a minimal template, no account, no session, no navigation. ``ratio`` is our time over its.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks._ground import Spent, analyse, counted_queries, empty_house, interleaved, ratio, say, summary
from benchmarks._visits import BARE, PRODUCT, served, visit

ORGANISATIONS = 5_000
MOST_QUERIES = 30
SESSIONS = (1, 8, 50)
VISITS = 120
TURNS = 3


def main() -> None:
    """Set the stage, measure each page, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--no-server", action="store_true", help="leave granian out")
    options = parser.parse_args()
    with empty_house():
        from benchmarks._stage import make_pages

        pages = make_pages(at=datetime.now(UTC), organisations=options.organisations)
        analyse()
        measured = {page.name: _in_process(page, options.rounds) for page in pages}
        if not options.no_server:
            for name, visits in _over_loopback(pages).items():
                measured[name]["granian"] = visits
    over = [name for name, page in measured.items() if page["ours"]["median_ms"] > page["aim_ms"]]
    many = [name for name, page in measured.items() if page["queries"] > MOST_QUERIES]
    say({"benchmark": "pages", "over_aim": over, "too_many_queries": many, "pages": measured})


def _in_process(page: Any, rounds: int) -> dict[str, Any]:
    """Ask Django's handler for the page, in turn with the bare view."""
    ours, bare = _asking(page), _bare(page)
    ours()
    with counted_queries() as sent:
        size = ours()
    spent = interleaved({"ours": ours, "bare": bare}, rounds=rounds)
    return {
        "aim_ms": page.aim_ms,
        "queries": len(sent),
        "kilobytes": round(size / 1024, 1),
        **spent,
        "ratio": ratio(spent["ours"]["median_ms"], spent["bare"]["median_ms"]),
    }


def _asking(page: Any) -> Callable[[], int]:
    from benchmarks._stage import browser

    client = browser(page.account)

    def ask() -> int:
        answer = client.get(page.path, headers={"accept-language": "zh-CN"})
        assert answer.status_code == 200, (page.path, answer.status_code)  # noqa: PLR2004
        return len(answer.content)

    return ask


def _bare(page: Any) -> Callable[[], object]:
    from django.test import RequestFactory

    from benchmarks._bare import show

    request = RequestFactory().get(page.bare_path)
    return lambda: show(request, page.federation.pk, page.name, page.key)


def _over_loopback(pages: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Visit both servers in turn, with more and more sessions."""
    from benchmarks._stage import cookies

    measured: dict[str, dict[str, Any]] = {page.name: {} for page in pages}
    with served(PRODUCT) as ours, served(BARE) as bare:
        for page in pages:
            known = cookies(page.account, max(SESSIONS))
            for sessions in SESSIONS:
                both = {"ours": (ours, page.path), "bare": (bare, page.bare_path)}
                measured[page.name][f"sessions_{sessions}"] = _in_turn(both, known[:sessions])
    return measured


def _in_turn(both: dict[str, tuple[int, str]], cookies: list[str]) -> dict[str, Any]:
    each = max(2, VISITS // len(cookies) // TURNS)
    spent: dict[str, list[float]] = {name: [] for name in both}
    whole = dict.fromkeys(both, 0.0)
    for port, path in both.values():
        visit(port, path, cookies, each=1)
    for _turn in range(TURNS):
        for name, (port, path) in both.items():
            answers, seconds = visit(port, path, cookies, each=each)
            spent[name] += answers
            whole[name] += seconds
    said: dict[str, Spent] = {name: summary(answers) for name, answers in spent.items()}
    for name, answers in spent.items():
        said[name]["a_second"] = round(len(answers) / whole[name], 1)
    return {**said, "ratio": ratio(said["ours"]["median_ms"], said["bare"]["median_ms"])}


if __name__ == "__main__":
    main()
