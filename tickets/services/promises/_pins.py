"""What promises are made by: stored once for all that were made by the same, and never changed."""

from collections.abc import Collection, Iterable, Sequence
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
    return pin_all([cover])[cover.key]


def pin_all(covers: Iterable[pinned.Cover]) -> dict[str, Basis]:
    """The basis of each cover by its key; four statements, however many there are."""
    wanted = {cover.key: cover for cover in covers}
    found = _stored(list(wanted))
    missing = [cover for key, cover in wanted.items() if key not in found]
    if missing:
        _store(missing)
        found |= _stored([cover.key for cover in missing])
    return found


def _stored(keys: Collection[str]) -> dict[str, Basis]:
    return {basis.key: basis for basis in Basis.objects.filter(key__in=keys)}


def _store(covers: Sequence[pinned.Cover]) -> None:
    calendars = {calendar.version: calendar for cover in covers for calendar in cover.calendars.values()}
    kept = [
        PinnedCalendar(version=version, content=pinned.dump_calendar(calendar))
        for version, calendar in sorted(calendars.items())
    ]
    PinnedCalendar.objects.bulk_create(kept, ignore_conflicts=True)
    made = [
        Basis(
            key=cover.key,
            grants=pinned.dump_pins(cover.pins),
            calendars=cover.versions,
            targets=pinned.dump_targets(cover.targets),
        )
        for cover in sorted(covers, key=lambda each: each.key)
    ]
    Basis.objects.bulk_create(made, ignore_conflicts=True)


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
    counted = milestone.target_minutes, milestone.used_seconds
    milestone.due_at = due_at(track, since, *counted)
    milestone.warn_at = warn_at(track, since, *counted, milestone.warns)
    return milestone.due_at is not None


def due_at(track: coverage.Track, since: datetime, minutes: int, used: int) -> datetime | None:
    """When a promise of so many minutes is due, of which `used` seconds were used when its clock went on at `since`."""
    return track.add(since, rules.seconds_left(minutes, used))


def warn_at(track: coverage.Track, since: datetime, minutes: int, used: int, percent: int | None) -> datetime | None:
    """When `percent` of it are used; None when it is warned of no more."""
    return None if percent is None else track.add(since, rules.seconds_until(percent, minutes, used))


def _loaded(basis: Basis) -> pinned.Cover:
    calendars = {code: _calendars[version] for code, version in basis.calendars.items()}
    return pinned.Cover(pinned.load_pins(basis.grants), calendars, pinned.load_targets(basis.targets))
