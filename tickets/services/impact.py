"""What a change of a calendar would do to the promises of open tickets."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time

from catalog.models import Region
from tickets.models import Milestone
from tickets.services import promises


def first_responses_moved(*, region: Region, closed: Collection[date] = (), opened: Collection[date] = ()) -> int:
    """How many open tickets would be owed their first response at another instant, and nothing is changed.

    `closed` are local days of `region` that would become holidays, `opened` holidays that would be none any more.
    """
    days = {*closed, *opened}
    if not days:
        return 0
    first = datetime.combine(min(days), time.min, tzinfo=region.tz)
    owed = Milestone.objects.running().filter(kind=Milestone.Kind.FIRST_RESPONSE, broken_at=None, due_at__gt=first)
    rows = owed.select_related("ticket__contact", "ticket__organization", "ticket__product", "ticket__version")
    return sum(_is_moved(milestone, region, set(closed), set(opened)) for milestone in rows)


def _is_moved(milestone: Milestone, region: Region, closed: set[date], opened: set[date]) -> bool:
    made = promises.as_filed(milestone.ticket)
    calendar = made.calendars.get(region.code)
    if calendar is None:
        return False
    changed = replace(calendar, holidays=(calendar.holidays - opened) | closed)
    then = replace(made, calendars={**made.calendars, region.code: changed})
    since = milestone.resumed_at or milestone.starts_at
    left = max(0, milestone.target_minutes * 60 - milestone.used_seconds)
    return made.timeline.add(since, left) != then.timeline.add(since, left)
