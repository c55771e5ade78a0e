"""The Celery application: a doorbell and a clock tick. Redis may lose everything and no work is lost."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.prod")
app = Celery("portal")
app.config_from_object("portal.celery_settings")
app.set_default()  # for every thread of the web server: the current application is the main thread's alone
