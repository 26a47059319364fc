"""Settings, all from the environment; without any, safe for production and loud about what is missing."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from spinecenter import build, local_secrets
from spinecenter.embedded_postgres import EmbeddedPostgres

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)


def required(name, why):
    """The variable's value; with DEBUG on, a secret made once for this checkout."""
    value = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return local_secrets.kept(LOCAL_DIR, name.lower().replace("_", "-"))
    raise ImproperlyConfigured(f"{name} is not set; with DEBUG off it is required: {why}")


# --- where the site lives ---
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
SITE_HOST = SITE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_HOST, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
ROOT_URLCONF = "spinecenter.urls"
WSGI_APPLICATION = "spinecenter.wsgi.application"
APPEND_SLASH = True

# --- secrets ---
SECRET_KEY = required("SECRET_KEY", "a long random string that signs sessions and forms.")
particulars_keys = required(
    "PARTICULARS_KEYS",
    "comma-separated long random strings that encrypt what patients write; the first one encrypts.",
)
PARTICULARS_KEYS = [key.strip() for key in particulars_keys.split(",") if key.strip()]

# --- what the site is made of ---
INSTALLED_APPS = [
    "spinecenter.apps.SpinecenterConfig",
    "clinic",
    "articles",
    "appointments",
    "ckeditor",
    "phonenumber_field",
    "localflavor",
    "csp",
    "spinecenter.apps.SpineAdminConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "spinecenter.apps.UsedStaticFilesConfig",
]

# Sessions, messages and the CSRF cookie are read lazily: a public page that does not ask for them sets no
# cookie and varies on nothing.
MIDDLEWARE = [
    "spinecenter.languages.LanguageOfThePath",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # For clinics that serve without a compressing proxy; it pads pages, so lengths tell no secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "spinecenter.browser_features.NothingOfTheBrowser",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "spinecenter.only_read.OnlyRead",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic.clock.StaffClock",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.context_processors.clinic",
            ],
        },
    },
]

# Widgets may have templates of ours, too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- the database ---
EMBEDDED_POSTGRES = EmbeddedPostgres(BASE_DIR)
DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if not DATABASES["default"].get("ENGINE", "").endswith(".postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://…")
elif DEBUG:
    embedded = env.db_url_config(EMBEDDED_POSTGRES.url)
    DATABASES = {"default": embedded | {"ENGINE": "spinecenter.embedded_postgres"}}
else:
    required("DATABASE_URL", "postgres://user:password@host:5432/name, PostgreSQL 15 or newer.")
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ---
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "spinecenter.formats"
USE_I18N = True
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "US"

# --- files ---
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "spinecenter.static_files.RememberedAddresses"},
}
BUILD = build.identify(BASE_DIR)

# --- staff accounts and sessions (readers have neither) ---
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_AGE = 60 * 60 * 10  # a working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_PATH = "/admin/"
CSRF_COOKIE_PATH = "/admin/"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# --- in the browser ---
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a page of 60 sections has about 600
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o644

# --- mail ---
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # noqa: F821 - the line above sets it
    EMAIL_BACKEND = "appointments.smtp.Backend"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@example.org")
# The sender where a patient asked that messages do not name the clinic: an address that tells nothing.
NEUTRAL_FROM_EMAIL = env.str("NEUTRAL_FROM_EMAIL", default="no-reply@example.org")
# The same site under a name that tells nothing, for the links in such messages; without it they have none.
NEUTRAL_SITE_URL = env.str("NEUTRAL_SITE_URL", default="").rstrip("/")
if NEUTRAL_SITE_URL:
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, urlsplit(NEUTRAL_SITE_URL).hostname]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20  # seconds for one step with the mail server
ADMINS = []  # nobody is mailed an error report: it could hold a patient's particulars

# --- how much one address may send before a page says whom to call; 0 is no limit ---
SENDS_PER_ADDRESS = env.int("SENDS_PER_ADDRESS", default=20)  # requests in an hour
TRIES_PER_ADDRESS = env.int("TRIES_PER_ADDRESS", default=60)  # posts to status pages in an hour
# New requests from everywhere in ten minutes; those beyond are held apart for somebody's look.
REQUESTS_IN_A_BURST = env.int("REQUESTS_IN_A_BURST", default=20)

# --- checking links to other sites ---
LINK_CHECK_SECONDS = env.float("LINK_CHECK_SECONDS", default=10)  # at most, for one answer
LINK_CHECK_PAUSE = env.float(
    "LINK_CHECK_PAUSE", default=1
)  # seconds between two questions to one site
# Off, a link can never make this server speak to machines of its own network.
LINK_CHECK_PRIVATE = env.bool("LINK_CHECK_PRIVATE", default=False)

# --- what the 503 page can say while the database is away ---
PHONE_FALLBACK = env.str("PHONE_FALLBACK", default="")

# --- error reports and logs tell no patient's particulars ---
DEFAULT_EXCEPTION_REPORTER_FILTER = "appointments.privacy.DiscreetReporterFilter"

# --- logs: what happened and where; never a query string, a form, an address or an exception's words ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "logging.Formatter" if DEBUG else "spinecenter.logs.PrivateFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
