"""This will serve real data behind a TLS proxy. It refuses to start without its secrets."""

from .base import *
from .base import env

SECRET_KEY = env.str("GONGZHI_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("GONGZHI_SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("GONGZHI_HOSTS")
DEMO = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
EMAIL_CONFIG = env.email_url("GONGZHI_EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
