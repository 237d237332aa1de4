"""Secrets of second factors at rest."""

import pytest
from cryptography.fernet import InvalidToken

from gongzhi.people.adapter import EncryptedSecrets


def test_secrets_are_encrypted_and_survive_a_new_key(settings):
    box = EncryptedSecrets()
    settings.SECRET_KEY = "old"
    stored = box.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    assert box.decrypt(stored) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        box.decrypt(stored)
