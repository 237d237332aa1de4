"""That a choice is written nowhere before it is published."""

import base64
import logging
from typing import Any

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from gongzhi.meetings import services
from gongzhi.meetings.models import Envelope, Meeting
from gongzhi.meetings.tests.ballot_pages.walking import CODE, Site, prepare, vote
from gongzhi.meetings.tests.factories import Hall, motion
from gongzhi.offices.testing import sign_in

pytestmark = pytest.mark.usefixtures("log_key")


def dump() -> str:
    """Write out every row of every table as PostgreSQL writes it, sessions and keys of deeds included."""
    lines: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row::text FROM {table} AS row")
            lines += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(lines)


def ways_to_write(text: str) -> list[str]:
    """List how a text could stand in a dump: as it is, in hex, in base64, at each of three offsets."""
    raw = text.encode()
    encoded = [base64.b64encode(b"x" * shift + raw).decode()[4 if shift else 0 : -4] for shift in range(3)]
    return [text, text.lower(), raw.hex(), *encoded]


def test_no_choice_and_no_code_is_written_anywhere_before_publication(
    secretary: Client,
    site: Site,
    hall: Hall,
    meeting: Meeting,
    monkeypatch: Any,
    caplog: Any,
    settings: Any,
    tmp_path: Any,
) -> None:
    """The canary is the code of an option: the question names it, nothing else may."""
    canary = "kanarienvogel7"
    settings.MEDIA_ROOT = tmp_path

    def marked(item: Any) -> Any:
        from gongzhi.meetings.rules import ballots  # noqa: PLC0415 -- the real one is patched

        options = (ballots.Option(canary, "赞成"), ballots.Option("against", "反对"), ballots.Option("abstain", "弃权"))
        return ballots.Question(kind=ballots.Kind.MOTION, title=item.title, text="", options=options, least=1, most=1)

    for module in ("gate", "preparing"):
        monkeypatch.setattr(f"gongzhi.meetings.services.ballots.{module}.question_of", marked)
    caplog.set_level(logging.DEBUG)
    ballot, _shares = prepare(secretary, site, hall, meeting)
    before = dump()
    caplog.clear()
    codes = [CODE.search(vote(site, hall, ballot, place, canary))[0] for place in range(6)]
    after = dump()
    assert len(Envelope.objects.all()) == 6
    for written in ways_to_write(canary):
        assert after.count(written) == before.count(written)
    for code in codes:
        assert not [written for written in ways_to_write(code) if written in after]
        assert code not in caplog.text
    assert canary not in caplog.text
    assert not _stored_files()
    secretary.post(site.url("close_vote", motion(meeting).pk))
    closed = dump()
    assert not [code for code in codes if code in closed]


def test_a_failure_while_sealing_tells_the_operator_no_choice(
    secretary: Client, site: Site, hall: Hall, meeting: Meeting, monkeypatch: Any, settings: Any, caplog: Any
) -> None:
    settings.ADMINS = [("值班", "duty@example.org")]
    ballot, _shares = prepare(secretary, site, hall, meeting)

    def fail(**_said: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "cast_envelope", fail)
    handler = logging.getLogger("django.request")
    from django.utils.log import AdminEmailHandler  # noqa: PLC0415 -- only here

    mailer = AdminEmailHandler(include_html=True)
    handler.addHandler(mailer)
    try:
        client = Client(raise_request_exception=False)
        sign_in(client, hall.councillors[0])
        said = {"person": str(hall.councillors[0].pk), "choices": "against", "deed_key": "d", "step": "cast"}
        assert client.post(site.url("ballot_vote", ballot.pk), said).status_code == 500
    finally:
        handler.removeHandler(mailer)
    written = [mail.outbox[0].body, mail.outbox[0].alternatives[0][0], caplog.text]
    assert "the disk is full" in written[0]
    assert not [text for text in written if "'against'" in text or "&#x27;against&#x27;" in text]


def _stored_files() -> list[str]:
    folders, files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    return [*folders, *files]
