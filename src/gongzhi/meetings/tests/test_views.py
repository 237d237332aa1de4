"""The pages of meetings: what they show, what they refuse, how many queries they cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongzhi.common.tenancy import scope
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Meeting, Notice, Presence, Resolution, Vote
from gongzhi.meetings.rights import Right
from gongzhi.meetings.tests.factories import Hall, account_for, draft, make_hall, motion
from gongzhi.offices.models import Power
from gongzhi.offices.testing import make_person, sign_in

MOST_QUERIES = 30
SEE_OTHER = 303
UNPROCESSABLE = 422


@pytest.fixture
def hall(federation: Any) -> Hall:
    """The same federation, a small council, held now: pages ask the clock."""
    made = make_hall(count=6)
    Power.objects.bulk_create(
        Power(
            office_code="secretary_general",
            body_code="officers",
            right=right,
            clause_code=f"test.{right}",
            starts_on="2020-01-01",
        )
        for right in Right
    )
    return made


@pytest.fixture
def secretary(hall: Hall) -> Client:
    return sign_in(Client(), hall.secretary)


def soon() -> Any:
    return timezone.now() + timedelta(days=8)


def running(hall: Hall, present: int = 5) -> Meeting:
    """A meeting whose session is open now, called nine days ago."""
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:present]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


def closed(hall: Hall) -> Meeting:
    """The same, its first motion carried and resolved, its minutes compiled."""
    meeting, now = running(hall), timezone.now()
    item = motion(meeting)
    services.open_vote(actor=hall.actor(hall.president), item_id=item.pk, method="roll_call", at=now)
    for person in hall.councillors[:5]:
        services.cast_vote(actor=hall.actor(person), item_id=item.pk, choice="for", at=now)
    services.close_vote(actor=hall.actor(hall.president), item_id=item.pk, at=now)
    services.adopt_resolution(
        actor=hall.actor(),
        item_id=item.pk,
        text="同意。",
        owner_id=hall.secretary.pk,
        review_on=now.date() + timedelta(days=40),
        at=now,
    )
    services.close_session(actor=hall.actor(), meeting_id=meeting.pk, at=now + timedelta(minutes=2))
    services.compile_minutes(actor=hall.actor(), meeting_id=meeting.pk, at=now + timedelta(minutes=3))
    return Meeting.objects.get(pk=meeting.pk)


def at(federation: Any, name: str, *args: Any) -> str:
    return f"/f/{federation.code}{reverse(f'meetings:{name}', args=args)}"


def test_the_secretary_calls_a_meeting_in_two_pages(federation: Any, hall: Hall, secretary: Client) -> None:
    address = at(federation, "call") + f"?body={hall.council.pk}"
    assert secretary.get(at(federation, "call")).status_code == 200
    page = secretary.get(address)
    form = page.context["form"]
    assert form.initial["title"] == "第一届理事会第一次会议"
    day = soon().date()
    handed_in = {
        "title": form.initial["title"], "day": day, "time": "14:00", "place": "201 室", "item_1": "吸纳会员",
        "decision_1": "council", "item_2": "听取报告", "decision_2": "", "recorder": str(hall.secretary.pk),
        "papers": SimpleUploadedFile("材料.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"),
    }  # fmt: skip
    answer = secretary.post(address, handed_in)
    assert answer.status_code == SEE_OTHER, answer.context["form"].errors
    meeting = Meeting.objects.get()
    notice = secretary.get(answer["Location"])
    assert notice.context["outlook"].is_long_enough
    assert secretary.post(answer["Location"], {}).status_code == SEE_OTHER
    assert Notice.objects.filter(meeting=meeting).count() == 7
    assert meeting.papers.count() == 1


def test_a_short_notice_is_refused_until_it_is_meant(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = draft(hall, starts_at=timezone.now() + timedelta(days=2), at=timezone.now())
    address = at(federation, "notice", meeting.pk)
    answer = secretary.post(address, {})
    assert answer.status_code == UNPROCESSABLE
    assert "as_short_notice" in answer.context["form"].errors
    assert secretary.post(address, {"as_short_notice": "on"}).status_code == SEE_OTHER
    assert Meeting.objects.get(pk=meeting.pk).short_notice


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""), ("title", "会" * 101), ("title", "会\u202e议"), ("day", "2026-02-30"),
        ("day", "2020-01-01"), ("time", "25:00"), ("place", ""), ("item_1", ""), ("decision_1", "assembly.special"),
        ("chair", "no-uuid"), ("chair", "01900000-0000-7000-8000-000000000000"), ("kinds", "x\u0000"),
    ],
)  # fmt: skip
def test_bad_input_is_said_on_its_field(federation: Any, hall: Hall, secretary: Client, field: str, value: str) -> None:
    handed_in = {
        "title": "会议", "day": soon().date(), "time": "14:00", "place": "201 室", "item_1": "议题",
        "decision_1": "council",
    }  # fmt: skip
    answer = secretary.post(at(federation, "call") + f"?body={hall.council.pk}", {**handed_in, field: value})
    if field == "kinds":
        assert answer.status_code == SEE_OTHER
        return
    assert answer.status_code == UNPROCESSABLE
    assert field in answer.context["form"].errors
    assert not Meeting.objects.exists()


def test_a_roll_call_goes_through_the_pages(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = running(hall)
    item = motion(meeting)
    assert "5" in secretary.get(at(federation, "open_vote", item.pk)).content.decode()
    opened = secretary.post(at(federation, "open_vote", item.pk), {"method": "roll_call"})
    assert opened.status_code == SEE_OTHER
    member = sign_in(Client(), hall.councillors[1])
    assert member.get(at(federation, "vote_now", meeting.pk)).status_code == SEE_OTHER
    assert member.post(at(federation, "vote", item.pk), {"choice": "for"}).status_code == SEE_OTHER
    assert member.post(at(federation, "vote", item.pk), {"choice": "maybe"}).status_code == UNPROCESSABLE
    other = {"choice": "for", "person": str(hall.councillors[2].pk)}
    assert member.post(at(federation, "vote", item.pk), other).status_code == UNPROCESSABLE
    assert secretary.post(at(federation, "vote", item.pk), other).status_code == SEE_OTHER
    assert Vote.objects.filter(item=item).count() == 2
    assert secretary.post(at(federation, "close_vote", item.pk), {}).status_code == SEE_OTHER
    assert AgendaItem.objects.get(pk=item.pk).state == AgendaItem.State.REJECTED
    late = member.post(at(federation, "vote", item.pk), {"choice": "against"})
    assert late.status_code == UNPROCESSABLE
    assert Vote.objects.filter(item=item, choice="against").count() == 0


def test_the_live_part_is_only_that_part(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = running(hall)
    page = secretary.get(at(federation, "detail", meeting.pk)).content.decode()
    part = secretary.get(at(federation, "detail", meeting.pk) + "?part=live").content.decode()
    assert "hx-trigger" in page
    assert "<html" not in part
    assert motion(meeting).title in part


def test_people_sign_in_three_ways(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = running(hall, present=0)
    presence = at(federation, "presence", meeting.pk)
    assert secretary.post(presence, {"number": "1"}).status_code == SEE_OTHER
    assert secretary.post(presence, {"number": "99"}).status_code == UNPROCESSABLE
    assert secretary.post(presence, {"number": "x"}).status_code == UNPROCESSABLE
    hand = {"person": str(hall.councillors[1].pk)}
    assert secretary.post(at(federation, "tick", meeting.pk, "arrive"), hand).status_code == SEE_OTHER
    member = sign_in(Client(), hall.councillors[2])
    assert member.post(at(federation, "checkin", meeting.pk), {"code": "x"}).status_code == UNPROCESSABLE
    assert member.post(at(federation, "checkin", meeting.pk), {"code": meeting.code}).status_code == SEE_OTHER
    assert sorted(Presence.objects.values_list("means", flat=True)) == ["code", "desk", "hand"]
    assert secretary.post(at(federation, "tick", meeting.pk, "arrive"), {"person": "x"}).status_code == UNPROCESSABLE
    assert secretary.post(at(federation, "tick", meeting.pk, "nonsense"), hand).status_code == 404
    found = secretary.get(presence + "?q=cl").context["rows"]
    assert [row["seat"].invitee.name for row in found] == ["陈立"]


def test_minutes_are_signed_printed_and_exported(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = closed(hall)
    page = secretary.get(at(federation, "minutes", meeting.pk)).content.decode()
    assert "一、" in page
    assert secretary.post(at(federation, "minutes_sign", meeting.pk), {"version": "1"}).status_code == SEE_OTHER
    assert secretary.post(at(federation, "minutes_sign", meeting.pk), {"version": "1"}).status_code == UNPROCESSABLE
    assert "周敏" in secretary.get(at(federation, "minutes_print", meeting.pk)).content.decode()
    word = secretary.get(at(federation, "minutes_docx", meeting.pk))
    assert word["Content-Disposition"].startswith("attachment")
    assert word.content.startswith(b"PK")
    stale = secretary.post(at(federation, "minutes_correct", meeting.pk), {"version": "7", "text": "x"})
    assert stale.status_code == UNPROCESSABLE


@pytest.mark.parametrize("name", ["list", "resolutions"])
def test_lists_cost_few_queries(federation: Any, hall: Hall, secretary: Client, name: str) -> None:
    closed(hall)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert secretary.get(at(federation, name) + "?tab=past").status_code == 200
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in queries)


@pytest.mark.parametrize("name", ["detail", "presence", "minutes", "minutes_print"])
def test_pages_of_a_meeting_cost_few_queries(federation: Any, hall: Hall, secretary: Client, name: str) -> None:
    meeting = closed(hall)
    with CaptureQueriesContext(connection) as queries:
        assert secretary.get(at(federation, name, meeting.pk)).status_code == 200
    assert len(queries) <= 22, f"{len(queries)}\n" + "\n".join(query["sql"][:150] for query in queries)


def test_a_running_meeting_costs_few_queries(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = running(hall)
    services.open_vote(actor=hall.actor(), item_id=motion(meeting).pk, method="hands", at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        assert secretary.get(at(federation, "detail", meeting.pk)).status_code == 200
    assert len(queries) <= 24, f"{len(queries)}\n" + "\n".join(query["sql"][:150] for query in queries)
    assert secretary.get(at(federation, "vote", motion(meeting).pk)).status_code == 200


def test_the_resolution_page_leads_on(federation: Any, hall: Hall, secretary: Client) -> None:
    closed(hall)
    row = Resolution.objects.get()
    assert secretary.get(at(federation, "resolution", row.pk)).status_code == 200
    early = secretary.post(at(federation, "review", row.pk), {"note": "推进中", "review_on": "2020-01-01"})
    assert early.status_code == UNPROCESSABLE
    assert secretary.post(at(federation, "complete", row.pk), {"result": "已完成"}).status_code == SEE_OTHER
    assert Resolution.objects.get().state == Resolution.State.DONE


OF_A_MEETING = (
    "detail", "edit", "notice", "cancel", "item_add", "papers", "open", "presence", "checkin", "excuse", "proxies",
    "vote_now", "minutes", "minutes_correct", "minutes_print", "minutes_docx",
)  # fmt: skip
OF_AN_ITEM = ("item_edit", "open_vote", "vote", "hear", "withdraw", "adopt")
POSTED = ("delivered", "agree", "close", "minutes_compile", "minutes_sign")
POSTED_ON_AN_ITEM = ("item_remove", "item_move", "close_vote")


def addresses(federation: Any, meeting: Meeting) -> list[tuple[str, bool]]:
    """Each address about a meeting, and whether it is posted to."""
    item = motion(meeting)
    return [
        *((at(federation, name, meeting.pk), False) for name in OF_A_MEETING),
        *((at(federation, name, item.pk), False) for name in OF_AN_ITEM),
        *((at(federation, name, meeting.pk), True) for name in POSTED),
        *((at(federation, name, item.pk), True) for name in POSTED_ON_AN_ITEM),
        (at(federation, "tick", meeting.pk, "arrive"), True),
    ]


def test_no_address_shows_a_meeting_to_whom_it_does_not_concern(
    federation: Any, other_federation: Any, hall: Hall
) -> None:
    meeting = running(hall)
    with scope(other_federation.pk):
        theirs = make_hall(count=3)
    outsider = make_person("外人", account=account_for("外人"))
    for client, where, expected in (
        (sign_in(Client(), outsider), federation, 404),
        (sign_in(Client(), theirs.secretary), federation, 404),
        (sign_in(Client(), theirs.secretary), other_federation, 404),
        (Client(), federation, 302),
    ):
        for address, is_posted in addresses(where, meeting):
            answer = client.post(address, {}) if is_posted else client.get(address)
            assert answer.status_code == expected, address


def test_a_member_finds_pages_but_not_the_deeds_of_others(federation: Any, hall: Hall) -> None:
    meeting = running(hall)
    member = sign_in(Client(), hall.councillors[3])
    for name, expected in (
        ("detail", 200),
        ("presence", 200),
        ("checkin", 200),
        ("cancel", 403),
        ("open", 403),
        ("item_add", 403),
    ):
        assert member.get(at(federation, name, meeting.pk)).status_code == expected, name
    assert member.post(at(federation, "close", meeting.pk), {}).status_code == UNPROCESSABLE
    other = {"person": str(hall.councillors[4].pk)}
    assert member.post(at(federation, "tick", meeting.pk, "leave"), other).status_code == UNPROCESSABLE
    assert meeting.code not in member.get(at(federation, "presence", meeting.pk)).content.decode()


def test_words_are_shown_as_they_were_written(federation: Any, hall: Hall, secretary: Client) -> None:
    words = 'A & B <i>"𠮷"</i>'
    meeting = draft(hall, starts_at=soon(), at=timezone.now(), place=words, items=(services.NewItem(title=words),))
    for name in ("detail", "notice"):
        page = secretary.get(at(federation, name, meeting.pk)).content.decode()
        assert "A &amp; B &lt;i&gt;" in page
        assert "&amp;amp;" not in page
        assert "<i>" not in page


def test_what_did_not_change_is_not_sent_again(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = running(hall)
    address = at(federation, "detail", meeting.pk)
    stamp = secretary.get(address).context["stamp"]
    assert secretary.get(f"{address}?part=live&seen={stamp}").status_code == 204
    services.sign_in_by_hand(
        actor=hall.actor(), meeting_id=meeting.pk, person_id=hall.councillors[5].pk, at=timezone.now()
    )
    assert secretary.get(f"{address}?part=live&seen={stamp}").status_code == 200
