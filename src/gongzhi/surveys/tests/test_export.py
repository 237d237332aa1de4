"""What a file of answers holds, and what it does not."""

import csv
import io
import zipfile
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongzhi.common import audit
from gongzhi.federations.models import Community
from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.surveys import services
from gongzhi.surveys.models import Round, VoidResponse
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.codebook import Writing
from gongzhi.surveys.selectors.export import csv_of
from gongzhi.surveys.tests.factories import make_round, option, paged, question

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://x")'
KINDS = paged(
    [
        question("way", options=[option("a", "走路"), option("b", "=骑车")]),
        question("several", "multiple", options=[option("a", "助餐"), option("b", "陪诊")]),
        question("best", "ranking", options=[option("a", "甲"), option("b", "乙")]),
        question("years", "number"),
        question("why", "text", label={"zh": "=为什么"}, shown_if="selected(way, 'a')"),
    ]
)


@pytest.fixture
def asked(federation: Any) -> Round:
    asked = make_round(KINDS, asks_cell=True)
    large, small = Community.objects.create(name="梅湾社区"), Community.objects.create(name="柳堤社区")
    for number in range(14):
        answers: Any = {"way": "a", "several": ["a", "b"], "best": ["b", "a"], "years": "-3", "why": EVIL}
        services.submit_response(
            round_id=asked.pk,
            answers=answers if number % 2 else {"way": "b"},
            channel="web",
            at=timezone.now(),
            cell=services.Cell(community_id=small.pk if number < 3 else large.pk),
            key=str(uuid4()),
        )
    return asked


def _browser(client: Client, *rights: str) -> Client:
    return sign_in(client, make_officer(rights or [Right.EXPORT]))


def _take(client: Client, asked: Round, **more: str) -> Any:
    said = {"form": "csv", "writing": "words", "reason": "", "deed_key": str(uuid4())} | more
    return client.post(f"/f/{asked.federation.code}/surveys/results/{asked.pk}/export/", said)


def _tables(content: bytes) -> list[list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig")))) for name in archive.namelist()]


def test_the_zip_holds_answers_and_codebook(client: Client, asked: Round) -> None:
    answer = _take(_browser(client), asked)
    assert answer.streaming
    answers, book = _tables(answer.getvalue())
    assert len(answers) == 15
    assert answers[0][4:] == ["1. 问题way", "2. 问题several", "3. 问题best", "4. 问题years", "5. =为什么"]
    full = next(row for row in answers[1:] if row[5])
    assert full[4:] == ["走路", "助餐；陪诊", "乙 > 甲", "-3", f"'{EVIL}"]
    assert next(row for row in book if row[0].startswith("5."))[6] == "selected(way, 'a')"


def test_formulas_are_made_harmless_in_cells_headings_and_codebook(client: Client, asked: Round) -> None:
    answer = _take(_browser(client), asked, form="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f" or str(cell.value).startswith("=")]
    assert {type(cell.value) for cell in next(iter(book.worksheets[0].iter_cols(1, 1, 2)))} == {int}


def test_codes_take_a_column_for_each_option(client: Client, asked: Round) -> None:
    answers, book = _tables(_take(_browser(client), asked, writing="codes").getvalue())
    assert answers[0][4:] == ["way", "several.a", "several.b", "best.a", "best.b", "years", "why"]
    assert sorted({tuple(row[4:9]) for row in answers[1:]}) == [("a", "1", "1", "2", "1"), ("b", "", "", "", "")]
    assert [book[2][0], book[2][1], book[2][3], book[2][4], book[2][5]] == ["way", "1", "", "a", "走路"]


def test_there_is_no_key_no_day_and_no_code_in_it(client: Client, asked: Round) -> None:
    text = str(_tables(_take(_browser(client), asked, is_whole="on", reason="核对").getvalue()))
    for response in asked.responses.all():
        for secret in (str(response.pk), response.deed_hash, response.answered_on.isoformat()):
            assert secret not in text


def test_small_communities_stay_blank_unless_a_reason_is_given(client: Client, asked: Round) -> None:
    browser = _browser(client)
    answers, _book = _tables(_take(browser, asked).getvalue())
    assert {row[1] for row in answers[1:]} == {""}
    refused = _take(browser, asked, is_whole="on")
    assert refused.status_code == 422
    assert "请写明" in refused.content.decode() or "needed for" in refused.content.decode()
    answers, _book = _tables(_take(browser, asked, is_whole="on", reason="向街道汇总").getvalue())
    assert {row[1] for row in answers[1:]} == {"梅湾社区", "柳堤社区"}


def test_the_log_keeps_who_took_what_and_why(client: Client, asked: Round) -> None:
    _take(_browser(client), asked, is_whole="on", reason="向街道汇总").getvalue()
    facts = audit.thread(asked)[-1].facts
    assert (facts["form"], facts["small_cells"], facts["reason"]) == ("csv words", True, "向街道汇总")


def test_void_sheets_are_left_out(client: Client, asked: Round) -> None:
    VoidResponse.objects.create(
        round=asked, response=asked.responses.first(), reason="录错", voided_on=timezone.now().date()
    )
    answers, _book = _tables(_take(_browser(client), asked).getvalue())
    assert len(answers) == 14


def test_without_the_right_there_is_no_file(client: Client, asked: Round) -> None:
    assert _take(_browser(client, Right.READ, Right.OPEN), asked).status_code == 403
    assert _take(Client(), asked).status_code == 302


def test_more_answers_take_no_more_statements(asked: Round) -> None:
    with CaptureQueriesContext(connection) as few:
        list(csv_of(asked, writing=Writing.WORDS, language="zh-hans", is_whole=False))
    for _each in range(20):
        services.submit_response(
            round_id=asked.pk, answers={"way": "a"}, channel="web", at=timezone.now(), key=str(uuid4())
        )
    with CaptureQueriesContext(connection) as many:
        list(csv_of(asked, writing=Writing.WORDS, language="zh-hans", is_whole=False))
    assert len(many) <= len(few) <= 5
