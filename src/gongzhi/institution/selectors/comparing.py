"""This will put two versions of the charter side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gongzhi.institution.models import Charter, CharterClause

COMPARED = ("article", "title_zh", "text_zh", "text_en", "basis", "source", "mark", "params")


@dataclass(frozen=True)
class Difference:
    """One clause that differs; ``old`` or ``new`` is ``None`` where it is missing on that side."""

    change: Literal["added", "removed", "changed"]
    code: str
    old: CharterClause | None
    new: CharterClause | None
    numbers: tuple[tuple[str, object, object], ...]


def differences(*, old: Charter, new: Charter) -> list[Difference]:
    """List what differs from ``old`` to ``new``, in the order of the new version, what was left out last."""
    before = _by_code(old.clauses.order_by("position", "pk"))
    after = _by_code(new.clauses.order_by("position", "pk"))
    found = [
        Difference(
            "changed" if code in before else "added", code, before.get(code), clause, _numbers(before.get(code), clause)
        )
        for code, clause in after.items()
        if code not in before or _differs(before[code], clause)
    ]
    gone = [Difference("removed", code, clause, None, ()) for code, clause in before.items() if code not in after]
    return [*found, *gone]


def _by_code(rows: Iterable[CharterClause]) -> dict[str, CharterClause]:
    return {row.code: row for row in rows}


def _differs(one: CharterClause, other: CharterClause) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in COMPARED)


def _numbers(old: CharterClause | None, new: CharterClause) -> tuple[tuple[str, object, object], ...]:
    if old is None:
        return ()
    keys = [*new.params, *(key for key in old.params if key not in new.params)]
    return tuple(
        (key, old.params.get(key), new.params.get(key)) for key in keys if old.params.get(key) != new.params.get(key)
    )
