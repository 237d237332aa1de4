"""This will turn two date columns into PostgreSQL's half-open range."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class HalfOpen(Func):
    """``daterange(starts_on, ends_on)``: ``[starts_on, ends_on)``, an end of NULL is open."""

    function = "daterange"
    output_field = DateRangeField()
