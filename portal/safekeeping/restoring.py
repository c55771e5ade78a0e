"""Making a portal of a backup: files first, then all rows in one transaction, and quarantine."""

import gzip
from dataclasses import replace as replaced
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal.safekeeping import databases, files, rows
from portal.safekeeping.contents import FILES, LOOK, PIECE, Facts, Progress, Table, UnableToKeep, checked, read_facts
from uploads import services as uploads


def restore(source: Path, *, at: datetime, replace: bool, progress: Progress) -> Facts:
    """Make this portal what the backup in `source` holds, in quarantine.

    Nothing is changed in the database unless all of it was read and is what was written. With `replace` the rows that
    are here are deleted; files that are here stay. Running it again after it broke off goes on.
    `missing` of the answer is what was missing then; of a backup without files, what is not in the bucket now.

    Raises:
        UnableToKeep: if the backup is damaged or of another version, or this portal is not empty and shall not be
            replaced.
    """
    facts, sums = read_facts(source)
    _refuse_other_version(facts)
    if not replace:
        refuse_full()
    _refuse_other_bucket(facts)
    _refuse_damaged(source, facts, sums)
    try:
        _look(source, sums)
        _files(source, sums, progress)
    except OSError as error:
        raise UnableToKeep(f"Not all files are stored: {error} The rows are as they were. Run it again.") from error
    with transaction.atomic():
        _rows(source, facts, sums, progress)
        Session.objects.all().delete()
        uploads.break_off()
        outbox.isolate(known_until=facts.instant, at=at)
    ContentType.objects.clear_cache()
    return replaced(facts, missing=_not_in_bucket()) if facts.bucket else facts


def refuse_full() -> None:
    """Raise UnableToKeep when somebody has worked with this database already."""
    if User.objects.exists() or OutboundMessage.objects.exists():
        raise UnableToKeep(
            "This database is not empty: nothing was restored. Restore into a new one, or add --replace to delete "
            "every row that is here."
        )


def _refuse_other_version(facts: Facts) -> None:
    here, there = set(databases.migrations()), set(facts.migrations)
    if more := sorted(there - here):
        raise UnableToKeep(
            f"The backup is of a newer portal (it has {more[0]}): install the version that it was taken with, and "
            "run migrate."
        )
    if less := sorted(here - there):
        raise UnableToKeep(
            f"The backup is of an older portal (it lacks {less[0]}): restore it with the version that it was taken "
            "with into an empty database, then upgrade."
        )


def _refuse_other_bucket(facts: Facts) -> None:
    if facts.bucket and not settings.S3_BUCKET:
        raise UnableToKeep(
            f"The backup has no files: they lie in the bucket {facts.bucket}. Set S3_BUCKET to it, or to a copy of it."
        )


def _refuse_damaged(source: Path, facts: Facts, sums: dict[str, str]) -> None:
    """Read every file of rows once before the first is believed: what is damaged need not be readable at all."""
    for table in facts.tables:
        with checked(source, table.file, sums):
            pass


def _not_in_bucket() -> list[str]:
    present = files.there()
    return [name for name in files.named() if name not in present]


def _look(source: Path, sums: dict[str, str]) -> None:
    """Store the portal's name, colours and logo, as far as the backup has them."""
    for name in (name for name in sums if name.startswith(f"{LOOK}/")):
        _into_folder(source, name, sums, Path(settings.BRAND_FOLDER) / Path(name).name)


def _files(source: Path, sums: dict[str, str], progress: Progress) -> None:
    names = [name for name in sums if name.startswith(f"{FILES}/")]
    present = files.there() if settings.S3_BUCKET else {}
    for number, name in enumerate(names, 1):
        if settings.S3_BUCKET:
            _into_bucket(source, name, sums, present)
        else:
            _into_folder(source, name, sums, Path(default_storage.path(name.removeprefix(f"{FILES}/"))))
        progress("files", number, len(names))


def _into_folder(source: Path, name: str, sums: dict[str, str], path: Path) -> None:
    """Store a file under its name once all of it is there and is what was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.restoring")
    try:
        with checked(source, name, sums) as stored, draft.open("wb") as copy:
            while piece := stored.read(PIECE):
                copy.write(piece)
    except UnableToKeep:
        draft.unlink(missing_ok=True)
        raise
    draft.replace(path)


def _into_bucket(source: Path, name: str, sums: dict[str, str], present: dict[str, files.Stored]) -> None:
    """Store an object once the file is known to be what was written."""
    with checked(source, name, sums):
        pass
    path = source / name
    files.put(name.removeprefix(f"{FILES}/"), path.stat().st_size, lambda: path.open("rb"), present)


def _rows(source: Path, facts: Facts, sums: dict[str, str], progress: Progress) -> None:
    known = {model._meta.label_lower: model for model in rows.tables()}  # noqa: SLF001 - Django's own door
    databases.empty(list(known.values()))
    for number, table in enumerate(facts.tables, 1):
        _table(source, table, sums)
        progress("tables", number, len(facts.tables))


def _table(source: Path, table: Table, sums: dict[str, str]) -> None:
    model = apps.get_model(table.model)
    count = 0
    with checked(source, table.file, sums) as file, gzip.GzipFile(fileobj=file, mode="rb") as packed:
        for done in rows.write(model, packed):
            count = done
    if count != table.rows:
        raise UnableToKeep(f"{table.file} has {count} rows; it was written with {table.rows}.")
    if table.last is not None:
        databases.give_from(model, table.last)
