"""Fixtures of this room."""

import pytest

from gongzhi.matters.tests.factories import Street, make_street


@pytest.fixture
def street(federation) -> Street:
    """A street with charter and offices, in the scope of the test."""
    return make_street()
