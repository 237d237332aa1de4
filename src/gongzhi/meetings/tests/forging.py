"""A published ballot made in memory, and a log of one's own for it: what whoever runs a server could hand out."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from nacl.signing import SigningKey

from gongzhi.common.audit import Note
from gongzhi.common.audit.canonical import content_digest, leaf_hash
from gongzhi.common.audit.canonical import text as canonical
from gongzhi.common.audit.merkle import inclusion_proof, root_of
from gongzhi.meetings.rules.ballots import Question, motion_question
from gongzhi.meetings.rules.bundles import README, Closing, hash_of, merkle_root, open_all, pack
from gongzhi.meetings.rules.envelopes import key_from_seed, new_code, seal

BALLOT = "0199e2a4-0000-7000-8000-00000000c0de"
FEDERATION = "0199e2a4-0000-7000-8000-000000000001"
AT = "2026-11-22T06:00:00.000000+00:00"
STEPS = {"document": "opened", "closing": "closed", "result": "published"}
MOTION = motion_question(title="微项目资助方案", text="", labels=("同意", "反对", "弃权"))
Files = dict[str, Any]


def unpacked(bundle: bytes) -> Files:
    """Read a bundle with the list of envelopes laid open under ``opening``."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files: Files = {name.removesuffix(".json"): archive.read(name).decode() for name in archive.namelist()}
    said = {name: json.loads(text) if name != "README.txt" else text for name, text in files.items()}
    said["opening"] = json.loads(said["opened"].pop("opening"))
    return said


def packed(said: Files, *, mend: bool = False) -> bytes:
    """Pack altered files; ``mend`` puts every hash right that needs no key."""
    said = json.loads(json.dumps(said))
    if mend:
        mend_hashes(said)
        for name in STEPS:
            _mend_event(said["log"][name], {name: digest(said[name]), "root": said["closing"]["root"]})
    said["opened"]["opening"] = canonical(said.pop("opening"))
    return pack({f"{name}.json": canonical(value) for name, value in said.items() if name != "README.txt"}
                | {"README.txt": said["README.txt"]})  # fmt: skip


def digest(value: Any) -> str:
    """Take the SHA-256 of a value in its one form."""
    return sha256(canonical(value).encode()).hexdigest()


def mend_hashes(said: Files) -> None:
    """Let every text fit the others again, and the numbers the lists."""
    closing, opening, result = said["closing"], said["opening"], said["result"]
    for part in (closing, opening, result):
        part["document"], part["ballot"] = digest(said["document"]), said["document"]["ballot"]
    closing["root"] = opening["root"] = merkle_root(closing["hashes"])
    closing["voters_count"] = len(closing["hashes"]) + closing["paper_voters"]
    result["opening"], result["closing"] = digest(opening), digest(closing)
    result["counted"] = _counted(said)
    result["entitled"] = len(said["document"]["roll"])
    result["carried"] = result["counted"]["votes"].get("for", 0) >= (result["votes_needed"] or 0)


def _counted(said: Files) -> dict[str, Any]:
    entries, papers = said["opening"]["entries"], said["result"]["papers"] or {}
    votes = dict.fromkeys((each["code"] for each in said["document"]["question"]["options"]), 0)
    for code in [code for entry in entries for code in entry["choices"]]:
        votes[code] = votes.get(code, 0) + 1
    votes = {code: number + papers.get("votes", {}).get(code, 0) for code, number in votes.items()}
    blank = sum(not entry["choices"] for entry in entries)
    return {
        "votes": votes,
        "valid": len(entries) + papers.get("valid", 0),
        "blank": blank + papers.get("blank", 0),
        "invalid": len(said["opening"]["invalid"]) + papers.get("spoiled", 0),
    }


def _mend_event(proof: dict[str, Any], facts: dict[str, str]) -> None:
    """Rewrite an event of the log and its leaf, as whoever owns the database could; nobody else can sign the root."""
    content = json.loads(proof["content"])
    content["facts"].update({key: value for key, value in facts.items() if key in content["facts"]})
    proof["content"] = canonical(content)
    header = json.loads(proof["event"])
    header[11] = sha256(bytes.fromhex(proof["salt"]) + proof["content"].encode()).hexdigest()
    proof["event"] = canonical(header)
    proof["leaf"] = sha256(b"\x00" + proof["event"].encode()).hexdigest()


def key_id(key: SigningKey) -> str:
    """Name a key of the log as the log does."""
    return sha256(bytes(key.verify_key)).hexdigest()[:16]


def signed_note(key: SigningKey, root: bytes, size: int, federation: str = FEDERATION) -> str:
    """Sign a checkpoint with a key of one's own."""
    values = {"federation_id": UUID(federation), "size": size, "root": root, "at": datetime.fromisoformat(AT)}
    signature = key.sign(Note(**values).body()).signature
    return Note(**values, signature=signature, key_id=key_id(key)).text()


def forged(said: Files, key: SigningKey, **facts: str) -> bytes:
    """
    Mend every hash, write a whole log of one's own over it, sign the list with one's own key of the ballot, and pack.

    Whoever runs a server and holds two shares could do that. ``facts`` are more words of the closing event.
    """
    said = json.loads(json.dumps(said))
    signer = SigningKey(b"s" * 32)
    said["document"]["key"]["sign"] = bytes(signer.verify_key).hex()
    mend_hashes(said)
    said["opened"]["signature"] = signer.sign(canonical(said["opening"]).encode()).signature.hex()
    said["log"] = _log(said, key, facts)
    return packed(said)


def _log(said: Files, key: SigningKey, facts: dict[str, str]) -> dict[str, Any]:
    ballot, salt, contents, headers = said["document"]["ballot"], b"s" * 16, {}, {}
    for part, action in STEPS.items():
        more = {"root": said["closing"]["root"], **facts} if part == "closing" else {}
        contents[part] = canonical({"actor": "周敏", "facts": {part: digest(said[part]), **more}})
        code, mark = f"meetings.ballot.{action}", content_digest(salt, contents[part]).hex()
        headers[part] = canonical([FEDERATION, ballot, AT, code, "", ballot, None, None, "", "", None, mark])
    leaves = [leaf_hash(each.encode()) for each in headers.values()]
    log: dict[str, Any] = {"format": "gongzhi-log/1", "keys": {key_id(key): bytes(key.verify_key).hex()}}
    for index, part in enumerate(STEPS):
        size = 3 if part == "result" else 2
        log[part] = {
            "event": headers[part], "salt": salt.hex(), "content": contents[part], "leaf": leaves[index].hex(),
            "index": index, "path": [step.hex() for step in inclusion_proof(leaves[:size], index)],
            "checkpoint": signed_note(key, root_of(leaves[:size]), size),
        }  # fmt: skip
    return log


def small_ballot(
    choices: Sequence[Sequence[str]],
    *,
    question: Question = MOTION,
    papers: dict[str, Any] | None = None,
    taken: int = 0,
) -> Files:
    """A published ballot of some voters, without any house: its texts, not yet in a log."""
    key = key_from_seed(b"k" * 16, BALLOT)
    count = len(choices) + taken
    document = {
        "format": "gongzhi-ballot/1", "ballot": BALLOT, "question": question.as_json(), "closes_at": None,
        "roll": [{"place": place, "name": f"代表{place}", "stands_for": ""} for place in range(1, count + 1)],
        "key": {"seal": key.public[0], "sign": key.public[1], "made": "offline"},
        "rule": {"quorum": ">=2/3", "passes": ">1/2", "base": "present"},
    }  # fmt: skip
    sealed = [
        seal(question=question, ballot=BALLOT, public=key.public[0], choices=each, code=new_code()) for each in choices
    ]
    text = canonical(document)
    closing = Closing(
        ballot=BALLOT, document=hash_of(text), hashes=[hash_of(each) for each in sealed], by_server=0,
        voters=[each["name"] for each in document["roll"]], paper_voters=taken, closed_at=AT,
    ).text()  # fmt: skip
    opened = json.loads(open_all(document=text, ciphertexts=sealed, key=key))
    result = {
        "format": "gongzhi-result/1", "papers": papers, "entitled": count, "present": count, "elected": [],
        "quorum_needed": -(-count * 2 // 3), "votes_needed": count // 2 + 1,
    }  # fmt: skip
    said: Files = {
        "document": document, "closing": json.loads(closing), "opening": json.loads(opened["opening"]),
        "opened": opened, "result": result, "log": {}, "README.txt": README,
    }  # fmt: skip
    opened.pop("opening")
    return said
