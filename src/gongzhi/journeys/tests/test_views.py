"""The pages between rooms: they show the way to whom both rooms allow it, refuse on the form, and lose nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongzhi.common import registry
from gongzhi.common.clock import local_day
from gongzhi.common.permissions import Actor
from gongzhi.journeys.tests.factories import Quarter
from gongzhi.kernel.decisions import Mandate
from gongzhi.matters import services as matters
from gongzhi.matters.models import Matter, Voice
from gongzhi.meetings import services as meetings
from gongzhi.meetings.models import AgendaItem, Meeting, Remark, Resolution
from gongzhi.offices.models import Power
from gongzhi.offices.testing import sign_in
from gongzhi.people.models import Person

SEE_OTHER = 303
UNPROCESSABLE = 422
WORDS = "三号楼楼道的灯坏了两个星期。"


@pytest.fixture
def all_rights(quarter: Quarter) -> Actor:
    """The secretary-general with every right, held now: pages ask the clock."""
    Power.objects.bulk_create(
        Power(
            body_code="officers",
            office_code="secretary_general",
            right=right,
            clause_code=f"test.{right}",
            starts_on="2020-01-01",
        )
        for right in registry.rights
    )
    mandates = tuple(Mandate(right=right, office="秘书长") for right in registry.rights)
    general = quarter.general
    return Actor(general.account_id, general.person_id, general.federation_id, general.name, mandates)


@pytest.fixture
def browser(all_rights: Actor) -> Client:
    return sign_in(Client(), Person.objects.get(pk=all_rights.person_id))


@pytest.fixture
def matter(all_rights: Actor) -> Matter:
    now = timezone.now()
    voice = matters.raise_voice(
        actor=all_rights, words=WORDS, channel="desk", said_on=local_day(now), reply=matters.ReplyWish(), consent=True,
        at=now,
    )  # fmt: skip
    return matters.accept_matter(
        actor=all_rights, matter_id=voice.matter_id, title="楼道照明", category="facilities",
        owner_id=all_rights.person_id, at=now,
    )  # fmt: skip


def at(federation: Any, name: str, *args: Any) -> str:
    return f"/f/{federation.code}{reverse(name, args=args)}"


def drafted(quarter: Quarter, actor: Actor, **more: Any) -> Meeting:
    now = timezone.now()
    values = {"starts_at": now + timedelta(days=9), "place": "会议室", "at": now, **more}
    return meetings.draft_meeting(actor=actor, body_id=quarter.council.pk, **values)


def opened(quarter: Quarter, actor: Actor, meeting: Meeting) -> None:
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now + timedelta(minutes=1))
    meetings.send_notice(actor=actor, meeting_id=meeting.pk, at=now - timedelta(days=9), as_short_notice=False)
    meetings.open_session(
        actor=actor, meeting_id=meeting.pk, chair_id=quarter.members[0].pk, recorder_id=actor.person_id, at=now
    )
    for person in quarter.members:
        meetings.sign_in_by_hand(actor=actor, meeting_id=meeting.pk, person_id=person.pk, at=now)


def test_a_matter_is_put_on_an_agenda_and_both_pages_lead_to_each_other(
    federation: Any, quarter: Quarter, all_rights: Actor, browser: Client, matter: Matter
) -> None:
    page = at(federation, "matters:matter", matter.pk)
    address = at(federation, "journeys:agenda", matter.pk)
    assert reverse("journeys:agenda", args=[matter.pk]) in browser.get(page).content.decode()
    assert "没有可列入的会议" in browser.get(address).content.decode()
    meeting = drafted(quarter, all_rights)
    handed_in = {"meeting": str(meeting.pk), "how": "motion", "title": "", "text": "", "deed_key": str(uuid4())}
    assert browser.post(address, handed_in).status_code == UNPROCESSABLE
    handed_in["title"] = "加装声控灯"
    for _again in range(2):
        assert browser.post(address, handed_in).status_code == SEE_OTHER
    item = AgendaItem.objects.get()
    assert (item.decision, item.source_id) == ("council", matter.pk)
    detail = at(federation, "meetings:detail", meeting.pk)
    assert reverse("meetings:detail", args=[meeting.pk]) in browser.get(page).content.decode()
    assert reverse("matters:matter", args=[matter.pk]) in browser.get(detail).content.decode()


def test_a_consultation_is_drafted_from_a_matter(
    federation: Any, quarter: Quarter, browser: Client, matter: Matter
) -> None:
    address = at(federation, "journeys:consult", matter.pk)
    assert browser.get(address).context["form"].initial["title"] == "楼道照明"
    day = local_day(timezone.now()) + timedelta(days=5)
    handed_in = {
        "form": "talk", "body": str(quarter.council.pk), "day": day, "time": "14:00", "place": "社区客厅",
        "title": "楼道照明", "text": "",
    }  # fmt: skip
    past = browser.post(address, {**handed_in, "day": day - timedelta(days=30)})
    assert past.status_code == UNPROCESSABLE
    assert "社区客厅" in past.content.decode()
    assert browser.post(address, handed_in).status_code == SEE_OTHER
    assert Meeting.objects.get().form == "talk"
    assert Matter.objects.get().state == "deliberating"


def test_the_prepared_answer_is_checked_and_sent(
    federation: Any, quarter: Quarter, all_rights: Actor, browser: Client, matter: Matter
) -> None:
    meeting = drafted(quarter, all_rights)
    browser.post(
        at(federation, "journeys:agenda", matter.pk), {"meeting": str(meeting.pk), "how": "motion", "title": "加灯"}
    )
    opened(quarter, all_rights, meeting)
    item, now = AgendaItem.objects.get(), timezone.now()
    meetings.open_vote(actor=all_rights, item_id=item.pk, method="roll_call", at=now)
    for person in quarter.members:
        meetings.cast_vote(actor=all_rights, item_id=item.pk, choice="for", person_id=person.pk, at=now)
    meetings.close_vote(actor=all_rights, item_id=item.pk, at=now)
    today = local_day(now)
    resolution = meetings.adopt_resolution(
        actor=all_rights, item_id=item.pk, text="加装声控灯。", owner_id=all_rights.person_id,
        due_on=today + timedelta(days=9), review_on=today + timedelta(days=60), at=now,
    )  # fmt: skip
    address = at(federation, "journeys:answer", resolution.pk)
    assert (
        reverse("journeys:answer", args=[resolution.pk])
        in browser.get(at(federation, "meetings:resolution", resolution.pk)).content.decode()
    )
    assert "按决议答复" in browser.get(at(federation, "matters:matter", matter.pk)).content.decode()
    meetings.complete_resolution(actor=all_rights, resolution_id=resolution.pk, result="已装好六盏。", at=now)
    assert "答复已拟好" in browser.get(at(federation, "desk:home")).content.decode()
    form = browser.get(address).context["form"]
    assert "已装好六盏。" in form.initial["text"]
    assert form.initial["result"] == "solved"
    handed_in = {"text": form.initial["text"], "result": "solved", "version": form.initial["version"]}
    matters.defer(
        actor=all_rights, matter_id=matter.pk, until=today + timedelta(days=3), reason="等材料", at=timezone.now()
    )
    late = browser.post(address, handed_in)
    assert late.status_code == UNPROCESSABLE
    assert "已装好六盏。" in late.content.decode()
    handed_in["version"] = Matter.objects.get().version
    assert browser.post(address, handed_in).status_code == SEE_OTHER
    assert Matter.objects.get().state == "answered"
    assert Resolution.objects.get().state == "done"


def test_a_remark_becomes_a_voice_with_a_receipt(
    federation: Any, quarter: Quarter, all_rights: Actor, browser: Client, matter: Matter
) -> None:
    meeting = drafted(quarter, all_rights, form="hearing")
    browser.post(
        at(federation, "journeys:agenda", matter.pk), {"meeting": str(meeting.pk), "how": "talk", "title": "楼道照明"}
    )
    now = timezone.now()
    new = meetings.NewGuest(name="王芳", behalf="resident", contact="13812340001")
    guest = meetings.invite_guest(actor=all_rights, meeting_id=meeting.pk, guest=new, at=now)
    opened(quarter, all_rights, meeting)
    meetings.record_coming(actor=all_rights, guest_id=guest.pk, at=now)
    item = AgendaItem.objects.get()
    remark = meetings.note_remark(
        actor=all_rights, item_id=item.pk, guest_id=guest.pk, words="<b>五号楼也坏了</b>", at=now
    )
    opinions = at(federation, "meetings:opinions", meeting.pk)
    address = at(federation, "journeys:voice", remark.pk)
    assert reverse("journeys:voice", args=[remark.pk]) in browser.get(opinions).content.decode()
    assert "<b>五号楼" not in browser.get(address).content.decode()
    handed_in = {"reply": "phone", "name": "王芳", "contact": "", "category": "", "place": "", "matter": "new"}
    assert browser.post(address, handed_in).status_code == UNPROCESSABLE
    assert not Voice.objects.filter(channel="meeting").exists()
    joined = browser.post(address, {**handed_in, "consent": "on", "matter": str(matter.pk)})
    assert joined.status_code == SEE_OTHER
    voice = Voice.objects.get(channel="meeting")
    assert (voice.matter_id, voice.speaker.contact) == (matter.pk, "13812340001")
    assert Remark.objects.get().voice_id == voice.pk
    assert browser.get(joined["Location"]).status_code == 200
    assert browser.get(address).status_code == SEE_OTHER
    assert reverse("matters:matter", args=[matter.pk]) in browser.get(opinions).content.decode()


def test_strangers_find_no_way(federation: Any, quarter: Quarter, all_rights: Actor, matter: Matter) -> None:
    stranger = sign_in(Client(), Person.objects.get(pk=quarter.street.stranger.person_id))
    for name in ("journeys:agenda", "journeys:consult"):
        assert stranger.get(at(federation, name, matter.pk)).status_code == 404
        assert stranger.post(at(federation, name, matter.pk), {}).status_code == 404
    for name in ("journeys:answer", "journeys:voice"):
        assert stranger.get(at(federation, name, uuid4())).status_code == 404
    member = sign_in(Client(), Person.objects.get(pk=quarter.members[1].pk))
    assert member.get(at(federation, "journeys:agenda", matter.pk)).status_code == 404
