"""Settings, all from the environment (names and meanings: docs/install.md)."""

import os
import secrets
import sys
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from arcadumas.base import sealed, vapid
from arcadumas.base.gateways import imap_server, mail
from arcadumas.site.databases import envdatabase
from arcadumas.site.env import (
    checked,
    envbool,
    envchoice,
    envint,
    envnetworks,
    envsecret,
    envtext,
    envurl,
    refuse,
    required,
)
from arcadumas.site.where import envbox, envtiles, envzone

ROOT = Path(__file__).resolve().parent.parent
STATE = Path(envtext("STATE", "./var")).resolve()
DEBUG = envbool("DEBUG")
IS_DEMO = envbool("ARCADUMAS_DEMO")

# -- Database and keys -------------------------------------------------------------------------------------------------
DATABASE_URL = envsecret("DATABASE_URL")
IS_EMBEDDED = not DATABASE_URL or envbool("ARCADUMAS_EMBEDDED")


def made_once(name: str, make: Callable[[], str], *, is_required: bool = True) -> str:
    """A secret from the environment; with the embedded database, made once under STATE/secrets."""
    if value := envsecret(name):
        return value
    if not IS_EMBEDDED:
        return refuse(name, "it is required when DATABASE_URL is set") if is_required else ""
    path = STATE / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
    return path.read_text().strip()


SECRET_KEY = made_once("SECRET_KEY", lambda: secrets.token_urlsafe(48))
_field_keys = made_once("FIELD_KEY", lambda: f"1:{secrets.token_hex(32)}")
FIELD_KEYS = [part.strip() for part in checked("FIELD_KEY", _field_keys, sealed.read_list).split(",") if part.strip()]

DATABASES = {"default": envdatabase("DATABASE_URL", DATABASE_URL)} if DATABASE_URL else {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "organisation.Person"

# -- Where we are ------------------------------------------------------------------------------------------------------
HOST = envtext("HOST", "127.0.0.1")
PORT = envint("PORT", 8000)
BASE_URL = envtext("BASE_URL", f"http://{'127.0.0.1' if HOST in {'0.0.0.0', '::'} else HOST}:{PORT}").rstrip("/")
if urlsplit(BASE_URL).scheme not in {"http", "https"}:
    refuse("BASE_URL", "it begins with http:// or https://")
IS_SECURE = BASE_URL.startswith("https://")
TRUSTED_PROXIES = envnetworks("TRUSTED_PROXIES")
ALLOWED_HOSTS = ["*"] if DEBUG or IS_DEMO else [urlsplit(BASE_URL).hostname or "", "127.0.0.1", "localhost"]
GOVERNMENT = envtext("GOVERNMENT", "Kabupaten Barito Kuala")
REGION_BOX = envbox("REGION_BOX", "-3.52,114.34,-2.52,114.87" if GOVERNMENT == "Kabupaten Barito Kuala" else "")
OMBUDSMAN = envtext(
    "OMBUDSMAN", "Perwakilan Kalimantan Selatan, Jl. S. Parman No. 57 Banjarmasin; telepon 137; ombudsman.go.id"
)
MAP_TILES_URL = envtiles("MAP_TILES_URL")
MAP_CREDIT = envtext("MAP_CREDIT")

# -- Language and time -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = envzone("TIME_ZONE", "Asia/Makassar")

# -- Ways out and in ---------------------------------------------------------------------------------------------------
EMAIL_URL = checked("EMAIL_URL", envsecret("EMAIL_URL"), mail.read_url)
EMAIL_FROM = checked("EMAIL_FROM", envtext("EMAIL_FROM", "Arcadumas <aduan@localhost>"), mail.read_address)
EMAIL_REPLY_TO = checked("EMAIL_REPLY_TO", envtext("EMAIL_REPLY_TO"), mail.read_reply_to)
OPERATOR_EMAIL = checked("OPERATOR_EMAIL", envtext("OPERATOR_EMAIL"), mail.read_address)
IMAP_URL = checked("IMAP_URL", envsecret("IMAP_URL"), imap_server.read_url)
WHATSAPP_CARRIER = envchoice("WHATSAPP_CARRIER", "cloud", "fonnte", "waha", "qontak")
WHATSAPP_API_URL = envurl("WHATSAPP_API_URL", "https://graph.facebook.com")
WHATSAPP_API_VERSION = envtext("WHATSAPP_API_VERSION", "v26.0")
WHATSAPP_PHONE_NUMBER_ID = envtext("WHATSAPP_PHONE_NUMBER_ID")
WHATSAPP_CITIZEN_PHONE_NUMBER_ID = envtext("WHATSAPP_CITIZEN_PHONE_NUMBER_ID", WHATSAPP_PHONE_NUMBER_ID)
WHATSAPP_BUSINESS_ACCOUNT_ID = envtext("WHATSAPP_BUSINESS_ACCOUNT_ID")
WHATSAPP_TOKEN = envsecret("WHATSAPP_TOKEN")
WHATSAPP_APP_SECRET = envsecret("WHATSAPP_APP_SECRET")
WHATSAPP_VERIFY_TOKEN = envsecret("WHATSAPP_VERIFY_TOKEN")
FONNTE_API_URL = envurl("FONNTE_API_URL", "https://api.fonnte.com")
FONNTE_TOKEN = envsecret("FONNTE_TOKEN")
FONNTE_WEBHOOK_SECRET = envsecret("FONNTE_WEBHOOK_SECRET")
WAHA_API_URL = envurl("WAHA_API_URL")
WAHA_API_KEY = envsecret("WAHA_API_KEY")
WAHA_SESSION = envtext("WAHA_SESSION", "default")
WAHA_WEBHOOK_KEY = envsecret("WAHA_WEBHOOK_KEY")
QONTAK_API_URL = envurl("QONTAK_API_URL", "https://service-chat.qontak.com")
QONTAK_TOKEN = envsecret("QONTAK_TOKEN")
QONTAK_CHANNEL_ID = envtext("QONTAK_CHANNEL_ID")
QONTAK_WEBHOOK_SECRET = envsecret("QONTAK_WEBHOOK_SECRET")
if WHATSAPP_CARRIER == "fonnte":
    required("FONNTE_TOKEN", FONNTE_TOKEN, why="WHATSAPP_CARRIER=fonnte")
if WHATSAPP_CARRIER == "waha":
    required("WAHA_API_URL", WAHA_API_URL, why="WHATSAPP_CARRIER=waha")
    required("WAHA_API_KEY", WAHA_API_KEY, why="WHATSAPP_CARRIER=waha")
if WHATSAPP_CARRIER == "qontak":
    required("QONTAK_TOKEN", QONTAK_TOKEN, why="WHATSAPP_CARRIER=qontak")
    required("QONTAK_CHANNEL_ID", QONTAK_CHANNEL_ID, why="WHATSAPP_CARRIER=qontak")
VAPID_PRIVATE_KEY = made_once("VAPID_PRIVATE_KEY", vapid.new_key, is_required=False)
if VAPID_PRIVATE_KEY and not vapid.is_key(VAPID_PRIVATE_KEY):
    refuse("VAPID_PRIVATE_KEY", "it is 43 letters of base64url, as `arcadumas print vapid` makes them")
VAPID_SUBJECT = envtext("VAPID_SUBJECT", BASE_URL if IS_SECURE else f"mailto:{parseaddr(EMAIL_FROM)[1]}")
PUSH_PRIVATE = envbool("PUSH_PRIVATE", default=IS_DEMO)  # push services within this machine or network
INTAKE_LIMIT = envint("INTAKE_LIMIT", 30)
SIMULATOR_URL = envtext("ARCADUMAS_SIMULATOR_URL")  # control address of the simulator process; set by `up --demo`

# Who reads the journal. Plain strings, so that core knows no duty; tests/test_house.py holds them to the rooms that read.
JOURNAL_READERS = ["notifications", "escalation", "seals", "figures"]

# -- Django ------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "leaflet",
    "arcadumas.base.inbound",
    "arcadumas.base.limits",
    "arcadumas.core.audit",
    "arcadumas.core.organisation",
    "arcadumas.core.deadlines",
    "arcadumas.core.reports",
    "arcadumas.core.handling",
    "arcadumas.core.suggestions",
    "arcadumas.core.drills",
    "arcadumas.core.figures",
    "arcadumas.duties.notifications",
    "arcadumas.duties.escalation",
    "arcadumas.edges.channels.web",
    "arcadumas.edges.channels.whatsapp",
    "arcadumas.edges.channels.email",
    "arcadumas.edges.channels.sp4n",
    "arcadumas.edges.pages",
    "arcadumas.edges.pages.account",
    "arcadumas.edges.pages.portal",
    "arcadumas.edges.pages.desk",
    "arcadumas.edges.pages.leaders",
    "arcadumas.edges.pages.settings",
    "arcadumas.edges.api",
    "arcadumas.edges.simulator",
]
MIDDLEWARE = [
    "arcadumas.site.bodies.Drained",
    "arcadumas.site.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "arcadumas.site.headers.Headers",
    "arcadumas.site.packing.Packing",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "arcadumas.site.away.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "arcadumas.site.bodies.Bodies",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "arcadumas.site.own_password.Authentication",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "arcadumas.site.refused.Refused",
]
ROOT_URLCONF = "arcadumas.site.urls"
WSGI_APPLICATION = "arcadumas.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "arcadumas.site.statics.DigestStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 30 * 86_400  # seconds; addresses change with the content
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_CHECKS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_CHECKS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_CHECKS}.CommonPasswordValidator"},
    {"NAME": f"{_CHECKS}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["login", "name", "email"]}},
]
LOGIN_URL, LOGIN_REDIRECT_URL = "/masuk/", "/meja/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_SECURE
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_SAMESITE = "bahasa", 31_536_000, "Lax"
SESSION_COOKIE_NAME = "__Host-sesi" if IS_SECURE else "sesi"
SESSION_ENGINE, SESSION_COOKIE_AGE = "arcadumas.site.sessions", 12 * 3600
AUTHENTICATION_BACKENDS = ["arcadumas.site.sessions.Officers"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_REFERRER_POLICY, X_FRAME_OPTIONS = "same-origin", "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Uploads stay in memory until they are sealed: nothing a citizen sent touches the disk in the clear.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 54_000_000
EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "text", "stream": sys.stderr}},
    # What they say of each request holds its address, and some addresses hold a number.
    # PIL tells of every tag of a photo, its place among them.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "PIL")},
    "root": {"handlers": ["stderr"], "level": envtext("LOG_LEVEL", "WARNING")},
}
