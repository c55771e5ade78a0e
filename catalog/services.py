"""Changes of regions' calendars. Each bumps the region's `calendar_version` in the transaction of the change."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models import CharField, F, Max
from django.db.models.functions import Cast

from catalog import rules
from catalog.holiday_source import UnableToListHolidays, check_published, published_holidays
from catalog.models import BusinessHours, Holiday, HolidayProposal, Region
from common.refusal import Unable
from outbox import services as outbox

log = logging.getLogger(__name__)


class UnableToDecide(Unable):
    """`changed`: the proposal was decided, changed or withdrawn since the person saw it."""


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


def propose_due_holidays(*, at: datetime) -> list[HolidayProposal]:
    """Propose what is published for every region whose holiday list ends soon; what waits for a decision after it.

    A region without a country is left out, and so is one whose country nobody publishes: that is logged. What waits
    is looked at again, whenever the list ends.
    """
    waiting = []
    for region in Region.objects.exclude(country="").order_by("code"):
        for year in _years_to_propose(region, at):
            try:
                waiting.append(propose_holidays(region=region, year=year, at=at))
            except UnableToListHolidays as refusal:
                log.warning("No holidays are published for %s: %s", region.code, "; ".join(refusal.reasons))
    return [proposal for proposal in waiting if proposal is not None]


def publishes_holidays(*, country: str, subdivision: str) -> bool:
    """Whether holidays of a country, or of that part of it, are published, and can be proposed for a region."""
    try:
        check_published(country=country, subdivision=subdivision)
    except UnableToListHolidays:
        return False
    return True


def _years_to_propose(region: Region, at: datetime) -> list[int]:
    last = region.holidays.aggregate(last=Max("on"))["last"]
    years = rules.years_to_propose(last_holiday_on=last, on=_today(region, at))
    return sorted({*years, *region.holiday_proposals.waiting().values_list("year", flat=True)})


@transaction.atomic
def propose_holidays(*, region: Region, year: int, at: datetime) -> HolidayProposal | None:
    """Open or refresh the proposal of `region` for `year`; None, and none waits, when there is nothing to decide.

    Days before the region's local day of `at` are left alone. What was declined before is not asked again unless
    something new comes with it.

    Raises:
        UnableToListHolidays: if nobody publishes holidays of the region's country.
    """
    region = _locked(region)
    published = published_holidays(country=str(region.country), subdivision=region.subdivision, year=year)
    difference = compare_holidays(region=region, year=year, published=published).since(_today(region, at))
    proposal = region.holiday_proposals.waiting().filter(year=year).first() or HolidayProposal(region=region, year=year)
    if difference.entries <= _declined(region, year):
        if proposal.pk:
            proposal.delete()
        return None
    if not proposal.pk or proposal.difference != difference:
        _store(proposal, difference, at)
    return proposal


@transaction.atomic
def apply_proposal(
    *, proposal: HolidayProposal, seen_at: datetime, removing: Collection[date] = (), decided_by: int, at: datetime
) -> None:
    """Add and rename what the proposal says, and remove those days of `removing` that only the region has.

    Days that have passed are left alone. The calendar version is bumped once.

    Raises:
        UnableToDecide: if it is not the proposal of `seen_at`, its `proposed_at` as the person saw it, or was decided.
    """
    region = _locked(proposal.region)
    only_here = {day: name for day, name in proposal.difference.only_here.items() if day in removing}
    removed = [day.isoformat() for day in sorted(only_here)]
    _decide(proposal, seen_at, decided_by=decided_by, decided_at=at, is_applied=True, removed=removed)
    proposal.region = region
    chosen = replace(proposal.difference, only_here=only_here).since(_today(region, at))
    apply_holidays(region=region, difference=chosen, is_pruning=True, at=at)


@transaction.atomic
def dismiss_proposal(*, proposal: HolidayProposal, seen_at: datetime, decided_by: int, at: datetime) -> None:
    """Leave the holidays as they are, and do not ask the same again.

    Raises:
        UnableToDecide: if it is not the proposal of `seen_at`, its `proposed_at` as the person saw it, or was decided.
    """
    _locked(proposal.region)
    _decide(proposal, seen_at, decided_by=decided_by, decided_at=at)


def _decide(proposal: HolidayProposal, seen_at: datetime, **decision: Any) -> None:
    seen = HolidayProposal.objects.waiting().filter(pk=proposal.pk, proposed_at=seen_at)
    if seen.update(**decision) != 1:
        raise UnableToDecide("changed")
    proposal.refresh_from_db()


def _store(proposal: HolidayProposal, difference: rules.HolidayDifference, at: datetime) -> None:
    proposal.proposed_at = at
    for name in ("added", "renamed", "only_here"):
        days = getattr(difference, name)
        setattr(proposal, name, {day.isoformat(): days[day] for day in sorted(days)})
    proposal.save()


def _declined(region: Region, year: int) -> frozenset[tuple[str, date, str]]:
    """What was dismissed, and the days that were kept when the rest was applied."""
    decided = region.holiday_proposals.decided().filter(year=year)
    return frozenset().union(
        *(
            replace(each.difference, added={}, renamed={}).entries if each.is_applied else each.difference.entries
            for each in decided
        )
    )


def _locked(region: Region) -> Region:
    """The region, whose holidays nobody else proposes or decides until the transaction ends."""
    return Region.objects.select_for_update().get(pk=region.pk)


def _today(region: Region, at: datetime) -> date:
    return at.astimezone(region.tz).date()


def calendar_warnings(*, region: Region, at: datetime) -> list[rules.Violation]:
    """What an administrator should look at in the calendar of `region` on its local day of `at`."""
    today = _today(region, at)
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
    """Every warning about a calendar at `at`, with its region, by code; unknown zones lead.

    A zone that this machine does not know cannot even be read as one: such a region comes without its zone.
    """
    lost = _unknown_zones()
    regions = Region.objects.order_by("code")
    unreadable = regions.filter(pk__in=lost).only("code", "name")
    return [(region, rules.Violation("unknown_zone", {"zone": lost[region.pk]})) for region in unreadable] + [
        (region, warning)
        for region in regions.exclude(pk__in=lost)
        for warning in calendar_warnings(region=region, at=at)
    ]


def _unknown_zones() -> dict[int, str]:
    """The stored zones that the time zone database does not know, by region."""
    stored = Region.objects.values_list("pk", Cast("zone", CharField()))
    return {pk: zone for pk, zone in stored if zone not in available_timezones()}
