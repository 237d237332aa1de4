"""Check on a day whether each seat is filled as the institution asks, and say of each why or why not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gongzhi.institution.rules.clauses import Clause
from gongzhi.institution.rules.due import months_after
from gongzhi.institution.rules.layers import binding, not_outranked
from gongzhi.institution.rules.params import Composition
from gongzhi.institution.rules.sentences import Sentence, say
from gongzhi.institution.rules.verdicts import Status
from gongzhi.kernel.text import gettext_noop as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """
    Hold one filled seat and what is known of its holder.

    ``person`` is a stable key, ``name`` what the page shows. ``posts`` are codes of posts held elsewhere,
    ``documents`` codes of papers on file for this term. ``age`` in years, ``term_number`` 1 for the first term,
    ``party_months`` full months of party membership; ``None`` if not known. ``knowable`` are the codes of posts that
    would be known if they were held; ``None`` if all are.
    """

    body: str
    office: str
    person: str
    name: str = ""
    since: date
    posts: frozenset[str] = frozenset()
    knowable: frozenset[str] | None = None
    documents: frozenset[str] = frozenset()
    age: int | None = None
    term_number: int | None = None
    party_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Say of one seat (``None``: of the body as a whole) whether it is in order, and why or why not."""

    status: Status
    seat: Seat | None
    sentence: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionVerdict:
    """Hold what is so of one composition clause on a day; ``findings`` are those that are not in order."""

    clause: Clause
    status: Status
    on: date
    seats: tuple[Seat, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Hold the seats a clause speaks of, and all seats beside them."""

    params: Composition
    seats: tuple[Seat, ...]
    everyone: Sequence[Seat]
    on: date


def check_composition(
    *, clauses: Iterable[Clause], seats: Sequence[Seat], on: date, jurisdiction: str = ""
) -> list[CompositionVerdict]:
    """
    Check the composition clauses in force on a day against the seats held on it, in the order of the clauses.

    A clause that a stricter or nearer one covers is left out.
    Where something about a holder is not known the verdict is undetermined, unless another seat breaks the clause.
    """
    verdicts: list[CompositionVerdict] = []
    for clause in not_outranked(binding(clauses=clauses, day=on, jurisdiction=jurisdiction)):
        params = clause.params
        if isinstance(params, Composition):
            mine = tuple(seat for seat in seats if _belongs(seat, params))
            table = _Table(params=params, seats=mine, everyone=seats, on=on)
            findings = tuple(finding for check in CHECKS for finding in check(table))
            verdicts.append(
                CompositionVerdict(clause=clause, status=_worst(findings), on=on, seats=mine, findings=findings)
            )
    return verdicts


def posts_of(seat: Seat, everyone: Iterable[Seat]) -> frozenset[str]:
    """List the posts of a seat's holder: those held elsewhere and the offices held in any recorded body."""
    return seat.posts | {other.office for other in everyone if other.person == seat.person}


def _belongs(seat: Seat, params: Composition) -> bool:
    return seat.body == params.body and params.office in {"", seat.office}


def _worst(findings: Iterable[Finding]) -> Status:
    found = {finding.status for finding in findings}
    return next((status for status in (Status.BREACHED, Status.UNDETERMINED) if status in found), Status.MET)


def _size(table: _Table) -> Iterator[Finding]:
    """Check the number of seats; an empty body of which nothing is known is not a breach of its upper bound."""
    count, least, most = len(table.seats), table.params.at_least, table.params.at_most
    if least is not None and count < least:
        yield _broken(
            None, say(_("%(count)s seats are filled; at least %(least)s are needed."), count=count, least=least)
        )
    if most is not None and count > most:
        yield _broken(None, say(_("%(count)s seats are filled; at most %(most)s are allowed."), count=count, most=most))
    if table.params.odd and count and count % 2 == 0:
        yield _broken(None, say(_("%(count)s seats are filled; the number must be odd."), count=count))


def _share(table: _Table) -> Iterator[Finding]:
    share = table.params.share_at_most
    if share is None:
        return
    whole = len({seat.person for seat in table.everyone if seat.body == table.params.share_of})
    count = len({seat.person for seat in table.seats})
    if whole == 0 and count:
        yield _unknown(None, say(_("The larger body has no recorded seats to compare with.")))
    elif count > share * whole:
        yield _broken(
            None,
            say(_("%(count)s seats are more than %(share)s of %(whole)s."), count=count, share=share, whole=whole),
        )


def _held_by(table: _Table) -> Iterator[Finding]:
    posts = table.params.held_by
    for seat in table.seats if posts else ():
        if not posts_of(seat, table.everyone).isdisjoint(posts):
            continue
        if seat.knowable is not None and not seat.knowable.issuperset(posts):
            yield _unknown(seat, say(_("Whether %(name)s holds the post outside is not recorded."), name=seat.name))
        else:
            yield _broken(
                seat,
                say(_("%(name)s does not hold the post that this seat belongs to."), name=seat.name, posts=posts),
            )


def _not_with(table: _Table) -> Iterator[Finding]:
    office = table.params.not_with
    others = {seat.person for seat in table.everyone if office and seat.office == office}
    for seat in table.seats:
        if seat.person in others:
            yield _broken(
                seat, say(_("%(name)s also holds the office that excludes this one."), name=seat.name, office=office)
            )


def _age(table: _Table) -> Iterator[Finding]:
    most = table.params.age_at_most
    for seat in table.seats if most is not None else ():
        if seat.age is None:
            yield _unknown(seat, say(_("The date of birth of %(name)s is not recorded."), name=seat.name))
        elif most is not None and seat.age > most:
            yield _broken(
                seat,
                say(_("%(name)s is %(age)s; the limit is %(most)s."), name=seat.name, age=seat.age, most=most),
            )


def _terms(table: _Table) -> Iterator[Finding]:
    most = table.params.terms_at_most
    for seat in table.seats if most is not None else ():
        if seat.term_number is not None and most is not None and seat.term_number > most:
            yield _broken(
                seat,
                say(
                    _("%(name)s is in term %(term)s; at most %(most)s in a row are allowed."),
                    name=seat.name,
                    term=seat.term_number,
                    most=most,
                ),
            )


def _term_length(table: _Table) -> Iterator[Finding]:
    months = table.params.term_months_at_most
    for seat in table.seats if months is not None else ():
        ends_on = months_after(seat.since, months or 0)
        if table.on >= ends_on:
            yield _broken(seat, say(_("The term of %(name)s ran out on %(on)s."), name=seat.name, on=ends_on))


def _party_age(table: _Table) -> Iterator[Finding]:
    least = table.params.party_months_at_least
    for seat in table.seats if least is not None else ():
        if seat.party_months is None:
            yield _unknown(seat, say(_("The party age of %(name)s is not recorded."), name=seat.name))
        elif least is not None and seat.party_months < least:
            yield _broken(
                seat,
                say(_("%(name)s has been a party member for less than %(least)s months."), name=seat.name, least=least),
            )


def _documents(table: _Table) -> Iterator[Finding]:
    document, described = table.params.document, table.params.document_for
    for seat in table.seats if document else ():
        if (not described or described in posts_of(seat, table.everyone)) and document not in seat.documents:
            yield _broken(
                seat, say(_("The approval document for %(name)s is not on file."), name=seat.name, document=document)
            )


CHECKS: tuple[Callable[[_Table], Iterator[Finding]], ...] = (
    _size,
    _share,
    _held_by,
    _not_with,
    _age,
    _terms,
    _term_length,
    _party_age,
    _documents,
)


def _broken(seat: Seat | None, sentence: Sentence) -> Finding:
    return Finding(status=Status.BREACHED, seat=seat, sentence=sentence)


def _unknown(seat: Seat | None, sentence: Sentence) -> Finding:
    return Finding(status=Status.UNDETERMINED, seat=seat, sentence=sentence)
