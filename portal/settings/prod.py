"""Production: everything comes from the environment and nothing is forgiven."""

from django.core.exceptions import ImproperlyConfigured

from portal.logs import lines, sentry
from portal.settings.base import *  # noqa: F403 - an environment is the base and what differs
from portal.settings.base import LOGGING, STORAGES, env

if env.str("PORTAL_CLOCK", default=""):
    raise ImproperlyConfigured("PORTAL_CLOCK moves the clock for demonstrations and tests: unset it in production.")

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
BASE_URL = env.str("BASE_URL")
PORTAL_DEMO = False
PORTAL_CLOCK = ""
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL")
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)

STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=True)
LOGGING = {**LOGGING, "formatters": lines.formatters(is_json=True)}
sentry.start(env.str("SENTRY_DSN", default=""), env.str("SENTRY_ENVIRONMENT", default="production"))

ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^metrics$"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
