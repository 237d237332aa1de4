"""A council of nine in session today, and its secretary at the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongzhi.meetings import services
from gongzhi.meetings.models import Meeting
from gongzhi.meetings.rights import Right
from gongzhi.meetings.tests.ballot_pages.walking import Site
from gongzhi.meetings.tests.factories import Hall, draft, make_hall
from gongzhi.offices.models import Power
from gongzhi.offices.testing import sign_in


@pytest.fixture
def hall(federation: Any) -> Hall:
    made = make_hall(count=9)
    Power.objects.bulk_create(
        Power(
            office_code="secretary_general", body_code="officers", right=right, clause_code=f"test.{right}",
            starts_on="2020-01-01",
        )
        for right in Right
    )  # fmt: skip
    return made


@pytest.fixture
def meeting(hall: Hall) -> Meeting:
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:8]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def secretary(hall: Hall) -> Client:
    return sign_in(Client(), hall.secretary)


@pytest.fixture
def site(url_in: Any, federation: Any) -> Site:
    return Site(url_in, federation)
