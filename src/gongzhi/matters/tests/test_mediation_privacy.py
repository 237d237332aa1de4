"""Who sees a mediation, and that nothing of it leaks: lists, searches, the log, counts, erasure."""

import json
from datetime import timedelta

import pytest
import time_machine

from gongzhi.common.audit.models import AuditEvent, AuditPayload
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters import services
from gongzhi.matters.models import Matter, Mediation, MediationNote, MediationParty, Speaker, Voice
from gongzhi.matters.selectors import listing
from gongzhi.matters.selectors import mediation as selectors
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.matters.services import mediation, turning
from gongzhi.matters.services.mediation import Side
from gongzhi.matters.tests.factories import (
    DAY,
    FIRST_DAY,
    MONDAY,
    PHONE,
    Street,
    acting,
    make_person,
    voiced,
    with_account,
)
from gongzhi.matters.tests.pages import browser, keyed, words
from gongzhi.participation.models import Contact
from gongzhi.people.models import Person

SECRET = "半夜拖椅子吵得睡不着"
NAME = "钱多多"
PHONE_NUMBER = "13900001234"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


def asked(street: Street, **more) -> Mediation:
    sides = more.pop("sides", (Side(name=NAME, contact=PHONE_NUMBER), Side(name="孙小二")))
    return mediation.ask_mediation(
        actor=street.clerk, kind="neighbours", words=SECRET, asked_on=FIRST_DAY, sides=sides, at=MONDAY, **more
    )


def assigned(street: Street, **more) -> Mediation:
    found = asked(street, **more)
    return mediation.assign_mediation(
        actor=street.clerk,
        mediation_id=found.pk,
        organisation_id=street.choir.pk,
        keeper_id=street.handler.person_id,
        version=found.version,
        at=MONDAY,
    )


def agreed(street: Street, **more) -> Mediation:
    found = assigned(street, **more)
    mediation.write_note(actor=street.leader, mediation_id=found.pk, on=FIRST_DAY, text="两家都来了", at=MONDAY)
    return mediation.record_agreement(
        actor=street.handler,
        mediation_id=found.pk,
        text="晚上十点以后不拖椅子。",
        agreed_on=FIRST_DAY,
        follow_up_on=FIRST_DAY + 30 * DAY,
        version=found.version + 1,
        at=MONDAY,
    )


def closed(street: Street, **more) -> Mediation:
    found = agreed(street, **more)
    return mediation.follow_up(
        actor=street.handler, mediation_id=found.pk, on=FIRST_DAY, kept="kept", note="安静了", at=MONDAY
    )


def party_of(found: Mediation) -> Actor:
    person = with_account(NAME)
    MediationParty.objects.filter(mediation=found, name=NAME).update(person=person)
    return acting(person)


ROLES = ("clerk", "general", "handler", "leader", "president", "civil_affairs", "cadre", "stranger")
SEES = {
    "asked": {"clerk", "general", "party"},
    "assigned": {"clerk", "general", "handler", "leader", "party"},
    "agreed": {"clerk", "general", "handler", "leader", "party"},
    "closed": {"clerk", "general", "handler", "party"},
}
MAKE = {"asked": asked, "assigned": assigned, "agreed": agreed, "closed": closed}


@pytest.mark.parametrize("stage", SEES)
def test_who_sees_a_mediation(street, federation, url_in, stage):
    found = MAKE[stage](street)
    actors = {role: getattr(street, role) for role in ROLES} | {"party": party_of(found)}
    address = url_in(federation, "matters:mediation", found.pk)
    pages = {role: browser(actor).get(address) for role, actor in actors.items()}
    assert {role for role, page in pages.items() if page.status_code == 200} == SEES[stage]
    assert {page.status_code for page in pages.values()} == {200, 404}
    listed = {role for role, actor in actors.items() if selectors.listed(actor=actor).exists()}
    assert listed == SEES[stage]


def test_a_party_reads_the_agreement_and_no_note_contact_or_log(street, federation, url_in):
    found = agreed(street)
    page = browser(party_of(found)).get(url_in(federation, "matters:mediation", found.pk))
    said = words(page)
    assert "晚上十点以后不拖椅子。" in said
    assert "两家都来了" not in said
    assert SECRET not in said
    assert "139" not in said
    assert page.context["buttons"] == []


def test_a_party_never_mediates_for_itself_whatever_office_it_holds(street, federation, url_in):
    found = assigned(street)
    clerk = Person.objects.get(pk=street.clerk.person_id)
    MediationParty.objects.filter(mediation=found, name=NAME).update(person=clerk)
    client = browser(street.clerk)
    page = client.get(url_in(federation, "matters:mediation", found.pk))
    assert page.context["buttons"] == []
    assert page.context["notes"] == ()
    assert client.get(url_in(federation, "matters:mediation_note", found.pk)).status_code == 403
    sent = client.post(url_in(federation, "matters:mediation_note", found.pk), keyed({"on": "2026-11-02", "text": "x"}))
    assert sent.status_code == 403
    assert selectors.mediation_lines(actor=street.clerk, at=MONDAY) == []


def test_the_log_holds_numbers_and_states_only(street):
    found = closed(street)
    mediation.reveal_party(
        actor=street.handler, party_id=found.parties.order_by("pk")[0].pk, reason="约时间", at=MONDAY
    )
    mediation.erase_parties(actor=street.clerk, mediation_id=found.pk, at=MONDAY)
    events = AuditEvent.objects.filter(subject_id=found.pk)
    payloads = AuditPayload.objects.filter(pk__in=events.values("payload"))
    contents = "".join(str(json.loads(content)) for content in payloads.values_list("content", flat=True))
    assert events.count() == 7
    assert "约时间" in contents
    for secret in (SECRET, NAME, PHONE_NUMBER, "两家都来了", "晚上十点", "安静了"):
        assert secret not in contents


def test_lists_and_searches_do_not_find_what_went_into_mediation(street):
    voice = voiced(words=SECRET, place="五号楼", category="neighbours")
    before = listing.find(actor=street.general, filters=listing.Filters(group="all", text="拖椅子"), on=FIRST_DAY)
    assert before.exists()
    made = turning.turn_into_mediation(actor=street.clerk, matter_id=voice.matter_id, kind="neighbours", at=MONDAY)
    for text in ("拖椅子", "半夜", "五号楼"):
        filters = listing.Filters(group="all", text=text)
        assert not listing.find(actor=street.general, filters=filters, on=FIRST_DAY).exists()
    matter = Matter.objects.get(pk=voice.matter_id)
    assert made.number in matter.title
    assert (matter.place, matter.sensitivity, matter.state) == ("", "private", "answered")


def test_the_matter_shows_its_words_only_to_those_who_mediate(street, federation, url_in):
    voice = voiced(words=SECRET, reply=PHONE, actor=street.clerk, channel="desk")
    turning.turn_into_mediation(actor=street.clerk, matter_id=voice.matter_id, kind="neighbours", at=MONDAY)
    address = url_in(federation, "matters:matter", voice.matter_id)
    assert SECRET in words(browser(street.clerk).get(address))
    president = browser(street.president).get(address)
    assert president.status_code == 200
    assert SECRET not in words(president)
    assert browser(street.civil_affairs).get(address).status_code == 404


def test_nobody_makes_public_again_what_went_into_mediation(street, federation, url_in):
    voice = voiced(words=SECRET)
    turning.turn_into_mediation(actor=street.clerk, matter_id=voice.matter_id, kind="neighbours", at=MONDAY)
    matter = Matter.objects.get(pk=voice.matter_id)
    client, address = browser(street.clerk), url_in(federation, "matters:classify", matter.pk)
    assert client.get(address).status_code == 403
    typed = {"title": SECRET, "category": "other", "place": "", "sensitivity": "public", "version": matter.version}
    assert client.post(address, keyed(typed)).status_code == 403
    matter.refresh_from_db()
    assert matter.sensitivity == "private"
    assert matter.title != SECRET


def test_the_speaker_reads_that_it_went_into_mediation_and_is_the_first_party(street, federation, client, url_in):
    voice = voiced(words=SECRET, reply=PHONE, actor=street.clerk, channel="desk")
    made = turning.turn_into_mediation(actor=street.clerk, matter_id=voice.matter_id, kind="neighbours", at=MONDAY)
    party = made.parties.get()
    assert (party.name, party.contact, party.contact_masked) == (PHONE.name, PHONE.contact, "138****0001")
    page = client.get(url_in(federation, "matters:speaker", receipt_code(voice)))
    assert page.status_code == 200
    assert made.number in words(page)


@pytest.mark.parametrize("stage", ["escalated", "answered"])
def test_only_a_matter_in_hand_can_become_a_mediation(street, stage):
    voice = voiced()
    if stage == "answered":
        services.answer(actor=street.general, matter_id=voice.matter_id, text="好", result="solved", at=MONDAY)
    else:
        services.escalate(
            actor=street.general, matter_id=voice.matter_id, body_id=street.street_office.pk, reason="请", at=MONDAY
        )
    with pytest.raises(NotAllowed):
        turning.turn_into_mediation(actor=street.clerk, matter_id=voice.matter_id, kind="other", at=MONDAY)


def test_erasing_leaves_the_counts_and_nothing_else(street):
    voice = voiced(words=SECRET, reply=PHONE, actor=street.clerk, channel="desk")
    made = turning.turn_into_mediation(actor=street.clerk, matter_id=voice.matter_id, kind="neighbours", at=MONDAY)
    mediation.record_withdrawal(actor=street.clerk, mediation_id=made.pk, on=FIRST_DAY, note="不想调了", at=MONDAY)
    before = selectors.counts_by_year()
    mediation.erase_parties(actor=street.clerk, mediation_id=made.pk, at=MONDAY)
    made.refresh_from_db()
    assert (made.words, made.agreement, made.outcome) == ("", "", "withdrawn")
    assert not MediationNote.objects.exists()
    assert not Speaker.objects.exists()
    assert set(MediationParty.objects.values_list("name", "contact", "contact_masked", "person")) == {
        ("", "", "", None)
    }
    erased = Voice.objects.get(pk=voice.pk)
    assert SECRET not in erased.words
    assert "椅子" not in erased.search_text
    assert selectors.counts_by_year() == before


def test_small_counts_are_held_back_with_what_would_give_them_away(street):
    rows = [
        Mediation(
            year=2025,
            serial=number,
            number=f"2025-{number:03d}",
            kind="neighbours",
            state="followed_up" if number < 14 else "failed",
            outcome="agreed" if number < 14 else "failed",
            organisation=street.choir,
            keeper_id=street.handler.person_id,
            asked_on=FIRST_DAY,
        )
        for number in range(16)
    ]
    Mediation.objects.bulk_create(rows)
    line = selectors.counts_by_year()[0]
    assert line.label == "2025"
    assert line.total == 16
    assert line.cells == (None, None, 0, 0)
    assert [(line.total, line.cells) for line in selectors.counts_by_kind(year=2025)] == [(16, ())]


def test_no_count_of_a_kind_is_reckoned_from_the_others(street):
    for kind, many in (("neighbours", 20), ("family", 3), ("property", 12)):
        for _each in range(many):
            mediation.create(kind=kind, words="吵", asked_on=FIRST_DAY, community_id=None)
    assert [line.total for line in selectors.counts_by_year()] == [35]
    totals = {line.label: line.total for line in selectors.counts_by_kind(year=FIRST_DAY.year)}
    assert sorted(totals.values(), key=str) == [20, None, None]


def test_where_a_year_is_held_back_so_are_its_kinds(street):
    mediation.create(kind="family", words="吵", asked_on=FIRST_DAY, community_id=None)
    assert [line.total for line in selectors.counts_by_kind(year=FIRST_DAY.year)] == [None]
    assert [(line.total, set(line.cells)) for line in selectors.counts_by_year()] == [(None, {None})]


def test_asking_counts_as_taking_part_without_a_person(street):
    asked(street)
    contact = Contact.objects.get()
    assert (contact.act, contact.channel, contact.on) == ("voice", "desk", FIRST_DAY)


def test_another_person_of_the_same_name_is_nobody(street, federation, url_in):
    found = assigned(street)
    namesake = make_person(NAME)
    assert not Mediation.objects.visible_to(acting(namesake)).filter(pk=found.pk).exists()
