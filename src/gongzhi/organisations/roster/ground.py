"""This will hold what the register knows already, for judging rows without asking the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gongzhi.common.imports.cells import match_key, shown
from gongzhi.common.imports.problems import CellProblem, RowReader
from gongzhi.common.imports.rows import JudgedRow, RawRow, digest
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations.roster.words import community_key


class CommunityUnknown(CellProblem):
    code = "community_unknown"
    message = _("“%(shown)s” is no community of this sub-district. It has: %(known)s.")


class OrganisationUnknown(CellProblem):
    code = "organisation_unknown"
    message = _("“%(shown)s” is no member organisation. Correct the name, or import the organisation first.")


class DuplicateRow(CellProblem):
    code = "duplicate"
    message = _("Row %(row)s says the same already. Correct this row, or leave it out.")


class DuplicateCode(CellProblem):
    code = "duplicate"
    message = _("Row %(row)s has the same credit code already. Correct one of the two with the certificate.")


class SeatHeld(CellProblem):
    code = "duplicate"
    message = _("Row %(row)s holds this office in that time already, and it has no further seat. Correct one of them.")


class AlreadyKnown(CellProblem):
    code = "duplicate"
    message = _("“%(shown)s” is in the register already, with other data. Change it on its own page, or leave it out.")


@dataclass(frozen=True)
class Ground:
    """
    What the register of one federation holds.

    ``communities``: key → name. ``names``: for each kind of row the keys of the records that exist. ``codes``: credit
    codes of existing organisations. ``held``: "body/office" → seat and days of each term in effect. ``committed``:
    digests of rows imported before.
    """

    communities: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    held: Mapping[str, Sequence[tuple[int, Period]]] = field(default_factory=dict)
    committed: frozenset[str] = frozenset()

    def community(self, name: str | None) -> str | None:
        """
        Find the community as the register names it.

        :raises CommunityUnknown: if the sub-district has none of that name
        """
        if name is None:
            return None
        found = self.communities.get(community_key(name))
        if found is None:
            raise CommunityUnknown(shown=shown(name), known="、".join(self.communities.values()) or "—")
        return found


def make_ground(
    *,
    communities: Iterable[str] = (),
    organisations: Iterable[str] = (),
    names: Mapping[str, Iterable[str]] | None = None,
    codes: Iterable[str] = (),
    held: Mapping[str, Sequence[tuple[int, Period]]] | None = None,
    committed: Iterable[str] = (),
) -> Ground:
    """
    Build the ground from names as they are written.

    ``names``: kind of row → names of records that exist; ``organisations`` are those a members' list may name.
    """
    return Ground(
        communities={community_key(name): name for name in communities},
        names={kind: frozenset(match_key(name) for name in known) for kind, known in (names or {}).items()},
        codes=frozenset(codes),
        organisations=frozenset(match_key(name) for name in organisations),
        held=held or {},
        committed=frozenset(committed),
    )


@dataclass
class Judging:
    """One run over the rows of a sheet: remembers what stood in earlier rows, and finishes each row alike."""

    kind: str
    ground: Ground
    seen: dict[str, RawRow] = field(default_factory=dict)
    terms: dict[str, list[tuple[Period, RawRow]]] = field(default_factory=dict)

    def reader(self, row: RawRow) -> RowReader:
        """Open a row."""
        return RowReader(row.cells)

    def once(
        self, reader: RowReader, row: RawRow, *, key: str | None, name: str, problem: type[CellProblem] = DuplicateRow
    ) -> None:
        """Blame the field if the key stood in an earlier row; ``None`` and empty keys are never the same."""
        if not key:
            return
        first = self.seen.setdefault(f"{problem.__name__}:{key}", row)
        if first is not row:
            reader.blame(name, problem(row=_place(first, row)))

    def one_at_a_time(self, reader: RowReader, row: RawRow, *, office: str, seats: int, days: Period) -> None:
        """Blame a row whose office is full in its days with rows before it."""
        earlier = self.terms.setdefault(office, [])
        others = [other for period, other in earlier if period.overlaps(days)]
        if len(others) >= seats:
            reader.blame("title", SeatHeld(row=_place(others[0], row)))
        else:
            earlier.append((days, row))

    def finish(
        self, reader: RowReader, row: RawRow, values: Mapping[str, object], *, known: Sequence[tuple[str, bool]] = ()
    ) -> JudgedRow:
        """
        Close a row; ``known`` are pairs of field and whether the register has it already.

        A sound row that was imported before is unchanged; one that clashes with the register is a duplicate. A row
        with problems of its own is not blamed for the register as well.
        """
        fingerprint = digest(self.kind, values)
        is_unchanged = fingerprint in self.ground.committed
        if not reader.problems and not is_unchanged:
            for name, exists in known:
                if exists:
                    reader.blame(name, AlreadyKnown(shown=shown(row.cells.get(name))))
        return JudgedRow(
            number=row.number,
            sequence=shown(row.cells.get("sequence")),
            values=values,
            problems=tuple(reader.problems),
            is_unchanged=is_unchanged and not reader.problems,
            digest=fingerprint,
        )

    def is_full(self, *, office: str, seats: int, days: Period) -> bool:
        """Tell whether the register has somebody on each seat of an office in these days."""
        return len({seat for seat, period in self.ground.held.get(office, ()) if period.overlaps(days)}) >= seats

    def has(self, key: str) -> bool:
        """Tell whether a record of this kind exists."""
        return key in self.ground.names.get(self.kind, frozenset())


def _place(first: RawRow, row: RawRow) -> str:
    """Name a row as seen from another: its number, with its sheet where that is another one."""
    return str(first.number) if first.sheet == row.sheet else f"{first.sheet}!{first.number}"
