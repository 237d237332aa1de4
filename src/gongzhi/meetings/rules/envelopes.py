"""
Seal choices into envelopes and read them again.

The inner envelope is JSON of a fixed length: ballot, choices, the voter's check code (验票码). The outer one is a
libsodium sealed box to the ballot's key. Both halves of the key come from one seed of 128 bits that only two of three
scrutineers can put together: one opens envelopes, the other signs the list of what was in them.

The browser (ballot_envelope.mjs) and the stand-alone tools do the same, byte for byte.

Source: docs/decisions/0012-secret-ballots.md
"""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey

from gongzhi.meetings.rules.ballots import ChoiceInvalid, Question, canonical, checked_choices

KEY_BYTES = 32
SEAL_OVERHEAD = 48
CODE_BYTES = 10
CODE_GROUPS = 4
STUB_DIGITS = 12
SIZE_STEP = 64
_SALT = sha256(b"gongzhi-ballot-1").digest()
CODE_FORM = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")


@dataclass(frozen=True, slots=True)
class BallotKey:
    """The secret halves of a ballot's key; nobody keeps it, it is made from the seed."""

    seal: bytes
    sign: bytes

    @property
    def public(self) -> tuple[str, str]:
        """Give the public halves in hex: to seal envelopes, and to check who signed the opening."""
        return (
            bytes(PrivateKey(self.seal).public_key).hex(),
            bytes(SigningKey(self.sign).verify_key).hex(),
        )


def key_from_seed(seed: bytes, ballot: str) -> BallotKey:
    """Make the ballot's key from its seed: HKDF-SHA256 (RFC 5869) with a salt of ours and the ballot's id."""
    middle = hmac.digest(_SALT, seed, "sha256")
    seal, sign = (hmac.digest(middle, f"{use} {ballot}".encode() + b"\x01", "sha256") for use in ("seal", "sign"))
    return BallotKey(seal, sign)


def new_code() -> str:
    """Make a check code: 80 random bits as four groups of four."""
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
    return "-".join(text[at : at + CODE_GROUPS] for at in range(0, len(text), CODE_GROUPS))


def envelope_size(question: Question) -> int:
    """Count the bytes of every inner envelope of a question: the fullest one, rounded up."""
    longest = sorted((option.code for option in question.options), key=len, reverse=True)[: question.most]
    fullest = len(_inner("0" * 36, longest, "A" * 19))
    return -(-fullest // SIZE_STEP) * SIZE_STEP


def sealed_size(question: Question) -> int:
    """Count the bytes of every sealed envelope of a question."""
    return envelope_size(question) + SEAL_OVERHEAD


def seal(*, question: Question, ballot: str, public: str, choices: Sequence[str], code: str) -> bytes:
    """
    Seal checked choices to the ballot's public key (hex).

    :raises ChoiceInvalid: and its kinds, if the choices do not fit the question
    """
    plain = _inner(ballot, checked_choices(question, choices), code).ljust(envelope_size(question))
    return SealedBox(PublicKey(bytes.fromhex(public))).encrypt(plain)


def stub_of(ciphertext: bytes) -> str:
    """Give the stub code (存根码) of a sealed envelope: the first twelve digits of its SHA-256."""
    return sha256(ciphertext).hexdigest()[:STUB_DIGITS]


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in an envelope; ``reason`` says why it counts for nothing, ``""`` if it counts."""

    code: str
    choices: tuple[str, ...] = ()
    reason: str = ""


def opener(*, question: Question, ballot: str, key: BallotKey) -> Callable[[bytes], Opened]:
    """Give what opens one sealed envelope after the other."""
    box = SealedBox(PrivateKey(key.seal))

    def open_one(ciphertext: bytes) -> Opened:
        try:
            plain = box.decrypt(ciphertext)
        except (CryptoError, ValueError, TypeError):
            return Opened("", reason="sealed_otherwise")
        return read_inner(plain, question=question, ballot=ballot)

    return open_one


def read_inner(plain: bytes, *, question: Question, ballot: str) -> Opened:
    """Read an inner envelope; whatever is not exactly in its form counts for nothing, and says why."""
    said = _said(plain, question)
    if said is None:
        return Opened("", reason="damaged")
    named, choices, code = said
    if named != ballot:
        return Opened(code, reason="other_ballot")
    try:
        ordered = checked_choices(question, choices)
    except ChoiceInvalid:
        return Opened(code, reason="choices")
    return Opened(code, ordered) if ordered == tuple(choices) else Opened(code, reason="choices")


def _said(plain: bytes, question: Question) -> tuple[str, list[str], str] | None:
    """Read ballot, choices and code; ``None`` unless the bytes are exactly those that sealing them writes."""
    try:
        said: Any = json.loads(plain)
        named, choices, code = said["ballot"], said["choices"], said["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    words = [named, code, *choices] if isinstance(choices, list) else [None]
    if not all(isinstance(each, str) for each in words) or not CODE_FORM.fullmatch(code):
        return None
    is_exact = plain == _inner(named, choices, code).ljust(envelope_size(question))
    return (named, choices, code) if is_exact else None


def _inner(ballot: str, choices: Sequence[str], code: str) -> bytes:
    return canonical({"ballot": ballot, "choices": list(choices), "code": code}).encode()
