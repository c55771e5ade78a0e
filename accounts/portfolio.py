"""Turns the rows about an agent's work into the values that the pure rules ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch

from accounts import rules
from accounts.models import Absence, Agent, DeskMembership
from catalog.models import Desk, Holiday, Region
from catalog.rules import Hours

NEXT_DAYS = timedelta(days=2)
"""How far around an instant holidays are read: it is another day elsewhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """An agent at a desk as it stands at one instant; `away` is the absence that keeps it away, if one does."""

    membership: DeskMembership
    is_at_work: bool
    away: Absence | None

    @property
    def agent(self) -> Agent:
        """Whose place it is."""
        return self.membership.agent


def roster(desks: Collection[Desk], at: datetime) -> list[Place]:
    """Every current agent at `desks`, by desk and name, and whether it is at work at `at`; six statements at most.

    An agent without working hours works the business hours of its desk's region, its holidays out.
    """
    memberships = list(_memberships(desks, at))
    regions = {each.desk.region_id: each.desk.region for each in memberships}
    holidays = _holidays(regions, at)
    return [_place(each, holidays[each.desk.region_id], at) for each in memberships]


def schedule_of(agent: Agent, region: Region | None, holidays: Collection[date] = ()) -> rules.Schedule:
    """When the agent works: its own hours in its own zone, else those of `region`; neither is never."""
    own = tuple(Hours(each.weekday, each.starts_minute, each.ends_minute) for each in agent.working_hours.all())
    absences = tuple((each.starts_at, each.ends_at) for each in agent.absences.all())
    if own or region is None:
        return rules.Schedule(agent.user.zone, own, absences=absences)
    hours = tuple(Hours(each.weekday, each.opens_minute, each.closes_minute) for each in region.business_hours.all())
    return rules.Schedule(region.tz, hours, frozenset(holidays), absences)


def _memberships(desks: Collection[Desk], at: datetime) -> Iterable[DeskMembership]:
    places = DeskMembership.objects.filter(desk__in=desks, agent__user__is_active=True)
    absences = Prefetch("agent__absences", Absence.objects.at(at))
    return (
        places.select_related("agent__user", "desk__region")
        .prefetch_related("agent__working_hours", "agent__skills", "desk__region__business_hours", absences)
        .order_by("desk__name", "agent__user__name", "pk")
    )


def _holidays(regions: Collection[int], at: datetime) -> dict[int, set[date]]:
    around = (at.date() - NEXT_DAYS, at.date() + NEXT_DAYS)
    found: dict[int, set[date]] = defaultdict(set)
    for region, on in Holiday.objects.filter(region__in=regions, on__range=around).values_list("region", "on"):
        found[region].add(on)
    return found


def _place(membership: DeskMembership, holidays: Collection[date], at: datetime) -> Place:
    agent = membership.agent
    schedule = schedule_of(agent, membership.desk.region, holidays)
    return Place(membership, rules.is_at_work(schedule, at), next(iter(agent.absences.all()), None))
