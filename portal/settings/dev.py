"""A machine of one's own: SQLite, mails in files, the demo world."""

from portal.settings.base import *  # noqa: F403 - an environment is the base and what differs
from portal.settings.base import PAGE_CHANNELS, STATIC_ROOT, VAR, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-machine-of-ones-own-and-never-for-production")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
PORTAL_DEMO = True
PORTAL_CLOCK = env.str("PORTAL_CLOCK", default="")
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=f"redis+socket://{VAR / 'redis.sock'}")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mails"
CONSOLE = "oncall.services.channels.console.ConsoleChannel"
PAGE_CHANNELS = {**PAGE_CHANNELS, "sms": CONSOLE, "voice": CONSOLE}
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", default="q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder; nothing is collected here
