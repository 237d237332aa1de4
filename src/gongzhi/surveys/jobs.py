"""This will close rounds whose time is over, and forget drafts nobody came back to."""

from datetime import date, datetime, timedelta

from gongzhi.common.clock import local_day
from gongzhi.common.jobs import periodic
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import across, scope
from gongzhi.surveys.models import Round
from gongzhi.surveys.services import close_round, forget_drafts

PAPER_TIME = timedelta(days=7)
"""Paper that came in on the last day may be typed for so long; then the round is closed."""
DRAFTS_LIVE = timedelta(days=7)


@periodic("20 17 * * *", name="surveys.close_and_forget")
def close_and_forget(at: datetime) -> None:
    """Close what is over and drop old drafts, in every federation."""
    today = local_day(at)
    with across(reason="forget drafts of answers older than a week"):
        forget_drafts(before=today - DRAFTS_LIVE)
    close_everywhere(at=at)


def close_everywhere(*, at: datetime) -> int:
    """
    Close the rounds whose last day is a week past; count them.

    :raises ExceptionGroup: with what went wrong, after all the others were closed
    """
    with across(reason="close rounds that are over"):
        rows = list(_over(local_day(at)))
    errors: list[Exception] = []
    for federation_id, round_id in rows:
        try:
            with scope(federation_id):
                close_round(actor=SYSTEM, round_id=round_id, at=at)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other streets' rounds are closed
            errors.append(error)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(rows)} rounds stayed open", errors)
    return len(rows)


def _over(today: date) -> list:
    over = Round.objects.over(today - PAPER_TIME)
    return list(over.order_by("federation_id", "pk").values_list("federation_id", "pk"))
