"""Fixtures of this room."""

import pytest

from gongzhi.filings.tests.factories import Street, make_street


@pytest.fixture
def street(federation) -> Street:
    """A street with charter, offices and one member organisation, in the scope of the test."""
    return make_street()
