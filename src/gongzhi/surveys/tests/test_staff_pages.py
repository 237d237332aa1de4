"""The pages of those who design, run and read surveys: who may, what is refused, what is shown."""

import re
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community
from gongzhi.matters.models import Voice
from gongzhi.matters.rights import Right as MattersRight
from gongzhi.matters.tests.factories import make_street
from gongzhi.offices.testing import make_officer, sign_in
from gongzhi.surveys import services
from gongzhi.surveys.models import CodeBatch, Response, Round, Survey, SurveyVersion
from gongzhi.surveys.rights import Right
from gongzhi.surveys.services.columns import count_closed
from gongzhi.surveys.tests.factories import make_plan, make_round, make_version, paged, question

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"
OK, DONE, SIGN_IN, FORBIDDEN, NOT_FOUND, REFUSED = 200, 303, 302, 403, 404, 422
MOST_QUERIES = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Site:
    """A street with a draft version, an open round with codes, and a closed one with answers."""

    def __init__(self, federation: Any) -> None:
        self.home = f"/f/{federation.code}/surveys"
        self.draft = make_version(
            paged([question("a"), question("b", shown_if="selected(a, 'b')")], [question("c", "text")])
        )
        self.coded = make_round(codes=3)
        self.batch = CodeBatch.objects.get(round=self.coded)
        self.closed = make_round()
        for number in range(12):
            answers = {"likes": "a", "why": f"{EVIL}{number}"}
            services.submit_response(
                round_id=self.closed.pk, answers=answers, channel="web", at=timezone.now(), key=str(uuid4())
            )
        services.close_round(actor=SYSTEM, round_id=self.closed.pk, at=timezone.now())
        with transaction.atomic():
            count_closed(round=str(self.closed.pk))
        self.planned = make_round(is_open=False)

    def browser(self, *rights: str) -> Client:
        return sign_in(Client(), make_officer(rights))


@pytest.fixture
def site(federation: Any) -> Site:
    return Site(federation)


ANY = {Right.READ, Right.DESIGN, Right.OPEN, Right.ENTER, Right.EXPORT}
PAGES = [
    ("/", ANY),
    ("/new/", {Right.DESIGN}),
    ("/new/?template=resident_needs", {Right.DESIGN}),
    ("/import/", {Right.DESIGN}),
    ("/{draft.survey_id}/", ANY),
    ("/{draft.survey_id}/edit/", {Right.DESIGN}),
    ("/versions/{draft.pk}/", ANY),
    ("/versions/{draft.pk}/preview/", ANY),
    ("/versions/{draft.pk}/import/", {Right.DESIGN}),
    ("/versions/{draft.pk}/intro/", {Right.DESIGN}),
    ("/versions/{draft.pk}/pages/0/", {Right.DESIGN}),
    ("/versions/{draft.pk}/pages/new/", {Right.DESIGN}),
    ("/versions/{draft.pk}/pages/1/question/?kind=ranking", {Right.DESIGN}),
    ("/versions/{draft.pk}/questions/b/", {Right.DESIGN}),
    ("/versions/{draft.pk}/questions/b/?kind=scale", {Right.DESIGN}),
    ("/versions/{draft.pk}/round/", {Right.OPEN}),
    ("/versions/{coded.survey_version_id}/questions/likes/", set()),
    ("/rounds/{coded.pk}/", ANY),
    ("/rounds/{planned.pk}/edit/", {Right.OPEN}),
    ("/rounds/{coded.pk}/edit/", set()),
    ("/rounds/{coded.pk}/codes/", {Right.OPEN}),
    ("/rounds/{coded.pk}/poster/", ANY),
    ("/rounds/{coded.pk}/form/", ANY),
    ("/rounds/{coded.pk}/entry/", {Right.ENTER}),
    ("/results/{closed.pk}/", {Right.READ}),
    ("/results/{closed.pk}/words/why/", {Right.READ}),
    ("/results/{closed.pk}/export/", {Right.EXPORT}),
]


@pytest.mark.parametrize(("path", "rights"), PAGES)
def test_each_page_opens_for_its_right_only(site: Site, path: str, rights: set[Right]) -> None:
    address = site.home + path.format(**vars(site))
    assert Client().get(address).status_code == SIGN_IN
    for right in Right:
        assert site.browser(right).get(address).status_code == (OK if right in rights else FORBIDDEN), right
    assert site.browser().get(address).status_code in {FORBIDDEN, NOT_FOUND}


@pytest.mark.parametrize(("path", "_rights"), PAGES)
def test_no_page_asks_the_database_too_often(site: Site, path: str, _rights: set[Right]) -> None:
    staff = site.browser(*Right)
    with CaptureQueriesContext(connection) as sent:
        staff.get(site.home + path.format(**vars(site)))
    assert len(sent) <= MOST_QUERIES


def test_the_list_asks_as_often_for_many_as_for_one(site: Site) -> None:
    staff = site.browser(Right.READ)
    staff.get(f"{site.home}/")
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as sent:
            staff.get(f"{site.home}/")
        counts.append(len(sent))
        for _each in range(4):
            make_round()
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/{coded.survey_version.survey_id}/version/", Right.DESIGN),
        ("/versions/{draft.pk}/arrange/", Right.DESIGN),
        ("/rounds/{planned.pk}/open/", Right.OPEN),
        ("/rounds/{coded.pk}/close/", Right.OPEN),
        ("/slips/{batch.pk}/", Right.OPEN),
        ("/results/{coded.pk}/update/", Right.READ),
    ],
)
def test_each_deed_is_refused_without_its_right(site: Site, path: str, right: Right) -> None:
    address = site.home + path.format(**vars(site))
    others = [each for each in Right if each != right]
    answer = site.browser(*others).post(address, {"act": "up", "code": "a", "revision": 1})
    assert answer.status_code in {FORBIDDEN, REFUSED}
    assert site.browser(*Right).get(address).status_code == 405


class TestDesigning:
    @pytest.fixture
    def staff(self, site: Site) -> Client:
        return site.browser(Right.DESIGN, Right.OPEN)

    def _page(self, site: Site, path: str) -> str:
        return f"{site.home}/versions/{site.draft.pk}/{path}"

    def _codes(self, site: Site) -> list[str]:
        site.draft.refresh_from_db()
        return [each.code for each in site.draft.read().questions]

    def test_a_survey_begins_with_a_template(self, site: Site, staff: Client) -> None:
        said = {"title": "今年的需求", "audience": "residents", "template": "resident_needs", "deed_key": "k1"}
        answers = [staff.post(f"{site.home}/new/", said) for _twice in range(2)]
        assert {each.status_code for each in answers} == {DONE}
        survey = Survey.objects.get(title="今年的需求")
        assert len(SurveyVersion.objects.get(survey=survey).read().questions) == 8

    def test_a_new_question_is_put_on_its_page_once(self, site: Site, staff: Client) -> None:
        said = {"label_zh": "还要什么？", "options": "助餐\n陪诊", "revision": 1, "deed_key": "k1"}
        address = self._page(site, "pages/0/question/?kind=multiple")
        assert [staff.post(address, said).status_code for _twice in range(2)] == [DONE, DONE]
        assert self._codes(site) == ["a", "b", "q4", "c"]

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"options": "只有一个"}, "两个"),
            ({"only_if": "", "shown_if": "selected(a, 'zz')"}, "zz"),
            ({"only_if": "", "shown_if": "selected(b, 'a')"}, "b"),
            ({"only_if": "", "shown_if": "(" * 50}, "20"),
            ({"only_if": "", "shown_if": "__import__('os')"}, "1"),
        ],
    )
    def test_wrong_input_is_told_and_kept(self, site: Site, staff: Client, more: dict, words: str) -> None:
        said = {"label_zh": "改写的题目", "options": "甲\n乙", "revision": 1, "only_if": ""} | more
        answer = staff.post(self._page(site, "questions/b/"), said)
        page = answer.content.decode()
        assert answer.status_code == REFUSED
        assert "改写的题目" in page
        assert words in " ".join(re.findall(r'class="error".*?</div>', page, re.DOTALL))

    def test_two_at_once_are_shown_both_wordings(self, site: Site, staff: Client) -> None:
        address = self._page(site, "questions/b/")
        said = {"options": "甲\n乙\n丙", "revision": 1, "only_if": "selected(a, 'b')"}
        assert staff.post(address, {**said, "label_zh": "先写的"}).status_code == DONE
        answer = staff.post(address, {**said, "label_zh": "后写的"})
        page = answer.content.decode()
        assert answer.status_code == REFUSED
        assert "先写的" not in page or "后写的" in page
        assert 'name="revision" value="2"' in page
        assert staff.post(address, {**said, "label_zh": "后写的", "revision": 2}).status_code == DONE

    def test_a_stale_button_changes_nothing(self, site: Site, staff: Client) -> None:
        address = self._page(site, "arrange/")
        assert staff.post(address, {"act": "up", "code": "c", "revision": 1}).status_code == DONE
        assert staff.post(address, {"act": "delete", "code": "a", "revision": 1}).status_code == REFUSED
        assert self._codes(site) == ["a", "b", "c"]

    def test_what_others_depend_on_cannot_be_moved_behind_them(self, site: Site, staff: Client) -> None:
        address = self._page(site, "arrange/")
        for act in ("down", "delete"):
            answer = staff.post(address, {"act": act, "code": "a", "revision": 1})
            assert answer.status_code == REFUSED
        assert staff.post(address, {"act": "explode", "code": "a", "revision": 1}).status_code == NOT_FOUND
        assert self._codes(site) == ["a", "b", "c"]

    def test_pages_and_introduction_get_words(self, site: Site, staff: Client) -> None:
        assert staff.post(self._page(site, "pages/1/"), {"zh": "最后", "revision": 1}).status_code == DONE
        assert staff.post(self._page(site, "intro/"), {"zh": "您好", "revision": 2}).status_code == DONE
        assert staff.post(self._page(site, "intro/"), {"zh": "又好", "revision": 2}).status_code == REFUSED
        site.draft.refresh_from_db()
        assert (site.draft.read().intro.zh, site.draft.read().pages[1].title.zh) == ("您好", "最后")

    def test_a_frozen_version_is_copied_and_the_difference_shown(self, site: Site, staff: Client) -> None:
        survey_id = site.coded.survey_version.survey_id
        answer = staff.post(f"{site.home}/{survey_id}/version/", {"deed_key": "k"})
        made = SurveyVersion.objects.get(survey=survey_id, number=2)
        assert answer["Location"].endswith(f"/versions/{made.pk}/")
        staff.post(f"{site.home}/versions/{made.pk}/arrange/", {"act": "delete", "code": "why", "revision": 1})
        page = staff.get(f"{site.home}/versions/{made.pk}/changes/").content.decode()
        assert "问题why" in page
        assert staff.get(f"{site.home}/versions/{site.draft.pk}/changes/").status_code == NOT_FOUND

    def test_scripts_in_every_text_never_run(self, site: Site, staff: Client) -> None:
        said = {"label_zh": EVIL, "help_zh": EVIL, "options": f"{EVIL}\n{EVIL}2", "revision": 1, "only_if": ""}
        assert staff.post(self._page(site, "questions/b/"), said).status_code == DONE
        for path in ("", "preview/", "questions/c/", "questions/b/", "round/"):
            assert EVIL not in staff.get(self._page(site, path)).content.decode(), path


class TestImporting:
    @pytest.fixture
    def staff(self, site: Site) -> Client:
        return site.browser(Right.DESIGN)

    def _workbook(self, *rows: list[str]) -> SimpleUploadedFile:
        out = BytesIO()
        with xlsxwriter.Workbook(out) as book:
            for name, lines in (
                ("survey", [["type", "name", "label"], *rows]),
                ("choices", [["list_name", "name", "label"], ["yn", "yes", "有"], ["yn", "no", "没有"]]),
                ("settings", [["form_title"], ["外来问卷"]]),
            ):
                sheet = book.add_worksheet(name)
                for number, line in enumerate(lines):
                    sheet.write_row(number, 0, line)
        return SimpleUploadedFile("form.xlsx", out.getvalue(), XLSX)

    def _definition(self, page: str) -> str:
        return unescape(re.search(r'name="definition" value="([^"]*)"', page)[1])  # type: ignore[index]

    def test_two_steps_make_a_survey(self, site: Site, staff: Client) -> None:
        read = staff.post(f"{site.home}/import/", {"file": self._workbook(["select_one yn", "elder", "家里有老人吗"])})
        page = read.content.decode()
        assert read.status_code == OK
        assert "家里有老人吗" in page
        assert not Survey.objects.filter(title="外来问卷").exists()
        said = {"title": "外来问卷", "audience": "residents", "definition": self._definition(page), "deed_key": "k"}
        assert staff.post(f"{site.home}/import/", said).status_code == DONE
        made = SurveyVersion.objects.get(survey__title="外来问卷")
        assert [each.code for each in made.read().questions] == ["elder"]

    def test_faults_are_told_with_sheet_and_row(self, site: Site, staff: Client) -> None:
        answer = staff.post(f"{site.home}/import/", {"file": self._workbook(["geopoint", "where", EVIL])})
        page = answer.content.decode()
        assert answer.status_code == REFUSED
        assert "geopoint" in page
        assert EVIL not in page

    def test_it_replaces_a_version_unless_somebody_was_faster(self, site: Site, staff: Client) -> None:
        address = f"{site.home}/versions/{site.draft.pk}/import/"
        page = staff.post(address, {"file": self._workbook(["text", "x", "说说"])}).content.decode()
        definition = self._definition(page)
        assert staff.post(address, {"definition": definition, "revision": 9}).status_code == REFUSED
        assert staff.post(address, {"definition": definition, "revision": 1}).status_code == DONE
        site.draft.refresh_from_db()
        assert [each.code for each in site.draft.read().questions] == ["x"]

    @pytest.mark.parametrize("definition", ["{}", '{"pages": 7}', "nonsense", '{"pages": [{"questions": [{}]}]}'])
    def test_what_was_tampered_with_is_read_anew(self, site: Site, staff: Client, definition: str) -> None:
        said = {"title": "外来问卷", "audience": "residents", "definition": definition}
        answer = staff.post(f"{site.home}/import/", said)
        assert answer.status_code in {REFUSED, DONE}
        assert all(not version.read().questions for version in SurveyVersion.objects.filter(survey__title="外来问卷"))

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04nonsense", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"]
    )
    def test_no_other_file_is_read(self, site: Site, staff: Client, content: bytes) -> None:
        file = SimpleUploadedFile("form.xlsx", content, XLSX)
        assert staff.post(f"{site.home}/import/", {"file": file}).status_code == REFUSED


class TestRounds:
    @pytest.fixture
    def staff(self, site: Site) -> Client:
        return site.browser(Right.OPEN)

    def test_planning_opening_and_closing(self, site: Site, staff: Client) -> None:
        said = {
            name: getattr(make_plan(), name) for name in ("title", "opens_on", "closes_on", "identity", "limits_note")
        }
        answer = staff.post(f"{site.home}/versions/{site.draft.pk}/round/", {**said, "deed_key": "k"})
        address = answer["Location"]
        assert staff.post(f"{address}open/", {"deed_key": "o"}).status_code == DONE
        asked = Round.objects.get(pk=address.rstrip("/").rpartition("/")[2])
        assert asked.state == "open"
        assert staff.post(f"{address}open/", {"deed_key": "p"}).status_code == REFUSED
        assert staff.post(f"{address}close/", {"deed_key": "c"}).status_code == DONE

    def test_wrong_days_and_missing_limits_are_told(self, site: Site, staff: Client) -> None:
        said = {"title": "甲", "opens_on": "2026-12-09", "closes_on": "2026-12-01", "identity": "open"}
        answer = staff.post(f"{site.home}/versions/{site.draft.pk}/round/", said)
        assert answer.status_code == REFUSED
        assert 'id="id_closes_on_error"' in answer.content.decode()

    def test_two_plans_at_once(self, site: Site, staff: Client) -> None:
        said = {name: getattr(make_plan(), name) for name in ("opens_on", "closes_on", "identity", "limits_note")}
        address = f"{site.home}/rounds/{site.planned.pk}/edit/"
        assert staff.post(address, {**said, "title": "先改的", "version": 1}).status_code == DONE
        answer = staff.post(address, {**said, "title": "后改的", "version": 1})
        assert answer.status_code == REFUSED
        assert {"先改的", "后改的"} <= set(re.findall("[先后]改的", answer.content.decode()))

    def test_slips_carry_each_code_once_and_are_logged(self, site: Site, staff: Client) -> None:
        answer = staff.post(f"{site.home}/slips/{site.batch.pk}/", {"deed_key": "s"})
        page = answer.content.decode()
        assert len(set(re.findall(r"\d{4} \d{4} \d{4}", page))) == 3
        assert answer["Cache-Control"] == "no-store"
        assert "打印" in staff.get(f"{site.home}/rounds/{site.coded.pk}/").content.decode()

    def test_codes_are_made_for_a_list_of_households(self, site: Site, staff: Client) -> None:
        address = f"{site.home}/rounds/{site.coded.pk}/codes/"
        assert staff.post(address, {"labels": "一幢101\n一幢102\n", "deed_key": "l"}).status_code == DONE
        assert staff.post(address, {"labels": ""}).status_code == REFUSED
        assert staff.post(address, {"count": 100_000}).status_code == REFUSED
        assert sorted(CodeBatch.objects.values_list("count", flat=True)) == [2, 3]

    def test_the_paper_form_says_conditions_in_words(self, site: Site, staff: Client) -> None:
        asked = services.plan_round(actor=SYSTEM, version_id=site.draft.pk, plan=make_plan(), at=timezone.now())
        page = staff.get(f"{site.home}/rounds/{asked.pk}/form/").content.decode()
        assert re.search("2\\. 问题b.*第1题", page, re.DOTALL)

    def test_the_paper_form_has_boxes_for_community_and_age(self, site: Site, staff: Client) -> None:
        Community.objects.create(name="桂苑社区", households=1)
        plan = make_plan(asks_cell=True)
        asked = services.plan_round(actor=SYSTEM, version_id=site.draft.pk, plan=plan, at=timezone.now())
        page = staff.get(f"{site.home}/rounds/{asked.pk}/form/").content.decode()
        assert "□&nbsp;桂苑社区" in page
        assert page.count("□&nbsp;") > 10


class TestReading:
    @pytest.fixture
    def staff(self, site: Site) -> Client:
        make_street()
        return site.browser(Right.READ, MattersRight.READ, MattersRight.TAKE)

    def test_the_page_shows_counts_and_no_script_runs(self, site: Site, staff: Client) -> None:
        page = staff.get(f"{site.home}/results/{site.closed.pk}/").content.decode()
        assert "12" in page
        assert staff.get(f"{site.home}/results/{site.planned.pk}/").status_code == NOT_FOUND
        words = staff.get(f"{site.home}/results/{site.closed.pk}/words/why/").content.decode()
        assert EVIL not in words
        assert "&lt;script&gt;" in words

    def test_words_become_a_voice_by_one_click_and_once(self, site: Site, staff: Client) -> None:
        response = Response.objects.filter(round=site.closed).first()
        address = f"{site.home}/results/{site.closed.pk}/words/why/voice/"
        for key in ("a", "b"):
            answer = staff.post(address, {"response": str(response.pk), "deed_key": key, "page": "1"})
            assert answer.status_code == DONE, answer.content.decode()[-600:]
        assert Voice.objects.get().words == response.answers["why"]
        for wrong in ("", "x", str(uuid4())):
            assert staff.post(address, {"response": wrong}).status_code == NOT_FOUND

    def test_a_running_round_says_how_many_are_missing(self, site: Site, staff: Client) -> None:
        answer = staff.post(f"{site.home}/results/{site.coded.pk}/update/", {"deed_key": "u"})
        assert answer.status_code == REFUSED
        assert "10" in answer.content.decode()


def test_another_street_finds_nothing(site: Site, other_federation: Any) -> None:
    with scope(other_federation.pk):
        stranger = sign_in(Client(), make_officer(Right))
    for path, _rights in PAGES:
        if "{" in path:
            address = f"/f/{other_federation.code}/surveys{path.format(**vars(site))}"
            assert stranger.get(address).status_code == NOT_FOUND, path
