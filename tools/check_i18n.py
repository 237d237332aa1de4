"""
Keep the Chinese translation complete: what is in the source is in the catalogue, and nothing is fuzzy or empty.

Each room has ``locale/zh_Hans/LC_MESSAGES/django.po``; it must hold exactly the messages of the room's Python files
and templates, found as ``makemessages`` finds them, but without gettext.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from gongzhi.common.translations import Entry, UnreadableCatalogue, read_catalogue

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "gongzhi"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# Function → whether its first argument is a context.
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"), False),
    **dict.fromkeys(("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"), True),
}
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(({_LITERAL}(?:,\s*{_LITERAL})*)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(%s|%d)|\{(\w*)\}")
CHINESE = re.compile(r"[\u3400-\u9fff]")

Message = tuple[str | None, str]
"""Context and msgid."""


def messages_in(path: Path) -> Iterator[Message]:
    """Find the messages of one Python file or template."""
    text = path.read_text("utf-8")
    for function, words in calls_in_template(text, path) if path.suffix == ".html" else calls_in_python(text):
        *context, msgid = words[: 2 if KEYWORDS[function] else 1]
        if msgid and len(context) == KEYWORDS[function]:
            yield (context[0] if context else None), msgid


def calls_in_python(text: str) -> Iterator[tuple[str, list[str]]]:
    """Find the calls that translate: function and its literal arguments up to the first other one."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            literals = takewhile(lambda each: isinstance(each, ast.Constant), node.args)
            words = [each.value for each in literals if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if name in KEYWORDS and words:
                yield name, words


def calls_in_template(text: str, path: Path) -> Iterator[tuple[str, list[str]]]:
    """Find the same in a template, which Django turns into calls amid crossed-out text."""
    for call in CALL.finditer(templatize(text, origin=str(path))):
        yield call[1], list(ast.literal_eval(f"({call[2]},)"))


def messages_of(room: Path) -> dict[Message, Path]:
    """Find the messages of a room, its tests left out: message → the first file that has it."""
    found: dict[Message, Path] = {}
    for path in sorted((*room.rglob("*.py"), *room.rglob("*.html"))):
        if "tests" in path.relative_to(room).parts:
            continue
        for message in messages_in(path):
            found.setdefault(message, path)
    return found


def complaints_about(room: Path) -> Iterator[str]:
    """Say what is wrong with a room's catalogue."""
    wanted = messages_of(room)
    catalogue = room / CATALOGUE
    entries = [entry for entry in read_catalogue(catalogue) if entry.msgid] if catalogue.exists() else []
    known = {(entry.context, entry.msgid): entry for entry in entries}
    where = catalogue.relative_to(ROOT)
    if entries and room / "locale" not in folders_django_reads():
        yield f"{where}: Django does not read it; name its folder in LOCALE_PATHS"
    for message in wanted.keys() - known.keys():
        yield f"{where}: missing “{message[1]}” of {wanted[message].relative_to(ROOT)}"
    for message in known.keys() - wanted.keys():
        yield f"{where}:{known[message].line}: nothing says “{message[1]}” any more"
    for entry in entries:
        yield from (f"{where}:{entry.line}: {words}: “{entry.msgid}”" for words in faults_of(entry))


def conflicts(rooms: list[Path]) -> Iterator[str]:
    """Name the messages that two rooms translate differently: Django keeps one of them, whichever comes first."""
    said: dict[Message, dict[str, str]] = {}
    for room in rooms:
        catalogue = room / CATALOGUE
        for entry in read_catalogue(catalogue) if catalogue.exists() else []:
            words = " / ".join(filter(None, entry.translations.values()))
            if entry.msgid and words:
                said.setdefault((entry.context, entry.msgid), {})[room.name] = words
    for (_context, msgid), by_room in sorted(said.items(), key=lambda item: item[0][1]):
        if len(set(by_room.values())) > 1:
            told = ", ".join(f"{room}: {words}" for room, words in by_room.items())
            yield f"“{msgid}” is translated differently ({told}); use one translation or other English words"


def folders_django_reads() -> set[Path]:
    """Name the folders of the installed rooms and those of LOCALE_PATHS."""
    apps = {name.removesuffix(".apps").split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("gongzhi.")}
    return {SOURCE / name / "locale" for name in apps} | {Path(folder) for folder in settings.LOCALE_PATHS}


def faults_of(entry: Entry) -> Iterator[str]:
    """Say what is wrong with one translation."""
    if entry.fuzzy:
        yield "fuzzy"
    if not entry.translations or not all(entry.translations.values()):
        yield "not translated"
        return
    if CHINESE.search(entry.msgid):
        yield "the message itself must be English"
    wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.plural or ""))
    for text in entry.translations.values():
        if not set(PLACEHOLDER.findall(text)) <= wanted:
            yield "the translation has a placeholder that the message lacks"
        elif entry.plural is None and set(PLACEHOLDER.findall(text)) != wanted:
            yield "the translation lacks a placeholder of the message"


def main() -> int:
    """Print the complaints of all rooms; return 1 if there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings.test")
    rooms = [folder for folder in sorted(SOURCE.iterdir()) if folder.is_dir() and folder.name != "__pycache__"]
    try:
        found = [words for room in rooms for words in sorted(complaints_about(room))] + list(conflicts(rooms))
    except UnreadableCatalogue as error:
        found = [str(error)]
    print("\n".join(found) or "Every message has its Chinese translation.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
