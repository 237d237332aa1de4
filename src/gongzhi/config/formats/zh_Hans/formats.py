"""Only what differs from Django's own formats."""

MONTH_DAY_FORMAT = "n月j日"  # Django writes 09月5日
