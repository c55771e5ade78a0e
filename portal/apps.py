"""The composition root's application."""

from django.apps import AppConfig

from portal.celery import app


class PortalConfig(AppConfig):
    """Finds the tasks of every app once Django is ready, so that they can be queued by name."""

    name = "portal"

    def ready(self) -> None:
        """Import every app's `tasks` module."""
        app.autodiscover_tasks(force=True)
