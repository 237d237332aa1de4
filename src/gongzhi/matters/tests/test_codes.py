"""The receipt code: nobody can guess it, nobody finds it in the database, a misprint is told at once."""

from collections import Counter
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.matters import services
from gongzhi.matters.models import Voice
from gongzhi.matters.rules.codes import ENTROPY_BITS, CodeMistyped, is_sound
from gongzhi.matters.selectors.codes import code_for, find_voice, fingerprint, grouped, receipt_code
from gongzhi.matters.tests.factories import DAY, MONDAY, PHONE, accept, answer, voiced


def test_a_code_finds_its_voice(street):
    voice, other = voiced(), voiced()
    code = receipt_code(voice)
    assert is_sound(code)
    assert find_voice(code) == voice
    assert find_voice(grouped(code)) == voice
    assert receipt_code(other) != code


def test_a_code_can_be_shown_before_the_voice_is_written(street):
    key = uuid4()
    shown = code_for(key)
    assert receipt_code(voiced(voice_id=key)) == shown
    with pytest.raises(services.ThereAlready):
        voiced(voice_id=key)


def test_a_mistyped_code_costs_no_query(street, django_assert_num_queries):
    code = receipt_code(voiced())
    wrong = code[:3] + str((int(code[3]) + 1) % 10) + code[4:]
    with django_assert_num_queries(0), pytest.raises(CodeMistyped, match="Check your typing"):
        find_voice(wrong)


def test_a_sound_code_of_nobody_finds_nothing_in_one_query(street, django_assert_num_queries):
    voiced()
    with django_assert_num_queries(1):
        assert find_voice(code_for(uuid4())) is None


def test_a_code_opens_nothing_in_another_street(street, other_federation):
    code = receipt_code(voiced())
    with scope(other_federation.pk):
        assert find_voice(code) is None


def test_a_code_outlives_a_change_of_the_secret(street, settings):
    voice = voiced()
    code = receipt_code(voice)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret"
    assert receipt_code(voice) == code
    assert find_voice(code) == voice
    assert receipt_code(voiced()) != ""
    settings.SECRET_KEY_FALLBACKS = []
    assert (find_voice(code), receipt_code(voice)) == (None, "")


def test_a_new_receipt_takes_the_old_ones_place(street):
    voice = voiced()
    old = receipt_code(voice)
    voice = services.reissue_receipt(actor=street.general, voice_id=voice.pk, reason="回执丢失", at=MONDAY)
    assert find_voice(old) is None
    assert find_voice(receipt_code(voice)) == voice


def test_a_code_another_voice_has_is_not_given_twice(street, monkeypatch):
    first = voiced()
    taken = receipt_code(first)
    monkeypatch.setattr(
        "gongzhi.matters.services.raising.code_for",
        lambda pk, serial=0: taken if serial < 2 else code_for(pk, serial=serial),
    )
    second = voiced()
    assert second.code_serial == 2
    assert find_voice(receipt_code(second)) == second


def test_fifteen_digits_are_as_good_as_drawn():
    """No digit of a thousand codes is rarer than chance allows; 49.8 bits are log2 of 10^15."""
    assert 2**ENTROPY_BITS < 10**15
    federation = uuid4()
    codes = [code_for(uuid4(), federation_id=federation) for _number in range(1000)]
    assert len(set(codes)) == 1000
    for place in range(15):
        assert min(Counter(code[place] for code in codes).values()) > 60


def rows_as_text(model, federation_id):
    table = connection.ops.quote_name(model._meta.db_table)
    has_tenant = any(field.column == "federation_id" for field in model._meta.local_fields)
    where, values = (f' WHERE {table}."federation_id" = %s', [federation_id]) if has_tenant else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table}::text FROM {table}{where}", values)
        return [row for (row,) in cursor.fetchall()]


def test_no_code_stands_anywhere_in_the_database(street):
    """After a whole life of a voice no table holds its code, in any writing."""
    voice = voiced(street, reply=PHONE, key="raise-once")
    matter = accept(street, voice)
    answer(street, matter)
    services.give_reply(actor=street.clerk, reply_id=voice.replies.get().pk, at=MONDAY)
    services.say(actor=SYSTEM, voice_id=voice.pk, word="disputed", why="还没修好", at=MONDAY + DAY, key="say")
    code = receipt_code(voice)
    searched = (code, grouped(code), code[:-1])
    for model in apps.get_models(include_auto_created=True):
        for row in rows_as_text(model, street.choir.federation_id):
            assert not any(text in row for text in searched), model
    assert Voice.objects.get().code_hash == fingerprint(code)
