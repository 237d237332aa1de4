"""
This will give the codes of a batch again, to be printed, and the fingerprint under which one is looked up.

Codes follow from the installation's secret, the batch and a serial; the database keeps keyed fingerprints only.
"""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from gongzhi.surveys.models import CodeBatch
from gongzhi.surveys.rules.slips import code_from

CODE_SALT = "gongzhi.surveys.slip.code"
HASH_SALT = "gongzhi.surveys.slip.fingerprint"


def code_of(*, batch_id: UUID, serial: int, secret: str = "") -> str:
    """Derive the code with a serial (from 1) of a batch; twelve digits."""
    told = f"{batch_id}|{serial}"
    digest = salted_hmac(CODE_SALT, told, secret=secret or settings.SECRET_KEY, algorithm="sha256").digest()
    return code_from(int.from_bytes(digest, "big"))


def fingerprint(*, round_id: UUID, code: str, secret: str = "") -> str:
    """Give what the database keeps of a code in a round: hex HMAC-SHA256 under the installation's secret."""
    told = f"{round_id}|{code}"
    return salted_hmac(HASH_SALT, told, secret=secret or settings.SECRET_KEY, algorithm="sha256").hexdigest()


def fingerprints(*, round_id: UUID, code: str) -> list[str]:
    """Give the fingerprints under which a code may be kept: with the present secret and those before it."""
    return [fingerprint(round_id=round_id, code=code, secret=secret) for secret in _secrets()]


def codes_of(batch: CodeBatch) -> list[tuple[str, str]]:
    """
    List the codes of a batch with their labels, in order of their serials; one query.

    A code whose fingerprint no longer fits, because the secret it was made with is gone, is left out.
    """
    rows = batch.codes.order_by("serial").values_list("serial", "label", "code_hash")
    found = ((_code_with(batch, serial, kept), label) for serial, label, kept in rows)
    return [(code, label) for code, label in found if code]


def _code_with(batch: CodeBatch, serial: int, kept: str) -> str:
    for secret in _secrets():
        code = code_of(batch_id=batch.pk, serial=serial, secret=secret)
        if fingerprint(round_id=batch.round_id, code=code, secret=secret) == kept:
            return code
    return ""


def _secrets() -> Iterator[str]:
    """Go through the present secret and those before it."""
    yield settings.SECRET_KEY
    yield from getattr(settings, "SECRET_KEY_FALLBACKS", ())
