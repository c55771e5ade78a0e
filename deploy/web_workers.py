# noqa: INP001 - gunicorn reads it by its path
"""How one gunicorn runs several workers: the portal is imported once, and what is read alone they share.

With two workers that is 50 MB less (`docs/performance.md`). New code needs a restart: HUP keeps what is imported.
"""

from portal.processes.sharing import import_all

preload_app = True
keepalive = 75  # longer than the proxy keeps a connection: what it sends on one that closes would be lost
control_socket_disable = True  # it would lie in the home of the user, which is not written to


def when_ready(_server: object) -> None:
    """Before the first worker begins."""
    import_all()
