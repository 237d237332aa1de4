"""The deeds with a mediation through their pages: wrong input, resends, two at once, the desk, the paper."""

from datetime import timedelta

import pytest
import time_machine

from gongzhi.matters.models import Mediation, MediationNote, MediationParty
from gongzhi.matters.rules.mediation import MEDIATION, TOLD_OF, MediationState, contact_masked
from gongzhi.matters.selectors import mediation as selectors
from gongzhi.matters.services import mediation as services
from gongzhi.matters.services.mediation import Side
from gongzhi.matters.tests.factories import DAY, FIRST_DAY, MONDAY, voiced, with_account
from gongzhi.matters.tests.pages import browser, key, keyed, words
from gongzhi.matters.tests.test_mediation_privacy import agreed, asked, assigned, closed
from gongzhi.organisations.models import Membership

ASKING = {
    "kind": "neighbours",
    "words": "楼上漏水",
    "asked_on": "2026-11-02",
    "channel": "desk",
    "name": "钱多多",
    "contact": "13900001234",
    "other_name": "孙小二",
}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=True):
        yield


@pytest.fixture
def post(federation, url_in):
    """Send the form of a deed: ``post(actor, "mediation_note", mediation, text=…)``."""

    def send(actor, name, found=None, /, **typed):
        args = [found.pk] if found else []
        return browser(actor).post(url_in(federation, f"matters:{name}", *args), keyed(typed))

    return send


def test_every_state_says_what_became_of_it():
    assert set(TOLD_OF) == set(MediationState) == set(MEDIATION.states)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("13812340001", "138****0001"),
        ("0571-8812 3456", "057*-**** 3456"),
        ("三号楼 502 室", "三******"),
        ("88123456", "******56"),
        ("", ""),
    ],
)
def test_contacts_are_masked(typed, shown):
    assert contact_masked(typed) == shown


def test_a_mediation_from_the_wish_to_the_follow_up(street, post, federation, url_in):
    assert post(street.clerk, "mediation_ask", **ASKING).status_code == 303
    found = Mediation.objects.get()
    assert found.number == "2026-001"
    typed = {"organisation": street.choir.name, "keeper": street.handler.person_id, "version": found.version}
    assert post(street.clerk, "mediation_assign", found, **typed).status_code == 303
    assert post(street.leader, "mediation_note", found, on="2026-11-02", text="两家见了面").status_code == 303
    found.refresh_from_db()
    assert found.state == "mediating"
    day = {"agreed_on": "2026-11-02", "follow_up_on": "2026-12-02", "version": found.version}
    assert post(street.handler, "mediation_agree", found, text="修好防水。", **day).status_code == 303
    paper = browser(street.handler).get(url_in(federation, "matters:mediation_paper", found.pk))
    said = words(paper)
    assert all(each in said for each in ("钱多多", "孙小二", "修好防水。", street.choir.name))
    again = {"on": "2026-11-02", "kept": "partly", "note": "还差一处", "again_on": "2026-11-20"}
    assert post(street.handler, "mediation_follow_up", found, **again).status_code == 303
    found.refresh_from_db()
    assert (found.state, found.follow_up_on.isoformat(), found.kept) == ("agreed", "2026-11-20", "partly")
    last = {"on": "2026-11-02", "kept": "kept", "note": "都修好了"}
    assert post(street.handler, "mediation_follow_up", found, **last).status_code == 303
    found.refresh_from_db()
    assert (found.state, found.outcome, found.kept) == ("followed_up", "agreed", "kept")
    assert post(street.clerk, "mediation_erase", found).status_code == 303
    found.refresh_from_db()
    assert found.erased_at is not None


def test_a_matter_is_turned_through_its_page(street, post, federation, url_in):
    matter = voiced(words="楼上漏水").matter
    page = browser(street.clerk).get(url_in(federation, "matters:matter", matter.pk))
    assert url_in(federation, "matters:turn", matter.pk) in page.content.decode()
    assert post(street.clerk, "turn", matter, kind="", version=matter.version).status_code == 422
    sent = post(street.clerk, "turn", matter, kind="housing", version=matter.version)
    assert sent.status_code == 303
    assert str(Mediation.objects.get(matter=matter).pk) in sent.url


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"words": " "}, "words"),
        ({"words": "长" * 2001}, "words"),
        ({"asked_on": "2026-11-03"}, "asked_on"),
        ({"asked_on": "2026-02-30"}, "asked_on"),
        ({"name": ""}, "name"),
        ({"name": "钱\u202e多"}, "name"),
        ({"channel": "web"}, "channel"),
        ({"community": "x"}, "community"),
    ],
)
def test_wrong_wishes_are_told_on_their_field(street, post, change, field):
    refused = post(street.clerk, "mediation_ask", **{**ASKING, **change})
    assert refused.status_code == 422
    assert refused.context["form"].errors[field]
    assert not Mediation.objects.exists()


def test_an_organisation_or_a_keeper_that_cannot_be_is_refused(street, post):
    found = asked(street)
    typed = {"organisation": street.choir.name, "keeper": street.handler.person_id, "version": found.version}
    unknown = post(street.clerk, "mediation_assign", found, **{**typed, "organisation": "没有这个组织"})
    assert unknown.context["form"].errors["organisation"]
    stranger = post(street.clerk, "mediation_assign", found, **{**typed, "keeper": street.stranger.person_id})
    assert stranger.context["form"].errors["keeper"]
    Membership.objects.filter(organisation=street.choir).update(state="left")
    with pytest.raises(services.MediatorsCannotBe):
        services.assign_mediation(
            actor=street.clerk,
            mediation_id=found.pk,
            organisation_id=street.choir.pk,
            keeper_id=street.handler.person_id,
            version=found.version,
            at=MONDAY,
        )


def test_an_agreement_needs_two_parties_and_possible_days(street, post):
    found = assigned(street, sides=(Side(name="钱多多"),))
    typed = {"text": "好", "agreed_on": "2026-11-02", "follow_up_on": "2026-12-02", "version": found.version}
    assert post(street.handler, "mediation_agree", found, **typed).status_code == 422
    post(street.handler, "mediation_party", found, name="孙小二")
    typed["version"] = Mediation.objects.get().version
    early = post(street.handler, "mediation_agree", found, **{**typed, "agreed_on": "2026-11-01"})
    assert early.context["form"].errors["agreed_on"]
    late = post(street.handler, "mediation_agree", found, **{**typed, "follow_up_on": "2028-01-01"})
    assert late.context["form"].errors["follow_up_on"]
    assert post(street.handler, "mediation_agree", found, **typed).status_code == 303


def test_a_resend_writes_one_note_and_one_agreement(street, federation, url_in):
    found = assigned(street)
    client = browser(street.handler)
    note = {"deed_key": key(), "on": "2026-11-02", "text": "谈过一次"}
    address = url_in(federation, "matters:mediation_note", found.pk)
    assert {client.post(address, note).status_code for _each in range(3)} == {303}
    assert MediationNote.objects.count() == 1
    found.refresh_from_db()
    end = {
        "deed_key": key(),
        "text": "好",
        "agreed_on": "2026-11-02",
        "follow_up_on": "2026-12-02",
        "version": found.version,
    }
    address = url_in(federation, "matters:mediation_agree", found.pk)
    assert {client.post(address, end).status_code for _each in range(3)} == {303}


def test_the_later_of_two_sees_what_is_saved(street, federation, url_in):
    found = assigned(street)
    client, address = browser(street.handler), url_in(federation, "matters:mediation_agree", found.pk)
    services.write_note(actor=street.leader, mediation_id=found.pk, on=FIRST_DAY, text="又谈了一次", at=MONDAY)
    typed = {"text": "我写的", "agreed_on": "2026-11-02", "follow_up_on": "2026-12-02", "version": found.version}
    late = client.post(address, typed)
    assert late.status_code == 422
    assert late.context["now"].state == "mediating"
    assert "我写的" in late.content.decode()
    assert client.post(address, {**typed, "version": found.version + 1}).status_code == 303


def test_a_contact_is_shown_for_a_reason_and_never_cached(street, federation, url_in):
    found = assigned(street)
    party = found.parties.order_by("pk")[0]
    client, address = browser(street.leader), url_in(federation, "matters:mediation_contact", party.pk)
    assert "13900001234" not in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    shown = client.post(address, {"reason": "约见面时间"})
    assert "13900001234" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    for other in (street.civil_affairs, street.president, street.stranger):
        assert browser(other).get(address).status_code == 404


def test_ended_ones_take_no_more_deeds_and_running_ones_are_not_erased(street, post):
    running, ended = assigned(street), closed(street)
    assert post(street.clerk, "mediation_erase", running).status_code == 422
    for name in ("mediation_note", "mediation_agree", "mediation_fail", "mediation_withdraw", "mediation_party"):
        typed = {"on": "2026-11-02", "text": "x", "note": "x", "name": "x", "agreed_on": "2026-11-02"}
        sent = post(street.clerk, name, ended, **typed, follow_up_on="2026-12-02", version=ended.version)
        assert sent.status_code == 403
    ended.refresh_from_db()
    assert ended.state == "followed_up"


def test_the_same_person_is_a_party_once(street):
    person = with_account("赵一一")
    found = assigned(street, sides=(Side(name="赵一一", person_id=person.pk),))
    with pytest.raises(services.PartyThereAlready):
        services.name_party(
            actor=street.clerk, mediation_id=found.pk, side=Side(name="又名", person_id=person.pk), at=MONDAY
        )
    assert MediationParty.objects.count() == 1


def lines(actor, at=MONDAY):
    return [(line.kind, line.state, line.title) for line in selectors.mediation_lines(actor=actor, at=at)]


def test_the_desk_asks_for_mediators_then_for_the_follow_up(street):
    found = asked(street)
    assert [line[0] for line in lines(street.clerk)] == ["due"]
    assert lines(street.leader) == []
    services.assign_mediation(
        actor=street.clerk,
        mediation_id=found.pk,
        organisation_id=street.choir.pk,
        keeper_id=street.handler.person_id,
        version=found.version,
        at=MONDAY,
    )
    assert lines(street.clerk) == []
    assert [line[0] for line in lines(street.leader)] == ["waiting"]
    due = agreed(street)
    assert [line for line in lines(street.handler) if due.number in line[2]] == []
    near = [line for line in lines(street.handler, MONDAY + 25 * DAY) if due.number in line[2]]
    late = [line for line in lines(street.handler, MONDAY + 40 * DAY) if due.number in line[2]]
    assert [each[:2] for each in (*near, *late)] == [("due", "due"), ("due", "breached")]


def test_the_desk_says_nothing_of_what_it_is_about(street):
    assigned(street)
    said = "".join(f"{line.title}{line.detail}" for line in selectors.mediation_lines(actor=street.handler, at=MONDAY))
    assert "椅子" not in said
    assert "钱多多" not in said


def test_many_mediations_take_two_queries_on_the_desk(street, django_assert_max_num_queries):
    for _each in range(5):
        assigned(street)
    with django_assert_max_num_queries(2):
        assert len(selectors.mediation_lines(actor=street.handler, at=MONDAY)) == 5


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("mediations", {"clerk", "general", "handler", "leader", "civil_affairs", "stranger"}),
        ("mediation_ask", {"clerk", "general"}),
        ("mediation_counts", {"clerk", "general", "handler", "civil_affairs"}),
    ],
)
def test_who_opens_the_lists(street, federation, url_in, name, roles):
    everybody = ("clerk", "general", "handler", "leader", "civil_affairs", "stranger")
    address = url_in(federation, f"matters:{name}")
    assert {r for r in everybody if browser(getattr(street, r)).get(address).status_code == 200} == roles


def test_counts_are_shown_without_small_numbers(street, federation, url_in):
    closed(street)
    page = browser(street.clerk).get(url_in(federation, "matters:mediation_counts"))
    assert page.context["by_year"][0].total is None
