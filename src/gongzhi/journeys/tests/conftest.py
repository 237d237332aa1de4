"""What the tests of this room start from."""

import pytest

from gongzhi.journeys.tests.factories import Quarter, make_quarter


@pytest.fixture
def quarter(federation) -> Quarter:
    """A street with matters to handle and a council that can meet."""
    return make_quarter()
