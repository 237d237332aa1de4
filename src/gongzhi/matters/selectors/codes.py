"""
This will make receipt codes and find voices by them.

A code is derived from the installation's secret, the federation, the key of the voice and a serial, so a resend shows
the same code again and a page can show it before the voice is written. The database keeps a fingerprint only, keyed
with the same secret: whoever holds a copy of the database can neither read codes from it nor try them out.
"""

import hmac
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from gongzhi.common.tenancy import current_federation_id
from gongzhi.matters.models import Voice
from gongzhi.matters.rules.codes import CodeMistyped, code_from, grouped, typed_code

CODE_SALT = "gongzhi.matters.receipt.code"
HASH_SALT = "gongzhi.matters.receipt.fingerprint"

__all__ = ["CodeMistyped", "code_for", "find_voice", "fingerprint", "grouped", "receipt_code"]


def code_for(voice_id: UUID, *, serial: int = 0, federation_id: UUID | None = None, secret: str = "") -> str:
    """
    Derive the code of a voice, also of one that is not written yet; sixteen digits, in the scope's federation.

    ``secret`` is the installation's present one unless an older one is named.
    """
    told = f"{federation_id or current_federation_id()}|{voice_id}|{serial}"
    digest = salted_hmac(CODE_SALT, told, secret=secret or settings.SECRET_KEY, algorithm="sha256").digest()
    return code_from(int.from_bytes(digest, "big"))


def fingerprint(code: str, *, secret: str = "") -> str:
    """Give what the database keeps of a code: hex HMAC-SHA256 under the installation's secret."""
    return salted_hmac(HASH_SALT, code, secret=secret or settings.SECRET_KEY, algorithm="sha256").hexdigest()


def receipt_code(voice: Voice) -> str:
    """
    Give the code of a voice as it stands on the receipt, ``""`` if the secret it was made with is gone.

    After a change of the secret the older ones are tried, so that a printed code stays good.
    """
    for secret in _secrets():
        code = code_for(voice.pk, serial=voice.code_serial, federation_id=voice.federation_id, secret=secret)
        if hmac.compare_digest(fingerprint(code, secret=secret), voice.code_hash):
            return code
    return ""


def find_voice(code: str) -> Voice | None:
    """
    Find the voice of a receipt, with its matter; one query, ``None`` if there is none.

    :raises CodeMistyped: if the check digit is wrong; nothing is looked up
    """
    sound = typed_code(code)
    prints = [fingerprint(sound, secret=secret) for secret in _secrets()]
    return Voice.objects.select_related("matter").filter(code_hash__in=prints).first()


def _secrets() -> Iterator[str]:
    """Go through the present secret and those before it."""
    yield settings.SECRET_KEY
    yield from getattr(settings, "SECRET_KEY_FALLBACKS", ())
