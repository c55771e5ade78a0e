"""When an agent is at work, and who says so."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from accounts import portfolio, services
from accounts.demo import People
from accounts.models import Absence, Agent
from accounts.rules import Schedule, is_at_work
from catalog.models import BusinessHours, Desk, Holiday, Region
from catalog.rules import Hours

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday, noon in London."""
EDWARD, LUCY, AMY = "agent.emea@vendor.example", "lead.emea@vendor.example", "agent.amer@vendor.example"


def schedule(*hours: Hours, **facts: object) -> Schedule:
    """Somebody's schedule in London."""
    return Schedule(LONDON, hours, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("utc", "works"),
    [
        (datetime(2026, 11, 25, 8, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 9, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 17, 0, tzinfo=UTC), False),
        (datetime(2026, 6, 10, 8, 0, tzinfo=UTC), True),
        (datetime(2026, 6, 10, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), False),
    ],
)
def test_hours_are_read_on_the_wall_clock_whatever_the_season(utc: datetime, works: bool) -> None:  # noqa: FBT001
    assert is_at_work(schedule(Hours(2, 9 * 60, 17 * 60)), utc) is works


def test_an_hour_that_the_clock_repeats_is_worked_twice() -> None:
    half_hour = schedule(Hours(6, 60, 90))
    night = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    worked = [minute for minute in range(150) if is_at_work(half_hour, night + timedelta(minutes=minute))]
    assert worked == [*range(30), *range(60, 90)]


def test_a_shift_over_midnight_goes_on_after_its_day_and_a_day_off_cuts_it() -> None:
    night = Hours(2, 22 * 60, 6 * 60)
    late = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert is_at_work(schedule(night), late)
    assert is_at_work(schedule(night, days_off=frozenset({date(2026, 11, 25)})), late)
    assert not is_at_work(schedule(night, days_off=frozenset({date(2026, 11, 26)})), late)


def test_an_absence_is_half_open_and_may_have_no_end() -> None:
    always = tuple(Hours(day, 0, 24 * 60) for day in range(7))
    hour = timedelta(hours=1)
    away = Schedule(LONDON, always, absences=((AT, AT + hour),))
    assert [is_at_work(away, AT + step * hour) for step in (-1, 0, 1)] == [True, False, True]
    assert not is_at_work(Schedule(LONDON, always, absences=((AT, None),)), AT + timedelta(days=999))


def test_who_has_no_hours_and_no_desk_is_never_at_work() -> None:
    assert not is_at_work(schedule(), AT)


def _open(region: Region) -> None:
    for weekday in range(5):
        BusinessHours.objects.create(region=region, weekday=weekday, opens_minute=360, closes_minute=1140)


def _at_work(desk: Desk, at: datetime = AT) -> set[str]:
    return {place.agent.user.email for place in portfolio.roster([desk], at) if place.is_at_work}


@pytest.mark.both
def test_an_agent_without_hours_works_the_hours_of_the_desk_and_not_its_holidays(
    people: People, desks: dict[str, Desk]
) -> None:
    _open(desks["EMEA"].region)
    assert _at_work(desks["EMEA"]) == {EDWARD, LUCY}

    Holiday.objects.create(region=desks["EMEA"].region, on=AT.date(), name="Day of rest")
    assert _at_work(desks["EMEA"]) == set()
    services.set_working_hours(
        agent=people.agents[EDWARD], week=[Hours(2, 9 * 60, 17 * 60)], actor=people.users[EDWARD]
    )
    assert _at_work(desks["EMEA"]) == {EDWARD}


@pytest.mark.usefixtures("people")
def test_a_roster_costs_six_statements_for_any_number_of_agents(
    desks: dict[str, Desk], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        assert len(portfolio.roster(list(desks.values()), AT)) == 6


def test_an_agent_goes_away_and_comes_back(people: People, desks: dict[str, Desk]) -> None:
    _open(desks["EMEA"].region)
    edward = people.agents[EDWARD]
    services.go_away(agent=edward, until=None, actor=edward.user, at=AT)
    services.go_away(agent=edward, until=AT + timedelta(days=1), actor=edward.user, at=AT + timedelta(hours=1))
    assert _at_work(desks["EMEA"], AT + timedelta(hours=2)) == {LUCY}
    assert Absence.objects.at(AT + timedelta(hours=2)).count() == 1

    services.come_back(agent=edward, actor=edward.user, at=AT + timedelta(hours=3))
    assert _at_work(desks["EMEA"], AT + timedelta(hours=3)) == {EDWARD, LUCY}


def test_a_lead_plans_for_its_desk_and_nobody_else_does(people: People) -> None:
    edward = people.agents[EDWARD]
    services.go_away(agent=edward, until=None, actor=people.users[LUCY], at=AT)
    for email in (AMY, "lead.amer@vendor.example", "manager@abc.example"):
        with pytest.raises(services.UnableToPlan, match="not-your-agent"):
            services.come_back(agent=edward, actor=people.users[email], at=AT)
    assert set(Agent.objects.visible_to(people.users[LUCY])) == {edward, people.agents[LUCY]}
    assert set(Agent.objects.visible_to(people.users[EDWARD])) == {edward}


@pytest.mark.parametrize(
    ("week", "code"),
    [
        ([Hours(0, 540, 720), Hours(0, 700, 800)], "hours-overlap"),
        ([Hours(0, 1320, 360)], "over-midnight"),
    ],
)
def test_impossible_hours_are_refused(people: People, week: list[Hours], code: str) -> None:
    edward = people.agents[EDWARD]
    with pytest.raises(services.UnableToPlan) as refused:
        services.set_working_hours(agent=edward, week=week, actor=edward.user)
    assert refused.value.code == code


@pytest.mark.both
def test_nobody_is_away_twice_at_one_time(people: People) -> None:  # noqa: ARG001 - they work here
    edward = Agent.objects.get(user__email=EDWARD)
    day = timedelta(days=1)
    plan = partial(services.plan_absence, agent=edward, actor=edward.user, at=AT)
    plan(starts_at=AT + day, ends_at=AT + 3 * day)
    for starts, ends in ((1, 3), (1, 2), (2, 3)):
        with pytest.raises(services.UnableToPlan, match="away-already"):
            plan(starts_at=AT + starts * day, ends_at=AT + ends * day)
    plan(starts_at=AT + day, ends_at=AT + 5 * day)
    assert [each.ends_at for each in edward.absences.all()] == [AT + 5 * day]

    plan(starts_at=AT + 4 * day, ends_at=None)
    services.go_away(agent=edward, until=None, actor=edward.user, at=AT)
    assert edward.absences.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(agent=edward, starts_at=AT, ends_at=AT + day)
