# noqa: INP001 - gunicorn reads it by its path
"""How one gunicorn runs several workers: the portal is imported once, and what is read alone they share.

With two workers that is 50 MB less (`docs/performance.md`). New code needs a restart: HUP keeps what is imported.
"""

import gc

from django.urls import get_resolver

preload_app = True


def when_ready(_server: object) -> None:
    """Import every page too, and have the collector leave alone what is there, for it writes into what it looks at."""
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
