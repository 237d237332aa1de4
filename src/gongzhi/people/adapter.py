"""This will close public sign-up, and keep the secrets of second factors encrypted."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest

# Shares one limit among all requests whose address nobody knows.
UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 -- not bound to, only counted by


class ClosedSignup(DefaultAccountAdapter):
    """Allauth with sign-up closed and notices left to our own pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account is given by the secretary of a federation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Tell the address that limits are counted by."""
        return get_client_ip(request) or UNKNOWN_ADDRESS


class EncryptedSecrets(DefaultMFAAdapter):
    """Second factors whose secrets are encrypted in the database, so that a stolen backup does not give them away."""

    def encrypt(self, text: str) -> str:
        """Encrypt with the installation's present secret key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the present secret key or one it replaced."""
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(b"gongzhi.mfa" + key.encode()).digest())) for key in keys])
