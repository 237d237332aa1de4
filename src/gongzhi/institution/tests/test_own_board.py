"""The federation's own duties are judged alone with the same outcome as among all others."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gongzhi.institution.selectors.board import board_of, is_of_the_federation, own_board_of
from gongzhi.institution.selectors.year import draw, year_of
from gongzhi.institution.tests.test_charters import adopt_first
from gongzhi.meetings.models import Meeting
from gongzhi.offices.models import Body
from gongzhi.organisations.models import Membership, MembershipSpell, Organisation, OrganisationIdentity

ON = date(2026, 11, 22)
SINCE = date(2024, 3, 20)


@pytest.fixture
def street(federation: Any) -> Any:
    """A street with a charter, a member and a council that met once."""
    adopt_first()
    at = datetime(2026, 4, 9, 6, tzinfo=UTC)
    Meeting.objects.create(
        body=Body.objects.get(code=Body.Code.COUNCIL),
        title="第一次会议",
        number=1,
        kinds=["ordinary"],
        starts_at=at,
        place="201",
        state=Meeting.State.CLOSED,
        code="000001",
        drafted_at=at - timedelta(days=20),
        send_by=at.date(),
        sent_at=at - timedelta(days=15),
        opened_at=at,
        closed_at=at,
        was_quorate=True,
    )
    member = Organisation.objects.create(
        identity=OrganisationIdentity.objects.create(name="甲队"), name="甲队", name_key="甲队"
    )
    tie = Membership.objects.create(organisation=member, state=Membership.State.ADMITTED, since=SINCE)
    MembershipSpell.objects.create(membership=tie, state=tie.state, starts_on=SINCE, recorded_at=at, basis="名册")
    return federation


def test_the_own_board_has_every_dated_duty_of_the_federation(street: Any) -> None:
    everything = board_of(on=ON, federation=street).verdicts
    dated = [verdict for verdict in everything if is_of_the_federation(verdict) and verdict.due_on]
    assert list(own_board_of(on=ON, federation=street).verdicts) == dated
    assert any(verdict.counted for verdict in dated)
    assert len(dated) < len(everything)


def test_the_year_on_the_desk_is_that_of_the_calendar(street: Any) -> None:
    board = board_of(on=ON, federation=street)
    own = [verdict for verdict in board.verdicts if is_of_the_federation(verdict)]
    assert year_of(federation=street, on=ON, only_federation=True) == draw(board=board, verdicts=own, month=ON.month)
