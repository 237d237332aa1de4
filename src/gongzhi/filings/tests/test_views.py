"""Pages: what each kind of person sees and can send, how many queries a page takes, what bad input gets."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime

from gongzhi.common.permissions import Actor
from gongzhi.filings import services
from gongzhi.filings.models import Filing, Paper, UnfiledActivity
from gongzhi.filings.rules import Outcome
from gongzhi.filings.tests.factories import approved, drafted, submitted
from gongzhi.offices.testing import MONDAY
from gongzhi.people.models import Account, Person

DAY = timedelta(days=1)
LARGE = {"people": 1200, "open_to_public": True, "starts_at": MONDAY + 40 * DAY, "safety": ("fire",)}
MOST_QUERIES = 30


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=True):
        yield


@pytest.fixture
def seen_by(street):
    """A browser for an actor: ``seen_by(street.leader)``."""

    def sign_in(actor: Actor) -> Client:
        account, _new = Account.objects.get_or_create(username=f"u{actor.person_id.hex}")
        Person.objects.filter(pk=actor.person_id).update(account=account)
        client = Client()
        client.force_login(account)
        return client

    return sign_in


def typed(**more):
    """What a leader types into the form; an outdoor concert for 120 people."""
    return {
        "title": "冬至长者音乐会",
        "kind": "performance",
        "day": "2026-11-30",
        "starts": "14:00",
        "ends": "16:00",
        "place": "桂苑社区中心广场",
        "story": "合唱和茶点。",
        "people": "120",
        "fund_own": "3000",
        "marks": ["public_outdoor_place"],
        "leader_name": "林桂芳",
        "leader_phone": "13812340001",
        **more,
    }


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_leader_files_an_activity_and_sees_what_follows_first(street, seen_by, federation, url_in):
    client = seen_by(street.leader)
    sent = client.post(url_in(federation, "filings:new"), typed(organisation=street.choir.pk))
    filing = Filing.objects.get()
    assert sent.status_code == 303
    page = client.get(sent.url)
    said = words(page)
    assert "报备" in said
    assert "周明" in said
    assert "11月5日" in said
    handed_in = client.post(sent.url, {"version": "1"})
    assert handed_in.status_code == 303
    filing.refresh_from_db()
    assert filing.state == "submitted"


def test_filing_again_asks_for_three_things_only(street, seen_by, federation, url_in):
    filing = approved(street)
    client = seen_by(street.leader)
    times = {"starts": "14:00", "ends": "16:00"}
    sent = client.post(url_in(federation, "filings:copy", filing.pk), {"day": "2026-12-20", "people": "80", **times})
    assert sent.status_code == 303
    client.post(sent.url, {"version": "1"})
    assert Filing.objects.filter(state="submitted", people=80).exists()


def test_a_reviewer_decides_in_two_clicks_without_typing(street, seen_by, federation, url_in):
    filing = submitted(street)
    client = seen_by(street.secretary)
    page = client.get(url_in(federation, "filings:answer", filing.pk))
    assert page.content.decode().count('name="answer"') == 3
    assert client.post(url_in(federation, "filings:answer", filing.pk), {"answer": "approve"}).status_code == 303
    filing.refresh_from_db()
    assert filing.state == "approved"


def test_a_return_without_words_is_refused_on_its_field(street, seen_by, federation, url_in):
    filing = submitted(street)
    client = seen_by(street.secretary)
    answer = client.post(url_in(federation, "filings:answer", filing.pk), {"answer": "return", "note": " "})
    assert answer.status_code == 422
    assert answer.context["form"].errors["note"]


def test_two_windows_show_both_wordings(street, seen_by, federation, url_in):
    filing = drafted(street)
    client = seen_by(street.leader)
    address = url_in(federation, "filings:edit", filing.pk)
    mine = typed(organisation=street.choir.pk, version="1")
    client.post(address, {**mine, "title": "甲"})
    answer = client.post(address, {**mine, "title": "乙"})
    assert answer.status_code == 422
    assert ("甲", "乙") in [(row["saved"], row["typed"]) for row in answer.context["differences"]]
    assert 'value="乙"' in answer.content.decode()
    assert client.post(address, {**mine, "title": "乙", "version": "2"}).status_code == 303


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": "-1"}, "people"),
        ({"people": "一百"}, "people"),
        ({"fund_own": "1000000000000"}, "fund_own"),
        ({"fund_own": "-3"}, "fund_own"),
        ({"day": "2026-10-01"}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"ends": "13:00"}, "ends"),
        ({"title": "音乐会\u202e会乐音"}, "title"),
        ({"title": "长" * 101}, "title"),
        ({"leader_phone": "1234567890123"}, "leader_phone"),
        ({"kind": "party"}, "kind"),
        ({"safety": ["magic"]}, "safety"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_input_is_told_on_its_field(street, seen_by, federation, url_in, change, field):
    answer = seen_by(street.leader).post(
        url_in(federation, "filings:new"), {**typed(organisation=street.choir.pk), **change}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Filing.objects.exists()


@pytest.mark.parametrize(
    "title", ["𠮷祥𨳺队的中秋夜", "👨‍👩‍👧‍👦亲子运动会", "长" * 50, "=1+1 的运动会", "<script>alert(1)</script>"]
)
def test_rare_characters_come_back_unchanged(street, seen_by, federation, url_in, title):
    client = seen_by(street.leader)
    client.post(url_in(federation, "filings:new"), typed(organisation=street.choir.pk, title=title))
    filing = Filing.objects.get()
    assert filing.title == title
    shown = client.get(url_in(federation, "filings:detail", filing.pk)).content.decode()
    assert title.replace("<", "&lt;").replace(">", "&gt;") in shown


def test_another_organisation_cannot_be_named(street, seen_by, federation, url_in):
    answer = seen_by(street.leader).post(
        url_in(federation, "filings:new"), typed(organisation="01a20520-a265-7479-9110-1db3cb232fff")
    )
    assert answer.status_code == 422


def test_no_other_field_can_be_set(street, seen_by, federation, url_in):
    sneaky = {"state": "approved", "number": "1", "is_late": "", "filing_class": "notice", "round": "7"}
    seen_by(street.leader).post(url_in(federation, "filings:new"), typed(organisation=street.choir.pk, **sneaky))
    filing = Filing.objects.get()
    assert (filing.state, filing.number, filing.round) == ("draft", None, 0)


def report_on(street, filing):
    at = filing.starts_at + DAY
    outcome = Outcome(held_on=filing.first_day, people=98, spent_cents=265_050, story="顺利。", trouble="音响中断。")
    return services.report_filing(actor=street.leader, filing_id=filing.pk, outcome=outcome, at=at)


def make_returned(street):
    filing = submitted(street)
    return services.return_for_correction(actor=street.secretary, filing_id=filing.pk, note="补安保", at=MONDAY)


def make_added(street):
    filing = submitted(street)
    people = (street.civil_affairs.person_id, street.general.person_id)
    return services.add_reviewers(actor=street.secretary, filing_id=filing.pk, person_ids=people, at=MONDAY)


STAGES = {
    "draft": drafted,
    "large draft": lambda street: drafted(street, **LARGE),
    "small draft": lambda street: drafted(street, people=9, public_outdoor_place=False),
    "submitted": submitted,
    "late": lambda street: submitted(street, starts_at=MONDAY + 3 * DAY),
    "with added reviewers": make_added,
    "returned": make_returned,
    "approved": approved,
    "reported": lambda street: report_on(street, approved(street)),
}
PAGES = ("detail", "answer", "sheet", "edit", "check", "copy", "hand_over", "add_reviewers", "not_held", "attach")


@pytest.mark.parametrize("role", ["leader", "secretary", "general"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_page_of_every_stage_opens_or_says_why_not(
    street, seen_by, federation, url_in, django_assert_max_num_queries, stage, role
):
    filing = STAGES[stage](street)
    client = seen_by(getattr(street, role))
    for page in PAGES:
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = client.get(url_in(federation, f"filings:{page}", filing.pk))
        assert answer.status_code in {200, 403, 404}, (page, stage, role)


PLAIN_PAGES = ("list", "calendar", "new", "unfiled", "unfiled_note", "export")


@pytest.mark.parametrize("role", ["leader", "secretary", "general", "cadre", "stranger"])
@pytest.mark.parametrize("page", PLAIN_PAGES)
def test_plain_pages(street, seen_by, federation, url_in, django_assert_max_num_queries, page, role):
    submitted(street)
    client = seen_by(getattr(street, role))
    with django_assert_max_num_queries(14):
        answer = client.get(url_in(federation, f"filings:{page}"))
    assert answer.status_code in {200, 403}


def test_a_list_takes_no_query_for_a_row(street, seen_by, federation, url_in, django_assert_max_num_queries):
    for _number in range(12):
        submitted(street)
    client = seen_by(street.secretary)
    with django_assert_max_num_queries(12):
        answer = client.get(url_in(federation, "filings:list"))
    assert words(answer).count("南湖备") == 12


def test_a_detail_takes_few_queries(street, seen_by, federation, url_in, django_assert_max_num_queries):
    filing = make_added(street)
    client = seen_by(street.secretary)
    with django_assert_max_num_queries(18):
        client.get(url_in(federation, "filings:detail", filing.pk))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=冬至", 1),
        ("q=dongzhi", 1),
        ("q=桂苑社区合唱", 1),
        ("q=春分", 0),
        ("state=submitted", 1),
        ("state=in_review", 1),
        ("state=overdue", 0),
        ("cls=approval", 0),
        ("first=2026-11-30&last=2026-11-30", 1),
        ("first=2026-12-01", 0),
        ("state=nonsense&first=never&page=99", 1),
    ],
)
def test_filters_narrow_the_list(street, seen_by, federation, url_in, query, found):
    submitted(street)
    answer = seen_by(street.secretary).get(f"{url_in(federation, 'filings:list')}?{query}")
    assert len(answer.context["page"].object_list) == found


def test_the_calendar_shows_the_month_asked_for(street, seen_by, federation, url_in):
    submitted(street)
    client = seen_by(street.secretary)
    address = url_in(federation, "filings:calendar")
    assert client.get(f"{address}?month=2026-11").context["count"] == 1
    assert client.get(f"{address}?month=2026-12").context["count"] == 0
    assert client.get(f"{address}?month=never").context["first"].isoformat() == "2026-11-01"


def test_the_phone_is_masked_until_somebody_who_may_asks_for_it(street, seen_by, federation, url_in):
    filing = submitted(street)
    client = seen_by(street.secretary)
    page = client.get(url_in(federation, "filings:detail", filing.pk)).content.decode()
    assert "13812340001" not in page
    assert "138****0001" in page
    shown = client.post(url_in(federation, "filings:phone", filing.pk)).content.decode()
    assert "13812340001" in shown
    assert seen_by(street.general).post(url_in(federation, "filings:phone", filing.pk)).status_code == 403


def test_a_paper_is_added_and_handed_out_as_an_attachment(street, seen_by, federation, url_in):
    filing = drafted(street)
    client = seen_by(street.leader)
    file = SimpleUploadedFile("方案.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF")
    sent = client.post(url_in(federation, "filings:attach", filing.pk), {"kind": "plan", "file": file})
    assert sent.status_code == 303, sent.context and sent.context["form"].errors
    paper = Paper.objects.get()
    answer = client.get(url_in(federation, "filings:paper", paper.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    assert seen_by(street.secretary).get(url_in(federation, "filings:paper", paper.pk)).status_code == 404
    assert client.post(url_in(federation, "filings:detach", paper.pk)).status_code == 303
    assert not Paper.objects.exists()


def test_a_wrong_file_is_refused_on_its_field(street, seen_by, federation, url_in):
    filing = drafted(street)
    file = SimpleUploadedFile("方案.exe", b"MZ")
    answer = seen_by(street.leader).post(
        url_in(federation, "filings:attach", filing.pk), {"kind": "plan", "file": file}
    )
    assert answer.status_code == 422


def test_the_report_is_written_by_hand(street, seen_by, federation, url_in):
    filing = approved(street)
    client = seen_by(street.leader)
    report = {"held_on": "2026-11-30", "people": "98", "spent": "2650.50", "story": "顺利。"}
    with time_machine.travel(datetime(2026, 12, 2, 2, tzinfo=UTC)):
        client.force_login(Account.objects.get(username=f"u{street.leader.person_id.hex}"))
        sent = client.post(url_in(federation, "filings:report", filing.pk), report)
        assert sent.status_code == 303
        shown = words(client.get(sent.url))
    assert filing.reports.get().spent_cents == 265_050
    assert "2,650.50" in shown


def test_one_button_deeds_answer_with_words_when_they_come_too_late(street, seen_by, federation, url_in):
    filing = submitted(street)
    client = seen_by(street.leader)
    assert client.post(url_in(federation, "filings:urge", filing.pk)).status_code == 303
    assert client.post(url_in(federation, "filings:urge", filing.pk)).status_code == 422
    assert client.post(url_in(federation, "filings:withdraw", filing.pk)).status_code == 303
    assert client.post(url_in(federation, "filings:withdraw", filing.pk)).status_code == 422


def test_a_cadre_notes_and_the_leader_answers(street, seen_by, federation, url_in):
    note = {
        "organisation": street.choir.pk,
        "title": "广场舞大赛",
        "held_on": "2026-10-31",
        "people": "90",
        "seen": "路过看到。",
        "marks": ["public_outdoor_place"],
    }
    assert seen_by(street.cadre).post(url_in(federation, "filings:unfiled_note"), note).status_code == 303
    activity = UnfiledActivity.objects.get()
    leader = seen_by(street.leader)
    address = url_in(federation, "filings:unfiled_detail", activity.pk)
    assert leader.post(address, {"answer": "下次一定报。"}).status_code == 303
    assert leader.post(address, {"answer": "再说。"}).status_code == 422
    assert "下次一定报。" in words(leader.get(address))


def test_the_class_is_said_while_typing(street, seen_by, federation, url_in):
    client = seen_by(street.leader)
    said = words(client.post(url_in(federation, "filings:classify"), {"day": "2026-11-30", "people": "260"}))
    assert "260" in said
    assert "<html" not in said
    assert client.post(url_in(federation, "filings:classify"), {"people": "x"}).status_code == 200


def test_papers_come_as_word_and_list_as_spreadsheet(street, seen_by, federation, url_in):
    filing = approved(street, title="=1+1 <音乐会> & 茶点")
    client = seen_by(street.secretary)
    word = client.get(url_in(federation, "filings:sheet_docx", filing.pk))
    assert word.content[:2] == b"PK"
    sheet = client.get(url_in(federation, "filings:export"))
    assert sheet.content[:2] == b"PK"


def test_strangers_and_other_streets_find_nothing(street, seen_by, federation, other_federation, url_in):
    filing = submitted(street)
    for page in ("detail", "sheet", "sheet_docx"):
        assert seen_by(street.stranger).get(url_in(federation, f"filings:{page}", filing.pk)).status_code == 404
        assert seen_by(street.secretary).get(url_in(other_federation, f"filings:{page}", filing.pk)).status_code == 404
        assert Client().get(url_in(federation, f"filings:{page}", filing.pk)).status_code == 302


def test_drafts_are_seen_by_their_organisation_only(street, seen_by, federation, url_in):
    filing = drafted(street)
    assert seen_by(street.leader).get(url_in(federation, "filings:detail", filing.pk)).status_code == 200
    assert seen_by(street.secretary).get(url_in(federation, "filings:detail", filing.pk)).status_code == 404


def test_no_page_breaks_the_content_policy(street, seen_by, federation, url_in):
    filing = make_added(street)
    for role in ("leader", "secretary"):
        page = seen_by(getattr(street, role)).get(url_in(federation, "filings:detail", filing.pk)).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=", page)


def test_times_are_said_in_local_time(street, seen_by, federation, url_in):
    filing = submitted(street)
    page = words(seen_by(street.secretary).get(url_in(federation, "filings:detail", filing.pk)))
    assert f"{localtime(filing.starts_at):%H:%M}" in page
