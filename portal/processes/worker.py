"""`python -m portal.processes.worker`: Celery's worker with its options, which shares what it imports with its pool.

The rest of Celery's command line stays out: a shell with all that draws one, 11 MB that a worker never looks at.
"""

import sys

import django
from celery.bin.base import CLIContext
from celery.bin.worker import worker

from portal.celery import app
from portal.processes.bounds import OPTION, Bounds


def main(arguments: list[str]) -> None:
    """Work until asked to stop; the options are those of `celery worker`."""
    django.setup()
    from portal.processes.sharing import import_all  # noqa: PLC0415 - Django is set up only now

    import_all()
    app.steps["worker"].add(Bounds)
    app.user_options["worker"].add(OPTION)
    worker.params.extend(app.user_options["worker"])
    worker.main(arguments, prog_name="worker", obj=CLIContext(app=app, no_color=True, workdir=None, quiet=True))


if __name__ == "__main__":
    main(sys.argv[1:])
