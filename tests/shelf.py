"""Worlds that were told once: kept in files, for the other processes of a run and for later runs of the same code."""

import fcntl
import hashlib
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.snapshot import Snapshot

ROOT = Path(__file__).resolve().parent.parent
SHELF = ROOT / "var" / "worlds"
MOST = 8
"""So many worlds are kept; those that were told first go first."""
UNREAD = {"views", "views.py", "forms", "forms.py", "urls.py", "admin", "admin.py", "management", "templatetags"}
"""Rooms that no loader reaches: the import contracts let no service know them."""
READ = {".py", ".md", ".json", ".toml", ".txt"}


@contextmanager
def taken(name: str, *, told_by: Path) -> Iterator[Snapshot]:
    """The world called `name` as this code and `told_by` told it, or an empty one; what is in it at the end is kept.

    Whoever asks meanwhile waits, so that one process tells it.
    """
    SHELF.mkdir(parents=True, exist_ok=True)
    file = SHELF / f"{fingerprint()}-{hashlib.sha256(name.encode() + told_by.read_bytes()).hexdigest()[:16]}"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        world = pickle.loads(file.read_bytes()) if file.exists() else Snapshot()  # noqa: S301 - written below, by us
        before = world.before
        yield world
        if world.before is not before:
            _put(file, world)


def _put(file: Path, world: Snapshot) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_bytes(pickle.dumps(world))
    fresh.rename(file)
    forget_all_but(MOST, (path for path in SHELF.iterdir() if not path.suffix))


def forget_all_but(most: int, files: Iterable[Path]) -> None:
    """Keep `most` of these files: those that were written last."""
    for old in sorted(files, key=lambda path: path.stat().st_mtime)[:-most]:
        old.unlink(missing_ok=True)


@cache
def fingerprint() -> str:
    """A digest of all that a world follows from: the apps without their `UNREAD` rooms, and what they run on."""
    return digest_of([*_sources(), ROOT / "requirements.txt"])


def digest_of(files: Iterable[Path]) -> str:
    """A digest of what stands in these files, and where they lie."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def _sources() -> Iterator[Path]:
    packages = (path for path in ROOT.iterdir() if (path / "__init__.py").exists())
    for package in sorted(path for path in packages if path.name not in {"tests", "tools"}):
        for file in sorted(package.rglob("*")):
            if file.suffix in READ and not UNREAD & set(file.relative_to(package).parts):
                yield file
