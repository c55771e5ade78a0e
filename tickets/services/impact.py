"""What a change of a calendar or a contract would do to the promises of open tickets."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from accounts.models import Organization, User
from catalog.models import Region
from entitlements.coverage import Span
from tickets import rules
from tickets.models import Milestone, Ticket, Window
from tickets.services import promises


@dataclass(frozen=True)
class OwedResponse:
    """A first response that an open ticket waits for: when it is due, and when it is by the contracts as they stand.

    None is an instant that no contract has. `is_readable` says whether the one who asked may open the ticket.
    """

    ticket: Ticket
    due_at: datetime | None
    as_contracted: datetime | None
    is_readable: bool


@dataclass(frozen=True)
class BookedWindow:
    """A maintenance window that is still to begin, and whether the contracts as they stand give all of it (R9)."""

    window: Window
    is_given: bool
    is_readable: bool


def windows_ahead(*, organization: Organization, reader: User, at: datetime) -> list[BookedWindow]:
    """The windows of `organization` that are booked to begin after `at`, the next one first."""
    rows = Window.objects.live().filter(ticket__organization=organization, started_at=None, starts_at__gt=at)
    rows = rows.select_related("type", "ticket__contact", "ticket__organization", "ticket__product", "ticket__version")
    readable = set(
        Window.objects.visible_to(reader).filter(ticket__organization=organization).values_list("pk", flat=True)
    )
    return [BookedWindow(row, _is_given(row), row.pk in readable) for row in rows.order_by("starts_at", "pk")]


def _is_given(window: Window) -> bool:
    span = Span(window.starts_at, window.ends_at)
    given = promises.assess(window.ticket, window.starts_at).timeline.spans(span.starts_at, span.ends_at)
    return rules.first_gap(span, [Span(each.starts_at, each.ends_at) for each in given]) is None


def first_responses_owed(*, organization: Organization, reader: User, at: datetime) -> list[OwedResponse]:
    """The first responses that run at `at` for tickets of `organization` and are not late, the first filed first."""
    owed = Milestone.objects.running().filter(kind=Milestone.Kind.FIRST_RESPONSE, broken_at=None)
    owed = owed.filter(ticket__organization=organization).exclude(due_at__lte=at).order_by("ticket_id")
    rows = owed.select_related("ticket__contact", "ticket__organization", "ticket__product", "ticket__version")
    readable = set(Ticket.objects.visible_to(reader).filter(organization=organization).values_list("pk", flat=True))
    return [
        OwedResponse(row.ticket, row.due_at, promises.due_as_contracted(row, at), row.ticket_id in readable)
        for row in rows
    ]


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
