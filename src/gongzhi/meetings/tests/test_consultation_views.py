"""The pages of elections, recusals, consultations and tasks: what they show, refuse and cost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Candidate, Guest, Meeting, Recusal, Remark, Resolution
from gongzhi.meetings.rights import Right
from gongzhi.meetings.tests.factories import Hall, account_for, draft, make_hall, motion
from gongzhi.offices.models import Office, Power
from gongzhi.offices.testing import make_person, sign_in

MOST_QUERIES = 35
SEE_OTHER = 303
UNPROCESSABLE = 422
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def hall(federation: Any) -> Hall:
    """A small council, held now: pages ask the clock."""
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


def at(federation: Any, name: str, *args: Any) -> str:
    return f"/f/{federation.code}{reverse(f'meetings:{name}', args=args)}"


def soon() -> Any:
    return timezone.now() + timedelta(days=8)


def running(hall: Hall) -> Meeting:
    """A council meeting whose session is open now, called nine days ago; five of six are there."""
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:5]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


def election(hall: Hall, meeting: Meeting, count: int = 2, seats: int = 1) -> AgendaItem:
    new = services.NewElection(
        title="选举副会长",
        decision="council.election",
        seats=seats,
        office_id=Office.objects.get(code="vice_president").pk,
        candidate_ids=tuple(person.pk for person in hall.councillors[:count]),
    )
    return services.add_election(actor=hall.actor(), meeting_id=meeting.pk, election=new, at=timezone.now())


def consultation(hall: Hall, **more: Any) -> Meeting:
    """A hearing whose session is open now, with a guest who came."""
    now = timezone.now()
    past = now - timedelta(days=2)
    values = {"starts_at": now + timedelta(minutes=1), "at": past, "form": "hearing", **more}
    meeting = draft(hall, items=(services.NewItem(title="加装电梯怎么分摊"),), **values)
    guest = services.NewGuest(name="王芳", behalf="resident", contact="13812340001", stands_for="农翔社区")
    invited = services.invite_guest(actor=hall.actor(), meeting_id=meeting.pk, guest=guest, at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    services.record_coming(actor=hall.actor(), guest_id=invited.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


def test_an_election_is_put_on_the_agenda_and_its_candidates_named(
    federation: Any, hall: Hall, secretary: Client
) -> None:
    meeting = draft(hall, starts_at=soon(), at=timezone.now())
    address = at(federation, "election_add", meeting.pk)
    form = secretary.get(address).context["form"]
    assert form.initial["decision"] == "council.election"
    handed_in = {"title": "选举秘书长", "office": "", "seats": "1", "decision": "council.election", "text": ""}
    answer = secretary.post(address, handed_in)
    assert answer.status_code == SEE_OTHER
    item = AgendaItem.objects.get(kind="election")
    page = at(federation, "election", item.pk)
    assert "还没有候选人" in secretary.get(page).content.decode()
    assert secretary.post(page, {"person": "不存在的人", "note": ""}).status_code == UNPROCESSABLE
    named = secretary.post(page, {"person": hall.councillors[1].name, "note": SCRIPT})
    assert named.status_code == SEE_OTHER
    shown = secretary.get(page).content.decode()
    assert SCRIPT not in shown
    assert "等额选举" in shown
    candidate = Candidate.objects.get()
    assert secretary.post(at(federation, "candidate_withdraw", candidate.pk), {}).status_code == SEE_OTHER
    assert "已退出" in secretary.get(page).content.decode()


def test_the_result_page_says_who_is_elected_and_leads_to_the_term(
    federation: Any, hall: Hall, secretary: Client
) -> None:
    meeting = running(hall)
    item = election(hall, meeting)
    now = timezone.now()
    services.open_vote(actor=hall.actor(), item_id=item.pk, method="paper", at=now)
    count = at(federation, "election_count", item.pk)
    assert secretary.get(at(federation, "vote", item.pk)).status_code == SEE_OTHER
    candidates = list(Candidate.objects.order_by("position"))
    sheet = {
        "teller": str(hall.councillors[3].pk), "second_teller": str(hall.councillors[4].pk),
        "valid": "5", "blank": "0", "spoiled": "0",
        f"votes_{candidates[0].pk.hex}": "4", f"votes_{candidates[1].pk.hex}": "2",
    }  # fmt: skip
    assert secretary.post(count, sheet).status_code == UNPROCESSABLE  # six names, one seat, five ballots
    sheet[f"votes_{candidates[1].pk.hex}"] = "1"
    assert secretary.post(count, sheet).status_code == SEE_OTHER
    assert secretary.post(at(federation, "close_vote", item.pk), {}).status_code == SEE_OTHER
    page = at(federation, "election", item.pk)
    shown = secretary.get(page).content.decode()
    assert "周敏当选。" in shown
    assert "须得4票" in shown
    adopt = secretary.get(at(federation, "adopt", item.pk))
    assert adopt.context["form"].initial["text"] == "周敏当选。"
    detail = secretary.get(at(federation, "detail", meeting.pk)).content.decode()
    assert "选举：应选1人，候选人2人" in detail


def test_recusals_are_recorded_on_their_page_and_shown_with_the_item(
    federation: Any, hall: Hall, secretary: Client
) -> None:
    meeting = running(hall)
    item = motion(meeting)
    address = at(federation, "recusals", item.pk)
    assert secretary.post(address, {"person": str(hall.councillors[2].pk), "reason": ""}).status_code == UNPROCESSABLE
    handed_in = {"person": str(hall.councillors[2].pk), "reason": "本人任该会负责人", "deed_key": str(uuid4())}
    for _again in range(2):
        assert secretary.post(address, handed_in).status_code == SEE_OTHER
    assert Recusal.objects.count() == 1
    assert "回避：沈月华" in secretary.get(at(federation, "detail", meeting.pk)).content.decode()
    member = sign_in(Client(), hall.councillors[4])
    assert member.get(address).status_code == 200
    other = {"person": str(hall.councillors[1].pk), "reason": "别人"}
    assert member.post(address, other).status_code == UNPROCESSABLE
    own = {"person": str(hall.councillors[4].pk), "reason": "亲属关系"}
    assert member.post(address, own).status_code == SEE_OTHER
    back = at(federation, "recusal_take_back", Recusal.objects.get(person=hall.councillors[4]).pk)
    assert member.post(back, {}).status_code == SEE_OTHER
    assert Recusal.objects.count() == 1


def test_a_consultation_is_called_and_guests_are_invited(federation: Any, hall: Hall, secretary: Client) -> None:
    choose = secretary.get(at(federation, "call") + "?form=hearing").content.decode()
    assert "form=hearing" in choose
    address = at(federation, "call") + f"?body={hall.council.pk}&form=hearing"
    form = secretary.get(address).context["form"]
    assert form.initial["title"].endswith("年第一次听证会")
    handed_in = {
        "title": form.initial["title"], "day": soon().date(), "time": "14:00", "place": "社区客厅",
        "item_1": "加装电梯", "decision_1": "",
    }  # fmt: skip
    assert secretary.post(address, handed_in).status_code == SEE_OTHER
    meeting = Meeting.objects.get()
    assert meeting.form == "hearing"
    page = at(federation, "guests", meeting.pk)
    assert secretary.post(page, {"behalf": "resident", "name": ""}).status_code == UNPROCESSABLE
    invited = {"behalf": "resident", "name": SCRIPT[:40], "contact": "13812340001", "stands_for": "农翔社区"}
    assert secretary.post(page, invited).status_code == SEE_OTHER
    shown = secretary.get(page).content.decode()
    assert "<script>alert" not in shown
    assert "138****0001" in shown
    assert "13812340001" not in shown
    assert "未核实" in shown
    guest = Guest.objects.get()
    assert secretary.post(at(federation, "guest", guest.pk, "told"), {}).status_code == SEE_OTHER
    reveal = at(federation, "guest_reveal", guest.pk)
    assert secretary.post(reveal, {"reason": ""}).status_code == UNPROCESSABLE
    assert "13812340001" in secretary.post(reveal, {"reason": "通知改期"}).content.decode()
    assert "诚邀您参加" in secretary.get(at(federation, "invitations", meeting.pk)).content.decode()
    assert secretary.post(at(federation, "guest", guest.pk, "dance"), {}).status_code == 404


def test_opinions_and_outcome_are_written_and_shown(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = consultation(hall)
    page = at(federation, "opinions", meeting.pk)
    guest, item = Guest.objects.get(), meeting.items.get()
    handed_in = {"item": str(item.pk), "speaker": f"guest:{guest.pk}", "words": SCRIPT, "deed_key": str(uuid4())}
    assert secretary.post(page, {**handed_in, "words": "", "deed_key": ""}).status_code == UNPROCESSABLE
    for _again in range(2):
        assert secretary.post(page, handed_in).status_code == SEE_OTHER
    assert Remark.objects.count() == 1
    shown = secretary.get(page).content.decode()
    assert SCRIPT not in shown
    assert "王芳（居民 · 农翔社区）" in shown
    outcome = at(federation, "outcome", meeting.pk)
    assert secretary.post(outcome, {"outcome": "先试点。", "before": ""}).status_code == SEE_OTHER
    late = secretary.post(outcome, {"outcome": "再议。", "before": ""})
    assert late.status_code == UNPROCESSABLE
    assert "先试点。" in late.content.decode()
    assert "再议。" in late.content.decode()
    assert secretary.post(at(federation, "remark_strike", Remark.objects.get().pk), {}).status_code == SEE_OTHER
    assert "先试点。" in secretary.get(at(federation, "detail", meeting.pk)).content.decode()


def test_pages_of_a_consultation_are_no_pages_of_other_meetings(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting = running(hall)
    for name in ("guests", "opinions", "outcome", "invitations"):
        assert secretary.get(at(federation, name, meeting.pk)).status_code == 404
    assert secretary.get(at(federation, "election", motion(meeting).pk)).status_code == 404
    stranger = sign_in(Client(), make_person("外来人", account=account_for("外来人")))
    assert stranger.get(at(federation, "guests", consultation(hall).pk)).status_code == 404


def test_tasks_are_mine_all_overdue_and_done(federation: Any, hall: Hall, secretary: Client) -> None:
    meeting, now = running(hall), timezone.now()
    titles = ("修路灯", "清楼道")
    for place, (title, days) in enumerate(zip(titles, (-1, 10), strict=True), start=1):
        item = motion(meeting, place)
        services.open_vote(actor=hall.actor(hall.president), item_id=item.pk, method="roll_call", at=now)
        for person in hall.councillors[:5]:
            services.cast_vote(actor=hall.actor(person), item_id=item.pk, choice="for", at=now)
        services.close_vote(actor=hall.actor(hall.president), item_id=item.pk, at=now)
        services.adopt_resolution(
            actor=hall.actor(), item_id=item.pk, title=title, text="办。",
            owner_id=(hall.secretary if days > 0 else hall.president).pk,
            due_on=now.date() + timedelta(days=days), review_on=now.date() + timedelta(days=40), at=now,
        )  # fmt: skip
    seen = {tab: secretary.get(at(federation, "tasks") + f"?tab={tab}").content.decode() for tab in
            ("mine", "all", "overdue", "done")}  # fmt: skip
    shown = {tab: [title for title in titles if title in page] for tab, page in seen.items()}
    assert shown == {"mine": ["清楼道"], "all": ["修路灯", "清楼道"], "overdue": ["修路灯"], "done": []}
    row = Resolution.objects.get(title="清楼道")
    services.complete_resolution(actor=hall.actor(), resolution_id=row.pk, result="清完了", at=now)
    assert "清楼道" in secretary.get(at(federation, "tasks") + "?tab=done").content.decode()


@pytest.mark.parametrize("name", ["detail", "guests", "opinions"])
def test_pages_cost_few_queries(federation: Any, hall: Hall, secretary: Client, name: str) -> None:
    meeting = consultation(hall)
    guest, item = Guest.objects.get(), meeting.items.get()
    for place in range(10):
        services.note_remark(
            actor=hall.actor(), item_id=item.pk, guest_id=guest.pk, words=f"意见{place}", at=timezone.now()
        )
        new = services.NewGuest(name=f"居民{place}", behalf="resident")
        services.invite_guest(actor=hall.actor(), meeting_id=meeting.pk, guest=new, at=timezone.now())
    address = at(federation, name, meeting.pk)
    secretary.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert secretary.get(address).status_code == 200
    assert len(seen) <= MOST_QUERIES
