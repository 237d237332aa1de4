"""Read packs: TOML files of clauses of one layer, each with its source and in both languages."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from gongzhi.institution.rules.clauses import Clause, Layer, Mark
from gongzhi.institution.rules.params import Kind
from gongzhi.institution.rules.reading import PackError, Table, TableReader, Unreadable, params_data, read_params
from gongzhi.kernel.text import gettext_noop as _

SHIPPED = ("national", "charter_model")
LONGEST_PACK_BYTES = 2_000_000
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """
    Hold the clauses of one layer, in the order of the file.

    ``jurisdiction`` is a division code, ``CN`` for the nation, ``""`` for a charter that any federation may take.
    """

    code: str
    layer: Layer
    jurisdiction: str
    title_zh: str
    title_en: str
    version: str
    since: date
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    layer: Layer
    jurisdiction: str
    since: date


def read_pack(*, text: str, name: str) -> Pack:
    """
    Read a pack from the text of its file; ``name`` names the file in what is raised.

    :raises PackError: naming file, clause and entry, for the first thing that is wrong
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(file=name, clause="", problem=str(error)) from error
    reader = TableReader(content)
    try:
        head, rows = TableReader(reader.table("pack"), where="pack"), reader.tables("clause")
        reader.close()
        return _read(head, rows, name)
    except Unreadable as fault:
        raise PackError(file=name, clause="", problem=str(fault)) from fault


def load_pack(path: Path) -> Pack:
    """
    Read a pack from a file.

    :raises PackError: if the file cannot be read, is too large, is not UTF-8 or is wrong inside
    """
    try:
        raw = path.read_bytes()[: LONGEST_PACK_BYTES + 1]
        text = raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(file=path.name, clause="", problem=str(error)) from error
    if len(raw) > LONGEST_PACK_BYTES:
        raise PackError(file=path.name, clause="", problem=f"larger than {LONGEST_PACK_BYTES} bytes")
    return read_pack(text=text, name=path.name)


@lru_cache(maxsize=1)
def shipped_packs() -> Mapping[str, Pack]:
    """Give the packs of this release by code, the widest layer first."""
    folder = files("gongzhi.institution") / "packs"
    packs = [read_pack(text=(folder / f"{name}.toml").read_text("utf-8"), name=f"{name}.toml") for name in SHIPPED]
    return MappingProxyType({pack.code: pack for pack in packs})


def shipped_pack(code: str) -> Pack:
    """
    Give one pack of this release: ``national`` or ``charter_model``.

    :raises KeyError: if there is none of that code
    """
    return shipped_packs()[code]


def shipped_clauses() -> tuple[Clause, ...]:
    """Give the clauses of all packs of this release, those of the model charter too."""
    return tuple(clause for pack in shipped_packs().values() for clause in pack.clauses)


def clause_from_data(*, data: Table, layer: Layer, jurisdiction: str, since: date) -> Clause:
    """
    Read one clause from a table, as a pack's file or `clause_data` writes it.

    ``since`` counts where the table names no day of its own.

    :raises Unreadable: for the first entry that is wrong
    """
    reader = TableReader(data)
    kind = reader.choice("kind", Kind)
    clause = Clause(
        code=reader.text("code", longest=80),
        layer=layer,
        jurisdiction=jurisdiction,
        article=reader.text("article", longest=60),
        topic=reader.text("topic", longest=80),
        subject=reader.text("subject", longest=40),
        title_zh=reader.text("title_zh"),
        title_en=reader.text("title_en"),
        text_zh=reader.text("text_zh", longest=LONGEST_TEXT),
        text_en=reader.text("text_en", longest=LONGEST_TEXT),
        source=reader.text("source"),
        basis=reader.text("basis", default="", longest=LONGEST_TEXT),
        chapter=reader.text("chapter", default=""),
        mark=reader.choice("mark", Mark),
        since=reader.maybe_day("since") or since,
        until=reader.maybe_day("until"),
        params=read_params(kind=kind, params=reader.table("params")),
    )
    reader.close()
    if clause.until is not None and clause.until < clause.since:
        raise reader.fault("until", _("%(entry)s: the end lies before the first day"))
    return clause


def clause_data(clause: Clause) -> dict[str, object]:
    """Write a clause as JSON holds it; `clause_from_data` reads the same back."""
    texts = ("code", "article", "topic", "subject", "title_zh", "title_en", "text_zh", "text_en", "source")
    data: dict[str, object] = {name: getattr(clause, name) for name in texts}
    data |= {name: getattr(clause, name) for name in ("basis", "chapter") if getattr(clause, name)}
    data |= {"kind": clause.kind.value, "mark": clause.mark.value, "since": clause.since.isoformat()}
    if clause.until is not None:
        data["until"] = clause.until.isoformat()
    return data | {"params": params_data(clause.params)}


def _read(head: TableReader, rows: Sequence[Table], name: str) -> Pack:
    layer = head.choice("layer", Layer)
    since = head.maybe_day("since")
    if since is None:
        raise head.fault("since", _("%(entry)s: a day is missing"))
    jurisdiction = head.text("jurisdiction", default="", longest=12)
    if not jurisdiction and layer is not Layer.CHARTER:
        raise head.fault("jurisdiction", _("%(entry)s: a text is missing"))
    pack = Pack(
        code=head.text("code", longest=80),
        layer=layer,
        jurisdiction=jurisdiction,
        title_zh=head.text("title_zh"),
        title_en=head.text("title_en"),
        version=head.text("version", longest=40),
        since=since,
        clauses=_clauses(rows, _Head(layer=layer, jurisdiction=jurisdiction, since=since), name),
    )
    head.close()
    return pack


def _clauses(rows: Sequence[Table], head: _Head, name: str) -> tuple[Clause, ...]:
    found: dict[tuple[str, date], Clause] = {}
    for number, row in enumerate(rows, start=1):
        label = str(row.get("code") or f"no. {number}")
        try:
            clause = clause_from_data(data=row, layer=head.layer, jurisdiction=head.jurisdiction, since=head.since)
        except Unreadable as fault:
            raise PackError(file=name, clause=label, problem=str(fault)) from fault
        if (clause.code, clause.since) in found:
            raise PackError(file=name, clause=label, problem="the code occurs twice with the same first day")
        found[clause.code, clause.since] = clause
    return tuple(found.values())
