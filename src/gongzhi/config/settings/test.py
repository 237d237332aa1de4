"""This will make tests quick and strict: unknown template variables and logged errors fail."""

from .base import *
from .base import DATABASES, MIDDLEWARE, TEMPLATES

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests make a street of the same code again and again.
FEDERATION_KEPT_SECONDS = -1
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# One connection a test: a pool would outlive the test database.
DATABASES["default"]["OPTIONS"].pop("pool", None)
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
# Tests empty tables between themselves; everything else the log refuses as in production.
DATABASES["default"]["OPTIONS"]["options"] += " -c gongzhi.maintenance=truncate"
# The test client serves no static files; a browser's live server finds them in the source.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]
