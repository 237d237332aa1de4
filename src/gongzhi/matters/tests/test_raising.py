"""What happens when somebody speaks: a receipt, a matter, a clock, and nobody named who did not say so."""

from uuid import uuid4

import pytest

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.audit.recording import entry_of
from gongzhi.common.outbox.models import OutboxFact
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import DomainError
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Speaker, Voice
from gongzhi.matters.services import Cell, ReplyWish, Source
from gongzhi.matters.tests.factories import (
    DAY,
    FIRST_DAY,
    PHONE,
    voiced,
)
from gongzhi.participation.models import Contact


def now(thing):
    return type(thing).objects.get(pk=thing.pk)


def kinds(matter):
    return list(matter.stations.in_order().values_list("kind", flat=True))


def test_a_voice_gets_a_matter_a_number_and_a_clock(street):
    voice = voiced()
    matter = voice.matter
    assert (matter.number, matter.state, matter.owner_id) == ("2026-0001", "received", None)
    assert (matter.received_on, matter.clock_from) == (FIRST_DAY, FIRST_DAY)
    assert matter.due_on == FIRST_DAY + 7 * DAY
    assert (voice.standing, voice.matter.sensitivity) == ("waiting", "internal")
    assert voiced().matter.number == "2026-0002"
    assert kinds(matter) == ["received"]
    assert set(OutboxFact.objects.values_list("topic", flat=True)) >= {"matters.voice.raised"}


def test_a_street_without_charter_sets_no_day(federation):
    assert voiced().matter.due_on is None


def test_a_voice_counts_as_one_contact(street):
    voiced(cell=Cell(group="elder"))
    contact = Contact.objects.get()
    assert (contact.act, contact.channel, contact.group, contact.on) == ("voice", "web", "elder", FIRST_DAY)


@pytest.mark.parametrize("kind", ["visit", "survey", "meeting"])
def test_other_rooms_count_their_own_contacts(street, kind):
    voice = voiced(street, actor=street.stranger, channel=kind, source=Source(kind=kind, id=uuid4(), label="十月走访"))
    assert (voice.source_kind, voice.source_label) == (kind, "十月走访")
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("who", "more"),
    [
        ("stranger", {"channel": "phone"}),
        ("stranger", {"channel": "paper"}),
        ("stranger", {"channel": "visit"}),
        ("stranger", {"channel": "survey", "source": Source(kind="visit")}),
        ("stranger", {"asker": "department"}),
        ("handler", {"channel": "desk"}),
    ],
)
def test_who_speaks_for_others_sits_at_the_desk(street, who, more):
    if more.get("source"):
        more = {**more, "channel": "visit", "source": Source(kind="survey")}
    with pytest.raises(NotAllowed):
        voiced(actor=getattr(street, who), **more)


def test_only_its_leader_speaks_for_an_organisation(street):
    asks = {"asker": "member", "organisation_id": street.choir.pk}
    with pytest.raises(NotAllowed, match="leader"):
        voiced(actor=street.stranger, **asks)
    with pytest.raises(services.OrganisationMissing):
        voiced(actor=street.leader, asker="member")
    voice = voiced(actor=street.leader, **asks)
    assert AuditEvent.objects.get(subject_id=voice.pk).person_id == street.leader.person_id


def test_nobody_speaks_in_the_name_of_somebody_else(street):
    with pytest.raises(NotAllowed):
        voiced(actor=street.stranger, person_id=street.leader.person_id)


def test_a_department_comes_to_the_same_window(street):
    voice = voiced(actor=street.civil_affairs, asker="department")
    assert voice.matter.state == "received"


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"words": "  \n "}, "write it down"),
        ({"words": "长" * 2001}, "2000"),
        ({"said_on": FIRST_DAY + DAY}, "not come yet"),
        ({"reply": ReplyWish(channel="phone")}, "how to reach"),
        ({"reply": ReplyWish(channel="letter", name="陈")}, "how to reach"),
        ({"reply": PHONE, "consent": False}, "Agree"),
        ({"reply": ReplyWish(name="陈阿姨"), "consent": False}, "Agree"),
        ({"reply": ReplyWish(channel="account")}, "Sign in"),
        ({"reply": ReplyWish(channel="phone", contact="12")}, "telephone|mobile|number"),
        ({"cell": Cell(community_id=uuid4())}, "community"),
    ],
)
def test_what_cannot_be_taken_down_is_told(street, more, problem):
    with pytest.raises(DomainError, match=problem) as refused:
        voiced(**more)
    assert refused.value.field
    assert not Voice.objects.exists()
    assert not Matter.objects.exists()


def test_a_contact_is_kept_apart_and_shown_masked(street):
    voice = voiced(street, reply=ReplyWish(channel="phone", name="陈阿姨", contact="１３８ 1234-0001"))
    speaker = Speaker.objects.get()
    assert (speaker.voice_id, speaker.contact, speaker.contact_masked) == (voice.pk, "13812340001", "138****0001")
    assert (voice.taken_by_id, voice.consent_words) == (street.clerk.person_id, services.CONSENT_WORDS)


def test_who_did_not_say_who_it_is_stays_nobody_in_the_log(street):
    voice = voiced(actor=street.stranger)
    event = AuditEvent.objects.get(subject_id=voice.pk)
    assert (event.person_id, event.account_id, voice.taken_by_id) == (None, None, None)
    assert entry_of(event).actor_name == ""


def test_who_says_who_it_is_hears_back_on_the_desk(street):
    voice = voiced(actor=street.stranger, person_id=street.stranger.person_id, reply=ReplyWish(channel="account"))
    assert voice.person_id == street.stranger.person_id
