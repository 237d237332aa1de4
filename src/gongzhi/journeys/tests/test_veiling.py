"""No agenda tells what a matter was about once it went into mediation."""

import pytest

from gongzhi.common.outbox.delivering import drain
from gongzhi.journeys import services
from gongzhi.journeys.tests.factories import Quarter, drafted, handled, in_session, minutes, put
from gongzhi.matters import services as matters
from gongzhi.matters.models import Matter
from gongzhi.matters.services import turning
from gongzhi.matters.tests.factories import MONDAY
from gongzhi.matters.tests.pages import browser
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Meeting

SECRET = "老王打人"


def named(quarter: Quarter) -> Matter:
    matter = handled(quarter)
    Matter.objects.filter(pk=matter.pk).update(title=SECRET)
    return Matter.objects.get(pk=matter.pk)


def placed(quarter: Quarter, matter: Matter, meeting: Meeting) -> AgendaItem:
    return services.put_matter_on_agenda(
        actor=quarter.general, matter_id=matter.pk, meeting_id=meeting.pk, title=SECRET, text=SECRET, how="talk",
        at=MONDAY,
    )  # fmt: skip


def turned(quarter: Quarter, matter: Matter) -> None:
    turning.turn_into_mediation(actor=quarter.general, matter_id=matter.pk, kind="neighbours", at=MONDAY)
    drain()


def shows(quarter: Quarter, meeting: Meeting, url_in, federation) -> bool:
    page = browser(quarter.street.president).get(url_in(federation, "meetings:detail", meeting.pk))
    assert page.status_code == 200
    return SECRET in page.content.decode()


def test_the_agenda_of_a_cancelled_meeting_says_the_number_only(quarter: Quarter, federation, url_in) -> None:
    matter, meeting = named(quarter), drafted(quarter)
    item = placed(quarter, matter, meeting)
    meetings.cancel_meeting(actor=quarter.general, meeting_id=meeting.pk, reason="改期", at=MONDAY)
    drain()
    assert shows(quarter, meeting, url_in, federation)
    turned(quarter, matter)
    item.refresh_from_db()
    assert (item.title, item.source_label, item.text) == (f"事项{matter.number}", f"事项{matter.number}", "")
    assert not shows(quarter, meeting, url_in, federation)
    assert services.veil_items(matter_id=matter.pk, at=MONDAY) == 1


def test_so_does_that_of_what_was_put_together_with_it(quarter: Quarter) -> None:
    matter, other, meeting = named(quarter), handled(quarter), drafted(quarter)
    item = placed(quarter, matter, meeting)
    meetings.cancel_meeting(actor=quarter.general, meeting_id=meeting.pk, reason="改期", at=MONDAY)
    drain()
    matters.merge(actor=quarter.general, matter_id=matter.pk, into_id=other.pk, at=MONDAY)
    turned(quarter, other)
    item.refresh_from_db()
    assert item.title == f"事项{matter.number}"


@pytest.mark.parametrize("how", ["heard", "pending"])
def test_what_a_meeting_had_before_it_stays_as_it_was(quarter: Quarter, how: str) -> None:
    matter, meeting = named(quarter), drafted(quarter)
    item = put(quarter, matter, meeting, how="talk")
    in_session(quarter, meeting)
    if how == "heard":
        meetings.hear_item(actor=quarter.general, item_id=item.pk, at=minutes(5))
    meetings.close_session(actor=quarter.general, meeting_id=meeting.pk, at=minutes(60))
    drain()
    turned(quarter, matter)
    item.refresh_from_db()
    assert (item.title, item.source_label) == ("加装楼道灯", f"事项{matter.number}")
