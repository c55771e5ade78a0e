"""`python -m portal.processes.beat`: the beat, which knows the names of the rounds and when they go, and no page.

Celery's own command imports all that a worker needs, and holds it.
"""

from celery.apps.beat import Beat
from django.conf import settings
from django.utils.log import configure_logging

from portal.celery import app


class Bell(Beat):
    """Knocks by name: the tasks are imported by the worker that does them."""

    def init_loader(self) -> None:
        """Be ready without a look at what there is to do."""
        app.finalize()


def main() -> None:
    """Knock until asked to stop."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    Bell(app=app, loglevel="WARNING", quiet=True).run()


if __name__ == "__main__":
    main()
