from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory

from gongzhi.common.files.errors import ContentDiffers, EmptyFile, TooLarge, UnsafeName, WrongKind
from gongzhi.common.files.models import StoredFile
from gongzhi.common.files.selectors import missing, orphans
from gongzhi.common.files.services import keep_file, safe_name
from gongzhi.common.files.serving import serve
from gongzhi.common.permissions import Actor
from gongzhi.common.tenancy import scope

AT = datetime(2026, 3, 1, tzinfo=UTC)
ACTOR = Actor(person_id=uuid4(), name="张三")
PDF = b"%PDF-1.7\n..."


def keep(name="章程.pdf", content=PDF, **more):
    return keep_file(actor=ACTOR, name=name, content=content, at=AT, **more)


def test_a_file_is_kept_under_a_name_of_ours(federation):
    file = keep("会议 纪要.PDF")
    assert (file.name, file.media_type, file.size) == ("会议 纪要.PDF", "application/pdf", len(PDF))
    assert file.handed_in_by_id == ACTOR.person_id
    assert file.path == f"{federation.pk.hex}/{file.pk.hex[-2:]}/{file.pk.hex}"
    with default_storage.open(file.path) as stored:
        assert stored.read() == PDF


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.exe", b"MZ", WrongKind),
        ("a.svg", b"<svg/>", WrongKind),
        ("a.html", b"<html>", WrongKind),
        ("a", PDF, WrongKind),
        ("a.pdf", b"", EmptyFile),
        ("a.pdf", PDF + b"x" * 1000, TooLarge),
        ("a.png", PDF, ContentDiffers),
        ("a\u202efdp.pdf", PDF, UnsafeName),
        ("名" * 260 + ".pdf", PDF, UnsafeName),
        ("a\0.pdf", PDF, UnsafeName),
        ("..", PDF, UnsafeName),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(federation, name, content, error):
    with pytest.raises(error) as refused:
        keep(name, content, limit=1000)
    assert str(refused.value)
    assert not StoredFile.objects.exists()
    assert list(orphans()) == []


def test_a_room_may_take_fewer_kinds(federation):
    with pytest.raises(WrongKind, match="png"):
        keep(endings=(".png",))


@pytest.mark.parametrize("name", ["../../etc/章程.pdf", "C:\\Users\\a\\章程.pdf", "/章程.pdf"])
def test_folders_fall_away_from_names(name):
    assert safe_name(name) == "章程.pdf"


def test_a_chinese_name_of_255_characters_is_kept(federation):
    name = "名" * 251 + ".pdf"
    assert keep(name).name == name


def test_a_file_is_served_for_saving_only(federation):
    file = keep()
    response = serve(RequestFactory().get("/"), file)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "%E7%AB%A0%E7%A8%8B.pdf" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in response["Cache-Control"]


def test_bytes_that_are_gone_are_noticed(federation, caplog):
    file = keep()
    default_storage.delete(file.path)
    assert missing() == [file]
    with pytest.raises(Http404):
        serve(RequestFactory().get("/"), file)
    assert str(file.pk) in caplog.text


def test_bytes_without_a_record_are_found(federation):
    keep()
    path = f"{federation.pk.hex}/00/{uuid4().hex}"
    default_storage.save(path, ContentFile(b"left behind"))
    assert list(orphans()) == [path]


def test_files_of_another_federation_are_not_seen(federation, other_federation):
    file = keep()
    with scope(other_federation.pk):
        assert not StoredFile.objects.filter(pk=file.pk).exists()
        assert list(orphans()) == []
