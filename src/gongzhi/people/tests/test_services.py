"""What may be done with people, contacts and accounts."""

import json

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_login_failed
from django.db import connection
from django.utils import timezone

from gongzhi.common import audit
from gongzhi.common.audit.models import AuditEvent, AuditPayload
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.tests.factories import AT, actor_with
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.errors import ChangedMeanwhile
from gongzhi.people import selectors, services
from gongzhi.people.links import one_time_path
from gongzhi.people.models import Account, ContactPoint, Person
from gongzhi.people.rights import Right
from gongzhi.people.rules import (
    AccountThereAlready,
    AccountUsedElsewhere,
    ContactThereAlready,
    NoAccount,
    NotOnesOwn,
    PersonDraft,
    PersonErased,
    PhoneInvalid,
    UsernameTaken,
)

REASON = "通知开会"
CANARIES = ("罗敏", "13800006336", "luomin", "luo min", "文星社区居民")


def dump(query):
    with connection.cursor() as cursor:
        cursor.execute(query.replace("IS NOT NULL", "= current_setting('gongzhi.federation')::uuid"))
        return cursor.fetchone()[0] or ""


@pytest.fixture
def keeper(federation):
    return actor_with(*Right, federation=federation)


@pytest.fixture
def person(keeper):
    return services.register_person(
        actor=keeper, draft=PersonDraft(name="罗敏", post="文星社区居民", phone="13800006336"), at=AT
    )


@pytest.fixture
def account(keeper, person):
    return services.make_account(actor=keeper, person_id=person.pk, username="luomin", at=AT)


def test_a_person_is_entered_with_keys_to_be_found_by(person):
    assert (person.name, person.name_key, person.name_pinyin) == ("罗敏", "罗敏", "luo min")
    assert person.contact_points.get().masked == "138****6336"
    for words in ("罗", "敏", "luo", "min"):
        assert Person.objects.named(words).exists()
    assert not Person.objects.named("uo").exists()


@pytest.mark.parametrize("name", ["𠮷野", "𨳺", "阿依古丽·买买提", "字" * 50, "\U0002f804"])
def test_names_are_kept_byte_for_byte(keeper, name):
    services.register_person(actor=keeper, draft=PersonDraft(name=name), at=AT)
    assert Person.objects.get().name == name


def test_many_are_entered_in_few_statements(federation, django_assert_max_num_queries):
    drafts = [PersonDraft(name=f"人{n}", phone="13800006336" if n % 2 else "") for n in range(300)]
    with django_assert_max_num_queries(3):
        persons = services.register_people(drafts=drafts)
    assert [p.name for p in persons[:2]] == ["人0", "人1"]
    assert ContactPoint.objects.count() == 150


def test_a_wrong_number_enters_nobody(keeper):
    with pytest.raises(PhoneInvalid):
        services.register_person(actor=keeper, draft=PersonDraft(name="罗敏", phone="138"), at=AT)
    assert not Person.objects.exists()


def test_of_two_who_change_an_entry_the_second_is_told(keeper, person):
    change = {"actor": keeper, "person_id": person.pk, "version": 1, "at": AT}
    services.change_person(**change, draft=PersonDraft(name="罗敏", post="退休教师"))
    with pytest.raises(ChangedMeanwhile):
        services.change_person(**change, draft=PersonDraft(name="罗民"))
    assert audit.thread(person)[-1].facts == {"post": ["文星社区居民", "退休教师"]}


def test_a_contact_is_read_for_a_reason_and_the_log_has_no_number(keeper, person):
    point = person.contact_points.get()
    shown = services.reveal_contact(actor=keeper, contact_id=point.pk, reason=REASON, at=AT)
    assert shown.value == "13800006336"
    entry = audit.thread(person)[-1]
    assert entry.facts == {"kind": "phone", "contact": "138****6336", "reason": REASON}
    assert not AuditPayload.objects.filter(content__contains="13800006336").exists()


def test_one_reads_ones_own_contact_without_the_right(federation, person):
    oneself = actor_with(federation=federation, person_id=person.pk)
    point = person.contact_points.get()
    assert services.reveal_contact(actor=oneself, contact_id=point.pk, reason=REASON, at=AT).value
    with pytest.raises(NotAllowed):
        services.reveal_contact(actor=actor_with(federation=federation), contact_id=point.pk, reason=REASON, at=AT)


def test_the_same_contact_is_noted_once_and_can_be_struck(keeper, person):
    with pytest.raises(ContactThereAlready):
        services.add_contact(actor=keeper, person_id=person.pk, kind="phone", value="138 0000 6336", at=AT)
    services.remove_contact(actor=keeper, contact_id=person.contact_points.get().pk, at=AT)
    assert not ContactPoint.objects.exists()


def test_an_account_has_no_password_until_its_bearer_chooses_one(account, person):
    assert not account.has_usable_password()
    assert one_time_path(account).startswith("/accounts/password/link/")
    assert Person.objects.get(pk=person.pk).account == account


def test_user_names_are_told_apart_in_any_case_by_nobody(keeper, account):
    other = services.register_person(actor=keeper, draft=PersonDraft(name="别人"), at=AT)
    with pytest.raises(UsernameTaken):
        services.make_account(actor=keeper, person_id=other.pk, username="LuoMin", at=AT)


def test_nobody_gets_two_accounts(keeper, person, account):
    with pytest.raises(AccountThereAlready):
        services.make_account(actor=keeper, person_id=person.pk, username="luomin2", at=AT)


def test_an_account_without_person_cannot_be_closed(keeper, person):
    with pytest.raises(NoAccount):
        services.deactivate_account(actor=keeper, person_id=person.pk, at=AT)


def test_closing_an_account_ends_its_sessions_at_once(keeper, person, account, client, url_in, federation):
    client.force_login(account)
    UserSession.objects.create(user=account, ip="127.0.0.1", session_key=client.session.session_key, user_agent="x")
    page = url_in(federation, "people:detail", person.pk)
    assert client.get(page).status_code == 200
    services.deactivate_account(actor=keeper, person_id=person.pk, at=AT)
    assert client.get(page).status_code == 302
    assert not UserSession.objects.exists()
    services.reactivate_account(actor=keeper, person_id=person.pk, at=AT)
    assert Account.objects.get(pk=account.pk).is_active


def test_a_new_link_makes_the_old_one_and_the_password_worthless(keeper, person, account, client):
    account.set_password("three quiet words")
    account.save()
    old = one_time_path(account)
    client.force_login(account)
    services.renew_link(actor=keeper, person_id=person.pk, at=AT)
    account.refresh_from_db()
    assert not account.has_usable_password()
    assert client.get(old).context["token_fail"]
    assert client.get(one_time_path(account)).status_code == 302


def test_nobody_locks_oneself_out(federation, person, account):
    oneself = actor_with(*Right, federation=federation, person_id=person.pk)
    oneself = type(oneself)(account.pk, person.pk, federation.pk, "罗敏", oneself.mandates)
    with pytest.raises(NotOnesOwn):
        services.deactivate_account(actor=oneself, person_id=person.pk, at=AT)


def test_one_federation_cannot_take_over_an_account_of_another(keeper, person, account, other_federation):
    with scope(other_federation.pk):
        double = Person.objects.create(name="罗敏")
        services.tie_account(actor=SYSTEM, person_id=double.pk, username="LUOMIN", at=AT)
    for service in (services.renew_link, services.deactivate_account, services.reactivate_account):
        with pytest.raises(AccountUsedElsewhere):
            service(actor=keeper, person_id=person.pk, at=AT)
    services.untie_account(actor=keeper, person_id=person.pk, at=AT)
    account.refresh_from_db()
    assert account.is_active
    assert [p.federation_id for p in selectors.persons_of(account_id=account.pk)] == [other_federation.pk]


def test_only_who_keeps_accounts_gives_and_closes_them(federation, person, account):
    stranger = actor_with(Right.READ, Right.MANAGE, federation=federation)
    for service in (services.renew_link, services.deactivate_account, services.untie_account):
        with pytest.raises(NotAllowed):
            service(actor=stranger, person_id=person.pk, at=AT)


def test_the_first_secretary_can_begin(federation):
    first = services.make_first_secretary(actor=SYSTEM, name="周敏", at=AT, phone="13800000001")
    second = services.make_first_secretary(actor=SYSTEM, name="周敏", at=AT)
    assert first.account is not None
    assert second.account is not None
    assert (first.account.username, second.account.username) == ("zhoumin", "zhoumin2")


def test_the_export_holds_every_field_and_row_about_a_person(keeper, person, account):
    services.export_person(actor=keeper, person_id=person.pk, at=AT)
    known = selectors.known_of(Person.objects.get(pk=person.pk))
    fields = {f.name for f in Person._meta.local_concrete_fields} - selectors.NOT_PERSONAL
    assert set(known["person"]) == fields
    assert known["people.contactpoint.person"][0]["value"] == "13800006336"
    assert known["account"]["username"] == "luomin"
    assert [entry["did"] for entry in known["log"]]


def test_an_erased_person_leaves_no_trace_in_the_database(keeper, person, account):
    bearer = type(keeper)(account.pk, person.pk, keeper.federation_id, "罗敏", keeper.mandates)
    services.register_person(actor=bearer, draft=PersonDraft(name="别人"), at=AT)
    services.record_sign_in(account=account, at=AT)
    erased = services.erase_person(
        actor=keeper, person_id=person.pk, reason="个人信息保护法第四十七条，本人申请", at=AT
    )
    assert erased.name == "已删除"
    assert erased.erased_at == AT
    for table in ("people_person", "people_contactpoint", "common_auditpayload", "common_outboxfact"):
        text = dump(f'SELECT string_agg("T1"::text, \'\') FROM "{table}" "T1" WHERE "T1"."federation_id" IS NOT NULL')
        assert not [canary for canary in CANARIES if canary in text], table
    assert not [canary for canary in CANARIES if canary in dump("SELECT string_agg(t::text, '') FROM people_account t")]
    with pytest.raises(NotAllowed) as caught:
        services.erase_person(actor=keeper, person_id=person.pk, reason="又一次", at=AT)
    assert caught.value.message == PersonErased.message


def test_a_sign_in_is_logged_in_each_federation_of_the_account(federation, other_federation, account, client):
    with scope(other_federation.pk):
        double = Person.objects.create(name="罗敏")
        services.tie_account(actor=SYSTEM, person_id=double.pk, username="luomin", at=AT)
    client.force_login(account)
    client.logout()
    for one in (federation, other_federation):
        with scope(one.pk):
            actions = AuditEvent.objects.filter(subject_id=account.pk).order_by("pk").values_list("action", flat=True)
            assert list(actions) == ["people.account.signed_in", "people.account.signed_out"]


def test_a_wrong_password_is_logged_and_an_unknown_name_is_not(federation, account):
    for username in ("luomin", "nobody"):
        user_login_failed.send(sender=None, credentials={"username": username, "password": "x"}, request=None)
    events = AuditEvent.objects.filter(action="people.account.sign_in_failed")
    assert [event.subject_id for event in events] == [account.pk]
    assert json.loads(events[0].payload.content)["facts"] == {}
    assert events[0].at <= timezone.now()
