"""Changes of regions' calendars. Each bumps the region's `calendar_version` in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from catalog import rules
from catalog.models import BusinessHours, Holiday, Region
from outbox import services as outbox


@transaction.atomic
def calendar_changed(*, region: Region, at: datetime) -> None:
    """Say that hours, holidays, closures or openings of `region` changed, in the caller's transaction.

    What was promised by an earlier version stays as it is; what is computed from now on uses the new one. The
    topic "calendar.changed" is told, with the region's key.
    """
    Region.objects.filter(pk=region.pk).update(calendar_version=F("calendar_version") + 1)
    region.refresh_from_db(fields=["calendar_version"])
    outbox.publish("calendar.changed", str(region.pk), at=at, payload={"version": region.calendar_version})


@transaction.atomic
def set_hours(*, region: Region, week: Iterable[rules.Hours], at: datetime) -> None:
    """Give `region` these weekly business hours instead of what it had."""
    region.business_hours.all().delete()
    BusinessHours.objects.bulk_create(
        BusinessHours(region=region, weekday=hours.weekday, opens_minute=hours.opens, closes_minute=hours.closes)
        for hours in week
    )
    calendar_changed(region=region, at=at)


def compare_holidays(*, region: Region, year: int, published: Mapping[date, str]) -> rules.HolidayDifference:
    """How the holidays of `region` in `year` differ from a published list."""
    ours = dict(region.holidays.filter(on__year=year).values_list("on", "name"))
    return rules.holiday_difference(ours=ours, published=published)


@transaction.atomic
def apply_holidays(
    *, region: Region, difference: rules.HolidayDifference, at: datetime, is_pruning: bool = False
) -> None:
    """Add and rename what `difference` says; days that only the region has stay, unless `is_pruning`."""
    if not difference:
        return
    listed = {**difference.added, **difference.renamed}
    Holiday.objects.bulk_create(
        [Holiday(region=region, on=day, name=name) for day, name in listed.items()],
        update_conflicts=True,
        unique_fields=["region", "on"],
        update_fields=["name"],
    )
    if is_pruning:
        region.holidays.filter(on__in=difference.only_here).delete()
    calendar_changed(region=region, at=at)


def calendar_warnings(*, region: Region, at: datetime) -> list[rules.Violation]:
    """What an administrator should look at in the calendar of `region` on its local day of `at`."""
    today = at.astimezone(region.tz).date()
    week = [rules.Hours(row.weekday, row.opens_minute, row.closes_minute) for row in region.business_hours.all()]
    openings: dict[date, list[rules.Hours]] = {}
    for row in region.openings.filter(on__gte=today):
        openings.setdefault(row.on, []).append(rules.Hours(row.on.weekday(), row.opens_minute, row.closes_minute))
    lacking = rules.calendar_warnings(
        has_hours=bool(week or openings),
        last_holiday_on=region.holidays.aggregate(last=Max("on"))["last"],
        on=today,
    )
    return lacking + rules.skipped_hours(week, openings, zone=region.tz, on=today)


def regions_to_look_at(*, at: datetime) -> list[tuple[Region, rules.Violation]]:
    """Every warning about a calendar at `at`, with its region, by code."""
    return [
        (region, warning)
        for region in Region.objects.order_by("code")
        for warning in calendar_warnings(region=region, at=at)
    ]
