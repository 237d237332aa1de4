"""
Make the calendar of workdays of mainland China that the kernel reads.

Run once a year, when the State Council has published the notice for the next one:

1. raise the ``holidays`` package to a release that knows the notice;
2. add the notice below, after reading it;
3. run ``python tools/make_workdays.py`` and then the kernel's tests, which hold the words of each notice.

A year without a notice below is written as not published, whatever the package guesses about it.
"""

import json
from collections.abc import Iterable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

SATURDAY = 5
YEARS = range(2020, 2028)
TARGET = Path(__file__).parents[1] / "src/gongzhi/kernel/data/workdays_cn.json"

# Notices of the General Office of the State Council, each with its mark: "F" if the full text was read
# (the tests hold it), "2" if the days come second-hand.
NOTICES = {
    2020: ("国办发明电〔2019〕16号；国办发明电〔2020〕1号", "F"),
    2021: ("国办发明电〔2020〕27号", "F"),
    2022: ("国办发明电〔2021〕11号", "F"),
    2023: ("国办发明电〔2022〕16号", "F"),
    2024: ("国办发明电〔2023〕7号", "F"),
    2025: ("国办发明电〔2024〕12号", "F"),
    2026: ("国办发明电〔2025〕7号", "F"),
}


def calendar_of(year: int) -> dict[str, object]:
    """Collect what a notice changes about Monday to Friday; nothing for a year without a notice."""
    if year not in NOTICES:
        return {"published": False}
    source, mark = NOTICES[year]
    free = holidays.country_holidays("CN", years=year)
    return {
        "published": True,
        "source": source,
        "mark": mark,
        "days_off": _iso_of(year, (day for day in free if day.weekday() < SATURDAY)),
        "make_up_days": _iso_of(year, free.weekend_workdays),
    }


def _iso_of(year: int, days: Iterable[date]) -> list[str]:
    return sorted(day.isoformat() for day in days if day.year == year)


def main() -> None:
    """Write the file."""
    content = {
        "country": "CN",
        "made_with": "holidays " + version("holidays"),
        "years": {str(year): calendar_of(year) for year in YEARS},
    }
    TARGET.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
