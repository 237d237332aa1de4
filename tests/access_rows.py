"""How a row of tests/access_table.py reads, and the kinds of users it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

ANONYMOUS = "anonymous"
"""A resident without an account, or anybody who has not signed in."""
OUTSIDERS = ("stray", "inspector", "neighbour")
"""Signed in, but with no person in this street: no tie at all, the district's inspector, next door's secretary."""
STAFF = ("leader", "other_leader", "cadre", "secretary", "reviewer", "street", "auditor", "supervisor", "council")
"""
People of this street: the leader of the organisation in question, the leader of another, a cadre of the two
committees, the secretary-general, the party branch's reviewer, the street office, the auditor, the supervisor, a
member of the council (here its vice president, who also leads an enterprise).
"""
KINDS = (ANONYMOUS, *OUTSIDERS, *STAFF)

ALL = " ".join(STAFF)
NOBODY = ""

OK, SEE_OTHER, SIGN_IN, FORBIDDEN, NOT_FOUND, NO_METHOD, REFUSED = 200, 303, 302, 403, 404, 405, 422


@dataclass(frozen=True)
class Row:
    """
    One address below ``/f/<code>/``.

    ``see`` names who opens it, ``None`` where it takes no GET, with ``found`` as the answer; other staff get ``shut``.
    ``do`` names who may do its deed, ``None`` where it takes no POST, with ``done`` as the answer; other staff get
    ``stays``, and nothing is written. ``blind`` find no page either way. ``body`` goes over what the form of the page
    suggests: field → word of the world, or ``=`` and the text itself.
    """

    args: tuple[str, ...] = ()
    see: str | None = ALL
    do: str | None = None
    found: int = OK
    shut: int = FORBIDDEN
    done: int = SEE_OTHER
    stays: int = REFUSED
    blind: str = ""
    query: str = ""
    body: Mapping[str, str] = field(default_factory=dict)

    def expected(self, kind: str, method: str) -> frozenset[int]:
        """Say how a kind of user is answered."""
        allowed, good, bad = (self.see, self.found, self.shut) if method == "get" else (self.do, self.done, self.stays)
        if kind == ANONYMOUS:
            return frozenset({SIGN_IN} if allowed is not None else {SIGN_IN, NO_METHOD})
        if kind in OUTSIDERS:
            return frozenset({NOT_FOUND} if allowed is not None else {NOT_FOUND, NO_METHOD})
        if allowed is None:
            return frozenset({NO_METHOD})
        if kind in self.blind.split():
            return frozenset({NOT_FOUND})
        return frozenset({good if kind in allowed.split() else bad})


@dataclass(frozen=True)
class Open(Row):
    """An address open to everybody; ``staff`` is the answer to people of this street, if it is another."""

    see: str | None = ALL
    staff: int = OK
    stray: int = OK
    others: int = OK

    def expected(self, kind: str, method: str) -> frozenset[int]:
        """Say how a kind of user is answered."""
        if method == "post":
            return frozenset({NO_METHOD if self.do is None else self.done})
        if self.see is None:
            return frozenset({NO_METHOD})
        if kind in STAFF:
            return frozenset({self.staff})
        return frozenset({self.stray if kind == "stray" else self.others if kind != ANONYMOUS else self.found})


@dataclass(frozen=True)
class Entry(Row):
    """A page of signing in, outside all federations: the same for all who are signed in."""

    stranger: int = SIGN_IN
    member: int = OK
    """Somebody signed in; who has no password or no second factor yet is led on or finds nothing."""

    def expected(self, kind: str, method: str) -> frozenset[int]:
        """Say how a kind of user is answered; a form sent empty is refused or leads on, and never fails."""
        if method == "post":
            return frozenset({OK, SIGN_IN, SEE_OTHER, NOT_FOUND, NO_METHOD, REFUSED, 400, FORBIDDEN})
        return frozenset({self.stranger} if kind == ANONYMOUS else {self.member, SIGN_IN, FORBIDDEN, NOT_FOUND})


def button(*args: str, do: str, **more: object) -> Row:
    """Write the row of a deed that has no page of its own."""
    return Row(args, see=None, do=do, **more)  # type: ignore[arg-type]


def form(*args: str, do: str, **more: object) -> Row:
    """Write the row of a page with a form that the same people see and send."""
    return Row(args, see=do, do=do, **more)  # type: ignore[arg-type]
