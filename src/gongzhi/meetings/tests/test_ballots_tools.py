"""The programs people take away: alone, on damaged files, and beside the rules they repeat."""

import ast
import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from gongzhi.kernel.errors import DomainError
from gongzhi.meetings.rules import ballots, bundles, envelopes, shamir
from gongzhi.meetings.tests.forging import BALLOT, MOTION, Files, digest, forged, key_id, small_ballot
from gongzhi.meetings.tools import open_ballot, page, verify_ballot

OWN = SigningKey(b"o" * 32)
CHOICES = [["for"]] * 5 + [["against"]] * 2
ELECTION = ballots.election_question(
    title="选举副会长", text="", candidates=[("c1", "周敏"), ("c2", "陈立"), ("c3", "沈月华")], seats=2
)
PREPARE = {"format": "gongzhi-prepare/1", "ballot": BALLOT, "title": "表决", "scrutineers": ["周敏", "陈立", "沈月华"]}
SLIPS = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def _bundle() -> bytes:
    return forged(small_ballot(CHOICES), OWN)


BUNDLE = _bundle()


def _holds(bundle: bytes) -> bool:
    return verify_ballot.verify(io.BytesIO(bundle), say=lambda _words: None)


def _run(program: str, *words: str | Path, folder: Path, alone: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a program as people do; ``alone`` leaves it nothing but what comes with Python."""
    file = Path(page.__file__).parent / program
    return subprocess.run(
        [sys.executable, *(["-I", "-S"] if alone else []), str(file), *map(str, words)],
        cwd=folder, env={"PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_bundle_is_counted_again_with_nothing_but_python(tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(BUNDLE)
    done = _run("verify_ballot.py", "bundle.zip", "--key", key_id(OWN), folder=tmp_path, alone=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "同意 5 · 反对 2 · 弃权 0" in done.stdout
    said = small_ballot(CHOICES)["document"]["key"]
    own = bytes(SigningKey(b"s" * 32).verify_key).hex()
    assert ballots.key_fingerprint(said["seal"], own) in done.stdout


def test_the_verifier_asks_for_no_other_library() -> None:
    tree = ast.parse(Path(verify_ballot.__file__).read_text("utf-8"))
    asked = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert asked <= sys.stdlib_module_names


def _contents(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.lists(st.tuples(st.integers(0, len(BUNDLE) - 1), st.integers(1, 255)), min_size=1, max_size=3))
@settings(max_examples=400, deadline=None)
def test_damaged_bytes_are_told_or_change_nothing(flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(BUNDLE)
    for place, by in flips:
        damaged[place] ^= by
    said: list[str] = []
    if verify_ballot.verify(io.BytesIO(bytes(damaged)), say=said.append):
        assert _contents(bytes(damaged)) == _contents(BUNDLE)
    else:
        assert said[-1].startswith("不符 WRONG")


@given(st.binary(max_size=200), st.integers(0, len(BUNDLE) - 1))
@settings(max_examples=100, deadline=None)
def test_bytes_from_anywhere_are_no_bundle(content: bytes, place: int) -> None:
    assert not _holds(content)
    cut = BUNDLE[:place] + content
    assert not _holds(cut) or _contents(cut) == _contents(BUNDLE)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(each for key, inner in inside for each in _places(inner, (*way, key)))][not way :]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_value_in_any_place_is_told(data: st.DataObject) -> None:
    """Whatever stands where, the program says 不符 in words; only what is not checked may be anything."""
    said = _laid_open(BUNDLE)
    way = data.draw(st.sampled_from(_places(said)))
    inner: Any = said
    for step in way[:-1]:
        inner = inner[step]
    before, inner[way[-1]] = inner[way[-1]], data.draw(VALUES)
    lines: list[str] = []
    if not verify_ballot.verify(io.BytesIO(_zipped(said)), say=lines.append):
        assert lines[-1].startswith("不符 WRONG")
    elif digest(before) != digest(inner[way[-1]]):
        assert way[:2] in {("log.json", part) for part in ("document", "closing", "result")}
        assert way[-1] == "leaf"


def _laid_open(bundle: bytes) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in _contents(bundle).items() if name != "README.txt"}


def _zipped(said: dict[str, Any]) -> bytes:
    texts = {name: bundles.canonical(value) for name, value in said.items()}
    return bundles.pack({**texts, "README.txt": bundles.README})


def test_the_explanation_in_the_bundle_is_ours() -> None:
    assert sha256(bundles.README.encode()).hexdigest() in verify_ballot.READMES
    altered = {name: text.decode() for name, text in _contents(BUNDLE).items()}
    altered["README.txt"] = altered["README.txt"].replace("自己的验票码", "13812340001")
    assert not _holds(bundles.pack(altered))


def test_whoever_closes_early_says_why() -> None:
    said = small_ballot(CHOICES)
    said["document"]["closes_at"] = "2026-11-22T06:30:00.000000+00:00"
    assert not _holds(forged(said, OWN))
    assert _holds(forged(said, OWN, reason="都投完了"))
    said["document"]["closes_at"] = "2026-11-22T05:59:00.000000+00:00"
    assert _holds(forged(said, OWN))


NUMBERS = st.integers(-1, 5)


@given(
    st.sampled_from([MOTION, ELECTION]),
    st.lists(NUMBERS, min_size=3, max_size=3),
    st.tuples(NUMBERS, NUMBERS, NUMBERS),
    st.integers(1, 6),
)
@example(ELECTION, [2, 1, 0], (3, 1, 0), 3)
@example(MOTION, [2, 0, 0], (2, 0, 1), 4)
@example(ELECTION, [0, 0, 0], (1, 2, 0), 3)
@settings(max_examples=500)
def test_papers_fit_by_the_verifier_as_by_the_rules(
    question: ballots.Question, marks: list[int], numbers: tuple[int, int, int], taken: int
) -> None:
    valid, blank, spoiled = numbers
    votes = {option.code: number for option, number in zip(question.options, marks, strict=True)}
    papers = {"votes": votes, "valid": valid, "blank": blank, "spoiled": spoiled, "tellers": ["周敏", "陈立"]}
    count = ballots.PaperCount(votes=votes, valid=valid, blank=blank, spoiled=spoiled)
    try:
        ballots.check_papers(question=question, count=count, voters=taken)
        fits = min(*marks, *numbers) >= 0  # the rules get these from a form that takes no negatives
    except DomainError:
        fits = False
    said = small_ballot([], question=question, papers=papers, taken=taken)
    assert _papers_hold(said) == fits


def _papers_hold(said: Files) -> bool:
    bundle = object.__new__(verify_ballot.Bundle)
    bundle.result, bundle.closing, bundle.question = said["result"], said["closing"], said["document"]["question"]
    try:
        verify_ballot.check_papers(bundle)  # type: ignore[no-untyped-call]  # a script without types
    except verify_ballot.Wrong:
        return False
    return True


@pytest.mark.parametrize(("papers", "taken"), [(None, 2), ({"votes": {}}, 0)])
def test_papers_are_counted_if_and_only_if_some_were_taken(papers: Any, taken: int) -> None:
    assert not _papers_hold(small_ballot(CHOICES, papers=papers, taken=taken))
    assert _papers_hold(small_ballot(CHOICES))


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40), st.integers(0, 95), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_signatures_are_checked_as_libsodium_does(seed: bytes, message: bytes, place: int, by: int) -> None:
    signer = SigningKey(seed)
    raw = bytearray(bytes(signer.verify_key) + signer.sign(message).signature)
    raw[place] ^= by
    key, signature = bytes(raw[:32]), bytes(raw[32:])
    try:
        VerifyKey(key).verify(message, signature)
        is_right = True
    except (BadSignatureError, ValueError):
        is_right = False
    try:
        found = verify_ballot.is_signed(key, message, signature)
    except verify_ballot.Wrong:
        found = False
    assert found == is_right


@given(st.binary(min_size=16, max_size=16))
@settings(max_examples=20, deadline=None)
def test_a_key_has_one_fingerprint_everywhere(seed: bytes) -> None:
    public = envelopes.key_from_seed(seed, BALLOT).public
    name = ballots.key_fingerprint(*public)
    assert open_ballot.fingerprint(public) == name
    assert [len(group) for group in name.split()] == [4] * 4
    assert name == name.upper()


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2), st.integers(0, 31), SLIPS)
@settings(max_examples=60, deadline=None)
def test_a_slip_is_told_from_a_share_of_a_key_that_was_replaced(seed: bytes, which: int, at: int, wrong: str) -> None:
    public, other = (envelopes.key_from_seed(each, BALLOT).public for each in (seed, seed[::-1] + b"new"))
    share = shamir.split(seed)[which]
    text = shamir.share_text(share, BALLOT, public)
    assert list(open_ballot.split(seed, BALLOT, public))[which].split("-")[0][0] == text[0]
    assert open_ballot.read_share(text, BALLOT, public, "") == (share.place, share.value)
    with pytest.raises(shamir.ShareOfAnotherKey):
        shamir.parse_share(text, BALLOT, other)
    with pytest.raises(open_ballot.Refused, match=f"another key.*{open_ballot.fingerprint(other)}"):
        open_ballot.read_share(text, BALLOT, other, "")
    place = at + at // 4
    slipped = text[:place] + wrong + text[place + 1 :]
    if slipped != text:
        with pytest.raises(shamir.ShareUnreadable):
            shamir.parse_share(slipped, BALLOT, public)
        with pytest.raises(open_ballot.Refused):
            open_ballot.read_share(slipped, BALLOT, public, "")


def test_a_slip_is_nearly_never_taken_for_another_key() -> None:
    """Twelve bits of the checksum tell it: one slip in 4096 is called something else, and refused all the same."""
    key = envelopes.key_from_seed(b"k" * 16, BALLOT).public
    text = shamir.share_text(shamir.split(b"k" * 16, lambda _count: b"r" * 16)[0], BALLOT, key)
    called = 0
    slips = [
        text[:at] + letter + text[at + 1 :]
        for at, old in enumerate(text)
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        if old not in {"-", letter}
    ]
    for slip in slips:
        with pytest.raises(shamir.ShareUnreadable) as caught:
            shamir.parse_share(slip, BALLOT, key)
        called += isinstance(caught.value, shamir.ShareOfAnotherKey)
    assert (len(slips), called < 5) == (992, True)


def _made(folder: Path, name: str = "key.json") -> tuple[dict[str, str], list[str], str]:
    """Make a key with the program: its public halves, the shares as printed, and all that was printed."""
    (folder / "prepare.json").write_text(json.dumps(PREPARE), "utf-8")
    done = _run("open_ballot.py", "key", "prepare.json", "-o", name, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    shares = [line.strip() for line in done.stdout.splitlines() if line.startswith("    ") and line.count("-") == 7]
    return json.loads((folder / name).read_text("utf-8")), shares, done.stdout


def _envelopes(key: dict[str, str]) -> dict[str, Any]:
    said = small_ballot([])["document"]
    said["key"].update(seal=key["seal"], sign=key["sign"])
    sealed = [
        envelopes.seal(question=MOTION, ballot=BALLOT, public=key["seal"], choices=each, code=envelopes.new_code())
        for each in CHOICES
    ]
    text: dict[str, Any] = json.loads(bundles.envelopes_text(document=bundles.canonical(said), ciphertexts=sealed))
    return text


def test_the_program_prints_the_fingerprint_for_every_sheet_and_before_it_opens(tmp_path: Path) -> None:
    key, shares, printed = _made(tmp_path)
    name = ballots.key_fingerprint(key["seal"], key["sign"])
    assert (len(shares), printed.count(f"密钥指纹 key fingerprint: {name}")) == (3, 3)
    (tmp_path / "envelopes.json").write_text(json.dumps(_envelopes(key)), "utf-8")
    words = ("open", "envelopes.json", "--share", shares[2], "--share", shares[0])
    done = _run("open_ballot.py", *words, folder=tmp_path)
    assert (done.returncode, name in done.stdout, "有效 valid 7" in done.stdout) == (0, True, True)


def test_the_program_says_which_share_is_of_a_key_that_was_replaced(tmp_path: Path) -> None:
    _older, old, _printed = _made(tmp_path)
    key, new, _printed = _made(tmp_path)
    name = ballots.key_fingerprint(key["seal"], key["sign"])
    (tmp_path / "envelopes.json").write_text(json.dumps(_envelopes(key)), "utf-8")
    slipped = new[1][:-1] + ("A" if new[1][-1] != "A" else "B")
    for shares, which, why in (
        ((new[0], old[1]), "第二份", "属于另一把密钥"),
        ((old[0], new[1]), "第一份", "属于另一把密钥"),
        ((new[0], slipped), "第二份", "逐组核对"),
    ):
        done = _run(
            "open_ballot.py", "open", "envelopes.json", "--share", shares[0], "--share", shares[1], folder=tmp_path
        )
        assert done.returncode == 1
        assert (which in done.stderr, why in done.stderr) == (True, True), done.stderr
        assert (name in done.stderr) == (why == "属于另一把密钥")
        assert not (tmp_path / "opening.json").exists()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_of_envelopes_is_refused_in_words(data: st.DataObject) -> None:
    public = envelopes.key_from_seed(b"k" * 16, BALLOT).public
    shares = list(open_ballot.split(b"k" * 16, BALLOT, public))
    text = bytearray(json.dumps(_envelopes({"seal": public[0], "sign": public[1]})).encode())
    text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 127))
    out = io.StringIO()
    assert _opened_quietly(bytes(text), shares[:2], out) in {0, 1}
    assert "Traceback" not in out.getvalue()


def _opened_quietly(content: bytes, shares: list[str], out: io.StringIO) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", out)
        patch.setattr(open_ballot.Path, "read_text", lambda _self, encoding: content.decode(encoding))
        patch.setattr(open_ballot.Path, "write_text", lambda _self, _text, encoding: None)
        return int(open_ballot.main(["open", "envelopes.json", "--share", shares[0], "--share", shares[1]]))
