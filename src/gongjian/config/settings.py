"""One settings file. What differs between places comes from the environment; secrets are made on the first run.

GONGJIAN_DATA   the data folder (database, files, keys); default ./data
DATABASE_URL    postgres://… puts the site on PostgreSQL; default SQLite in the data folder
DATABASE_REPLICA_URL  a streaming replica of that PostgreSQL, for pages that may be a moment old
GONGJIAN_POOLER 1: a transaction pooler (PgBouncer) stands in front of PostgreSQL
GONGJIAN_FILES  where attachments lie: a folder, or s3://bucket/prefix?endpoint=…; default in the data folder
GONGJIAN_STATIC where static files are collected; default in the data folder
GONGJIAN_HOSTS  host names it answers to, by comma
GONGJIAN_HTTPS  1: cookies only over https
GONGJIAN_DELIVERY  worker: events wait for ``gongjian work``; in-place (default): delivered right after commit
"""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gongjian.kernel import postgresql
from gongjian.kernel.keys import kept_secret
from gongjian.kernel.storage_urls import InvalidStorageUrl, storage_for

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("GONGJIAN_DATA") or "data").resolve()
KEYS_DIR = DATA_DIR / "keys"
SEAL_KEY = Path(os.environ.get("GONGJIAN_SEAL_KEY") or KEYS_DIR / "ledger-seal").resolve()

try:
    FILES = storage_for(os.environ.get("GONGJIAN_FILES", ""), DATA_DIR / "files", os.environ)
except InvalidStorageUrl as error:
    raise SystemExit(str(error)) from error

SECRET_KEY = os.environ.get("GONGJIAN_SECRET_KEY") or kept_secret(KEYS_DIR, "session")
DEBUG = os.environ.get("GONGJIAN_DEBUG") == "1"
TESTING = os.environ.get("GONGJIAN_TESTING") == "1"
# The page of all components, for developers; its samples are the demo's.
STYLE_GUIDE = "gongjian_demo.samples.sample_page" if (DEBUG or TESTING) and find_spec("gongjian_demo") else ""
PROXIES = frozenset(filter(None, os.environ.get("GONGJIAN_PROXIES", "").split(",")))
HTTPS = os.environ.get("GONGJIAN_HTTPS") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("GONGJIAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS if HTTPS]
DELIVERY = os.environ.get("GONGJIAN_DELIVERY", "in-place")
# Requests that wait in one process: with two, a crowd of 500 that arrives in one moment is taken in.
WAITING = int(os.environ.get("GONGJIAN_WAITING") or 256)
AT_ONCE = int(os.environ.get("GONGJIAN_AT_ONCE") or 0)  # said by ``gongjian serve``; 0: no gate

PROJECT_APPS = [
    "kernel",
    "web",
    "audit",
    "files",
    "notify",
    "search",
    "spreadsheets",
    "workdays",
    "rulebook",
    "workflow",
    "people",
    "org",
    "bulletin",
    "pairing",
    "matters",
    "problems",
    "appeals",
    "proposals",
    "evaluation",
    "insight",
    "reactions",
]
# The lives of what people raise, each from the app of its kind; the first is what a list shows where none is asked for.
KINDS_OF_MATTERS = [
    "gongjian.problems.procedures.LIFE",
    "gongjian.appeals.procedures.LIFE",
    "gongjian.proposals.procedures.LIFE",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "ninja",  # the page of the API's description, with its own assets
    *(f"gongjian.{room}" for room in PROJECT_APPS),
]
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "gongjian.config.requests.middleware.ClientAddress",
    "gongjian.config.requests.middleware.SafeHeaders",
    "gongjian.config.requests.health.HealthFirst",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gongjian.config.requests.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "gongjian.config.requests.gate.Gate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gongjian.config.requests.middleware.CleanText",
    "gongjian.config.requests.middleware.ActorMiddleware",
    "gongjian.config.requests.middleware.PasswordFirst",
    "gongjian.config.requests.middleware.ApiShapeMiddleware",
    "gongjian.config.requests.reading.ReadFromReplica",
    "gongjian.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "gongjian.config.urls"
WSGI_APPLICATION = "gongjian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "gongjian.web.templating.make_environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "gongjian.config.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "gongjian.web.forms.Renderer"

POOLER = os.environ.get("GONGJIAN_POOLER") == "1"
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{quote(str(DATA_DIR / 'gongjian.sqlite3'))}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if TESTING else 'FULL'}; PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
    }
    # Tests use a file too, as threads of one process cannot share an in-memory database without table locks.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
elif not TESTING:  # a test database cannot be dropped while a pool holds on to it
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a pool outlives a restart of the database server
    # What the address says (sslmode=verify-full) stays.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 16, "timeout": 5}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    postgresql.tune(DATABASES["default"], pooler=POOLER)
if os.environ.get("DATABASE_REPLICA_URL"):
    DATABASES["replica"] = dj_database_url.parse(
        os.environ["DATABASE_REPLICA_URL"], conn_max_age=0, conn_health_checks=True
    )
    # Whatever the address leads to, nothing is written there; and nobody waits long for it.
    DATABASES["replica"].setdefault("OPTIONS", {}).update(
        **({} if POOLER else {"options": "-c default_transaction_read_only=on"}),
        connect_timeout=2,
        pool={"min_size": 0, "max_size": 16, "timeout": 1},
    )
    postgresql.tune(DATABASES["replica"], pooler=POOLER)
    DATABASE_ROUTERS = ["gongjian.kernel.replica.Router"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if TESTING:  # argon2 is slow on purpose
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gongjian.people.passwords.ContextWords"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "gongjian.people.devices.counted_address"
AXES_LOCKOUT_CALLABLE = "gongjian.people.views.locked_out"
AXES_VERBOSE = False
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "insight:desk"
LOGOUT_REDIRECT_URL = "insight:home"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("GONGJIAN_STATIC") or DATA_DIR / "static").resolve()
STORAGES = {
    "default": FILES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if (DEBUG or TESTING)
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "jpeg", "gif", "webp", "zip", "gz", "br", "woff", "woff2"]
WHITENOISE_USE_FINDERS = DEBUG or TESTING

SESSION_ENGINE = "gongjian.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # pages have the token in themselves
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:  # such names are taken by browsers from this very host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
CSRF_FAILURE_VIEW = "gongjian.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains" if HTTPS else ""  # said by SafeHeaders: https ends before us
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],  # ECharts and bars of measured width set style attributes
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MOST_BYTES = 20 * 1024 * 1024

SCHOOL_NAME = os.environ.get("GONGJIAN_SCHOOL", "示范大学")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "gongjian.config.processes.logs.OneLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING" if TESTING else "INFO"},
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
