"""Machines as network namespaces of this one: each with an address, a folder and no sight of the others' folders."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

NET = "10.231.77"
SHARED = f"{NET}.1"
"""Where PostgreSQL, Redis, the bucket, the scanner and the mail server listen."""
NAMES = ("web-1", "web-2", "worker")
HIDE = 'for each in $HIDDEN; do mount -t tmpfs none "$each"; done; exec "$@"'


@dataclass(frozen=True)
class Machine:
    """A machine: its name, its address and its folder, which alone of all folders it sees."""

    name: str
    address: str
    home: Path
    hidden: tuple[Path, ...]

    @property
    def var(self) -> Path:
        """The data that the portal keeps there."""
        return self.home / "var"

    def run(self, command: list[str]) -> list[str]:
        """The command that runs `command` there, in its folder."""
        own = [f"PORTAL_VAR={self.var}", f"HIDDEN={' '.join(map(str, self.hidden))}"]
        inside = ["ip", "netns", "exec", _space(self.name), "unshare", "--mount", "env", "-C", str(self.home)]
        return [*inside, *own, "sh", "-c", HIDE, "sh", *command]


@contextmanager
def machines(folder: Path) -> Iterator[dict[str, Machine]]:
    """The machines, by name, while the block runs.

    Raises:
        SystemExit: without the right to make a network.
    """
    homes = {name: folder / name for name in NAMES}
    with ExitStack() as stack:
        _ip("addr", "add", f"{SHARED}/32", "dev", "lo")
        stack.callback(_ip, "addr", "del", f"{SHARED}/32", "dev", "lo")
        made = {}
        for number, (name, home) in enumerate(homes.items(), 1):
            (home / "var").mkdir(parents=True)
            made[name] = Machine(name, _join(stack, name, number), home, _others(folder, home))
        yield made


def _join(stack: ExitStack, name: str, number: int) -> str:
    """Make a namespace with one cable to here; its address."""
    here, there, space = f"{NET}.{4 * number + 1}", f"{NET}.{4 * number + 2}", _space(name)
    _ip("netns", "add", space)
    stack.callback(_ip, "netns", "del", space)
    _ip("link", "add", f"{space}-a", "type", "veth", "peer", "name", f"{space}-b", "netns", space)
    _ip("addr", "add", f"{here}/30", "dev", f"{space}-a")
    _ip("link", "set", f"{space}-a", "up")
    for words in (
        ["addr", "add", f"{there}/30", "dev", f"{space}-b"],
        ["link", "set", "lo", "up"],
        ["link", "set", f"{space}-b", "up"],
        ["route", "add", "default", "via", here],
    ):
        _ip("-n", space, *words)
    return there


def _others(folder: Path, home: Path) -> tuple[Path, ...]:
    """The folders that a machine does not see: those of the other machines, and that of the database."""
    return (*(folder / name for name in NAMES if folder / name != home), folder / "shared")


def _space(name: str) -> str:
    return f"ph-{name}"


def _ip(*words: str) -> None:
    program = shutil.which("ip") or "/usr/sbin/ip"
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(f"ip {' '.join(words)}: {done.stderr.strip() or done.returncode}. It needs root, and no other run.")
