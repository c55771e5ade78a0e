"""What a process imports before it forks, so that those which it starts share it."""

import gc

from django.urls import get_resolver

from portal.celery import app

RESTS = 10_000, 20, 20
"""So many objects more before the collector looks for rings among them; it comes six times in a page of 200 replies
with Python's 700, which is a tenth of its time."""


def import_all() -> None:
    """Import every page and the way to the broker, and have the collector leave alone what is there.

    It writes into what it looks at, and what a process writes to is its own from then on. It also comes less often.
    """
    _ = get_resolver().url_patterns, app.connection_for_write().get_transport_cls()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RESTS)
