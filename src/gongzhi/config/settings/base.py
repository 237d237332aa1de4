"""This will hold what every place shares. The environment is read here and nowhere else."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()

SOURCE = Path(__file__).resolve().parents[2]
ROOT = SOURCE.parents[1]
VAR = Path(env.str("GONGZHI_VAR", default=str(ROOT / "var")))

SECRET_KEY = env.str("GONGZHI_SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("GONGZHI_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("GONGZHI_ORIGINS", default=[])

# Demo mode shows one-click sign-ins and a banner on every page. Never on with real data.
DEMO = env.bool("GONGZHI_DEMO", default=False)

ROOMS = [
    "gongzhi.common",
    "gongzhi.federations",
    "gongzhi.people",
    "gongzhi.organisations",
    "gongzhi.offices",
    "gongzhi.institution",
    "gongzhi.participation",
    "gongzhi.meetings",
    "gongzhi.matters",
    "gongzhi.filings",
    "gongzhi.surveys",
    "gongzhi.visits",
    "gongzhi.journeys",
    "gongzhi.desk",
    "gongzhi.portal",
    "gongzhi.demo",
]

INSTALLED_APPS = [
    *ROOMS,
    # Both by their simple configs: their automatic loader set-ups clash silently.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "gongzhi.common.web.middleware.ResponseHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gongzhi.common.web.middleware.ChosenLanguage",
    "gongzhi.portal.middleware.ElderChoice",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "gongzhi.common.web.middleware.FederationScope",
]

ROOT_URLCONF = "gongzhi.config.urls"
WSGI_APPLICATION = "gongzhi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongzhi.common.web.context.house",
                "gongzhi.portal.context.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# A trial database is started by bin/up; in production the operator names one.
DATABASE = env.db_url("DATABASE_URL", default="postgresql://gongzhi@127.0.0.1:5432/gongzhi")
DATABASES = {
    "default": {
        **DATABASE,
        "ENGINE": "gongzhi.common.postgres",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DATABASE.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": env.int("GONGZHI_POOL", default=8), "timeout": 10},
            "options": "-c statement_timeout=15000 -c timezone=UTC",
        },
    }
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/arrive/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "gongzhi.people.adapter.ClosedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Gongzhi"
# Half a minute either way: clocks of old phones drift.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "add_webauthn": "gongzhi.people.forms.AddPasskeyForm",
    "edit_webauthn": "gongzhi.people.forms.RenamePasskeyForm",
}
MFA_ADAPTER = "gongzhi.people.adapter.EncryptedSecrets"
# Counted by address and by account; a success of one account clears neither. See CACHES.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password_from_key": "20/m/ip",
}
# How many proxies of ours stand in front; 0 trusts no X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("GONGZHI_PROXIES", default=0)

# One table for all processes, JSON only: limits hold however many workers run.
CACHES = {"default": {"BACKEND": "gongzhi.people.cache.TableCache", "LOCATION": ""}}

# The federation of an address is asked for by every request and hardly ever changes: how long a process remembers it.
FEDERATION_KEPT_SECONDS = 5

# The telephone number of a human being, shown where no federation has one of its own. 12345 is the public hotline.
HELPLINE = env.str("GONGZHI_HELPLINE", default="12345")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "gongzhi_language"
LOCALE_PATHS = [SOURCE / room / "locale" for room in ("kernel", "party", "config")]  # none of them is an app
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["gongzhi.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gongzhi.common.web.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

# Bodies above these are refused before they are read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "gongzhi.common.web.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# The model that every tenant row names; `common` knows it by this word only.
TENANT_MODEL = "federations.Federation"
# The job queue imports every room's jobs.py at start.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("GONGZHI_LOG_LEVEL", default="INFO")},
    # Both say at every start which jobs exist.
    "loggers": {"procrastinate.blueprints": {"level": "WARNING"}, "procrastinate.periodic": {"level": "WARNING"}},
}
