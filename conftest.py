"""
What every test may use.

The address of the database comes from ``gongzhi.common.pytest_trial`` (see ``addopts`` in pyproject.toml: it must be
there before Django reads its settings); the fixtures of tenants from ``gongzhi.common.testing``.
"""

from collections.abc import Iterator

import pytest

from gongzhi.common.pytest_trial import running_server

pytest_plugins = ["gongzhi.common.testing"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 -- asked for its effect
) -> Iterator[None]:
    """Start the server just before the test database is made; stop it after it is dropped."""
    with running_server():
        yield
