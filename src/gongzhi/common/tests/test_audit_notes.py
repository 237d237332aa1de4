"""Checkpoints on paper, and the key that signs them."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest

from gongzhi.common.audit import keys
from gongzhi.common.audit.notes import Note, UnreadableNote

AT = datetime(2026, 5, 6, 8, 30, 0, 123456, tzinfo=UTC)
FEDERATION = UUID("01900000-0000-7000-8000-000000000001")


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def note():
    key_id = keys.ensure_signing_key()
    unsigned = Note(federation_id=FEDERATION, size=7, root=b"\x0f" * 32, at=AT)
    signature = keys.signing_key().sign(unsigned.body())
    return Note(FEDERATION, 7, b"\x0f" * 32, AT, signature=signature, key_id=key_id)


def test_a_note_is_read_as_it_was_written(note):
    assert Note.parsed(note.text()) == note
    assert Note.parsed(note.text().replace("\n", "\r\n") + "\r\n") == note
    assert keys.is_signed(note.body(), note.signature, keys.public_key(note.key_id))


def test_each_wrong_character_is_seen(note):
    text, key = note.text().rstrip("\n"), keys.public_key(note.key_id)
    for place, character in enumerate(text):
        wrong = text[:place] + ("x" if character != "x" else "y") + text[place + 1 :]
        try:
            read = Note.parsed(wrong)
        except UnreadableNote:
            continue
        assert read.key_id != note.key_id or not keys.is_signed(read.body(), read.signature, key) or read == note


@pytest.mark.parametrize("text", ["", "gongzhi audit log 1\n", "会议纪要\n第一条"])
def test_other_files_are_no_notes(text):
    with pytest.raises(UnreadableNote):
        Note.parsed(text)


def test_the_key_is_readable_by_its_user_only(var):
    keys.ensure_signing_key()
    assert stat.S_IMODE((var / "audit" / "signing.pem").stat().st_mode) == 0o600


def test_setting_up_twice_keeps_the_key():
    assert keys.ensure_signing_key() == keys.ensure_signing_key()


def test_without_setup_there_is_no_key(var):
    with pytest.raises(keys.NoSigningKey):
        keys.signing_key()
    assert keys.public_key("0" * 16) is None
    assert keys.public_key("../signing") is None


def test_what_the_old_key_signed_is_still_known_after_rotation(note):
    assert keys.rotate_signing_key() != note.key_id
    assert keys.is_signed(note.body(), note.signature, keys.public_key(note.key_id))


def test_two_set_ups_at_once_agree_on_one_key():
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _number: keys.ensure_signing_key(), range(8)))
    assert made == {keys.key_id_of(keys.signing_key().public_key())}
