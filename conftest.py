"""
What every test may use.

The address of the database comes from ``gongzhi.common.pytest_trial`` (see ``addopts`` in pyproject.toml: it must be
there before Django reads its settings); the fixtures of tenants from ``gongzhi.common.testing``.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

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


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium; inside a container root has no sandbox to give it."""
    program = os.environ.get("GONGZHI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no Chromium; bin/test installs it when it may")
    # Playwright's own loop runs in the thread of the test, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": program, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Browse as most people will: in Chinese, in China's time."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
