"""
Renew requirements/*.lock from pyproject.toml: every package with its version and hashes, and no address of a server.

The smaller lock is made with the larger as its bound, so that what runs is what was tested. Run it with the oldest
Python that is to work: a package that refuses it is then passed over for its last version that does not.
"""

import subprocess
import sys
from pathlib import Path

from bootstrap import BIN, LOCKS, ROOT, without_addresses

QUIET = ("--quiet", "--no-header", "--annotation-style=line")
SAFE = ("--generate-hashes", "--strip-extras", "--allow-unsafe")
NO_ADDRESSES = ("--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host")
SOURCES = ("pyproject.toml", "requirements/build.in")


def compile_lock(kind: str, *words: str) -> None:
    """Write one lock file; words already in it are kept unless ``--upgrade`` is given."""
    target = str(LOCKS[kind].relative_to(ROOT))
    command = [str(BIN / "pip-compile"), *QUIET, *SAFE, *NO_ADDRESSES, *words, "--output-file", target, *SOURCES]
    subprocess.run(command, cwd=ROOT, check=True)


def addresses_in(path: Path) -> list[str]:
    """List the lines of a lock file that name a server or a folder."""
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if without_addresses(line) != line or "file:" in line or line.startswith("-")]


def main() -> int:
    """Write both; return 1 if an address got in."""
    more = sys.argv[1:]
    compile_lock("dev", "--extra", "dev", *more)
    compile_lock("base", "--constraint", str(LOCKS["dev"].relative_to(ROOT)), *more)
    found = [line for path in LOCKS.values() for line in addresses_in(path)]
    print("\n".join(found) or "Both locks are written.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
