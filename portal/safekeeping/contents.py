"""What lies in a backup: rows by table, files, what they are, and the SHA-256 of each."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

Progress = Callable[[str, int, int], None]
"""Is told what is done, how much of it, and of how much."""
PIECE: Final = 1024 * 1024
FORMAT: Final = 1
ROWS, FILES, LOOK, FACTS, SUMS = "rows", "files", "brand", "manifest.json", "SHA256SUMS"
SUM = 64
"""Digits of a SHA-256."""


class UnableToKeep(Exception):  # noqa: N818 - reads as what could not be done
    """A backup cannot be written or read; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one model: in which file, how many, and the last number that was given to one."""

    model: str
    file: str
    rows: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backup is: the instant whose data it holds, the migrations that made its tables, and what is in it.

    `missing` are files that a row names and that were not there. `bucket` names where the files lie that were left
    out; "" says that they are here.
    """

    taken_at: str
    database: str
    migrations: list[str]
    tables: list[Table] = field(default_factory=list)
    files: int = 0
    missing: list[str] = field(default_factory=list)
    bucket: str = ""
    format: int = FORMAT

    @property
    def instant(self) -> datetime:
        """When it was taken."""
        return datetime.fromisoformat(self.taken_at)


class Counted:
    """A file that is written or read while its SHA-256 is computed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write all of `data`."""
        self._sum.update(data)
        return self._file.write(data)

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes."""
        data = self._file.read(size)
        self._sum.update(data)
        return data

    def flush(self) -> None:
        """Hand on what is buffered."""
        self._file.flush()

    @property
    def sum(self) -> str:
        """The SHA-256 of what went through so far."""
        return self._sum.hexdigest()


def write_facts(folder: Path, facts: Facts, sums: dict[str, str]) -> None:
    """Write what a backup is and the sum of each of its files, last of all: without them it is not one."""
    text = json.dumps(asdict(facts), indent=1).encode()
    (folder / FACTS).write_bytes(text)
    lines = [f"{digest}  {name}\n" for name, digest in sums.items()]
    (folder / SUMS).write_text("".join([*lines, f"{hashlib.sha256(text).hexdigest()}  {FACTS}\n"]))


def read_facts(folder: Path) -> tuple[Facts, dict[str, str]]:
    """What the backup in `folder` is, and the sum of each of its files by name.

    Raises:
        UnableToKeep: if it is none, was not finished, was changed, or is of another format.
    """
    try:
        sums = {line[SUM + 2 :]: line[:SUM] for line in (folder / SUMS).read_text().splitlines()}
        text = (folder / FACTS).read_bytes()
    except OSError as error:
        raise UnableToKeep(f"{folder} is not a finished backup: {error.strerror}: {error.filename}.") from error
    if sums.get(FACTS) != hashlib.sha256(text).hexdigest():
        raise UnableToKeep(f"{folder / FACTS} was changed since the backup was taken. Nothing was restored.")
    said: dict[str, Any] = json.loads(text)
    if said.get("format") != FORMAT:
        raise UnableToKeep(f"{folder} has format {said.get('format')}; this portal reads format {FORMAT}.")
    return Facts(**said | {"tables": [Table(**table) for table in said["tables"]]}), sums


@contextmanager
def checked(folder: Path, name: str, sums: dict[str, str]) -> Iterator[Counted]:
    """The file `name` of the backup in `folder`, to be read whole.

    Raises:
        UnableToKeep: at the end, if what was read is not what was written.
    """
    try:
        with (folder / name).open("rb") as file:
            counted = Counted(file)
            yield counted
            while counted.read(PIECE):
                pass
    except FileNotFoundError as error:
        raise UnableToKeep(f"{name} is missing from the backup.") from error
    if counted.sum != sums.get(name):
        raise UnableToKeep(f"{name} was changed since the backup was taken: its SHA-256 differs.")
