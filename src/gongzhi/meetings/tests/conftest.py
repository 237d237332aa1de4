"""What the tests of this room start from."""

from pathlib import Path
from typing import Any

import pytest

from gongzhi.common.audit import ensure_signing_key
from gongzhi.meetings.tests.factories import Hall, make_hall


@pytest.fixture
def hall(federation: Any) -> Hall:
    """A federation ready to meet."""
    return make_hall()


@pytest.fixture
def log_key(settings: Any, tmp_path: Path) -> str:
    """A house whose log can be sealed."""
    settings.VAR = tmp_path
    return ensure_signing_key()
