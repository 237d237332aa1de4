"""
This will copy the browser files we ship from their npm packages, and hold them to the lock file.

``vendor.py``            fetch each package with ``npm pack``, compare it with the lock, write the files
``vendor.py --check``    compare the files in the tree with the lock; needs no network
``vendor.py --lock``     fetch, write the files and write the lock anew (after editing a version in it)
``--packed DIRECTORY``   take packages already packed from there instead of fetching them

``vendor.lock.json`` names for each package its version, licence, integrity (as npm gives it) and the files taken; icons
are drawn from a package of shapes into one sprite; ``replace`` names what is changed in a file, text by text.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "tools" / "vendor.lock.json"


class Mismatch(SystemExit):
    """A file is not what the lock says; nothing more is written."""


def digest(content: bytes, algorithm: str = "sha384") -> str:
    """Give the hash of ``content`` the way browsers and npm write it."""
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def packed(name: str, version: str, directory: Path) -> Path:
    """Find or fetch the tarball of a package in ``directory``."""
    tarball = directory / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not tarball.exists():
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=directory, check=True)
    return tarball


def member(tarball: Path, path: str) -> bytes:
    """Read one file of a package."""
    with tarfile.open(tarball) as archive:
        content = archive.extractfile(f"package/{path}")
        if content is None:
            message = f"{tarball.name} has no file {path}"
            raise Mismatch(message)
        return content.read()


def attributes(given: dict[str, str]) -> str:
    """Write the attributes of one shape."""
    return "".join(f' {key}="{value}"' for key, value in given.items())


def sprite(shapes: dict[str, list[list[Any]]], names: list[str]) -> bytes:
    """Draw the named icons into one SVG of symbols, each 24 by 24."""
    symbols = []
    for name in sorted(names):
        drawn = "".join(f"<{tag}{attributes(given)}/>" for tag, given in shapes[name])
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def replaced(content: bytes, old: str, new: str) -> bytes:
    """Put one text in place of another that must stand there exactly once: a bare module name, for instance."""
    if content.count(old.encode()) != 1:
        message = f"{old!r} does not stand there once"
        raise Mismatch(message)
    return content.replace(old.encode(), new.encode())


def vendor(package: dict[str, Any], directory: Path, *, relock: bool) -> None:
    """Write the files of one package, or refuse when package or file differ from the lock."""
    tarball = packed(package["name"], package["version"], directory)
    found = digest(tarball.read_bytes(), "sha512")
    if not relock and found != package["integrity"]:
        message = f"{package['name']} {package['version']} is not the package that was locked"
        raise Mismatch(message)
    package["integrity"] = found
    for file in package["files"]:
        content = member(tarball, file["from"])
        if "icons" in file:
            content = sprite(json.loads(content), file["icons"])
        for old, new in file.get("replace", {}).items():
            content = replaced(content, old, new)
        if not relock and digest(content) != file["hash"]:
            message = f"{file['to']} differs from the lock"
            raise Mismatch(message)
        file["hash"] = digest(content)
        target = ROOT / file["to"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def check(packages: list[dict[str, Any]]) -> None:
    """Compare what lies in the tree with the lock."""
    for package in packages:
        for file in package["files"]:
            target = ROOT / file["to"]
            if not target.exists() or digest(target.read_bytes()) != file["hash"]:
                message = f"{file['to']} is missing or differs from the lock: run tools/vendor.py"
                raise Mismatch(message)


def main(arguments: list[str]) -> None:
    """Read the lock and do what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--lock", action="store_true")
    parser.add_argument("--packed", type=Path)
    asked = parser.parse_args(arguments)
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    if asked.check:
        check(lock["packages"])
        return
    with tempfile.TemporaryDirectory() as fresh:
        for package in lock["packages"]:
            vendor(package, asked.packed or Path(fresh), relock=asked.lock)
    if asked.lock:
        LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
