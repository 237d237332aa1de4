"""
The window of matters over 200,000 voices: what is open, one's own, all, deep pages, filters and searches.

Each view is asked of Django's handler with a session, the whole page as a clerk gets it; in turn with it, in the same
run, a bare Django list of the same hundred rows: a plain query and a minimal template, no account, no navigation.
``selector_ms`` is the part of our own list without the page. ``ratio`` is our page over the bare one.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from benchmarks._ground import analyse, counted_queries, empty_house, interleaved, ratio, say

AIM_MS = 30
MOST_QUERIES = 30
VIEWS = {
    "open": "",
    "mine": "?group=mine",
    "overdue": "?group=overdue",
    "to_tell": "?group=untold",
    "all": "?group=all",
    "all_page_200": "?group=all&page=200",
    "all_by_channel": "?group=all&channel=phone",
    "all_by_category": "?group=all&category=traffic",
    "search_two": "?group=all&q=物业",
    "search_long": "?group=all&q=消防通道",
    "search_nothing": "?group=all&q=火星",
}


def main() -> None:
    """Fill a street, ask for each view, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    with empty_house():
        from benchmarks._stage import browser
        from benchmarks._streets import make_federation
        from gongzhi.common.tenancy import scope
        from gongzhi.offices.testing import make_officer

        at = datetime.now(UTC)
        federation = make_federation(0)
        with scope(federation.pk):
            from benchmarks import _matters

            rights = ("matters.matter.read", "matters.matter.handle", "matters.voice.take")
            clerks = [make_officer(rights, name=name) for name in ("姚静", "陆平", "何敏")]
            filled = _matters.fill(voices=options.voices, owners=clerks, at=at)
        analyse()
        client = browser(clerks[0].account)
        home = f"/f/{federation.code}/matters/"
        bare = _scoped(federation.pk, lambda: _matters.bare_list(at.date()))
        views = {name: _measure(client, home + query, bare, options.rounds) for name, query in VIEWS.items()}
        views["matter"] = _measure(client, f"{home}{filled.busiest}/", bare, options.rounds)
        selector = interleaved({"ours": _scoped(federation.pk, lambda: _select(clerks[0], at))}, rounds=options.rounds)
    over = [name for name, view in views.items() if view["ours"]["median_ms"] > AIM_MS]
    many = [name for name, view in views.items() if view["queries"] > MOST_QUERIES]
    say(
        {
            "benchmark": "matters",
            "voices": filled.voices,
            "matters": filled.matters,
            "aim_ms": AIM_MS,
            "over_aim": over,
            "too_many_queries": many,
            "selector_ms": selector["ours"]["median_ms"],
            "views": views,
        }
    )


def _measure(client: Any, path: str, bare: Callable[[], object], rounds: int) -> dict[str, Any]:
    def ask() -> int:
        answer = client.get(path, headers={"accept-language": "zh-CN"})
        assert answer.status_code == 200, (path, answer.status_code)  # noqa: PLR2004
        return len(answer.content)

    ask()
    with counted_queries() as sent:
        size = ask()
    spent = interleaved({"ours": ask, "bare": bare}, rounds=rounds)
    return {
        "queries": len(sent),
        "kilobytes": round(size / 1024, 1),
        **spent,
        "ratio": ratio(spent["ours"]["median_ms"], spent["bare"]["median_ms"]),
    }


def _select(clerk: Any, at: datetime) -> int:
    """Do what the list does without the page: find the rows, count their voices, count the groups."""
    from gongzhi.matters.selectors import listing
    from gongzhi.offices.testing import actor_of

    actor = actor_of(clerk, ("matters.matter.read", "matters.matter.handle"))
    on = at.date()
    found = listing.keys(actor=actor, filters=listing.Filters(), on=on)[:100]
    return len(listing.rows_of(list(found), on=on)) + listing.count(actor=actor, on=on).open


def _scoped(federation: Any, work: Callable[[], object]) -> Callable[[], object]:
    from gongzhi.common.tenancy import scope

    def done() -> object:
        with scope(federation):
            return work()

    return done


if __name__ == "__main__":
    main()
