"""Every address, every kind of user, another street's objects: one table (tests/access_table.py), and not one leak."""

import io
import re
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gongzhi.common.audit import ensure_signing_key
from gongzhi.demo.services.registers import roster
from tests.access_forms import Form, form_for, forms_of
from tests.access_rows import KINDS, NO_METHOD, NOT_FOUND, OK, REFUSED, SEE_OTHER, SIGN_IN, STAFF, Open, Row
from tests.access_table import DISTRICT, ENTRY, TABLE
from tests.access_world import DISTRICT as DISTRICT_CODE
from tests.access_world import MAIN, MOMENT, NEXT_DOOR, PHONES, World, build, writes_seen

MAY_BE_WRITTEN_BY_LOOKING = {
    "django_session",  # its last use
    "usersessions_usersession",  # likewise
    "people_cacheentry",  # counters of the limits
    "common_auditevent",  # a look across the district, a download: noted on purpose
    "common_auditpayload",
    "common_deedkey",  # claimed first; a refusal gives it back
}
INLINE = re.compile(
    r"<style|\sstyle=|<script(?![^>]*(?:\ssrc=|application/json))|\son[a-z]+=\"|javascript:", re.IGNORECASE
)
ELSEWHERE = re.compile(r"(?:href|src|action)=\"(?:https?:)?//(?!testserver)", re.IGNORECASE)
NO_RECEIPT = "1111222233334440"
SAME_WORD_EVERYWHERE = "clause"  # a code of the model charter
OBJECTS = [
    name for name, row in TABLE.items() if any(word[0] != "=" and word != SAME_WORD_EVERYWHERE for word in row.args)
]


SEARCHES = [
    "people:list",
    "organisations:list",
    "organisations:export",
    "organisations:individuals",
    "meetings:list",
    "meetings:resolutions",
    "meetings:presence",
    "filings:list",
    "filings:export",
    "imports:preview",
    "matters:window",
    "visits:targets",
]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Two streets at work, outside the transactions of the single tests; the clock stands still."""
    folder = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), time_machine.travel(MOMENT, tick=False), override_settings(VAR=folder):
        ensure_signing_key()
        try:
            yield build()
        finally:
            call_command("flush", interactive=False, verbosity=0)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happens inside."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def address(row: Row, name: str, objects: Mapping[str, str], *, street: str = MAIN) -> str:
    """Write the address of a row with these objects."""
    arguments = [word[1:] if word.startswith("=") else objects[word] for word in row.args]
    prefix = "" if name in ENTRY else f"/f/{street}"
    return prefix + reverse(name, args=arguments) + row.query.format(**objects)


def ask(world: World, kind: str, method: str, url: str, body: Mapping[str, Any] | None = None) -> HttpResponse:
    """Send one request as a kind of user and take back what it did; ``content`` holds a file's bytes too."""
    with undone():
        answer = getattr(world.browser(kind), method)(url, data=body if body is not None else {})
        if not answer.streaming:
            return answer
        return HttpResponse(answer.getvalue(), status=answer.status_code, headers=dict(answer.headers))


def page_form(world: World, row: Row, url: str, kind: str = "") -> Form:
    """Read the form of a page as somebody who may send it sees it; an empty one where there is no page."""
    who = kind or next(iter((row.do or "").split()), "secretary")
    if row.see is None:
        return Form(url)
    answer = ask(world, who, "get", url)
    return form_for(answer.content.decode("utf8", "replace"), url.split("?", maxsplit=1)[0]) or Form(url)


def body_of(form: Form, row: Row, objects: Mapping[str, str]) -> dict[str, Any]:
    """Fill the form in, then put what the table says over it."""
    body = {**form.body(), "deed_key": str(uuid.uuid4())}
    for name, word in row.body.items():
        body[name] = sent(name, word[1:] if word.startswith("=") else objects.get(word, word))
    return body


def sent(name: str, value: str) -> Any:
    """Send a field as a browser does: a file is a file."""
    if name != "file":
        return value
    if value == "roster":
        return SimpleUploadedFile("花名册.xlsx", roster())
    return SimpleUploadedFile("opening.json", value.encode())


def all_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Name every address that the site knows."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}"
        else:
            yield from all_names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_stands_in_the_table() -> None:
    known = set(all_names(get_resolver()))
    assert known - set(TABLE) == set(), "say in tests/access_table.py who may open these"
    assert set(TABLE) - known == set(), "these addresses are gone; take them out of the table"


@pytest.mark.parametrize("name", [name for name in TABLE if name not in ENTRY])
def test_who_sees_and_who_does(world: World, db: None, name: str) -> None:
    row, wrong = TABLE[name], []
    url = address(row, name, world.own)
    with writes_seen() as written:
        for kind in KINDS:
            answer = ask(world, kind, "get", url)
            text = text_of(answer)
            wrong += [f"{kind} GET {answer.status_code}"] * (answer.status_code not in row.expected(kind, "get"))
            wrong += [
                f"{kind} GET shows {number}, which is masked until asked for" for number in PHONES if number in text
            ]
            wrong += [f"{kind} GET: {fault}" for fault in faults_of(world, answer, kind)]
    wrong += [f"GET wrote {table}" for table in set(written) - MAY_BE_WRITTEN_BY_LOOKING]
    form = page_form(world, row, url)
    doers = KINDS if isinstance(row, Open) else tuple((row.do or "").split())
    for those in (doers, [kind for kind in KINDS if kind not in doers]):
        with writes_seen() as written:
            for kind in those:
                sent = page_form(world, row, url, kind) if those is doers else form
                answer = ask(world, kind, "post", url, body_of(sent, row, world.own))
                if answer.status_code not in row.expected(kind, "post"):
                    wrong.append(f"{kind} POST {answer.status_code} {complaints(answer)}")
                wrong += [f"{kind} POST: {fault}" for fault in faults_of(world, answer, kind)]
        if those is not doers:
            wrong += [f"refused POST wrote {table}" for table in set(written) - MAY_BE_WRITTEN_BY_LOOKING]
    assert not wrong, f"{url}\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", OBJECTS)
def test_next_doors_objects_are_not_there(world: World, db: None, name: str) -> None:
    row, wrong = TABLE[name], []
    foreign = address(row, name, world.foreign)
    nowhere = {word: NO_RECEIPT if word.startswith("receipt") else str(uuid.uuid4()) for word in row.args}
    body = body_of(Form(foreign), row, world.own)
    missing = ask(world, "secretary", "get", address(row, name, {**world.own, **nowhere}))
    with writes_seen() as written:
        for kind in KINDS:
            for method in ("get", "post"):
                answer = ask(world, kind, method, foreign, body if method == "post" else None)
                allowed = {NOT_FOUND, NO_METHOD} | ({SIGN_IN} if kind == "anonymous" else set())
                wrong += [f"{kind} {method} {answer.status_code}"] * (answer.status_code not in allowed)
                wrong += [f"{kind} {method}: {fault}" for fault in faults_of(world, answer, kind)]
                if (kind, method) == ("secretary", "get") and same(answer) != same(missing):
                    wrong.append("the answer differs from that for an object which exists nowhere")
    wrong += [f"wrote {table}" for table in set(written) - MAY_BE_WRITTEN_BY_LOOKING]
    assert not wrong, f"{foreign}\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in TABLE if name not in ENTRY and not isinstance(TABLE[name], Open)])
def test_next_doors_pages_are_shut(world: World, db: None, name: str) -> None:
    url = address(TABLE[name], name, world.foreign, street=NEXT_DOOR)
    for kind in STAFF:
        assert ask(world, kind, "get", url).status_code in {NOT_FOUND, NO_METHOD}, f"{kind} {url}"
    assert ask(world, "secretary", "post", url).status_code in {NOT_FOUND, NO_METHOD}, url


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.do])
def test_choices_of_next_door_are_refused(world: World, db: None, name: str) -> None:
    """Each list of a form, sent with next door's key of the same thing, is refused and writes nothing."""
    row = TABLE[name]
    who = (row.do or "").split()[0]
    url = address(row, name, world.own)
    form = page_form(world, row, url)
    swaps = {field: world.like_next_door(options) for field, options in form.choices().items()}
    swaps |= {field: world.foreign.get(word, "") for field, word in row.body.items() if not word.startswith("=")}
    for field, foreign in swaps.items():
        if not foreign:
            continue
        with writes_seen() as written:
            answer = ask(world, who, "post", url, {**body_of(form, row, world.own), field: sent(field, foreign)})
        assert answer.status_code in {NOT_FOUND, 422}, f"{field} of next door: {answer.status_code}"
        assert set(written) <= MAY_BE_WRITTEN_BY_LOOKING, field
        assert faults_of(world, answer, who) == []


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.see and name not in ENTRY])
def test_a_page_narrowed_to_next_door_shows_nothing_of_it(world: World, db: None, name: str) -> None:
    """Each list of a form that narrows a page, set to next door's key of the same thing, opens nothing there."""
    row = TABLE[name]
    who = "secretary" if "secretary" in (row.see or "") else (row.see or "").split()[0]
    url = address(row, name, world.own)
    for form in forms_of(text_of(ask(world, who, "get", url)), "get"):
        for field, options in form.choices().items():
            foreign = world.like_next_door(options)
            if foreign:
                path = (form.action or url).split("?", maxsplit=1)[0]
                answer = ask(world, who, "get", path, {**form.body(), field: foreign})
                assert answer.status_code in {OK, NOT_FOUND, REFUSED}, f"{path} {field}: {answer.status_code}"
                assert faults_of(world, answer, who) == [], f"{path} {field}"


@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_finds_nothing_of_next_door(world: World, db: None, name: str) -> None:
    """Sought by half of its name, next door's row does not come up; the half itself is shown again in its field."""
    is_found_there = False
    for word in world.canaries:
        sought = f"?q={quote(word[: len(word) // 2 + 1])}&state=&sheet=0"
        for kind in ("secretary", "leader", "auditor"):
            url = address(TABLE[name], name, world.own) + sought
            answer = ask(world, kind, "get", url)
            assert faults_of(world, answer, kind) == [], f"{kind} {url}"
        there = address(TABLE[name], name, world.foreign, street=NEXT_DOOR) + sought
        is_found_there |= word in text_of(ask(world, "neighbour", "get", there))
    assert is_found_there, "nobody finds it next door either: this search proves nothing"


@pytest.mark.parametrize("name", DISTRICT)
def test_the_district_looks_across_and_nobody_else(world: World, db: None, name: str) -> None:
    url = address(DISTRICT[name], name, world.own, street=DISTRICT_CODE)
    for kind in KINDS:
        expected = 200 if kind == "inspector" else SIGN_IN if kind == "anonymous" else NOT_FOUND
        assert ask(world, kind, "get", url).status_code == expected, kind


@pytest.mark.parametrize("name", ENTRY)
def test_pages_of_signing_in(world: World, db: None, name: str) -> None:
    url = address(TABLE[name], name, world.own)
    for kind in ("anonymous", "stray", "secretary"):
        for method in ("get", "post"):
            answer = ask(world, kind, method, url)
            assert answer.status_code in TABLE[name].expected(kind, method), f"{kind} {method} {url}"
            assert faults_of(world, answer, kind) == [], f"{kind} {method} {url}"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_not_known(world: World, db: None, method: str) -> None:
    for name, row in TABLE.items():
        if name not in ENTRY and name != "set_language":
            url = address(row, name, world.own)
            with undone(), writes_seen() as written:
                status = getattr(world.browser("secretary"), method)(url).status_code
            assert status in {NO_METHOD, NOT_FOUND, 403}, f"{method} {url}: {status}"
            assert set(written) <= MAY_BE_WRITTEN_BY_LOOKING


def same(answer: HttpResponse) -> tuple[int, str]:
    """What two answers must share to tell nothing: status and page, without its address and its one-time values."""
    text = answer.content.decode("utf8", "replace")
    return answer.status_code, re.sub(r"value=\"[^\"]*\"|href=\"[^\"]*\"", "…", text)


def complaints(answer: HttpResponse) -> list[str]:
    """Read what a form complains of, for the message of a failed test."""
    text = answer.content.decode("utf8", "replace")
    return [
        re.sub(r"<[^>]+>|\s+", " ", hit)
        for hit in re.findall(r'class="error[^"]*" (?:id|role)="([^"]+"[^§]*?)</div>', text)
    ]


def text_of(answer: HttpResponse) -> str:
    """Read an answer as text; a workbook or a letter is unpacked first."""
    if not answer.content.startswith(b"PK"):
        return answer.content.decode("utf8", "replace")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "\n".join(packed.read(name).decode("utf8", "replace") for name in packed.namelist())


def faults_of(world: World, answer: HttpResponse, kind: str) -> list[str]:
    """List what is wrong with any answer, whatever it says."""
    text = text_of(answer)
    found = [f"holds {word} of next door" for word in world.canaries if word in text and kind != "neighbour"]
    found += [f"lacks {name}" for name, fits in HEADERS.items() if not re.search(fits, answer.headers.get(name, ""))]
    leads_on = answer.status_code in {SIGN_IN, SEE_OTHER}
    if (
        kind != "anonymous"
        and not leads_on
        and not re.search("no-store|private", answer.headers.get("Cache-Control", ""))
    ):
        found.append(f"may be cached: {answer.headers.get('Cache-Control')}")
    if "text/html" in answer.headers.get("Content-Type", ""):
        found += [f"inline: {hit.group()}" for hit in INLINE.finditer(text)]
        found += [f"leads elsewhere: {hit.group()}" for hit in ELSEWHERE.finditer(text)]
    return found + (["fails"] if answer.status_code >= 500 else [])


HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'|sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": r"camera=\(\)",
}
