"""R1 to R11 read aloud for regions with one shift a day, Monday to Friday; shares no code with the engine."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from entitlements.coverage import Calendar, Portfolio, Request

from .world import REGIONS

Label = tuple[str, str, str]
BUSINESS_DAYS = 5


def covering(request: Request, portfolio: Portfolio) -> Label | None:
    """Package, desk and mode at the request's instant; None when nothing covers."""
    return next(iter(covering_all(request, portfolio)), None)


def covering_all(request: Request, portfolio: Portfolio) -> list[Label]:
    """All that covers the instant, the one that wins first."""
    contract, kind = portfolio.contract, request.kind.value
    if contract is None or not contract.is_active or not request.licensed or kind == "question":
        return []
    home = REGIONS.get(contract.sold_in)
    today = request.at.astimezone(ZoneInfo(home.zone if home else "UTC")).date()
    running = {line.package for line in portfolio.entitlements if _runs(line.starts_on, line.ends_on, today)}
    if "gold" not in running or not _runs(contract.starts_on, contract.ends_on, today):
        return []
    if request.lifecycle.value != "supported":
        is_covered = "extended-term" in running and _is_business(contract.sold_in, request.at)
        return [("extended-term", contract.sold_in, "business")] if is_covered else []
    return _supported(request, portfolio, contract.sold_in, running)


def _supported(request: Request, portfolio: Portfolio, sold_in: str, running: set[str]) -> list[Label]:
    found: list[Label] = []
    own = request.contact_region
    assert portfolio.contract is not None
    is_extra = own is not None and own != sold_in and own in portfolio.contract.regions
    if "multi-regional" in running and is_extra and own is not None and _is_business(own, request.at):
        found.append(("multi-regional", own, "business"))
    if _is_business(sold_in, request.at):
        found.append(("gold", sold_in, "business"))
    if "business-day-after-hours" in running and _is_in_week(sold_in, request.at):
        found.append(("business-day-after-hours", sold_in, "after-hours"))
    if "everyday-after-hours" in running:
        found.append(("everyday-after-hours", sold_in, "after-hours"))
    return found + (_by_units(request, sold_in, running) if portfolio.units else [])


def _by_units(request: Request, sold_in: str, running: set[str]) -> list[Label]:
    found: list[Label] = []
    window = request.window if request.kind.value == "maintenance" else None
    if "scheduled-after-hours" in running and window and window.starts_at <= request.at < window.ends_at:
        found.append(("scheduled-after-hours", sold_in, "maintenance"))
    if "emergency-after-hours" in running and request.severity == 1 and request.emergency_confirmed:
        found.append(("emergency-after-hours", sold_in, "emergency"))
    return found


def _runs(starts_on: date, ends_on: date | None, today: date) -> bool:
    return starts_on <= today and (ends_on is None or today < ends_on)


def _is_business(region: str, at: datetime) -> bool:
    calendar = REGIONS.get(region)
    if calendar is None:
        return False
    wall = at.astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None)
    return _is_business_day(calendar, wall.date()) and _opens(calendar, wall.date()) <= wall < _closes(
        calendar, wall.date()
    )


def _is_in_week(region: str, at: datetime) -> bool:
    calendar = REGIONS.get(region)
    if calendar is None:
        return False
    wall = at.astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None)
    monday = wall.date() - timedelta(days=wall.weekday())
    days = [day for index in range(7) if _is_business_day(calendar, day := monday + timedelta(days=index))]
    if not days or wall.date() in calendar.holidays:
        return False
    return _opens(calendar, days[0]) <= wall < _closes(calendar, days[-1])


def _is_business_day(calendar: Calendar, day: date) -> bool:
    return day.weekday() < BUSINESS_DAYS and day not in calendar.holidays


def _opens(calendar: Calendar, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=calendar.hours[0][0][0])


def _closes(calendar: Calendar, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=calendar.hours[0][0][1])
