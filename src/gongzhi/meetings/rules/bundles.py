"""
Write what a ballot publishes: the question before it opens, the list of envelopes when it closes, what was in them.

Each text is canonical JSON; its SHA-256 goes into the log, whose checkpoints are signed. The bundle is a zip of these
texts with the proofs from the log: whoever has it can count again with ``verify_ballot.py`` alone.

Source: docs/decisions/0012-secret-ballots.md
"""

import base64
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings.rules.ballots import ChoiceInvalid, Question, canonical, checked_choices
from gongzhi.meetings.rules.envelopes import CODE_FORM, BallotKey, Opened, opener

FORMATS = {
    name: f"gongzhi-{name}/1" for name in ("ballot", "closing", "envelopes", "opening", "opened", "result", "key")
}
REASONS = ("choices", "damaged", "other_ballot", "repeated_code", "sealed_otherwise")
HASH_FORM = re.compile(r"[0-9a-f]{64}")
LARGEST_OPENING = 4 * 1024 * 1024
# Whoever packs the same texts gets the same bytes.
_PACKED_AT = (2000, 1, 1, 0, 0, 0)


class OpeningUnreadable(DomainError):
    """Tell that a file is no opening list."""

    message = _("This is not the file that the opening tool wrote. Choose the file that begins with “opening”.")


class OpeningOfAnother(DomainError):
    """Tell that an opening list belongs to another ballot or another set of envelopes."""

    message = _(
        "This file belongs to another ballot, or to other envelopes. Download the envelopes again and open them."
    )


class OpeningUnsigned(DomainError):
    """Tell that an opening list was not made with the ballot's key."""

    message = _(
        "This file was not made with the key of this ballot. Only two scrutineers with their shares can make it."
    )


class OpeningIncomplete(DomainError):
    """Tell that envelopes are missing or too many; params ``found`` and ``envelopes``."""

    message = _("The file lists %(found)s envelopes, but %(envelopes)s were sealed. Open all of them again.")


def hash_of(text: str | bytes) -> str:
    """Take the SHA-256 of a text, in hex."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def merkle_root(hashes: Sequence[str]) -> str:
    """Take one hash over a list of hashes (hex), as RFC 6962 does: leaves marked by 0x00, nodes by 0x01."""
    level = [sha256(b"\x00" + bytes.fromhex(each)).digest() for each in hashes]
    if not level:
        return sha256(b"").hexdigest()
    while len(level) > 1:
        paired = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in paired] + odd
    return level[0].hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What was sealed when a ballot closed; ``voters`` is ``None`` where only their number is published."""

    ballot: str
    document: str
    hashes: Sequence[str]
    by_server: int
    voters: Sequence[str] | None
    paper_voters: int
    closed_at: str

    def text(self) -> str:
        """Write it: sorted, so that nothing tells who came first."""
        return canonical(
            {
                "format": FORMATS["closing"],
                "ballot": self.ballot,
                "document": self.document,
                "hashes": sorted(self.hashes),
                "root": merkle_root(sorted(self.hashes)),
                "sealed_by_server": self.by_server,
                "voters": None if self.voters is None else list(self.voters),
                "voters_count": len(self.hashes) + self.paper_voters,
                "paper_voters": self.paper_voters,
                "closed_at": self.closed_at,
            }
        )


def envelopes_text(*, document: str, ciphertexts: Iterable[bytes]) -> str:
    """Write the sealed envelopes for the opening tool, in the order of their hashes; without any name."""
    ordered = sorted(ciphertexts, key=lambda each: sha256(each).digest())
    return canonical(
        {
            "format": FORMATS["envelopes"],
            "document": document,
            "envelopes": [base64.b64encode(each).decode() for each in ordered],
        }
    )


def opening_text(*, ballot: str, document: str, root: str, opened: Iterable[Opened]) -> str:
    """Write what was in the envelopes, in the order of the check codes; a code twice counts for nothing."""
    found = list(opened)
    often = Counter(each.code for each in found if each.code)
    entries: list[dict[str, Any]] = []
    invalid: list[dict[str, Any]] = []
    for each in found:
        if each.reason or often[each.code] > 1:
            invalid.append({"code": each.code, "reason": each.reason or "repeated_code"})
        else:
            entries.append({"code": each.code, "choices": list(each.choices)})
    entries.sort(key=lambda entry: entry["code"])
    invalid.sort(key=lambda entry: (entry["code"], entry["reason"]))
    said = {"ballot": ballot, "document": document, "root": root, "entries": entries, "invalid": invalid}
    return canonical({"format": FORMATS["opening"], **said})


def open_all(*, document: str, ciphertexts: Sequence[bytes], key: BallotKey) -> str:
    """Open all envelopes as the stand-alone tool does, and write the signed file."""
    said: dict[str, Any] = json.loads(document)
    open_one = opener(question=Question.parsed(said["question"]), ballot=said["ballot"], key=key)
    root = merkle_root(sorted(hash_of(each) for each in ciphertexts))
    text = opening_text(ballot=said["ballot"], document=hash_of(document), root=root, opened=map(open_one, ciphertexts))
    return opened_text(text, SigningKey(key.sign).sign(text.encode()).signature.hex())


def opened_text(opening: str, signature: str) -> str:
    """Write the file of the opening tool: the list as one text, and the signature under it in hex."""
    return canonical({"format": FORMATS["opened"], "opening": opening, "signature": signature})


@dataclass(frozen=True, slots=True)
class Opening:
    """A checked opening list: its text and signature, the valid choices, and how many were invalid."""

    text: str
    signature: str
    choices: tuple[tuple[str, ...], ...]
    invalid: int


def read_opening(
    content: bytes, *, question: Question, ballot: str, document: str, root: str, count: int, sign: str
) -> Opening:
    """
    Check a file that the opening tool wrote: of this ballot, of these envelopes, signed with this key.

    ``document`` is the hash of the ballot's document, ``root`` that of its envelopes, ``sign`` the public key in hex.

    :raises OpeningUnreadable, OpeningOfAnother, OpeningUnsigned, OpeningIncomplete: if it is not
    """
    text, signature, said = _opening_parts(content)
    if (said["ballot"], said["document"], said["root"]) != (ballot, document, root):
        raise OpeningOfAnother(field="file")
    try:
        VerifyKey(bytes.fromhex(sign)).verify(text.encode(), bytes.fromhex(signature))
    except (BadSignatureError, ValueError) as problem:
        raise OpeningUnsigned(field="file") from problem
    entries, invalid = said["entries"], said["invalid"]
    if len(entries) + len(invalid) != count:
        raise OpeningIncomplete(field="file", found=len(entries) + len(invalid), envelopes=count)
    if not all(map(_is_invalid_line, invalid)):
        raise OpeningUnreadable(field="file")
    return Opening(text, signature, _choices_of(entries, question), len(invalid))


def _opening_parts(content: bytes) -> tuple[str, str, dict[str, Any]]:
    if len(content) > LARGEST_OPENING:
        raise OpeningUnreadable(field="file")
    try:
        file = json.loads(content)
        text, signature = file["opening"], file["signature"]
        said = json.loads(text)
        is_right = (file["format"], said["format"]) == (FORMATS["opened"], FORMATS["opening"])
        is_right = is_right and canonical(said) == text and isinstance(said["entries"], list)
        is_right = is_right and isinstance(said["invalid"], list) and {"ballot", "document", "root"} <= set(said)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise OpeningUnreadable(field="file") from problem
    if not is_right or not isinstance(signature, str):
        raise OpeningUnreadable(field="file")
    return text, signature, said


def _is_invalid_line(line: object) -> bool:
    """Tell whether a line of an envelope that counts for nothing has its one form: a code or none, a known reason."""
    if not isinstance(line, dict) or set(line) != {"code", "reason"} or line["reason"] not in REASONS:
        return False
    return isinstance(line["code"], str)


def _choices_of(entries: list[Any], question: Question) -> tuple[tuple[str, ...], ...]:
    try:
        codes = [str(entry["code"]) for entry in entries]
        choices = tuple(tuple(map(str, entry["choices"])) for entry in entries)
        is_right = all(checked_choices(question, each) == each for each in choices)
    except (KeyError, TypeError, ChoiceInvalid) as problem:
        raise OpeningUnreadable(field="file") from problem
    if not is_right or codes != sorted(set(codes)) or not all(map(CODE_FORM.fullmatch, codes)):
        raise OpeningUnreadable(field="file")
    return choices


README = """\
这是一次无记名表决的公开材料。任何人都可以用 verify_ballot.py 重新点算：

    python verify_ballot.py bundle.zip

全部相符时返回 0，有不符时返回 1 并说明哪里不符。请再在 opened.json 里查看自己的验票码。
监票人的程序：verify_ballot.py 可在本系统的公布页面下载，也可以向任何保存过它的人索取；请核对它的 SHA-256。

These are the public papers of one secret ballot. Anyone can count them again with verify_ballot.py; it answers 0 if
everything holds, 1 if not, and says what. Then look up your own check code in opened.json.
"""


def pack(files: Mapping[str, str]) -> bytes:
    """Pack the bundle: the same texts give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _PACKED_AT), files[name].encode(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
