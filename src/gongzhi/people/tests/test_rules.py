"""Names, contacts and user names."""

import pytest

from gongzhi.people import rules


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        ("phone", "13800006336", "13800006336", "138****6336"),
        ("phone", "１３８００００６３３６", "13800006336", "138****6336"),
        ("phone", "+86 138 0000 6336", "13800006336", "138****6336"),
        ("phone", "0573-82071234", "0573-82071234", "057******1234"),
        ("phone", "12345", "12345", "*****"),
        ("email", "zhou@example.cn", "zhou@example.cn", "z***@example.cn"),
        ("address", "南湖区南溪社区三号楼", "南湖区南溪社区三号楼", "南湖区南溪社****"),
        ("address", "三号楼", "三号楼", "***"),
    ],
)
def test_contacts_are_stored_plainly_and_shown_masked(kind, typed, stored, shown):
    assert rules.clean_contact(kind=kind, value=typed) == stored
    assert rules.masked(kind=kind, value=stored) == shown


@pytest.mark.parametrize("number", ["1380000633", "12800006336", "电话", "138000063366", "0573-1", ""])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(rules.PhoneInvalid):
        rules.clean_contact(kind="phone", value=number)


@pytest.mark.parametrize("address", ["zhou", "zhou@", "@example.cn", "a b@example.cn", "zhou@example"])
def test_what_is_no_mail_address_is_refused(address):
    with pytest.raises(rules.EmailInvalid):
        rules.clean_contact(kind="email", value=address)


@pytest.mark.parametrize(
    ("name", "username"),
    [("曾王秀", "zengwangxiu"), ("𠮷", "user"), ("阿依古丽·买买提", "ayigulimaimaiti"), ("Li", "userli")],
)
def test_a_user_name_is_proposed_from_the_pinyin(name, username):
    assert rules.username_from(name) == username


@pytest.mark.parametrize("username", ["ab", "周敏", "a b c", "-abc", "a" * 60, "a\u202eb"])
def test_user_names_can_be_typed_on_every_keyboard(username):
    with pytest.raises(rules.UsernameMalformed):
        rules.require_username(username)


def test_keys_fit_their_columns_whatever_the_name():
    keys = rules.name_keys("\ufdfa" * 50)
    assert len(keys.name_key) <= 100
    assert len(keys.name_pinyin) <= 300
