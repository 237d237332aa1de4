"""Twelve ways to alter a published ballot, by somebody who also mends every hash they can reach: all are told."""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from gongzhi.common.audit import rotate_signing_key
from gongzhi.meetings import services
from gongzhi.meetings.rules.bundles import canonical
from gongzhi.meetings.selectors.ballots import bundle_of, log_key_of
from gongzhi.meetings.tests.ballots import Box, prepared, running
from gongzhi.meetings.tests.factories import Hall, later, motion
from gongzhi.meetings.tests.forging import Files, forged, key_id, mend_hashes, packed, signed_note, unpacked
from gongzhi.meetings.tools import open_ballot, verify_ballot

TOOL = Path(verify_ballot.__file__)


@pytest.fixture
def box(hall: Hall, log_key: str) -> Box:
    box = running(hall)
    for place, person in enumerate(hall.councillors[:12]):
        box.cast(person, "for" if place < 9 else "against")
    box.finish()
    return box


def drop(said: Files, _other: Files) -> None:
    said["opening"]["entries"].pop()
    said["closing"]["hashes"].pop()
    said["closing"]["voters"].pop()


def add(said: Files, _other: Files) -> None:
    said["opening"]["entries"].append({"choices": ["for"], "code": "ZZZZ-ZZZZ-ZZZZ-ZZZZ"})
    said["closing"]["hashes"] = sorted([*said["closing"]["hashes"], "f" * 64])
    said["closing"]["voters"].append(said["document"]["roll"][12]["name"])


def swap(said: Files, _other: Files) -> None:
    entries = said["opening"]["entries"]
    one = next(each for each in entries if each["choices"] == ["for"])
    other = next(each for each in entries if each["choices"] == ["against"])
    one["choices"], other["choices"] = other["choices"], one["choices"]


def edit(said: Files, _other: Files) -> None:
    next(each for each in said["opening"]["entries"] if each["choices"] == ["against"])["choices"] = ["for"]


def duplicate(said: Files, _other: Files) -> None:
    said["opening"]["entries"][1] = dict(said["opening"]["entries"][0])


def reorder(said: Files, _other: Files) -> None:
    said["opening"]["entries"].reverse()


def change_roll(said: Files, _other: Files) -> None:
    said["document"]["roll"][0]["name"] = said["closing"]["voters"][0] = "不在册的人"


def change_question(said: Files, _other: Files) -> None:
    said["document"]["question"]["title"] = "另一个议题"


def wrong_key(said: Files, _other: Files) -> None:
    """Sign a list of one's own with a key of one's own."""
    _secret, signer = open_ballot.keys_of(b"mine" * 4, said["document"]["ballot"])
    edit(said, said)
    said["document"]["key"]["sign"] = bytes(signer.verify_key).hex()
    mend_hashes(said)
    said["opened"]["signature"] = signer.sign(canonical(said["opening"]).encode()).signature.hex()


def mix(said: Files, other: Files) -> None:
    said["opening"], said["opened"] = other["opening"], other["opened"]


def replay(said: Files, other: Files) -> None:
    entry = other["opening"]["entries"][0]
    said["opening"]["entries"][0] = entry
    said["opening"]["entries"].sort(key=lambda each: each["code"])
    said["closing"]["hashes"][0] = other["closing"]["hashes"][0]
    said["closing"]["hashes"].sort()


TAMPERS: tuple[Callable[[Files, Files], None], ...] = (
    drop, add, swap, edit, duplicate, reorder, change_roll, change_question, wrong_key, mix, replay,
)  # fmt: skip


def _verdict(bundle: bytes, folder: Path, *words: str) -> tuple[int, str]:
    file = folder / "bundle.zip"
    file.write_bytes(bundle)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(TOOL), str(file), *words], capture_output=True, text=True, encoding="utf-8",
        check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return ran.returncode, ran.stdout


def test_a_sound_bundle_is_counted_again_by_one_file(box: Box, log_key: str, tmp_path: Path) -> None:
    bundle = bundle_of(box.fresh)
    code, words = _verdict(bundle, tmp_path, "--key", log_key)
    assert (code, words.count("相符 ok")) == (0, 9), words
    assert _verdict(bundle, tmp_path, "--key", "0" * 16)[0] == 1
    assert bundle_of(box.fresh) == bundle
    assert verify_ballot.verify(io.BytesIO(packed(unpacked(bundle), mend=True)), say=lambda _words: None)


def test_twelve_tampers_of_twelve_are_found(box: Box, hall: Hall) -> None:
    other = prepared(hall, motion(box.item.meeting, 2))
    services.open_vote(actor=hall.actor(), item_id=other.item.pk, method="ballot", at=later(20))
    for person in hall.councillors[:12]:
        other.cast(person, "for", minutes=21)
    other.finish()
    bundle, second = bundle_of(box.fresh), unpacked(bundle_of(other.fresh))
    found = {"truncated": not _holds(bundle[: len(bundle) * 2 // 3])}
    for tamper in TAMPERS:
        for mend in (False, True):
            said = unpacked(bundle)
            tamper(said, second)
            found[f"{tamper.__name__} {mend}"] = not _holds(packed(said, mend=mend))
    assert len(found) == 23
    assert [name for name, is_found in found.items() if not is_found] == []


def test_a_log_of_ones_own_is_told_by_the_key_on_the_minutes(box: Box, log_key: str, tmp_path: Path) -> None:
    """Whoever signs everything anew has another key: compare it with the one on paper."""
    own = SigningKey(b"o" * 32)
    bundle = forged(unpacked(bundle_of(box.fresh)), own)
    assert _verdict(bundle, tmp_path)[0] == 0
    assert _verdict(bundle, tmp_path, "--key", key_id(own))[0] == 0
    code, words = _verdict(bundle, tmp_path, "--key", log_key)
    assert (code, key_id(own) in words.splitlines()[-1]) == (1, True)


def _papers(**votes: int) -> dict[str, Any]:
    return {**dict.fromkeys(("for", "against", "abstain"), 0), **votes}


# What nobody can have counted where three took a paper; each is put in place of a sound count.
IMPOSSIBLE: dict[str, Any] = {
    "none": None,
    "more marks than papers": {"votes": _papers(**{"for": 100})},
    "more marks in all": {"votes": _papers(**{"for": 2, "against": 1})},
    "less marks than papers": {"votes": _papers(**{"for": 1})},
    "negative": {"votes": _papers(**{"for": 3, "against": -1})},
    "negative spoiled": {"spoiled": -1},
    "blank where one must be marked": {"votes": _papers(**{"for": 1}), "blank": 1},
    "more blank than valid": {"votes": _papers(), "blank": 3},
    "more papers than were taken": {"votes": _papers(**{"for": 4}), "valid": 4},
    "more spoiled than were taken": {"spoiled": 2},
    "not a whole number": {"valid": 2.0},
    "a part of a paper": {"spoiled": 0.5},
    "true for one": {"spoiled": True},
    "an option of another ballot": {"votes": {**_papers(**{"for": 2}), "somebody": 0}},
    "one teller": {"tellers": ["周敏"]},
}


@pytest.fixture
def mixed(hall: Hall, log_key: str) -> Files:
    """A published ballot with eight envelopes and three papers; one paper never came back."""
    box = running(hall)
    for place, person in enumerate(hall.councillors[:8]):
        box.cast(person, "for" if place < 6 else "against")
    for person in (*hall.councillors[8:10], hall.councillors[11]):
        services.hand_out_paper(actor=hall.actor(), ballot_id=box.ballot.pk, person_id=person.pk, at=later(7))
    tellers = box.tellers(1, 2)
    box.close()
    for teller in tellers:
        box.count(teller, **{"for": 2})
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair)
    box.publish()
    return unpacked(bundle_of(box.fresh))


def test_papers_that_nobody_can_have_counted_are_found_even_by_whoever_signs_the_log(mixed: Files) -> None:
    """The log is forged as a whole, so nothing but the numbers can tell."""
    own = SigningKey(b"o" * 32)
    said: list[str] = []
    assert verify_ballot.verify(io.BytesIO(packed(mixed)), say=said.append)
    assert any("领了没交回 taken and not handed in 1" in line for line in said)
    assert _holds(forged(mixed, own))
    found = {name: _holds(forged(_with_papers(mixed, papers), own)) for name, papers in IMPOSSIBLE.items()}
    assert [name for name, holds in found.items() if holds] == []
    unasked = json.loads(json.dumps(mixed))
    unasked["closing"]["paper_voters"] = 0
    unasked["closing"]["voters"] = unasked["closing"]["voters"][:-3]
    assert not _holds(forged(unasked, own))
    assert _holds(forged(_with_papers(unasked, None), own))


def test_papers_altered_by_anybody_else_are_found(mixed: Files) -> None:
    for papers in ({"votes": _papers(against=2)}, {"spoiled": 1}, {"tellers": ["陈立", "周敏"]}, *IMPOSSIBLE.values()):
        said = _with_papers(mixed, papers)
        assert not _holds(packed(said, mend=True)), papers


def _with_papers(mixed: Files, papers: dict[str, Any] | None) -> Files:
    said: Files = json.loads(json.dumps(mixed))
    said["result"]["papers"] = None if papers is None else {**said["result"]["papers"], **papers}
    return said


@pytest.fixture
def rotated(hall: Hall, log_key: str) -> tuple[Files, str, str]:
    """A published ballot whose log was signed by one key when it closed and by another at the end; their ids."""
    box = running(hall)
    for place, person in enumerate(hall.councillors[:12]):
        box.cast(person, "for" if place < 9 else "against")
    box.close()
    newer = rotate_signing_key()
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair)
    box.publish()
    assert log_key_of(box.fresh) == ",".join(sorted([log_key, newer]))
    return unpacked(bundle_of(box.fresh)), log_key, newer


def test_an_honest_ballot_holds_after_the_key_of_the_log_was_changed(
    rotated: tuple[Files, str, str], tmp_path: Path
) -> None:
    said, older, newer = rotated
    bundle = packed(said)
    for keys in ((), ("--key", f"{older},{newer}"), ("--key", f"{newer.upper()}、{older}")):
        assert _verdict(bundle, tmp_path, *keys)[0] == 0
    for keys in (older, newer, "0" * 16, ","):
        assert _verdict(bundle, tmp_path, "--key", keys)[0] == 1, keys


def test_a_forged_key_of_the_log_is_found_after_a_change_too(
    rotated: tuple[Files, str, str], box: Box, tmp_path: Path
) -> None:
    said, older, newer = rotated
    own = SigningKey(b"o" * 32)
    public = bytes(own.verify_key).hex()
    on_paper = ("--key", f"{older},{newer}")
    for keys in ({older: public}, {newer: public}, {key_id(own): public}, {older: said["log"]["keys"][newer]}):
        altered = json.loads(json.dumps(said))
        altered["log"]["keys"].update(keys)
        assert _verdict(packed(altered), tmp_path)[0] == 1, keys
    note = said["log"]["closing"]["checkpoint"]
    root, size = base64.b64decode(note.split("root ")[1].split("\n")[0]), int(note.split("size ")[1].split("\n")[0])
    said["log"]["closing"]["checkpoint"] = signed_note(own, root, size, note.split("federation ")[1].split("\n")[0])
    assert _verdict(packed(said), tmp_path)[0] == 1
    said["log"]["keys"][key_id(own)] = public
    unused = packed(said)
    assert _verdict(unused, tmp_path, *on_paper)[0] == 1
    assert key_id(own) in _verdict(unused, tmp_path, *on_paper)[1]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip"])
def test_what_is_no_bundle_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    code, words = _verdict(content, tmp_path)
    assert (code, "不符 WRONG" in words) == (1, True)


def _holds(bundle: bytes) -> bool:
    return verify_ballot.verify(io.BytesIO(bundle), say=lambda _words: None)
