"""This will remind people of meetings, once a person and meeting, and see secret ballots to their end."""

from datetime import datetime

from gongzhi.common.jobs import periodic
from gongzhi.common.tenancy import across, scope
from gongzhi.meetings.models import Ballot, Meeting
from gongzhi.meetings.rules.ballots import BallotState
from gongzhi.meetings.rules.flow import MeetingState
from gongzhi.meetings.services import finish_ballots, forget_links
from gongzhi.meetings.services.noticing import REMIND_AHEAD, remind_of_next


@periodic("*/10 * * * *", name="meetings.remind")
def remind(at: datetime) -> None:
    """Remind of meetings that begin within a day, in every federation."""
    remind_everywhere(at=at)


def remind_everywhere(*, at: datetime) -> int:
    """Remind in each federation that has a meeting soon; count the meetings."""
    with across(reason="remind people of meetings that begin within a day"):
        soon = Meeting.objects.filter(state=MeetingState.CALLED, starts_at__gt=at, starts_at__lte=at + REMIND_AHEAD)
        federations = list(soon.order_by("federation_id").values_list("federation_id", flat=True).distinct())
    count = 0
    for federation_id in federations:
        with scope(federation_id):
            count += remind_of_next(at=at)
    return count


@periodic("*/10 * * * *", name="meetings.finish_ballots")
def finish(at: datetime) -> None:
    """Prove what waited for the key of the log, and forget after thirty days which envelope was whose."""
    with across(reason="finish secret ballots and forget their links"):
        under_way = Ballot.objects.filter(links_deleted_at__isnull=True).exclude(state=BallotState.PREPARED)
        federations = list(under_way.order_by("federation_id").values_list("federation_id", flat=True).distinct())
    for federation_id in federations:
        with scope(federation_id):
            finish_ballots(at=at)
            forget_links(at=at)
