"""The trace behind a ticket's decision: what was held, and whose hours count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from accounts.models import User
from catalog.models import Region, Weekday
from catalog.rules import clock
from entitlements import coverage
from entitlements.models import Contract
from entitlements.portfolio import Assessment, Line, lines_of
from oncall.portfolio import Story, stories
from tickets.models import Ticket
from tickets.services import promises

NEAR_BEFORE, NEAR_AFTER = timedelta(days=7), timedelta(days=21)
"""How far from the filing a holiday is worth naming."""


@dataclass(frozen=True)
class Hours:
    """The business hours that weekdays in a row share, as they are written: Monday to Friday, `06:00-17:00`."""

    days: str
    times: str


@dataclass(frozen=True)
class Exceptional:
    """A date near the filing on which other hours count."""

    on: date
    text: str


def at_filing(ticket: Ticket) -> Assessment:
    """What the contract says of the instant of filing, with the time units that the ticket itself held."""
    found = promises.assess(ticket, ticket.filed_at)
    held = int(ticket.decision.get("units_held") or 0)
    return replace(found, portfolio=replace(found.portfolio, units=found.portfolio.units + held)) if held else found


def contract_lines(ticket: Ticket, filed: Assessment, user: User) -> list[tuple[Contract, list[Line]]]:
    """The contracts that `user` may see with their lines as they stood at filing, the one that decided first.

    They are the ticket's own and those that give it cover from its filing on.
    """
    giving = {grant.contract for grant in filed.timeline.grants if grant.next_open(ticket.filed_at)}
    found = (
        Contract.objects.visible_to(user)
        .filter(pk__in=[key for key in {ticket.contract_id, *giving} if key is not None])
        .select_related("sold_in")
        .prefetch_related("entitlements__package__needs", "licenses__product", "additional_regions")
        .order_by("-starts_on", "-pk")
    )
    contracts = sorted(found, key=lambda each: each.pk != ticket.contract_id)
    return [(contract, lines_of(contract, ticket.filed_at)) for contract in contracts]


def lifecycle(ticket: Ticket) -> str:
    """Where the version stood on the day of filing in the sold-in region; nothing without a version."""
    if ticket.version is None:
        return ""
    zone = ticket.contract.sold_in.tz if ticket.contract else ticket.requester.zone
    state = ticket.version.lifecycle(ticket.filed_at.astimezone(zone).date())
    return gettext(coverage.LIFECYCLE_NAMES[state.value])


def why_this_desk(ticket: Ticket) -> str:
    """Why the ticket went to its desk, in one sentence."""
    if ticket.contract is None or ticket.desk is None:
        return ""
    facts = {"region": ticket.desk.region.name, "contract": ticket.contract.number}
    if ticket.decision.get("region") != ticket.desk.region.code:
        return gettext("It was moved to a desk of %(region)s after it was filed.") % facts
    if ticket.desk.region_id == ticket.contract.sold_in_id:
        return (
            gettext("Contract %(contract)s was sold in %(region)s, and its desk works what the contract covers.")
            % facts
        )
    return gettext("%(region)s is the contact's own region, and contract %(contract)s lists it.") % facts


def hours(region: Region) -> list[Hours]:
    """The weekly business hours of the region, days in a row with the same hours together, days without left out."""
    week: dict[int, list[str]] = {}
    for row in region.business_hours.order_by("weekday", "opens_minute"):
        week.setdefault(row.weekday, []).append(f"{clock(row.opens_minute)}\N{EN DASH}{clock(row.closes_minute)}")
    runs: list[list[int]] = []
    for day, times in week.items():
        if runs and day == runs[-1][-1] + 1 and times == week[runs[-1][-1]]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [Hours(_days(run), ", ".join(week[run[0]])) for run in runs]


def _days(run: list[int]) -> str:
    first, last = Weekday(run[0]).label, Weekday(run[-1]).label
    return str(first) if len(run) == 1 else gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def exceptional(region: Region, filed_at: datetime) -> list[Exceptional]:
    """Holidays, closures and hours of single dates near the filing, by date."""
    day = filed_at.astimezone(region.tz).date()
    near = (day - NEAR_BEFORE, day + NEAR_AFTER)
    found = [Exceptional(row.on, row.name) for row in region.holidays.filter(on__range=near)]
    found += [
        Exceptional(closure.on, _times(closure.name, closure.from_minute, closure.to_minute))
        for closure in region.closures.filter(on__range=near)
    ]
    found += [
        Exceptional(opening.on, _times(gettext("open"), opening.opens_minute, opening.closes_minute))
        for opening in region.openings.filter(on__range=near)
    ]
    return sorted(found, key=lambda each: each.on)


def pages(ticket: Ticket, user: User) -> list[Story]:
    """The calls to on-call about the ticket that the agent `user` may see, the first one first."""
    return stories(f"ticket:{ticket.pk}", user)


def _times(name: str, start: int, end: int) -> str:
    return f"{name}, {clock(start)}\N{EN DASH}{clock(end)}"
