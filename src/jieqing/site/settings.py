"""Django's settings, a function of the environment alone.

DATABASE_URL         postgres://user:password@host:port/name as the role jieqing_app; `jieqing demo` and `serve` set it
                     for the embedded server, as they do the next two
DATABASE_OWNER_URL   the same database as the role jieqing, which migrates; not given to the processes that serve
DATABASE_BACKUP_URL  the same as the role jieqing_backup, for `jieqing backup`
DATABASE_SEQUENCER_URL  the same as the role jieqing_sequencer, for `jieqing sequencer` alone
JIEQING_SECRET_KEY   signs sessions; `jieqing demo` and `serve` keep one in the state directory
JIEQING_KEYS         the directory of the tenants' keys, which lie apart from the database; `jieqing demo` and `serve`
                     take the directory keys in the state directory, and keep a JIEQING_KEY_PASSPHRASE beside it
JIEQING_KEY_STORE    file (default), or pkcs11: the master key in a token (vault/providers)
JIEQING_VAULT_PROFILE  international (default), or sm: the algorithms of tenants made from now on
JIEQING_HOSTS        host names to answer to, separated by commas (default: this machine)
JIEQING_FILES        where attachments lie: a directory, or s3://… (files/providers/s3.py); `jieqing demo` and `serve`
                     take the directory files in the state directory
JIEQING_LOG          the directory where the evidence log is published; JIEQING_LOG_POLICY, the file that names its keys
                     and its witnesses (tlog-policy); JIEQING_LOG_KEYS, its signing keys, for the sequencer alone
JIEQING_NODE         this machine's pseudonym in the log, "node-…"; without it, one made from the host's name
JIEQING_ANCHOR_S     seconds between two anchors of the log (default 600)
JIEQING_TSA, JIEQING_TSA_ROOTS   who stamps the log's time (evidence/anchors/authorities.py); JIEQING_DEMO_TSA, the key
                     of the demo's invented authority; `jieqing demo` takes demo_tsa.pem in the state directory
JIEQING_DEMO         1: every page says that its data are invented; `jieqing demo` sets it
JIEQING_HTTPS        1: a proxy in front speaks TLS and sets X-Forwarded-Proto; cookies become secure, HSTS is sent
JIEQING_SMTP_URL, JIEQING_URL, JIEQING_MAIL_FROM   the mail server, this site's public address, the sender of mails
JIEQING_METRICS_TOKEN   opens /metrics to who shows it as a bearer token; without it there is no such page
"""

import hashlib
import os
import socket

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.functional import SimpleLazyObject

from jieqing.site.mail_settings import mail_server, public_url
from jieqing.site.state import state_directory

SECRET_KEY = os.environ.get("JIEQING_SECRET_KEY", "")
DEBUG = False
IS_DEMO = os.environ.get("JIEQING_DEMO") == "1"
HTTPS = os.environ.get("JIEQING_HTTPS") == "1"
KEY_STORE_DIRECTORY = os.environ.get("JIEQING_KEYS", "")
KEY_STORE = os.environ.get("JIEQING_KEY_STORE", "file")
VAULT_PROFILE = os.environ.get("JIEQING_VAULT_PROFILE", "international")
METRICS_TOKEN = os.environ.get("JIEQING_METRICS_TOKEN", "")
JIEQING_FILES = os.environ.get("JIEQING_FILES", "")
LOG_DIRECTORY = os.environ.get("JIEQING_LOG", "")
LOG_POLICY = os.environ.get("JIEQING_LOG_POLICY", "")
DEMO_TSA = os.environ.get("JIEQING_DEMO_TSA", "")
_HOST = hashlib.sha256(b"jieqing.node.1\0" + socket.gethostname().encode()).hexdigest()
NODE = os.environ.get("JIEQING_NODE") or f"node-{_HOST[:8]}"
ALLOWED_HOSTS = os.environ.get("JIEQING_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "jieqing.site",
    "jieqing.desks",
    "jieqing.proof",
    "jieqing.agencies",
    "jieqing.claims",
    "jieqing.mandates",
    "jieqing.privacy",
    "jieqing.notices",
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jieqing.site.traffic.TrafficMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jieqing.identity.middleware.ActorMiddleware",
    "jieqing.identity.sessions.SessionAgeMiddleware",
    "jieqing.privacy.gate.NoticeGate",
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

# Signing in (identity/sign_in.py): by e-mail address, or by the operator's name; a second factor by code or passkey.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_home"
LOGOUT_REDIRECT_URL = "desks:front"
CSRF_FAILURE_VIEW = "jieqing.site.errors.csrf_failure"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # what older accounts still have; replaced as they sign in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
# A week without a visit ends a session; a member of staff's ends after half a day (identity/sessions.py).
SESSION_COOKIE_AGE = 7 * 24 * 3600
STAFF_SESSION_AGE = 12 * 3600
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_ADAPTER = "jieqing.identity.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "jieqing.identity.forms.SignIn",
    "signup": "jieqing.identity.forms.SignUp",
    "add_email": "jieqing.identity.forms.NewAddress",
    "change_email": "jieqing.identity.forms.OtherAddress",
    "confirm_email_verification_code": "jieqing.identity.forms.MailedCode",
    "change_password": "jieqing.identity.forms.NewPassword",
    "set_password": "jieqing.identity.forms.FirstPassword",
    "reset_password": "jieqing.identity.forms.LostPassword",
    "reset_password_from_key": "jieqing.identity.forms.PasswordAfterReset",
    "reauthenticate": "jieqing.identity.forms.PasswordAgain",
}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# No window is longer than a quarter of an hour: that is what people are told to wait (identity/throttle.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "30/15m/ip,5/15m/key",
    "signup": "20/15m/ip",
    "reset_password": "20/15m/ip,3/15m/key",
    "reset_password_from_key": "20/15m/ip",
    "confirm_email": "1/m/key",
    "reauthenticate": "10/15m/user",
    "change_password": "5/15m/user",
    "manage_email": "10/15m/user",
}
MFA_ADAPTER = "jieqing.identity.factors.Factors"
MFA_FORMS = {
    "authenticate": "jieqing.identity.forms.Code",
    "reauthenticate": "jieqing.identity.forms.CodeAgain",
    "authenticate_webauthn": "jieqing.identity.forms.Passkey",
    "reauthenticate_webauthn": "jieqing.identity.forms.PasskeyAgain",
    "login_webauthn": "jieqing.identity.forms.PasskeyAlone",
    "activate_totp": "jieqing.identity.forms.FirstCode",
    "add_webauthn": "jieqing.identity.forms.NewPasskey",
    "edit_webauthn": "jieqing.identity.forms.PasskeyName",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Jieqing"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost, in the demo
# What each room adds to the copy that people take of their data (identity/service/accounts.py)
ACCOUNT_EXPORTS = {
    "claims": "jieqing.claims.service.export_all",
    "privacy": "jieqing.privacy.queries.own_copy.own_copy",
    "notices": "jieqing.notices.queries.own_copy",
}
# Counters of attempts, shared by all processes; site/role.py makes the table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "throttle",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Mail: JIEQING_SMTP_URL, JIEQING_URL, JIEQING_MAIL_FROM (site/mail_settings.py)
PUBLIC_URL = public_url(os.environ)
_mail = mail_server(os.environ, is_demo=IS_DEMO)
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail.backend, _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL, EMAIL_TIMEOUT = _mail.is_starttls, _mail.is_tls, 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail.sender
MAIL_FOLDER = SimpleLazyObject(lambda: state_directory() / "mail")

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
