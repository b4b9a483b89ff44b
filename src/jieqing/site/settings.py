"""Django's settings, a function of the environment alone.

DATABASE_URL         postgres://user:password@host:port/name as the role jieqing_app; `jieqing demo` and `serve` set it
                     for the embedded server, as they do the next two
DATABASE_OWNER_URL   the same database as the role jieqing, which migrates; not given to the processes that serve
DATABASE_BACKUP_URL  the same as the role jieqing_backup, for `jieqing backup`
JIEQING_SECRET_KEY   signs sessions; `jieqing demo` and `serve` keep one in the state directory
JIEQING_KEYS         the directory of the tenants' keys, which lie apart from the database; `jieqing demo` and `serve`
                     take the directory keys in the state directory, and keep a JIEQING_KEY_PASSPHRASE beside it
JIEQING_KEY_STORE    file (default), or pkcs11: the master key in a token (vault/providers)
JIEQING_VAULT_PROFILE  international (default), or sm: the algorithms of tenants made from now on
JIEQING_HOSTS        host names to answer to, separated by commas (default: this machine)
JIEQING_FILES        where attachments lie: a directory, or s3://… (files/providers/s3.py); `jieqing demo` and `serve`
                     take the directory files in the state directory
JIEQING_DEMO         1: every page says that its data are invented; `jieqing demo` sets it
JIEQING_HTTPS        1: a proxy in front speaks TLS and sets X-Forwarded-Proto; cookies become secure, HSTS is sent
"""

import os

import dj_database_url
from csp.constants import NONE, SELF

SECRET_KEY = os.environ.get("JIEQING_SECRET_KEY", "")
DEBUG = False
IS_DEMO = os.environ.get("JIEQING_DEMO") == "1"
HTTPS = os.environ.get("JIEQING_HTTPS") == "1"
KEY_STORE_DIRECTORY = os.environ.get("JIEQING_KEYS", "")
KEY_STORE = os.environ.get("JIEQING_KEY_STORE", "file")
VAULT_PROFILE = os.environ.get("JIEQING_VAULT_PROFILE", "international")
JIEQING_FILES = os.environ.get("JIEQING_FILES", "")
ALLOWED_HOSTS = os.environ.get("JIEQING_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "jieqing.site",
    "jieqing.desks",
    "jieqing.agencies",
    "jieqing.claims",
    "jieqing.evidence",
    "jieqing.vault",
    "jieqing.files",
    "jieqing.identity",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jieqing.site.errors.RefusalMiddleware",
]
ROOT_URLCONF = "jieqing.site.urls"
WSGI_APPLICATION = "jieqing.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jieqing.site.context.every_page",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default="postgres://jieqing_app@127.0.0.1:5432/jieqing", conn_max_age=60, conn_health_checks=True
    )
}
if "DATABASE_OWNER_URL" in os.environ:
    DATABASES["owner"] = dj_database_url.config("DATABASE_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
# Served straight from the installed packages: nothing to collect, nothing to forget after an update.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "agencies:operator"
LOGOUT_REDIRECT_URL = "desks:front"
CSRF_FAILURE_VIEW = "jieqing.site.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]

# A megabyte of Chinese is nine in a form body; below this size the page answers in words, above it Django says 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["jieqing.files.uploads.InMemory"]  # never in a file of the system, unsealed

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"fixed_parts": {"()": "jieqing.site.logs.FixedParts"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "fixed_parts"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"jieqing": {"level": "INFO"}},
}
