"""Keep files under 400 lines and functions at 40 lines or fewer, templates and tests included."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "tools", "tests", "benchmarks", "bin")
SUFFIXES = {".py", ".html", ".css", ".js", ""}
LONGEST_FILE = 399
LONGEST_FUNCTION = 40
# Made by machines or by others.
LEFT_OUT = ("migrations", "vendor", "locale", "data", "__pycache__")


def source_files() -> Iterator[Path]:
    """List the files that people write."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and path.suffix in SUFFIXES and not set(LEFT_OUT) & set(parts):
                yield path


def long_functions(path: Path, text: str) -> Iterator[str]:
    """Name the functions that are too long: decorators do not count, the docstring does not either."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) is not None else None
            quiet = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
            lines = (node.end_lineno or 0) - node.lineno + 1 - quiet
            if lines > LONGEST_FUNCTION:
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield f"{place}: {node.name} has {lines} lines, {LONGEST_FUNCTION} at most"


def complaints() -> Iterator[str]:
    """Say what is too long."""
    for path in source_files():
        text = path.read_text("utf-8")
        count = text.count("\n")
        if count > LONGEST_FILE:
            yield f"{path.relative_to(ROOT)}: {count} lines, {LONGEST_FILE} at most; make it a package of the same name"
        if path.suffix == ".py" or text.startswith("#!/usr/bin/env python"):
            yield from long_functions(path, text)


def main() -> int:
    """Print the complaints; return 1 if there is one."""
    found = list(complaints())
    print("\n".join(found) or "All files and functions are short enough.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
