"""What the tests of this room start from."""

from typing import Any

import pytest

from gongzhi.meetings.tests.factories import Hall, make_hall


@pytest.fixture
def hall(federation: Any) -> Hall:
    """A federation ready to meet."""
    return make_hall()
