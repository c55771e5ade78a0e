"""Machines with a part of a processor each: control groups of the kernel, of either version. It takes root."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.bench.server import spent

GROUPS = Path("/sys/fs/cgroup")
PERIOD = 100_000
"""Microseconds in which a machine has its part of a core once, as the kernel itself would choose.

In shorter ones it finds the caches of the processor taken by others again and again, and takes twice the time.
"""


class Machine:
    """A group of processes that together have so many `cores` at most; None is as many as there are."""

    def __init__(self, folder: Path, cores: float | None) -> None:
        self.cores, self._folder = cores, folder

    def take(self, pid: int) -> None:
        """Move a process here with all that it has started; what they start from now on is here by itself."""
        for each in family(pid):
            with suppress(ProcessLookupError):  # it has ended since
                (self._folder / "cgroup.procs").write_text(str(each))


@contextmanager
def machine(name: str, cores: float | None) -> Iterator[Machine]:
    """A machine while the block runs, by whose end its processes must have ended.

    Raises:
        SystemExit: without the right to make one.
    """
    root = _root()
    folder = root / f"portal-steps-{name}"
    try:
        _make(root, folder, cores)
    except OSError as error:
        sys.exit(f"No control group can be made in {root} ({error}): {_advice(error)}")
    try:
        yield Machine(folder, cores)
    finally:
        _leave(root, folder)


def _root() -> Path:
    return GROUPS / "cpu" if (GROUPS / "cpu").is_dir() else GROUPS


def _leave(root: Path, folder: Path) -> None:
    """Take a machine away. Who began on it while the others moved, as PostgreSQL's children may, moves now."""
    left = folder / "cgroup.procs"
    for pid in left.read_text().split() if left.exists() else ():
        with suppress(ProcessLookupError):
            (root / "cgroup.procs").write_text(pid)
    folder.rmdir()


def _advice(error: OSError) -> str:
    """What helps. In version 2 a group with processes hands nothing down, unless it is the machine's first."""
    if error.errno == errno.EBUSY:
        return "run it on the machine itself, not in a container."
    return "run it as root, on a machine whose kernel has them for the processor."


def _make(root: Path, folder: Path, cores: float | None) -> None:
    is_second = (root / "cgroup.subtree_control").exists()
    if is_second:
        (root / "cgroup.subtree_control").write_text("+cpu")
    folder.mkdir(exist_ok=True)  # what an earlier run left behind has its limit anew
    share = None if cores is None else int(cores * PERIOD)
    if is_second:
        (folder / "cpu.max").write_text(f"{'max' if share is None else share} {PERIOD}")
    else:
        (folder / "cpu.cfs_period_us").write_text(str(PERIOD))
        (folder / "cpu.cfs_quota_us").write_text(str(-1 if share is None else share))


def rest(pid: int) -> None:
    """Move a process with its family out of all machines."""
    Machine(_root(), None).take(pid)


def family(pid: int) -> list[int]:
    """A process, what it started, and what these started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    children = map(int, path.read_text().split()) if path.exists() else ()
    return [pid, *(each for child in children for each in family(child))]


def burnt(pid: int) -> float:
    """Seconds of processor that a process and its family have had."""
    return spent(family(pid))
