"""The pages of an import: upload, preview with problems, mending, taking over; wrong files are told on the field."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.federations.models import Community
from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.organisations.models import Organisation

ROSTER = Path(__file__).resolve().parents[2] / "organisations" / "roster" / "tests" / "street_roster.xlsx"
RIGHTS = ["organisations.register.manage", "offices.term.manage", "organisations.register.read"]
COMMUNITIES = ["民北", "烟雨", "枫杨", "农翔", "桂苑", "万洲", "南湖", "南溪", "文星", "云都"]


@pytest.fixture
def secretary(client: Client, federation: Any) -> Client:
    for name in COMMUNITIES:
        Community.objects.create(name=f"{name}社区居委会")
    return sign_in(client, make_officer(RIGHTS))


def upload(client: Client, address: str, name: str, content: bytes) -> Any:
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def batch(secretary: Client, federation: Any, url_in: Any) -> ImportBatch:
    response = upload(secretary, url_in(federation, "imports:upload"), "花名册.xlsx", ROSTER.read_bytes())
    assert response.status_code == 303
    return ImportBatch.objects.get()


def test_the_preview_names_the_eight_problems_and_writes_nothing(
    secretary: Client, federation: Any, url_in: Any, batch: ImportBatch
) -> None:
    page = secretary.get(url_in(federation, "imports:preview", batch.pk) + "?state=problem")
    assert [sheet.problem for sheet in page.context["sheets"]] == [8, 0, 0, 0]
    assert page.context["sheets"][0].clean == 50
    assert not Organisation.objects.exists()


def test_a_mended_row_is_taken_over_with_the_clean_ones(
    secretary: Client, federation: Any, url_in: Any, batch: ImportBatch
) -> None:
    row = ImportRow.objects.get(batch=batch, sequence="13")
    address = url_in(federation, "imports:row", row.pk)
    form = secretary.get(address).context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    assert secretary.post(address, {**values, "name": "万洲社区读书会"}).status_code == 303
    assert secretary.post(url_in(federation, "imports:act", batch.pk, "commit")).status_code == 303
    assert Organisation.objects.filter(kind="community_social").count() == 51
    assert Organisation.objects.filter(name="万洲社区读书会").exists()


def test_importing_the_same_file_again_changes_nothing(
    secretary: Client, federation: Any, url_in: Any, batch: ImportBatch
) -> None:
    secretary.post(url_in(federation, "imports:act", batch.pk, "commit"))
    before = set(Organisation.objects.values_list("pk", "name", "changed_at"))
    upload(secretary, url_in(federation, "imports:upload"), "花名册.xlsx", ROSTER.read_bytes())
    again = ImportBatch.objects.get(state="previewed")
    response = secretary.post(url_in(federation, "imports:act", again.pk, "commit"))
    assert response.status_code == 422
    assert set(Organisation.objects.values_list("pk", "name", "changed_at")) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("花名册.docx", b"PK\x03\x04"),
        ("花名册.xlsx", b"not a workbook"),
        ("花名册.xlsx", b""),
        ("花名册.csv", "序号,组织名称\n".encode("utf-16")),
    ],
)
def test_a_wrong_file_is_told_on_the_field(
    secretary: Client, federation: Any, url_in: Any, name: str, content: bytes
) -> None:
    response = upload(secretary, url_in(federation, "imports:upload"), name, content)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not ImportBatch.objects.exists()


def test_an_upload_above_the_limit_is_stopped_and_told(
    secretary: Client, federation: Any, url_in: Any, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    response = upload(secretary, url_in(federation, "imports:upload"), "花名册.xlsx", b"x" * 2000)
    assert response.status_code == 413
    assert not ImportBatch.objects.exists()


def test_who_may_not_import_finds_no_page(client: Client, federation: Any, url_in: Any) -> None:
    reader = sign_in(client, make_officer(["organisations.register.read"]))
    assert reader.get(url_in(federation, "imports:upload")).status_code == 404


def test_another_street_cannot_open_the_preview(
    secretary: Client, other_federation: Any, url_in: Any, batch: ImportBatch
) -> None:
    assert secretary.get(url_in(other_federation, "imports:preview", batch.pk)).status_code == 404
