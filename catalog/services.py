"""Changes of regions' calendars. Each bumps the region's `calendar_version` in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from catalog import rules
from catalog.models import BusinessHours, Holiday, Region


@transaction.atomic
def calendar_changed(*, region: Region) -> None:
    """Say that hours, holidays, closures or openings of `region` changed, in the caller's transaction.

    What was promised by an earlier version stays as it is; what is computed from now on uses the new one.
    """
    Region.objects.filter(pk=region.pk).update(calendar_version=F("calendar_version") + 1)
    region.refresh_from_db(fields=["calendar_version"])


@transaction.atomic
def set_hours(*, region: Region, week: Iterable[rules.Hours]) -> None:
    """Give `region` these weekly business hours instead of what it had."""
    region.business_hours.all().delete()
    BusinessHours.objects.bulk_create(
        BusinessHours(region=region, weekday=hours.weekday, opens_minute=hours.opens, closes_minute=hours.closes)
        for hours in week
    )
    calendar_changed(region=region)


def compare_holidays(*, region: Region, year: int, published: Mapping[date, str]) -> rules.HolidayDifference:
    """How the holidays of `region` in `year` differ from a published list."""
    ours = dict(region.holidays.filter(on__year=year).values_list("on", "name"))
    return rules.holiday_difference(ours=ours, published=published)


@transaction.atomic
def apply_holidays(*, region: Region, difference: rules.HolidayDifference, is_pruning: bool = False) -> None:
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
    calendar_changed(region=region)


def calendar_warnings(*, region: Region, at: datetime) -> list[rules.Violation]:
    """What an administrator should look at in the calendar of `region` on its local day of `at`."""
    today = at.astimezone(region.tz).date()
    return rules.calendar_warnings(
        has_hours=region.business_hours.exists() or region.openings.filter(on__gte=today).exists(),
        last_holiday_on=region.holidays.aggregate(last=Max("on"))["last"],
        on=today,
    )
