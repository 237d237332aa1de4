"""Shares, envelopes and counts: what must hold for any input, and the stand-alone programs doing the same."""

import json
from itertools import combinations
from pathlib import Path
from secrets import token_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from gongzhi.meetings.rules import ballots, bundles, envelopes, shamir
from gongzhi.meetings.tools import open_ballot

BALLOT = "0199e2a4-0000-7000-8000-00000000c0de"
PUBLIC = ("12" * 32, "ab" * 32)
MOTION = ballots.motion_question(title="资助方案", text="", labels=("赞成", "反对", "弃权"))
NAMES = ("周敏", "陈立", "𠮷野", "阿依·古丽")
ELECTION = ballots.election_question(
    title="选举副会长", text="", candidates=[(f"c{n}", name) for n, name in enumerate(NAMES, 1)], seats=2
)
SECRETS = st.binary(min_size=1, max_size=32)


@given(SECRETS)
def test_any_two_shares_give_the_secret_back(secret: bytes) -> None:
    for pair in combinations(shamir.split(secret), 2):
        assert shamir.combine(*pair) == shamir.combine(*reversed(pair)) == secret


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_one_share_fits_every_secret(secret: bytes, other: bytes) -> None:
    """For each share there is a slope that makes it a share of any other secret: it says nothing."""
    share = shamir.split(secret)[1]
    over = shamir.inverse(share.place)
    slope = bytes(shamir.multiply(value ^ guess, over) for value, guess in zip(share.value, other, strict=True))
    assert shamir.split(other, lambda _count: slope)[1] == share


@given(st.integers(1, 255), st.integers(0, 255), st.integers(0, 255))
def test_the_field_is_a_field(one: int, two: int, three: int) -> None:
    assert shamir.multiply(one, shamir.inverse(one)) == 1
    assert shamir.multiply(one, two ^ three) == shamir.multiply(one, two) ^ shamir.multiply(one, three)
    assert shamir.multiply(one, two) == shamir.multiply(two, one) == open_ballot.times(one, two)


@given(st.binary(min_size=16, max_size=16), st.data())
def test_a_slip_of_the_pen_is_told(secret: bytes, data: st.DataObject) -> None:
    text = shamir.share_text(shamir.split(secret)[0], BALLOT, PUBLIC)
    assert shamir.parse_share(text.lower().replace("-", "  "), BALLOT, PUBLIC).place == 1
    assert len(text.split("-")) == 8
    place = data.draw(st.sampled_from([at for at, each in enumerate(text) if each != "-"]))
    wrong = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda each: each != text[place]))
    with pytest.raises(shamir.ShareUnreadable):
        shamir.parse_share(text[:place] + wrong + text[place + 1 :], BALLOT, PUBLIC)
    with pytest.raises(shamir.ShareUnreadable):
        shamir.parse_share(text, BALLOT[:-1] + "f", PUBLIC)


@given(st.text(max_size=60))
def test_anything_typed_is_refused_in_words(typed: str) -> None:
    with pytest.raises(shamir.ShareUnreadable):
        shamir.parse_share(typed, BALLOT, PUBLIC)


def test_the_same_sheet_twice_is_told() -> None:
    share = shamir.split(b"x" * 16)[0]
    with pytest.raises(shamir.SharesDoNotFit):
        shamir.combine(share, share)


CHOICES = st.lists(st.sampled_from(["c1", "c2", "c3", "c4"]), unique=True, max_size=2)


@given(CHOICES)
@settings(max_examples=40)
def test_every_envelope_has_one_size_and_opens_to_its_choices(choices: list[str]) -> None:
    key = envelopes.key_from_seed(b"s" * 16, BALLOT)
    code = envelopes.new_code()
    sealed = envelopes.seal(question=ELECTION, ballot=BALLOT, public=key.public[0], choices=choices, code=code)
    assert len(sealed) == envelopes.sealed_size(ELECTION)
    opened = envelopes.opener(question=ELECTION, ballot=BALLOT, key=key)(sealed)
    assert (opened.code, opened.choices, opened.reason) == (code, tuple(sorted(choices)), "")


def _opened(plain: bytes) -> envelopes.Opened:
    one = envelopes.read_inner(plain, question=ELECTION, ballot=BALLOT)
    code, choices, reason = open_ballot.read_inner(plain, ELECTION.as_json(), BALLOT)
    assert (one.code, list(one.choices), one.reason) == (code, choices, reason)  # the two programs agree
    return one


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"ballot": BALLOT, "choices": ["c2", "c1"], "code": "AAAA-BBBB-CCCC-DDDD"}, "choices"),
        ({"ballot": BALLOT, "choices": ["c1", "c2", "c3"], "code": "AAAA-BBBB-CCCC-DDDD"}, "choices"),
        ({"ballot": BALLOT, "choices": ["c9"], "code": "AAAA-BBBB-CCCC-DDDD"}, "choices"),
        ({"ballot": BALLOT, "choices": ["c1", "c1"], "code": "AAAA-BBBB-CCCC-DDDD"}, "choices"),
        ({"ballot": BALLOT[::-1], "choices": ["c1"], "code": "AAAA-BBBB-CCCC-DDDD"}, "other_ballot"),
        ({"ballot": BALLOT, "choices": ["c1"], "code": "我投了赞成"}, "damaged"),
        ({"ballot": BALLOT, "choices": ["c1"], "code": "AAAA-BBBB-CCCC-DDD1"}, "damaged"),
        ({"ballot": BALLOT, "choices": ["c1"]}, "damaged"),
        ({"ballot": BALLOT, "choices": ["c1"], "code": "AAAA-BBBB-CCCC-DDDD", "name": "周敏"}, "damaged"),
        ({"ballot": BALLOT, "choices": "c1", "code": "AAAA-BBBB-CCCC-DDDD"}, "damaged"),
        ({"ballot": BALLOT, "choices": [["c1"]], "code": "AAAA-BBBB-CCCC-DDDD"}, "damaged"),
        ({"ballot": 7, "choices": ["c1"], "code": "AAAA-BBBB-CCCC-DDDD"}, "damaged"),
        ({"ballot": BALLOT, "choices": [{}], "code": "AAAA-BBBB-CCCC-DDDD"}, "damaged"),
        ({"ballot": BALLOT, "choices": [], "code": ["AAAA-BBBB-CCCC-DDDD"]}, "damaged"),
        ([], "damaged"),
        ("", "damaged"),
    ],
)
def test_whatever_is_not_in_the_form_counts_for_nothing(said: object, reason: str) -> None:
    plain = ballots.canonical(said).encode().ljust(envelopes.envelope_size(ELECTION))
    assert _opened(plain).reason == reason


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_breaking(plain: bytes) -> None:
    assert _opened(plain).reason == "damaged"


def test_an_envelope_for_another_key_is_said_to_be_one() -> None:
    key = envelopes.key_from_seed(b"s" * 16, BALLOT)
    other = bytes(PrivateKey.generate().public_key).hex()
    sealed = envelopes.seal(question=MOTION, ballot=BALLOT, public=other, choices=["for"], code=envelopes.new_code())
    assert envelopes.opener(question=MOTION, ballot=BALLOT, key=key)(sealed).reason == "sealed_otherwise"


def test_the_stand_alone_tool_makes_keys_and_opens_as_the_rules_do() -> None:
    text, shares = open_ballot.make_key({"format": "gongzhi-prepare/1", "ballot": BALLOT})
    public = json.loads(text)
    read = [shamir.parse_share(each, BALLOT, (public["seal"], public["sign"])) for each in shares]
    key = envelopes.key_from_seed(shamir.combine(read[0], read[2]), BALLOT)
    assert key.public == (public["seal"], public["sign"])
    document = bundles.canonical(
        {"ballot": BALLOT, "question": MOTION.as_json(), "key": {"seal": public["seal"], "sign": public["sign"]}}
    )
    sealed = [
        envelopes.seal(question=MOTION, ballot=BALLOT, public=public["seal"], choices=[each], code=envelopes.new_code())
        for each in ("for", "for", "against", "abstain")
    ]
    sealed.append(token_bytes(envelopes.sealed_size(MOTION)))
    file = json.loads(bundles.envelopes_text(document=document, ciphertexts=sealed))
    assert open_ballot.open_file(file, shares[:2]) == bundles.open_all(document=document, ciphertexts=sealed, key=key)
    assert open_ballot.open_file(file, shares[1:]) == open_ballot.open_file(file, shares[::2])
    wrong = list(open_ballot.split(b"y" * 16, BALLOT, (public["seal"], public["sign"])))
    with pytest.raises(open_ballot.Refused, match="打不开"):
        open_ballot.open_file(file, [shares[0], wrong[1]])
    with pytest.raises(open_ballot.Refused, match="同一份"):
        open_ballot.open_file(file, [shares[0], shares[0]])


@given(st.lists(CHOICES, max_size=12), st.integers(0, 3))
def test_the_count_is_the_sum(said: list[list[str]], invalid: int) -> None:
    counted = ballots.count_all(question=ELECTION, choices=said, invalid=invalid)
    assert sum(counted.votes.values()) == sum(map(len, said))
    assert counted.counted == len(said) + invalid
    assert counted.blank == sum(not each for each in said)


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_the_root_is_that_of_the_tools(leaves: list[bytes]) -> None:
    hashes = [each.hex() for each in leaves]
    assert bundles.merkle_root(hashes) == open_ballot.merkle_root(hashes)


def test_the_handbook_draws_the_table_as_it_is() -> None:
    page = Path(__file__).parents[4] / "docs" / "architecture" / "meetings.md"
    assert ballots.BALLOT_FLOW.mermaid() in page.read_text("utf-8")


def test_all_alike_is_told() -> None:
    assert ballots.is_unanimous(choices=[("for",), ("for",)], invalid=0)
    assert not ballots.is_unanimous(choices=[("for",), ("against",)], invalid=0)
