"""Production, but for a clock that the suite moves, passwords that are checked fast, and files without a manifest."""

from portal.settings.prod import *  # noqa: F403 - an environment is the base and what differs
from portal.settings.prod import MIDDLEWARE, STORAGES, env

PORTAL_CLOCK = env.str("FAULTS_CLOCK")
PORTAL_DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STAFF_MFA_REQUIRED = False
MIDDLEWARE = ["tools.faults.stopwatch.Stopwatch", *MIDDLEWARE]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
