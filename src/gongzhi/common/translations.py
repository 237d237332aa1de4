"""
Compile translations without gettext, which a machine that only runs Gongzhi need not have.

Reads ``.po`` files and writes ``.mo`` files beside them, as ``msgfmt`` would: fuzzy, obsolete and empty entries are
left out.
"""

import ast
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 0x950412DE
_CONTEXT_END = "\x04"
_PLURAL_END = "\x00"


class UnreadableCatalogue(ValueError):
    """A .po file breaks the format; the message names file and line."""


@dataclass
class Entry:
    """One message. ``translations`` has one text, or one per plural form; ``msgid`` "" is the header."""

    line: int
    msgid: str = ""
    context: str | None = None
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def is_complete(self) -> bool:
        """Tell whether each form has a text and nobody doubts it."""
        return not self.fuzzy and bool(self.translations) and all(self.translations.values())

    @property
    def key(self) -> str:
        """Give the key the .mo file files it under."""
        context = "" if self.context is None else self.context + _CONTEXT_END
        return context + self.msgid + ("" if self.plural is None else _PLURAL_END + self.plural)

    @property
    def text(self) -> str:
        """Give what the .mo file holds for it."""
        return _PLURAL_END.join(self.translations[form] for form in sorted(self.translations))


def read_catalogue(path: Path) -> list[Entry]:
    """
    Read the entries of a .po file in their order, the header first, obsolete ones left out.

    :raises UnreadableCatalogue: if a line is no part of the format
    """
    reader = _Reader(path)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        reader.take(number, line.strip())
    return reader.finish()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.entry: Entry | None = None
        self.slot = ""
        self.fuzzy = False

    def take(self, number: int, line: str) -> None:
        """Read one line, stripped."""
        if line.startswith("#,"):
            self.fuzzy = "fuzzy" in line
        elif line.startswith('"'):
            self._add(number, line)
        elif line and not line.startswith("#"):
            word, _, text = line.partition(" ")
            self._open(number, word)
            self._add(number, text.strip())

    def finish(self) -> list[Entry]:
        """Give what was read."""
        return self.entries

    def _open(self, number: int, word: str) -> None:
        if word == "msgctxt" or (word == "msgid" and self.slot != "msgctxt"):
            self.entry = Entry(line=number, fuzzy=self.fuzzy)
            self.entries.append(self.entry)
            self.fuzzy = False
        self.slot = word

    def _add(self, number: int, quoted: str) -> None:
        try:
            text = ast.literal_eval(quoted)
        except (SyntaxError, ValueError):
            text = None
        if self.entry is None or not isinstance(text, str) or not self._put(self.entry, text):
            raise UnreadableCatalogue(f"{self.path}: line {number} is not in the .po format")

    def _put(self, entry: Entry, text: str) -> bool:
        match self.slot:
            case "msgctxt":
                entry.context = (entry.context or "") + text
            case "msgid":
                entry.msgid += text
            case "msgid_plural":
                entry.plural = (entry.plural or "") + text
            case "msgstr":
                entry.translations[0] = entry.translations.get(0, "") + text
            case slot if slot.startswith("msgstr[") and slot[7:-1].isdigit():
                form = int(slot[7:-1])
                entry.translations[form] = entry.translations.get(form, "") + text
            case _:
                return False
        return True


def compiled(entries: Iterable[Entry]) -> bytes:
    """Make the bytes of a .mo file (little-endian, sorted keys, no hash table)."""
    usable = sorted((e.key.encode(), e.text.encode()) for e in entries if e.is_complete or not e.msgid)
    keys, texts = [key for key, _ in usable], [text for _, text in usable]
    start = 7 * 4
    key_table = start
    text_table = key_table + 8 * len(keys)
    data = text_table + 8 * len(texts)
    table: list[int] = []
    for part in (*keys, *texts):
        table += [len(part), data]
        data += len(part) + 1
    head = struct.pack("<7I", _MAGIC, 0, len(keys), key_table, text_table, 0, 0)
    return head + struct.pack(f"<{len(table)}I", *table) + b"".join(part + b"\0" for part in (*keys, *texts))


def catalogues(root: Path) -> Iterator[Path]:
    """Find the .po files below a folder, in a stable order."""
    yield from sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def outdated(root: Path) -> list[Path]:
    """List the .po files below ``root`` whose .mo file is missing or older."""
    return [
        po
        for po in catalogues(root)
        if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns
    ]


def compile_all(root: Path) -> list[Path]:
    """
    Compile what has changed below ``root``; return the .mo files written.

    Each is put in place whole, so that a running server never reads half a file.
    """
    written = []
    for po in outdated(root):
        mo = po.with_suffix(".mo")
        making = mo.with_suffix(f".{os.getpid()}.making")
        making.write_bytes(compiled(read_catalogue(po)))
        making.replace(mo)
        written.append(mo)
    return written
