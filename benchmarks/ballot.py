"""
A secret ballot of 500: sealed, opened as the scrutineers' program does, published, recounted by the one-file script.

No database: the work is that of the rules and of the programs people take away. ``recount`` runs ``verify_ballot.py``
as a process of its own, with nothing but the standard library, as an outsider would; its aim is five seconds. The peer
is a bare loop of PyNaCl's sealed boxes over the same envelopes in the same run; ``ratio`` is our time over its.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from secrets import choice, token_bytes
from typing import Any
from uuid import UUID

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.public import PrivateKey, SealedBox

from benchmarks._ground import SETTINGS, interleaved, ratio, say, seconds_of, summary

BALLOT = "0199e2a4-0000-7000-8000-00000000c0de"
FEDERATION = "0199e2a4-0000-7000-8000-000000000001"
AT = "2026-11-22T06:00:00.000000+00:00"
AIM_SECONDS = 5
CODES = ("for", "against", "abstain")
SCRIPT = Path(__file__).resolve().parents[1] / "src" / "gongzhi" / "meetings" / "tools" / "verify_ballot.py"


def main() -> None:
    """Seal, open, pack, recount, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ballots", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    ballot = _Ballot(options.ballots)
    peer = _Peer(ballot)
    work = {
        "seal": ballot.seal, "seal_bare": peer.seal,
        "open": ballot.open, "open_bare": peer.open,
        "pack": ballot.pack,
    }  # fmt: skip
    spent: dict[str, Any] = interleaved(work, rounds=options.rounds)
    for name in ("seal", "open"):
        spent[name]["ratio"] = ratio(spent[name]["median_ms"], spent[f"{name}_bare"]["median_ms"])
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "bundle.zip"
        bundle.write_bytes(ballot.pack())
        command = [sys.executable, "-I", "-S", str(SCRIPT), str(bundle)]
        runs = [seconds_of(partial(_run, command)) for _round in range(options.rounds)]
        spent["recount"] = {**summary(runs), "within_aim": max(runs) < AIM_SECONDS}
        size = bundle.stat().st_size
    say(
        {
            "benchmark": "ballot", "ballots": options.ballots, "aim_seconds": AIM_SECONDS,
            "envelope_bytes": len(ballot.sealed[0]), "bundle_bytes": size, **spent,
        }
    )  # fmt: skip


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own program


class _Ballot:
    """The work of our own rules on one ballot."""

    def __init__(self, count: int) -> None:
        from gongzhi.meetings.rules import ballots, envelopes

        self.question = ballots.motion_question(title="微项目资助方案", text="", labels=("同意", "反对", "弃权"))
        self.key = envelopes.key_from_seed(token_bytes(16), BALLOT)
        self.choices = [choice(CODES) for _each in range(count)]
        self.document = ballots.canonical(_document(self.question.as_json(), self.key.public, count))
        self.sealed = self.seal()
        self.file = json.loads(self.open())

    def seal(self) -> list[bytes]:
        from gongzhi.meetings.rules.envelopes import new_code, seal

        public = self.key.public[0]
        return [
            seal(question=self.question, ballot=BALLOT, public=public, choices=[each], code=new_code())
            for each in self.choices
        ]

    def open(self) -> str:
        from gongzhi.meetings.rules.bundles import open_all

        return open_all(document=self.document, ciphertexts=self.sealed, key=self.key)

    def pack(self) -> bytes:
        from gongzhi.meetings.rules.ballots import canonical
        from gongzhi.meetings.rules.bundles import README, Closing, hash_of, opened_text, pack

        closing = Closing(
            ballot=BALLOT, document=hash_of(self.document), hashes=[hash_of(each) for each in self.sealed], by_server=0,
            voters=[f"代表{number}" for number in range(len(self.sealed))], paper_voters=0, closed_at=AT,
        ).text()  # fmt: skip
        result = canonical(_result(self, closing))
        texts = {"document": self.document, "closing": closing, "result": result}
        opened = opened_text(self.file["opening"], self.file["signature"])
        files = {f"{name}.json": text for name, text in {**texts, "opened": opened, "log": _log(texts)}.items()}
        return pack({**files, "README.txt": README})


class _Peer:
    """PyNaCl alone, over inner envelopes of the same size."""

    def __init__(self, ballot: _Ballot) -> None:
        secret = PrivateKey(ballot.key.seal)
        self.out, self.into = SealedBox(secret), SealedBox(secret.public_key)
        self.sealed = ballot.sealed
        self.plain = [self.out.decrypt(each) for each in ballot.sealed]

    def seal(self) -> None:
        for each in self.plain:
            self.into.encrypt(each)

    def open(self) -> None:
        for each in self.sealed:
            self.out.decrypt(each)


def _document(question: dict[str, Any], public: tuple[str, str], count: int) -> dict[str, Any]:
    roll = [{"place": place, "name": f"代表{place - 1}", "stands_for": ""} for place in range(1, count + 1)]
    return {
        "format": "gongzhi-ballot/1", "ballot": BALLOT, "question": question, "roll": roll,
        "key": {"seal": public[0], "sign": public[1], "made": "offline"},
        "rule": {"quorum": ">=2/3", "passes": ">1/2", "base": "present"},
    }  # fmt: skip


def _result(ballot: _Ballot, closing: str) -> dict[str, Any]:
    votes = {code: ballot.choices.count(code) for code in CODES}
    count = len(ballot.choices)
    needed = count // 2 + 1
    return {
        "format": "gongzhi-result/1", "ballot": BALLOT, "document": _hash(ballot.document), "closing": _hash(closing),
        "opening": _hash(ballot.file["opening"]), "papers": None, "entitled": count, "present": count,
        "counted": {"votes": votes, "blank": 0, "invalid": 0, "valid": count}, "elected": [],
        "quorum_needed": -(-count * 2 // 3), "votes_needed": needed, "carried": votes["for"] >= needed,
    }  # fmt: skip


def _log(texts: dict[str, str]) -> str:
    """Write a log of three events and two checkpoints as the audit log does, with a key of its own."""
    from gongzhi.common.audit import Note
    from gongzhi.common.audit.canonical import content_digest, leaf_hash
    from gongzhi.common.audit.canonical import text as canonical
    from gongzhi.common.audit.merkle import inclusion_proof, root_of

    key, salt = Ed25519PrivateKey.from_private_bytes(b"k" * 32), b"s" * 16
    public = key.public_key().public_bytes_raw()
    actions = {"document": "opened", "closing": "closed", "result": "published"}
    contents, headers = {}, {}
    for part, action in actions.items():
        facts = {part: _hash(texts[part]), **({"root": json.loads(texts[part])["root"]} if part == "closing" else {})}
        contents[part] = canonical({"actor": "周敏", "facts": facts})
        digest = content_digest(salt, contents[part]).hex()
        headers[part] = canonical(
            [FEDERATION, BALLOT, AT, f"meetings.ballot.{action}", "", BALLOT, *[None] * 2, "", "", None, digest]
        )
    leaves = [leaf_hash(each.encode()) for each in headers.values()]
    said: dict[str, Any] = {"format": "gongzhi-log/1", "keys": {hashlib.sha256(public).hexdigest()[:16]: public.hex()}}
    for index, part in enumerate(actions):
        size = 3 if part == "result" else 2
        note = _signed(Note, key, size, root_of(leaves[:size]))
        path = [step.hex() for step in inclusion_proof(leaves[:size], index)]
        said[part] = {
            "event": headers[part], "salt": salt.hex(), "content": contents[part], "index": index, "path": path,
            "checkpoint": note, "leaf": leaves[index].hex(),
        }  # fmt: skip
    return canonical(said)


def _signed(note: Any, key: Ed25519PrivateKey, size: int, root: bytes) -> str:
    from datetime import datetime

    key_id = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    values = {"federation_id": UUID(FEDERATION), "size": size, "root": root, "at": datetime.fromisoformat(AT)}
    return note(**values, signature=key.sign(note(**values).body()), key_id=key_id).text()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    main()
