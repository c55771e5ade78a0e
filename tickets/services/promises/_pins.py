"""What promises are made by: stored once for all that were made by the same, and never changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from entitlements import coverage
from entitlements.portfolio import pinned
from tickets import rules
from tickets.models import Basis, Milestone, PinnedCalendar
from tickets.services.promises._asking import as_filed

_KEPT: Final = 4096
_covers: dict[str, pinned.Cover] = {}
_calendars: dict[str, coverage.Calendar] = {}


def pin(cover: pinned.Cover) -> Basis:
    """The basis that holds `cover`, stored if none does; two that store it at once get the same."""
    found = Basis.objects.filter(key=cover.key).first()
    return found or _store(cover)


def _store(cover: pinned.Cover) -> Basis:
    kept = [
        PinnedCalendar(version=calendar.version, content=pinned.dump_calendar(calendar))
        for calendar in cover.calendars.values()
    ]
    PinnedCalendar.objects.bulk_create(kept, ignore_conflicts=True)
    made = Basis(
        key=cover.key,
        grants=pinned.dump_pins(cover.pins),
        calendars=cover.versions,
        targets=pinned.dump_targets(cover.targets),
    )
    Basis.objects.bulk_create([made], ignore_conflicts=True)
    return Basis.objects.get(key=cover.key)


def cover_of(milestone: Milestone) -> pinned.Cover:
    """What a promise is made by; one that was made before that was pinned is counted by the contract as it stands."""
    if milestone.basis is None:
        return pinned.cover_of(as_filed(milestone.ticket))
    return covers_of([milestone.basis])[milestone.basis.pk]


def covers_of(bases: Collection[Basis]) -> dict[int, pinned.Cover]:
    """What each basis holds, by its row; one statement for the calendars that are not in memory."""
    missing = {version for basis in bases for version in basis.calendars.values()} - _calendars.keys()
    if missing:
        for kept in PinnedCalendar.objects.filter(version__in=missing):
            _calendars[kept.version] = pinned.load_calendar(kept.content)
    found = {basis.pk: _covers.get(basis.key) or _loaded(basis) for basis in bases}
    _covers.update({basis.key: found[basis.pk] for basis in bases})
    for stale in list(_covers)[: max(0, len(_covers) - _KEPT)]:
        del _covers[stale]
    return found


def forget_covers() -> None:
    """Forget what is in memory: for measurements, which begin with nothing."""
    _covers.clear()
    _calendars.clear()


def used_by(milestone: Milestone, cover: pinned.Cover, at: datetime) -> int:
    """The covered seconds that a promise has used at `at`, or when it was kept."""
    if milestone.paused_at is not None:
        return milestone.used_seconds
    since, until = milestone.resumed_at or milestone.starts_at, min(at, milestone.met_at or at)
    return milestone.used_seconds + max(0, rules.whole_seconds(cover.track.between(since, until)))


def set_instants(milestone: Milestone, track: coverage.Track) -> bool:
    """Compute when the promise is due and warned of next, from when its clock last went on; whether it is due at all.

    Nothing is stored.
    """
    since = milestone.resumed_at or milestone.starts_at
    target, used = milestone.target_minutes, milestone.used_seconds
    milestone.due_at = track.add(since, rules.seconds_left(target, used))
    milestone.warn_at = None
    if milestone.warns is not None:
        milestone.warn_at = track.add(since, rules.seconds_until(milestone.warns, target, used))
    return milestone.due_at is not None


def _loaded(basis: Basis) -> pinned.Cover:
    calendars = {code: _calendars[version] for code, version in basis.calendars.items()}
    return pinned.Cover(pinned.load_pins(basis.grants), calendars, pinned.load_targets(basis.targets))
