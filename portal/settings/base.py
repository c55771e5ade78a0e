"""What every environment shares. Each name is explained in `docs/settings.md`; a test compares."""

import logging
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from common.brand import read as read_brand
from portal.logs import lines
from portal.settings import storing

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(env.str("PORTAL_VAR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.str("SECRET_KEY", default="")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
"""Where the portal is reached: every link in a mail starts with it, never with the Host header."""

# Own settings of the portal.
PORTAL_CLOCK = ""
"""A file that moves the clock (`common.clock`), for demonstrations and tests; refused in production."""
PORTAL_DEMO = False
"""Whether the demo world may be loaded and its accounts listed on the login page."""
PAGE_FALLBACK_EMAIL = env.str("PAGE_FALLBACK_EMAIL", default="duty@vendor.example")
"""Who is paged when nobody is on call: paging fails open to a human."""
PAGES_PER_CONTRACT_AND_HOUR = env.int("PAGES_PER_CONTRACT_AND_HOUR", default=6)
"""How many pages one contract makes within an hour; the others are told in a digest. Paid emergencies always page."""
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
"""Time units are paid by card where both are set."""
STRIPE_API = env.str("STRIPE_API", default="https://api.stripe.com")
PAGE_CHANNELS = {
    "push": "oncall.services.channels.push.PushChannel",
    "sms": "oncall.services.channels.gateway.SmsChannel",
    "voice": "oncall.services.channels.gateway.VoiceChannel",
    "mail": "oncall.services.channels.mail.MailChannel",
    "webhook": "oncall.services.channels.webhook.WebhookChannel",
}
"""Which class carries calls by which channel."""
PAGE_GATEWAYS = {
    "sms": {
        "url": env.str("SMS_URL", default=""),
        "token": env.str("SMS_TOKEN", default=""),
        "number": env.str("SMS_FROM", default=""),
    },
    "voice": {
        "url": env.str("VOICE_URL", default=""),
        "token": env.str("VOICE_TOKEN", default=""),
        "number": env.str("VOICE_FROM", default=""),
    },
}
"""Where the providers of text messages and voice calls are; without an address the channel is not offered."""
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="")
"""What signs pushes to devices; `manage.py push_key` makes one. Without it devices cannot be added."""
VAPID_CONTACT = env.str("VAPID_CONTACT", default=PAGE_FALLBACK_EMAIL)
"""Whom a push service may write to about what we send."""
DESK_PROVEN_DAYS = env.int("DESK_PROVEN_DAYS", default=14)
"""After so many days without an acknowledged page or fire drill the on-call page warns of a desk."""
OUTBOUND_LOOPBACK = env.bool("OUTBOUND_LOOPBACK", default=False)
"""Whether webhooks and gateways may be on this machine, without encryption; for tests and demonstrations."""
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Support <support@vendor.example>")
TICKETS_PER_HOUR = env.int("TICKETS_PER_HOUR", default=120)
REPLIES_PER_HOUR = env.int("REPLIES_PER_HOUR", default=600)
INVITATIONS_PER_HOUR = env.int("INVITATIONS_PER_HOUR", default=60)
POSTS_PER_HOUR = env.int("POSTS_PER_HOUR", default=30)
EDITS_PER_HOUR = env.int("EDITS_PER_HOUR", default=60)
VOTES_PER_HOUR = env.int("VOTES_PER_HOUR", default=200)
"""How many of them one person's account may send within an hour."""
OUTBOX_DAYS = env.int("OUTBOX_DAYS", default=90)
"""How long a message is kept after it was delivered or dropped."""
EMPTY_SEARCH_DAYS = env.int("EMPTY_SEARCH_DAYS", default=365)
"""How long a search that found nothing is kept for the report of answers."""
DOWNLOADS_PER_HOUR = env.int("DOWNLOADS_PER_HOUR", default=300)
"""How many downloads, each part of a file counted, one person's account may begin within an hour."""
COMMUNITY_CHECKS = env.list(
    "COMMUNITY_CHECKS",
    default=["community.rules.first_post", "community.rules.many_links", "community.rules.spam_word"],
)
"""What is asked, in this order, whether a moderator looks at a post before others see it."""
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
"""Where the virus scanner listens, a socket's path or host:port; without one files are taken as they are."""
BUNDLE_DAYS = env.int("BUNDLE_DAYS", default=30)
"""How long a diagnostic bundle is kept."""
HEARTBEAT_URL = env.str("HEARTBEAT_URL", default="")
"""Whom the sweep tells that it goes on, at most every 30 seconds; without one nobody."""
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""What whoever reads `/metrics` brings as a bearer; without one the address is not there."""
WATCH_EVERY = env.int("WATCH_EVERY", default=15)
"""How many seconds lie between two looks of a web process at the sweep; 0 is never."""
FILES_ACCEL_PREFIX = env.str("FILES_ACCEL_PREFIX", default="")
"""Where the proxy serves `MEDIA_ROOT` to us alone (X-Accel-Redirect); without it we send files ourselves."""
S3_BUCKET = env.str("S3_BUCKET", default="")
"""The bucket that keeps the uploaded files; without one they lie in `MEDIA_ROOT`."""
BRAND_FOLDER = VAR / "brand"
"""Where `manage.py setup` keeps the vendor's name, colours and logo."""
BRAND = read_brand(BRAND_FOLDER)
VENDOR_NAME = env.str("VENDOR_NAME", default=BRAND.name)

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "tickets",
    "knowledgebase",
    "community",
    "downloads",
    "search",
    "oncall",
    "entitlements",
    "notifications",
    "uploads",
    "accounts",
    "catalog",
    "outbox",
    "common",
    "portal.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_structlog",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "common.http.ClockMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.logs.middleware.RequestMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "common.http.BodyLimitMiddleware",
    "accounts.middleware.ViewingMiddleware",
    "tickets.middleware.ViewBoundMiddleware",
    "tickets.middleware.ReachMiddleware",
    "accounts.middleware.ZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.middleware.OpenedFormMiddleware",
    "common.rescue.RescueMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "hot"],
        "OPTIONS": {"environment": "common.hot.environment"},
    },
]
FORM_RENDERER = "common.renderer.Renderer"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    from portal.connections import Connection

    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        # Without a bound a pool waits ever longer between its attempts, and comes back long after the server did.
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL", default=10),
            "timeout": 5,
            "reconnect_timeout": 10,
            "connection_class": Connection,
        },
        # Values travel apart from the words, so that what a connection asks often is planned once.
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    # Between two statements PgBouncer in transaction mode may give the connection to somebody else.
    if env.bool("DATABASE_TRANSACTION_POOLING", default=False):
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
        if not env.bool("DATABASE_POOLER_PREPARES", default=False):
            DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None
    # A connection that a crash of the server left behind is replaced before a request gets it.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# SQLite leaves out the columns that an index of unfinished tickets carries for PostgreSQL; the index is right without.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "portal.authentication.Backend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpForm",
    "login": "accounts.forms.LoginForm",
    "request_login_code": "accounts.forms.LoginCodeForm",
    "reset_password": "accounts.forms.PasswordResetForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "add_email": "accounts.forms.AddressForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "portal.sessions"
STAFF_MFA_REQUIRED = False
"""Whether the vendor's people give a second factor before anything else."""
MFA_ADAPTER = "accounts.adapters.FactorAdapter"
USERSESSIONS_ADAPTER = "accounts.adapters.SessionsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = VENDOR_NAME
MFA_TOTP_TOLERANCE = 1

LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "portal.formats"
LANGUAGES = [("en", _("English"))]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static" / "collected"
STATICFILES_DIRS = [ROOT / "static" / "dist"]
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": storing.files(env, bucket=S3_BUCKET),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *storing.origins(STORAGES["default"])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *(["https://checkout.stripe.com"] if STRIPE_SECRET_KEY else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "common.rescue.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"

FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": lines.formatters(is_json=False),
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # What a request was answered is one line of the middleware; an error of it another one.
    "loggers": {"django.request": {"level": "CRITICAL"}},
}
lines.configure()
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
