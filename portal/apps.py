"""The composition root's application, and its administration."""

import gc

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from portal.celery import app
from portal.checks import check_addresses


class PortalConfig(AppConfig):
    """Finds the tasks of every app once Django is ready, so that they can be queued by name; has addresses checked."""

    name = "portal"

    def ready(self) -> None:
        """Import every app's `tasks` module, and keep the collector away from what stays.

        It writes into whatever it looks at: a process that is forked would soon share nothing with its parent.
        """
        app.autodiscover_tasks(force=True)
        register(check_addresses, Tags.security, deploy=True)
        gc.collect()
        gc.freeze()


class AdministrationConfig(AdminConfig):
    """Django's administration with our first page."""

    default_site = "portal.administration.Administration"
