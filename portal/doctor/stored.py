"""What is stored: tables, keys, numbers of rows, the ledger of units, and files."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from entitlements import portfolio
from portal.doctor.findings import Finding, Level
from portal.safekeeping import databases, files, rows

FEW = 20
"""So many names are written out; the rest is counted."""
ONLY = 1
"""The key of the one row of a table such as the policy of sign-ups, which was never given by the database."""
FRESH = timedelta(hours=1)
"""A file that nothing names is left alone for so long: its row may be on its way."""


def tables(_at: datetime) -> Iterator[Finding]:
    """Migrations that were not applied."""
    executor = MigrationExecutor(connection)
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(Level.BROKEN, f"{migration} was not applied: run manage.py migrate.")


def keys_match(_at: datetime) -> Iterator[Finding]:
    """Rows that point to rows that are not there."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield Finding(Level.BROKEN, f"{error}")


def numbers(_at: datetime) -> Iterator[Finding]:
    """Tables whose next row would get a number that is taken."""
    for model in rows.tables():
        last = databases.last_number(model)
        most = model._base_manager.aggregate(most=Max("pk"))["most"] if last is not None else None  # noqa: SLF001 - the plain manager
        if last is not None and most is not None and most > max(last, ONLY):
            table = model._meta.db_table  # noqa: SLF001 - Django's own door
            yield Finding(Level.BROKEN, f"The next row of {table} gets number {last + 1}, and there is {most} already.")


def ledger(_at: datetime) -> Iterator[Finding]:
    """Accounts of time units that are not what their entries sum to."""
    for wrong in portfolio.discrepancies():
        text = f"Units of {wrong.account}: {wrong.what} is {wrong.stored}, and its entries sum to {wrong.summed}."
        yield Finding(Level.BROKEN, text)


def files_match(at: datetime) -> Iterator[Finding]:
    """Files that a row needs and that are not there, those that no row names, and a bucket that is open to all."""
    there = files.there()
    if settings.S3_BUCKET and there and _bucket().is_public(next(iter(there))):
        yield Finding(Level.BROKEN, f"Whoever knows a name reads files of {settings.S3_BUCKET}: block public access.")
    missing = [name for name in files.named() if name not in there and not default_storage.exists(name)]
    yield from _counted(missing, Level.BROKEN, "is named by a row and is not there: take it from a backup.")
    unnamed = {name for name, stored in there.items() if stored.at <= at - FRESH} - files.mentioned()
    yield from _counted(sorted(unnamed), Level.LOOK, "is named by no row: it may be deleted.")


def _bucket() -> Any:
    return default_storage


def _counted(names: list[str], level: Level, text: str) -> Iterator[Finding]:
    for name in names[:FEW]:
        yield Finding(level, f"{name} {text}")
    if more := names[FEW:]:
        yield Finding(level, f"{len(more)} more files: {text}")
