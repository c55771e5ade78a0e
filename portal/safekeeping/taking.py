"""Taking a backup while the portal runs: all rows as of one instant, then the files that they name."""

import gzip
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, models

from portal.safekeeping import databases, files, rows
from portal.safekeeping.contents import (
    FILES,
    LOOK,
    PIECE,
    ROWS,
    Counted,
    Facts,
    Progress,
    Table,
    UnableToKeep,
    write_facts,
)

QUICK = 3
"""How hard rows are compressed: harder takes several times as long for a tenth less."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a backup holds, and where it is."""

    folder: Path
    facts: Facts

    @property
    def rows(self) -> int:
        """How many rows of all tables."""
        return sum(table.rows for table in self.facts.tables)


def back_up(target: Path, *, at: datetime, progress: Progress, rows_only: bool = False) -> Taken:
    """Write a backup into the new folder `target`; it has that name once it is whole.

    With `rows_only` the files stay in their bucket, whose own versions are their backup.

    A file that is deleted between the rows and its own turn is named as missing. Files are never changed, so all others
    are what the rows say.

    Raises:
        UnableToKeep: if `target` exists, or cannot be written; if the database lacks tables; without files that lie in
            a folder.
    """
    if rows_only and not settings.S3_BUCKET:
        raise UnableToKeep("The files lie in a folder of this machine: they are lost with it. Back them up too.")
    draft = target.with_name(f"{target.name}.unfinished")
    _begin(target, draft)
    sums: dict[str, str] = {}
    try:
        with databases.standing_still():
            facts = Facts(at.isoformat(), databases.name(), databases.migrations())
            facts.tables.extend(_all_rows(draft, sums, progress))
            names = [] if rows_only else list(files.named())
        _look(draft, sums)
        missing = _files(names, draft, sums, progress)
        facts = replace(
            facts,
            missing=missing,
            files=len(names) - len(missing),
            bucket=settings.S3_BUCKET if rows_only else "",
        )
        write_facts(draft, facts, sums)
        draft.rename(target)
    except OSError as error:
        raise UnableToKeep(f"The backup was not finished: {error}. What there is of it is in {draft}.") from error
    except DatabaseError as error:
        raise UnableToKeep(f"Not all tables can be read; run migrate if one is missing: {error}") from error
    return Taken(target, facts)


def _begin(target: Path, draft: Path) -> None:
    for path in (target, draft):
        if path.exists():
            raise UnableToKeep(f"{path} is there already. Name a new folder, or delete that one.")
    try:
        (draft / ROWS).mkdir(parents=True)
        draft.chmod(0o700)
    except OSError as error:
        raise UnableToKeep(f"{draft} cannot be made: {error.strerror}.") from error


def _all_rows(folder: Path, sums: dict[str, str], progress: Progress) -> list[Table]:
    tables = rows.tables()
    found = []
    for number, model in enumerate(tables, 1):
        found.append(_rows(model, f"{ROWS}/{number:03}-{model._meta.label_lower}.jsonl.gz", folder, sums))  # noqa: SLF001 - Django's own door
        progress("tables", number, len(tables))
    return found


def _rows(model: type[models.Model], name: str, folder: Path, sums: dict[str, str]) -> Table:
    count = 0
    with (folder / name).open("wb") as file:
        counted = Counted(file)
        with gzip.GzipFile(fileobj=counted, mode="wb", compresslevel=QUICK, mtime=0) as packed:
            for line in rows.lines(model):
                packed.write(line)
                count += 1
    sums[name] = counted.sum
    return Table(model._meta.label_lower, name, count, databases.last_number(model))  # noqa: SLF001 - Django's own door


def _files(names: list[str], folder: Path, sums: dict[str, str], progress: Progress) -> list[str]:
    """Copy the stored files; those that are not there."""
    missing = []
    for number, name in enumerate(names, 1):
        try:
            _file(name, folder, sums)
        except FileNotFoundError:
            missing.append(name)
        progress("files", number, len(names))
    return missing


def _look(folder: Path, sums: dict[str, str]) -> None:
    """Copy what `manage.py setup` stored: name, colours and logo."""
    for path in sorted(Path(settings.BRAND_FOLDER).glob("*")):
        with path.open("rb") as stored:
            _copy(stored, f"{LOOK}/{path.name}", folder, sums)


def _file(name: str, folder: Path, sums: dict[str, str]) -> None:
    with default_storage.open(name, "rb") as stored:
        _copy(stored, f"{FILES}/{name}", folder, sums)


def _copy(stored: Any, name: str, folder: Path, sums: dict[str, str]) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as copy:
        counted = Counted(copy)
        while piece := stored.read(PIECE):
            counted.write(piece)
    sums[name] = counted.sum
