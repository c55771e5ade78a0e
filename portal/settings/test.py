"""For tests: the database that `tests/conftest.py` starts, mails kept in memory, no broker."""

from portal.settings.base import *  # noqa: F403 - an environment is the base and what differs
from portal.settings.base import DATABASES, INSTALLED_APPS, MIDDLEWARE, PAGE_CHANNELS, VAR, env

SECRET_KEY = "a-key-for-tests-that-guards-nothing-at-all-and-is-long-enough"  # noqa: S105 - guards nothing
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PORTAL_DEMO = True
PORTAL_CLOCK = env.str("PORTAL_CLOCK", default="")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://localhost/"
CONSOLE = "oncall.services.channels.console.ConsoleChannel"
PAGE_CHANNELS = {**PAGE_CHANNELS, "sms": CONSOLE, "voice": CONSOLE}
VAPID_PRIVATE_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = VAR / "test-files"
ACCOUNT_RATE_LIMITS = False
WATCH_EVERY = 0
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"].pop("pool", None)
# A page that asks once per row fails.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
# Django looks at a session again before it deletes it, and reads the rows of an inline form one by one when it is sent;
# allauth looks at an address again before it trusts it.
ZEAL_ALLOWLIST = [{"model": "account.EmailAddress", "field": "user"}] + [
    {"model": f"{app}.{model}", "field": "get()"}
    for app, models in {
        "sessions": ("Session",),
        "account": ("EmailAddress",),
        "catalog": ("BusinessHours", "Closure", "Holiday", "Opening", "Version"),
        "entitlements": ("Contract", "Entitlement", "Package", "Target"),
    }.items()
    for model in models
]
