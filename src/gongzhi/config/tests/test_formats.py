"""How days are written."""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format


def test_a_day_without_its_year_has_no_leading_zero() -> None:
    with translation.override("zh-hans"):
        assert date_format(date(2026, 9, 5), "MONTH_DAY_FORMAT") == "9月5日"
    with translation.override("en"):
        assert date_format(date(2026, 9, 5), "MONTH_DAY_FORMAT") == "September 5"
