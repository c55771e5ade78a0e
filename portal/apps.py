"""The composition root's application, and its administration."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from portal.celery import app


class PortalConfig(AppConfig):
    """Finds the tasks of every app once Django is ready, so that they can be queued by name."""

    name = "portal"

    def ready(self) -> None:
        """Import every app's `tasks` module."""
        app.autodiscover_tasks(force=True)


class AdministrationConfig(AdminConfig):
    """Django's administration with our first page."""

    default_site = "portal.administration.Administration"
