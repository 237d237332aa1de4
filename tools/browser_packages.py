"""Find or install what browser tests need from the system: Chromium and a Chinese font."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bootstrap import say

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
CHINESE_FONT = "fonts-noto-cjk"
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_FONT_PATTERNS = ("**/*NotoSansCJK*", "**/*NotoSerifCJK*", "**/*SourceHanSans*", "**/*wqy*", "**/*NotoSansSC*")
_APT_SECONDS = 600


def chromium() -> str | None:
    """Find Chromium: the path of its program."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def missing_for_browser() -> str:
    """Install what is missing if we may; return ``""``, or a sentence why browser tests cannot run."""
    wanted = _missing_packages()
    if wanted and (may := _apt_prefix()) is not None:
        say(f"Installing {' and '.join(wanted)} for the browser tests …")
        _install(may, wanted)
        wanted = _missing_packages()
    if not wanted:
        return ""
    return f"browser tests need {' and '.join(wanted)}; install with: apt-get install {' '.join(wanted)}"


def _missing_packages() -> list[str]:
    wanted = [] if chromium() else ["chromium"]
    has_font = any(
        True for folder in _FONT_FOLDERS if folder.is_dir() for pattern in _FONT_PATTERNS for _ in folder.glob(pattern)
    )
    return wanted if has_font else [*wanted, CHINESE_FONT]


def _apt_prefix() -> list[str] | None:
    """How to call apt-get as root; ``None``: we may not, or there is none."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def _install(prefix: Sequence[str], packages: Sequence[str]) -> None:
    install = ["install", "-y", "--no-install-recommends", *packages]
    if not _apt(prefix, install):
        _apt(prefix, ["update"])
        _apt(prefix, install)


def _apt(prefix: Sequence[str], words: Sequence[str]) -> bool:
    quiet = ["-qq", "-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=30"]
    try:
        done = subprocess.run(
            [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *quiet, *words],
            check=False,
            capture_output=True,
            timeout=_APT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0
