"""Keys fold what people call the same; unsafe characters are found, rare names are left alone."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel import text
from gongzhi.kernel.text import UnsafeCharacter, UnsafeKind

# Surrogates included: what a broken client sends must not crash a key.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("  社区　 组织\n", "社区 组织"),
        ("Straße", "STRASSE"),
        ("ｶﾞ", "ガ"),
        ("\u0390", "\u03aa\u0301"),
        ("\U0002f804", "你"),
    ],
)
def test_search_key_folds_spellings(one: str, other: str) -> None:
    assert text.search_key(one) == text.search_key(other)


@given(ANY_TEXT)
def test_search_key_is_its_own_key(raw: str) -> None:
    key = text.search_key(raw)

    assert text.search_key(key) == key


@pytest.mark.parametrize(
    ("raw", "pinyin", "initials"),
    [
        ("张三", "zhang san", "zs"),
        ("吕布", "lv bu", "lb"),
        ("重庆长安社区", "chong qing chang an she qu", "cqcasq"),
        ("星光 Club", "xing guang club", "xgc"),
        ("𠮷田", "𠮷 tian", "𠮷t"),
        ("\U0002f804好", "ni hao", "nh"),
        ("\U00030000", "\U00030000", "\U00030000"),
        ("阿依古丽·买买提", "a yi gu li · mai mai ti", "aygl·mmt"),
        ("", "", ""),
    ],
)
def test_pinyin_orders_and_abbreviates(raw: str, pinyin: str, initials: str) -> None:
    assert text.pinyin_key(raw) == pinyin
    assert text.initials_key(raw) == initials


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("曾小红", "zeng xiao hong"),
        ("单雄信", "shan xiong xin"),
        ("翟明", "zhai ming"),
        ("尉迟恭", "yu chi gong"),
        ("张曾", "zhang ceng"),
        ("王乐", "wang le"),
        ("", ""),
    ],
)
def test_a_surname_is_read_as_a_surname(name: str, pinyin: str) -> None:
    assert text.name_pinyin_key(name) == pinyin


@given(ANY_TEXT)
def test_no_text_is_too_strange_for_a_key(raw: str) -> None:
    for key in (text.pinyin_key(raw), text.name_pinyin_key(raw)):
        assert key == " ".join(key.split())
    assert len(text.initials_key(raw)) == len(text.pinyin_key(raw).split())


@pytest.mark.parametrize(
    ("raw", "pairs"),
    [
        ("社区组织", ["社区", "区组", "组织"]),
        ("张", ["张"]),
        ("社区 组", ["社区", "组"]),
        ("哈哈哈", ["哈哈"]),
        ("ＡＢc", ["ab", "bc"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("  ", []),
    ],
)
def test_bigrams(raw: str, pairs: list[str]) -> None:
    assert text.bigrams(raw) == pairs


@given(
    st.text("社区组织张三ab", min_size=2, max_size=12),
    st.text("社区组织 ab", max_size=8),
    st.text("社区 ab", max_size=8),
)
def test_bigrams_of_a_word_are_in_the_bigrams_of_its_text(word: str, before: str, after: str) -> None:
    assert set(text.bigrams(word)) <= set(text.bigrams(before + word + after))


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812340001", "138****0001"),
        ("+8613812340001", "+86*******0001"),
        ("65432100", "******00"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_mask_phone(number: str, masked: str) -> None:
    assert text.mask_phone(number) == masked


@given(st.text("0123456789", max_size=20))
def test_mask_phone_hides_at_least_four_digits(number: str) -> None:
    masked = text.mask_phone(number)

    assert len(masked) == len(number)
    assert masked.count("*") >= min(4, len(number))


@pytest.mark.parametrize(
    ("name", "masked"), [("张小明", "张**"), ("张三", "张*"), ("𠮷", "𠮷"), ("𨳺明", "𨳺*"), ("", "")]
)
def test_mask_name(name: str, masked: str) -> None:
    assert text.mask_name(name) == masked


SAFE = {
    "a rare surname": "𠮷",
    "a rare given name": "𨳺",
    "a plane-3 ideograph": "\U00030000",
    "a compatibility ideograph": "\U0002f804",
    "a private character": "\ue000",
    "a name with a middle dot": "阿依古丽·买买提",
    "an ideographic variant": "葛\U000e0100城区",
    "line breaks and a tab": "一\r\n二\t三\n",
    "an ideographic space": "社区　组织",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "a doctor with a skin tone": "\U0001f469\U0001f3fd\u200d\u2695\ufe0f",
    "a rainbow flag": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "a head shaken": "\U0001f642\u200d\u2194\ufe0f",
    "the flag of a region": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "a keycap": "1\ufe0f\u20e3",
    "an emoji younger than this Python": "\U0001fae8\U0001fae9",
    "Persian with a non-joiner": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "Sinhala with a joiner": "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    "Mongolian with a vowel separator": "\u182a\u1820\u1822\u182d\u180e\u1820",
    "Tibetan": "བཀྲ་ཤིས་",
    "a combining accent": "e\u0301",
}

UNSAFE = {
    "NUL": ("a\0b", 1, UnsafeKind.CONTROL),
    "escape": ("\x1b[31m", 0, UnsafeKind.CONTROL),
    "delete": ("a\x7f", 1, UnsafeKind.CONTROL),
    "next line": ("\x85", 0, UnsafeKind.CONTROL),
    "line separator": ("a\u2028", 1, UnsafeKind.CONTROL),
    "right-to-left override": ("账单\u202egpj.exe", 2, UnsafeKind.BIDI),
    "isolate": ("\u2066a", 0, UnsafeKind.BIDI),
    "right-to-left mark": ("a\u200f", 1, UnsafeKind.BIDI),
    "lone high surrogate": ("张\ud842", 1, UnsafeKind.SURROGATE),
    "lone low surrogate": ("\udfb7", 0, UnsafeKind.SURROGATE),
    "zero-width space": ("张\u200b三", 1, UnsafeKind.ZERO_WIDTH),
    "byte order mark": ("\ufeff张三", 0, UnsafeKind.ZERO_WIDTH),
    "soft hyphen": ("a\u00adb", 1, UnsafeKind.ZERO_WIDTH),
    "joiner between ideographs": ("张\u200d三", 1, UnsafeKind.ZERO_WIDTH),
    "joiner after an emoji": ("\U0001f600\u200d", 1, UnsafeKind.ZERO_WIDTH),
    "second joiner": ("\U0001f600\u200d\u200d\U0001f600", 1, UnsafeKind.ZERO_WIDTH),
    "non-joiner between Latin letters": ("a\u200cb", 1, UnsafeKind.ZERO_WIDTH),
    "variation selector first": ("\ufe0fa", 0, UnsafeKind.ZERO_WIDTH),
    "second variation selector": ("葛\U000e0100\U000e0101", 2, UnsafeKind.ZERO_WIDTH),
    "tags without a flag": ("a\U000e0067\U000e007f", 1, UnsafeKind.ZERO_WIDTH),
    "a blank letter": ("\u3164", 0, UnsafeKind.ZERO_WIDTH),
    "noncharacter": ("\ufdd0", 0, UnsafeKind.NONCHARACTER),
    "last of a plane": ("\U0002ffff", 0, UnsafeKind.NONCHARACTER),
}


@pytest.mark.parametrize("raw", SAFE.values(), ids=SAFE)
def test_what_people_write_is_safe(raw: str) -> None:
    assert text.unsafe_characters(raw) == []


@pytest.mark.parametrize(("raw", "position", "kind"), UNSAFE.values(), ids=UNSAFE)
def test_what_deceives_is_unsafe(raw: str, position: int, kind: UnsafeKind) -> None:
    assert text.unsafe_characters(raw)[0] == UnsafeCharacter(position, ord(raw[position]), kind)


def test_unsafe_characters_are_listed_in_order_with_their_notation() -> None:
    found = text.unsafe_characters("a\u202eb\0\U000e0001")

    assert [(character.position, character.notation) for character in found] == [
        (1, "U+202E"),
        (3, "U+0000"),
        (4, "U+E0001"),
    ]


@given(ANY_TEXT)
def test_what_is_found_unsafe_is_never_a_plain_letter_or_ideograph(raw: str) -> None:
    for character in text.unsafe_characters(raw):
        assert raw[character.position] == chr(character.codepoint)
        assert unicodedata.category(chr(character.codepoint)) not in {"Ll", "Lu", "Nd", "Po", "Co"}
        assert not re.fullmatch("[\u4e00-\u9fff\U00020000-\U0002fa1f]", chr(character.codepoint))


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Mn", "Cn", "Zl", "Zp", "Lo")), max_size=40)
)
def test_visible_text_is_safe(raw: str) -> None:
    assert text.unsafe_characters(raw) == []


@given(ANY_TEXT)
def test_text_without_its_unsafe_characters_can_be_stored(raw: str) -> None:
    unsafe = {character.position for character in text.unsafe_characters(raw)}
    rest = "".join(character for position, character in enumerate(raw) if position not in unsafe)

    assert rest.encode().decode() == rest
    assert "\0" not in rest


def test_marking_a_msgid_leaves_it_alone() -> None:
    message = "The vote is closed."

    assert text.gettext_noop(message) is message
