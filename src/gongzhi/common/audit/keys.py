"""
This will keep the key that signs checkpoints: one of the installation, in a file that only its user can read.

``<var>/audit/signing.pem`` is the key, ``<var>/audit/public/<key id>.pem`` are the public halves of this key and of
all before it. The public halves are no secret; whoever has them can check checkpoints without this house.
"""

import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

PRIVATE_MODE = 0o600


class NoSigningKey(RuntimeError):
    """There is no key to sign the log with. Run ``setup`` once, or bring the key back from the backup."""


def _folder() -> Path:
    return Path(settings.VAR) / "audit"


def _public_file(key_id: str) -> Path:
    return _folder() / "public" / f"{key_id}.pem"


def ensure_signing_key() -> str:
    """Make the key if there is none; tell its id. For ``setup``."""
    try:
        return key_id_of(signing_key().public_key())
    except NoSigningKey:
        return _make_key()


def rotate_signing_key() -> str:
    """Replace the key by a new one; tell its id. What the old one signed can still be checked."""
    (_folder() / "signing.pem").unlink(missing_ok=True)
    return _make_key()


def signing_key() -> Ed25519PrivateKey:
    """
    Read the key.

    :raises NoSigningKey: if the file is not there, or holds another kind of key
    """
    file = _folder() / "signing.pem"
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError) as problem:
        raise NoSigningKey(str(file)) from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise NoSigningKey(str(file))
    return key


def public_key(key_id: str) -> Ed25519PublicKey | None:
    """Find the public half of a key by its id; ``None`` if this house does not know it."""
    if not key_id.isalnum():
        return None
    try:
        key = serialization.load_pem_public_key(_public_file(key_id).read_bytes())
    except (OSError, ValueError):
        return None
    return key if isinstance(key, Ed25519PublicKey) and key_id_of(key) == key_id else None


def key_id_of(key: Ed25519PublicKey) -> str:
    """Name a key: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def is_signed(body: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Tell whether the key signed the body."""
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True


def _make_key() -> str:
    key = Ed25519PrivateKey.generate()
    key_id = key_id_of(key.public_key())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _public_file(key_id).parent.mkdir(parents=True, exist_ok=True)
    _public_file(key_id).write_bytes(public)
    return key_id if _write_private(_folder() / "signing.pem", pem) else key_id_of(signing_key().public_key())


def _write_private(file: Path, content: bytes) -> bool:
    """
    Write a file that nobody else can read at any moment, whole or not at all, and never over an existing one.

    Answers ``False`` if another process was faster.
    """
    making = file.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.link(making, file)
    except FileExistsError:
        return False
    finally:
        making.unlink()
    return True
