# noqa: INP001 - gunicorn reads it by its path
"""How one gunicorn runs several workers: the portal is imported once, and what is read alone they share.

With two workers that is 50 MB less (`docs/performance.md`). New code needs a restart: HUP keeps what is imported.
"""

import gc

from django.urls import get_resolver

from portal.celery import app

preload_app = True


def when_ready(_server: object) -> None:
    """Import every page and the way to the broker too, and have the collector leave alone what is there.

    It writes into what it looks at.
    """
    _ = get_resolver().url_patterns, app.connection_for_write().get_transport_cls()
    gc.collect()
    gc.freeze()
