"""This will serve a laptop and the trial that bin/up starts."""

from .base import *
from .base import VAR, env

DEBUG = env.bool("GONGZHI_DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", *env.list("GONGZHI_HOSTS", default=[])]
SECRET_KEY = env.str("GONGZHI_SECRET_KEY", default="a-trial-on-this-computer-only-and-never-with-real-data")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
# Passkeys ask for TLS; on one's own computer "localhost" will do.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
