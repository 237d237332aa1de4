"""
This will write the scrutineers' tool as one HTML file that works without network.

The libraries and modules that the site's own pages use are laid into it; its security policy names the hashes of its
script and style and allows no connection at all. The same parts give the same bytes, so its SHA-256 can be printed.
"""

import base64
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "common" / "static"
OWN = ("ballot_bytes.mjs", "ballot_key.mjs", "ballot_envelope.mjs")
IMPORTS = re.compile(r"^import [^;]+;\n", re.MULTILINE)
EXPORTS = re.compile(r"^export (?=const|function|async)", re.MULTILINE)
PROGRAMS = ("verify_ballot.py", "open_ballot.py")
PAGE = "open_ballot.html"


class PartsChanged(RuntimeError):
    """A library no longer looks as it did; look at how it is laid into the page."""


@cache
def tool(name: str) -> bytes | None:
    """Give a tool by its file name; ``None`` if there is none of this name."""
    if name == PAGE:
        return offline_page().encode()
    return (HERE / name).read_bytes() if name in PROGRAMS else None


@cache
def fingerprints() -> dict[str, str]:
    """Give the SHA-256 of every tool, by file name."""
    return {name: sha256(tool(name) or b"").hexdigest() for name in (PAGE, *PROGRAMS)}


@cache
def offline_page() -> str:
    """Lay all parts into one page."""
    script, style = _script(), (HERE / "offline.css").read_text("utf-8")
    page = (HERE / "offline.html").read_text("utf-8")
    marks = {"@SCRIPT@": _hash(script), "@STYLE@": _hash(style), "@CSS@": style, "@JS@": script}
    for mark, text in marks.items():
        page = page.replace(mark, text, 1)
    return page


def _script() -> str:
    sodium = _cut(_part("vendor/libsodium.mjs"), "export default A;")
    wrappers = _cut(_part("vendor/libsodium-wrappers.mjs"), "export default t;").replace(
        'import e from"./libsodium.mjs";', "", 1
    )
    codes = _cut(_part("vendor/uqr.mjs"), "export {")
    own = [EXPORTS.sub("", IMPORTS.sub("", _part(f"js/{name}"))) for name in OWN]
    parts = [
        f"const library = (() => {{ {sodium}\nreturn A; }})();",
        f"const sodium = ((e) => {{ {wrappers}\nreturn t; }})(library);",
        f"const {{ encode }} = (() => {{ {codes}\nreturn {{ encode }}; }})();",
        *own,
        *[(HERE / name).read_text("utf-8") for name in ("offline_sheets.mjs", "offline.mjs")],
    ]
    script = "\n".join(parts)
    if "</script" in script or "import " in "".join(own):
        raise PartsChanged
    return script


def _part(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _cut(text: str, end: str) -> str:
    before, found, _after = text.partition(end)
    if not found or "export default" in before:
        raise PartsChanged(end)
    return before


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
