"""This will judge the rows of each sheet of a roster: what they say, and what is to be mended."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from gongzhi.common.imports.cells import (
    Count,
    PartialDate,
    match_key,
    read_count,
    read_credit_code,
    read_date,
    read_name,
    read_phone,
    read_required_name,
    read_text,
    read_yes,
    shown,
)
from gongzhi.common.imports.problems import CellProblem, DateMissing
from gongzhi.common.imports.rows import JudgedRow, RawRow
from gongzhi.common.imports.workbook import Cell
from gongzhi.kernel.periods import Period
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations.roster.ground import DuplicateCode, Ground, Judging, OrganisationUnknown
from gongzhi.organisations.roster.words import category_of, is_cadre_post, seat_of, standing_of

Judge = Callable[[Sequence[RawRow], Ground], list[JudgedRow]]

# As long as the register's columns.
_PERSON, _POST, _TITLE, _DEPUTY, _OFFERS = 50, 100, 60, 60, 200
_person_name = partial(read_required_name, limit=_PERSON)
_optional_person = partial(read_name, limit=_PERSON)
_post = partial(read_name, limit=_POST)


class EndsBeforeItStarts(CellProblem):
    code = "date_unreadable"
    message = _("The end, %(shown)s, does not lie after the start. Correct one of the two.")


def judge_organisations(rows: Sequence[RawRow], ground: Ground) -> list[JudgedRow]:
    """Judge the sheet of member organisations."""
    run = Judging("organisations", ground)
    return [_organisation(run, row) for row in rows]


def _organisation(run: Judging, row: RawRow) -> JudgedRow:
    reader = run.reader(row)
    name = reader.read("name", read_required_name)
    code = reader.read("credit_code", read_credit_code)
    founded = reader.read("founded_on", read_date)
    members = reader.read("member_count", read_count)
    party = reader.read("party_member_count", read_count)
    values = {
        "name": name,
        "category": category_of(reader.read("category", read_text)),
        "community": reader.read("community", lambda cell: run.ground.community(read_name(cell))),
        "standing": standing_of(reader.read("standing", read_text), has_credit_code=code is not None),
        "credit_code": code,
        "leader_name": reader.read("leader_name", _optional_person),
        "leader_phone": reader.read("leader_phone", read_phone),
        "founded_on": _date(founded),
        "member_count": members.total if members else None,
        **_party(party),
        "note": reader.read("note", read_text),
    }
    key = match_key(name or "")
    run.once(reader, row, key=key, name="name")
    run.once(reader, row, key=code, name="credit_code", problem=DuplicateCode)
    return run.finish(reader, row, values, known=[("name", run.has(key)), ("credit_code", code in run.ground.codes)])


def judge_enterprises(rows: Sequence[RawRow], ground: Ground) -> list[JudgedRow]:
    """Judge the sheet of resident enterprises."""
    run = Judging("enterprises", ground)
    return [_enterprise(run, row) for row in rows]


def _enterprise(run: Judging, row: RawRow) -> JudgedRow:
    reader = run.reader(row)
    name = reader.read("name", read_required_name)
    code = reader.read("credit_code", read_credit_code)
    values = {
        "name": name,
        "credit_code": code,
        "community": reader.read("community", lambda cell: run.ground.community(read_name(cell))),
        "contact_name": reader.read("contact_name", _optional_person),
        "contact_phone": reader.read("contact_phone", read_phone),
        "offers": reader.read("offers", partial(read_text, limit=_OFFERS)),
        "note": reader.read("note", read_text),
    }
    key = match_key(name or "")
    run.once(reader, row, key=key, name="name")
    run.once(reader, row, key=code, name="credit_code", problem=DuplicateCode)
    return run.finish(reader, row, values, known=[("name", run.has(key)), ("credit_code", code in run.ground.codes)])


def judge_individuals(rows: Sequence[RawRow], ground: Ground) -> list[JudgedRow]:
    """Judge the sheet of notables; the same name with the same number is the same person."""
    run = Judging("individuals", ground)
    return [_individual(run, row) for row in rows]


def _individual(run: Judging, row: RawRow) -> JudgedRow:
    reader = run.reader(row)
    name, phone = reader.read("name", _person_name), reader.read("phone", read_phone)
    values = {
        "name": name,
        "post": reader.read("post", _post),
        "phone": phone,
        "deputy_of": reader.read("deputy_of", partial(read_name, limit=_DEPUTY)),
        "community": reader.read("community", lambda cell: run.ground.community(read_name(cell))),
        "note": reader.read("note", read_text),
    }
    key = person_key(name, phone)
    run.once(reader, row, key=key, name="name")
    return run.finish(reader, row, values, known=[("name", run.has(key))])


def judge_offices(rows: Sequence[RawRow], ground: Ground) -> list[JudgedRow]:
    """Judge the sheet of officers: one row is one term."""
    run = Judging("offices", ground)
    return [_office(run, row) for row in rows]


def _office(run: Judging, row: RawRow) -> JudgedRow:
    reader = run.reader(row)
    title = reader.read("title", partial(read_required_name, limit=_TITLE))
    name, post = reader.read("name", _person_name), reader.read("post", _post)
    start, end = reader.read("starts_on", _first_day), reader.read("ends_on", read_date)
    ends_on = end_of_term(start, end)
    if start and ends_on and ends_on <= start.on:
        reader.blame("ends_on", EndsBeforeItStarts(shown=shown(row.cells.get("ends_on"))))
    seat = seat_of(title or "")
    values = {
        "title": title,
        "body": seat.body,
        "office": seat.code,
        "name": name,
        "post": post,
        "is_cadre": is_cadre_post(post),
        "phone": reader.read("phone", read_phone),
        "starts_on": start.on.isoformat() if start else None,
        "ends_on": ends_on.isoformat() if ends_on else None,
        "basis_number": reader.read("basis_number", _post),
        "note": reader.read("note", read_text),
    }
    office = f"{seat.body}/{seat.code}"
    key = f"{office}/{match_key(name)}/{values['starts_on'] or ''}" if name and title else ""
    run.once(reader, row, key=key, name="name")
    if not reader.problems and start:
        run.one_at_a_time(reader, row, office=office, seats=seat.seats, days=Period(start.on, ends_on))
    is_full = bool(
        not reader.problems and start and run.is_full(office=office, seats=seat.seats, days=Period(start.on, ends_on))
    )
    known = [("name", run.has(key)), ("title", is_full and not run.has(key))]
    return run.finish(reader, row, values, known=known)


def judge_members(rows: Sequence[RawRow], ground: Ground) -> list[JudgedRow]:
    """Judge the superior's list of members of organisations."""
    run = Judging("members", ground)
    return [_member(run, row) for row in rows]


def _member(run: Judging, row: RawRow) -> JudgedRow:
    reader = run.reader(row)
    name, phone = reader.read("name", _person_name), reader.read("phone", read_phone)
    organisation = reader.read("organisation", lambda cell: _known_organisation(run.ground, cell))
    joined = reader.read("joined_on", read_date)
    number = reader.read("volunteer_number", read_name)
    values = {
        "name": name,
        "gender": reader.read("gender", read_name),
        "organisation": organisation,
        "phone": phone,
        "is_party_member": reader.read("is_party_member", read_yes),
        "volunteer_number": number,
        "joined_on": _date(joined),
        "note": reader.read("note", read_text),
    }
    key = f"{person_key(name, phone)}/{match_key(organisation or '')}" if name else ""
    run.once(reader, row, key=key, name="name")
    if not reader.problems:
        run.once(reader, row, key=f"number/{match_key(number)}" if number else "", name="volunteer_number")
    return run.finish(reader, row, values, known=[("name", run.has(key))])


JUDGES: dict[str, Judge] = {
    "organisations": judge_organisations,
    "enterprises": judge_enterprises,
    "individuals": judge_individuals,
    "offices": judge_offices,
    "members": judge_members,
}


def person_key(name: str | None, phone: str | None) -> str:
    """Fold a person into a key: name and number; ``""`` without a name."""
    return f"{match_key(name)}/{phone or ''}" if name else ""


def end_of_term(start: PartialDate | None, end: PartialDate | None) -> date | None:
    """
    Turn the end a roster names into the first day after the term.

    A month or a year means its first day (2024.3–2029.3 is five years). A day is the last one of the term, unless it
    repeats the day of the start (2024-03-15–2029-03-15 is five years too).
    """
    if end is None:
        return None
    repeats = start is not None and (start.on.month, start.on.day) == (end.on.month, end.on.day)
    return end.on if end.precision != "day" or repeats else end.on + timedelta(days=1)


def _known_organisation(ground: Ground, cell: Cell) -> str | None:
    name = read_name(cell)
    if name is None or match_key(name) not in ground.organisations:
        raise OrganisationUnknown(shown=shown(cell))
    return name


def _first_day(cell: Cell) -> PartialDate:
    day = read_date(cell)
    if day is None:
        raise DateMissing
    return day


def _date(value: PartialDate | None) -> str | None:
    return str(value) if value else None


def _party(count: Count | None) -> dict[str, int | None]:
    if count is None:
        return {"full_member_count": None, "probationary_member_count": None}
    return {
        "full_member_count": count.total - count.probationary,
        "probationary_member_count": count.probationary,
    }
