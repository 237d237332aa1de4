"""What every test of this room begins with: nobody was counted yet, nothing is kept."""

import pytest

from gongzhi.surveys.selectors import intake
from gongzhi.surveys.views import pace, sheets

from .browsing import Page


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    for kept in (intake._kept, sheets._kept, pace.answers, pace.saves):
        kept.clear()


@pytest.fixture
def open_page(federation, client, url_in):
    def visit(asked, query="", by=client):
        return Page(by, url_in(federation, "surveys:answer", asked.slug) + query)

    return visit
