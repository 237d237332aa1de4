"""Twelve ways to alter a published ballot, by somebody who also mends every hash they can reach: all are told."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gongzhi.meetings import services
from gongzhi.meetings.rules.bundles import canonical, merkle_root
from gongzhi.meetings.selectors.ballots import bundle_of
from gongzhi.meetings.tests.ballots import Box, prepared, running
from gongzhi.meetings.tests.factories import Hall, later, motion
from gongzhi.meetings.tools import open_ballot, verify_ballot

Files = dict[str, Any]
TOOL = Path(verify_ballot.__file__)


@pytest.fixture
def box(hall: Hall, log_key: str) -> Box:
    box = running(hall)
    for place, person in enumerate(hall.councillors[:12]):
        box.cast(person, "for" if place < 9 else "against")
    box.finish()
    return box


def unpacked(bundle: bytes) -> Files:
    """Read a bundle with the list of envelopes laid open under ``opening``."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files: Files = {name.removesuffix(".json"): archive.read(name).decode() for name in archive.namelist()}
    said = {name: json.loads(text) if name != "README.txt" else text for name, text in files.items()}
    said["opening"] = json.loads(said["opened"].pop("opening"))
    return said


def packed(said: Files, *, mend: bool) -> bytes:
    """Pack altered files; ``mend`` puts every hash right that needs no key."""
    said = json.loads(json.dumps(said))
    if mend:
        _mend(said)
    said["opened"]["opening"] = canonical(said.pop("opening"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, value in said.items():
            archive.writestr(name if name == "README.txt" else f"{name}.json", _text(name, value))
    return out.getvalue()


def _text(name: str, value: Any) -> str:
    return value if name == "README.txt" else canonical(value)


def _digest(value: Any) -> str:
    return sha256(canonical(value).encode()).hexdigest()


def _mend(said: Files) -> None:
    closing, opening, result = said["closing"], said["opening"], said["result"]
    for part in (closing, opening, result):
        part["document"], part["ballot"] = _digest(said["document"]), said["document"]["ballot"]
    closing["root"] = opening["root"] = merkle_root(closing["hashes"])
    closing["voters_count"] = len(closing["hashes"]) + closing["paper_voters"]
    result["opening"], result["closing"] = _digest(opening), _digest(closing)
    counts = dict.fromkeys((each["code"] for each in said["document"]["question"]["options"]), 0)
    for entry in opening["entries"]:
        for code in entry["choices"]:
            counts[code] = counts.get(code, 0) + 1
    result["counted"].update(votes=counts, valid=len(opening["entries"]), invalid=len(opening["invalid"]))
    result["entitled"] = len(said["document"]["roll"])
    result["carried"] = counts.get("for", 0) >= (result["votes_needed"] or 0)
    for name, key in (("document", "document"), ("closing", "closing"), ("result", "result")):
        _mend_event(said["log"][name], {key: _digest(said[name]), "root": closing["root"]})


def _mend_event(proof: dict[str, Any], facts: dict[str, str]) -> None:
    """Rewrite an event of the log and its leaf, as whoever owns the database could; nobody else can sign the root."""
    content = json.loads(proof["content"])
    content["facts"].update({key: value for key, value in facts.items() if key in content["facts"]})
    proof["content"] = canonical(content)
    header = json.loads(proof["event"])
    header[11] = sha256(bytes.fromhex(proof["salt"]) + proof["content"].encode()).hexdigest()
    proof["event"] = canonical(header)
    proof["leaf"] = sha256(b"\x00" + proof["event"].encode()).hexdigest()


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
    _mend(said)
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
        [sys.executable, "-I", str(TOOL), str(file), *words], capture_output=True, text=True, encoding="utf-8",
        check=False, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return ran.returncode, ran.stdout


def test_a_sound_bundle_is_counted_again_by_one_file(box: Box, log_key: str, tmp_path: Path) -> None:
    bundle = bundle_of(box.fresh)
    code, words = _verdict(bundle, tmp_path, "--key", log_key)
    assert (code, words.count("相符 ok")) == (0, 8), words
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
    said = unpacked(bundle_of(box.fresh))
    said["log"]["key"] = "ab" * 32
    assert _verdict(packed(said, mend=False), tmp_path)[0] == 1


def test_signatures_are_checked_without_any_library(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nacl.signing", None)
    bundle = bundle_of(box.fresh)
    assert _holds(bundle)
    said = unpacked(bundle)
    signature = bytearray.fromhex(said["opened"]["signature"])
    signature[40] ^= 1
    said["opened"]["signature"] = signature.hex()
    assert not _holds(packed(said, mend=False))


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip"])
def test_what_is_no_bundle_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    code, words = _verdict(content, tmp_path)
    assert (code, "不符 WRONG" in words) == (1, True)


def _holds(bundle: bytes) -> bool:
    return verify_ballot.verify(io.BytesIO(bundle), say=lambda _words: None)
