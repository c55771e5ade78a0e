"""`python -m portal.processes.beat`: the beat, which knows the names of the rounds and when they go, and no page.

Celery's own command imports all that a worker needs, and holds it.
"""

import sys
from argparse import ArgumentParser

from celery.apps.beat import Beat
from django.conf import settings
from django.utils.log import configure_logging

from portal.celery import app


class Bell(Beat):
    """Knocks by name: the tasks are imported by the worker that does them."""

    def init_loader(self) -> None:
        """Be ready without a look at what there is to do."""
        app.finalize()


def main(arguments: list[str]) -> None:
    """Knock until asked to stop."""
    parser = ArgumentParser(prog="beat", description=__doc__)
    parser.add_argument("--schedule", help="The file that remembers when it knocked last; one for each beat.")
    chosen = parser.parse_args(arguments)
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    Bell(app=app, schedule=chosen.schedule, loglevel="WARNING", quiet=True).run()


if __name__ == "__main__":
    main(sys.argv[1:])
