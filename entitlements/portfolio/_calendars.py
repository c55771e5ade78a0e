"""Regions' rows as calendars of the engine, kept in memory by region and calendar version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from catalog.models import BusinessHours, Closure, Holiday, Opening, Region
from entitlements import coverage

_KEPT: Final = 256
_calendars: dict[tuple[int, int, str, int], coverage.Calendar] = {}


def calendars_of(regions: Iterable[Region]) -> dict[str, coverage.Calendar]:
    """The calendar of each region by its code; four statements for those that are not in memory, however many."""
    listed = list(regions)
    missing = [region for region in listed if _key(region) not in _calendars]
    found = {_key(region): _calendars[_key(region)] for region in listed if region not in missing}
    found |= _compiled(missing) if missing else {}
    _keep(found)
    return {region.code: found[_key(region)] for region in listed}


def forget_calendars() -> None:
    """Forget every calendar: for tests, whose regions come and go with the same keys."""
    _calendars.clear()


def _key(region: Region) -> tuple[int, int, str, int]:
    return region.pk, region.calendar_version, str(region.zone), region.first_weekday


def _keep(found: Mapping[tuple[int, int, str, int], coverage.Calendar]) -> None:
    _calendars.update(found)
    for stale in list(_calendars)[: max(0, len(_calendars) - _KEPT)]:
        _calendars.pop(stale, None)


def _compiled(regions: list[Region]) -> dict[tuple[int, int, str, int], coverage.Calendar]:
    hours, openings = _hours(regions), _openings(regions)
    holidays, closures = _holidays(regions), _closures(regions)
    return {
        _key(region): coverage.Calendar(
            zone=str(region.zone),
            hours=hours[region.pk],
            holidays=frozenset(holidays[region.pk]),
            closures=tuple(closures[region.pk]),
            openings=tuple((day, tuple(shifts)) for day, shifts in sorted(openings[region.pk].items())),
            first_weekday=region.first_weekday,
        )
        for region in regions
    }


def _hours(regions: list[Region]) -> dict[int, coverage.Hours]:
    week: dict[int, list[list[coverage.Shift]]] = {region.pk: [[] for _ in range(7)] for region in regions}
    rows = BusinessHours.objects.filter(region__in=regions).order_by("weekday", "opens_minute")
    for pk, weekday, opens, closes in rows.values_list("region_id", "weekday", "opens_minute", "closes_minute"):
        week[pk][weekday].append((opens, closes))
    return {pk: tuple(tuple(day) for day in days) for pk, days in week.items()}


def _openings(regions: list[Region]) -> dict[int, dict[date, list[coverage.Shift]]]:
    days: dict[int, dict[date, list[coverage.Shift]]] = defaultdict(lambda: defaultdict(list))
    rows = Opening.objects.filter(region__in=regions).order_by("on", "opens_minute")
    for pk, on, opens, closes in rows.values_list("region_id", "on", "opens_minute", "closes_minute"):
        days[pk][on].append((opens, closes))
    return days


def _holidays(regions: list[Region]) -> dict[int, list[date]]:
    days: dict[int, list[date]] = defaultdict(list)
    for pk, on in Holiday.objects.filter(region__in=regions).values_list("region_id", "on"):
        days[pk].append(on)
    return days


def _closures(regions: list[Region]) -> dict[int, list[tuple[date, int, int]]]:
    parts: dict[int, list[tuple[date, int, int]]] = defaultdict(list)
    rows = Closure.objects.filter(region__in=regions).order_by("on", "from_minute")
    for pk, on, start, end in rows.values_list("region_id", "on", "from_minute", "to_minute"):
        parts[pk].append((on, start, end))
    return parts
