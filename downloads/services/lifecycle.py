"""Notices that a version leaves support: armed by its days, told once, armed again when a day is moved (R8)."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time

from django.db import transaction

from catalog.models import Version
from downloads import rules
from downloads.models import LifecycleNotice
from downloads.querysets import LifecycleNoticeQuerySet

Key = tuple[int, str, int]
"""A version, what happens to it, and how many days before."""
Change = LifecycleNotice.Change


@transaction.atomic
def arm_notices(*, at: datetime) -> int:
    """Make the notices of all versions agree with their days as they stand; returns how many are wanted and new.

    A notice about a day that was moved is superseded, so that the new day is told anew. Days are counted in UTC.
    """
    today = at.date()
    versions = Version.objects.exclude(sunset_on=None, eol_on=None)
    days = {(each.pk, change): day for each in versions for change, day in _days(each)}
    wanted = {(*end, step): day for end, day in days.items() for step in rules.steps(day, today)}
    current = {_key(row): row for row in LifecycleNotice.objects.current()}
    moved = [row.pk for key, row in current.items() if _is_moved(row, days.get(key[:2]), wanted, today)]
    LifecycleNotice.objects.filter(pk__in=moved).update(superseded_at=at)
    standing = {key for key, row in current.items() if row.pk not in moved}
    new = [_notice(key, ends_on) for key, ends_on in wanted.items() if key not in standing]
    return len(LifecycleNotice.objects.bulk_create(new, ignore_conflicts=True))


def due_notices(*, at: datetime) -> LifecycleNoticeQuerySet:
    """The notices that are due at `at`, the longest due first."""
    return LifecycleNotice.objects.due_by(at).select_related("version__product")


def settle_notice(notice: LifecycleNotice, *, at: datetime, told: int) -> bool:
    """Mark a notice as told in the caller's transaction; False when another worker did, and nothing is marked."""
    mine = LifecycleNotice.objects.due_by(at).filter(pk=notice.pk)
    return bool(mine.order_by().update(told_at=at, told=told))


def _days(version: Version) -> Iterator[tuple[str, date]]:
    for change, day in ((Change.SUNSET, version.sunset_on), (Change.EOL, version.eol_on)):
        if day is not None:
            yield change.value, day


def _key(row: LifecycleNotice) -> Key:
    return row.version_id, row.change, row.days


def _is_moved(row: LifecycleNotice, ends_on: date | None, wanted: Collection[Key], today: date) -> bool:
    """Whether the notice speaks of a day that is no longer the one, or comes too late beside a later one."""
    is_late = row.told_at is None and row.ends_on >= today and _key(row) not in wanted
    return row.ends_on != ends_on or is_late


def _notice(key: Key, ends_on: date) -> LifecycleNotice:
    version, change, days = key
    due_at = datetime.combine(rules.due_on(ends_on, days), time.min, UTC)
    return LifecycleNotice(version_id=version, change=change, days=days, ends_on=ends_on, due_at=due_at)
