"""Warnings at 50, 75 and 90 percent, and breaches: each once, at the instant that the engine computes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from oncall.models import Page
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import services
from tickets.models import Ticket, Warned

LA = ZoneInfo("America/Los_Angeles")


def la(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LA).astimezone(UTC)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Filed on Wednesday at 07:00 in Los Angeles at severity 2: four covered hours, due at 11:00."""
    made = cast.file(who.GOLD, severity=2)
    deliver(WEDNESDAY)
    return made


def warned(ticket: Ticket) -> list[tuple[int, datetime]]:
    rows = Warned.objects.filter(milestone__ticket=ticket).order_by("id")
    return list(rows.values_list("percent", "at"))


def test_a_warning_is_given_at_each_share_of_the_time(ticket: Ticket) -> None:
    for minute in range(0, 241, 10):
        services.warn_of_promises(WEDNESDAY + timedelta(minutes=minute))
    assert warned(ticket) == [(50, la(10, 9)), (75, la(10, 10)), (90, la(10, 10, 36))]


def test_a_late_sweep_records_every_warning_at_its_own_instant_and_tells_the_last(cast: Cast, ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=cast.agent(who.AMY), at=WEDNESDAY)
    assert services.warn_of_promises(la(10, 10, 50)) == 3
    assert [percent for percent, _ in warned(ticket)] == [50, 75, 90]
    told = [subject for to, subject in deliver(la(10, 10, 50)) if to == who.AMY]
    assert told == ["90 % of the time used on GLD-1001: Forms do not open"]


def test_a_sweep_after_the_end_tells_the_breach_alone(cast: Cast, ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=cast.agent(who.AMY), at=WEDNESDAY)
    services.warn_of_promises(la(10, 12))
    services.record_broken(la(10, 12))
    assert len(warned(ticket)) == 3
    assert ticket.milestones.get().broken_at == la(10, 11)
    told = [subject for to, subject in deliver(la(10, 12)) if to == who.AMY]
    assert told == ["Promise broken on GLD-1001: Forms do not open"]


@pytest.mark.usefixtures("ticket")
def test_a_second_sweep_warns_of_nothing_again() -> None:
    assert services.warn_of_promises(la(10, 9)) == 1
    assert services.warn_of_promises(la(10, 9, 59)) == 0


def test_a_warning_is_for_agents_alone(ticket: Ticket) -> None:
    services.warn_of_promises(la(10, 9))
    event = ticket.events.get(code="promise_warned")
    assert (event.is_internal, event.at, event.data) == (
        True,
        la(10, 9),
        {"promise": "first_response", "percent": 50},
    )


def test_a_clock_that_stands_still_warns_of_nothing(cast: Cast, ticket: Ticket) -> None:
    agent = cast.user(who.AMY)
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="Logs", at=la(10, 8))
    assert services.warn_of_promises(la(12, 8)) == 0
    services.reply(ticket=ticket, author=cast.user(who.GOLD), body="Here.", at=la(10, 13))
    assert ticket.milestones.get().warn_at == la(10, 14)


def test_a_warning_waits_for_covered_time(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, la(10, 16), severity=2)
    assert services.warn_of_promises(la(11, 6, 59)) == 0
    assert services.warn_of_promises(la(11, 7)) == 1
    assert warned(ticket) == [(50, la(11, 7))]


def test_a_higher_severity_does_not_repeat_a_warning(cast: Cast, ticket: Ticket) -> None:
    services.warn_of_promises(la(10, 9))
    services.change_severity(ticket=ticket, actor=cast.user(who.AMY), severity=3, reason="One user", at=la(10, 9))
    assert ticket.milestones.get().warn_at == la(10, 13)
    assert [percent for percent, _ in warned(ticket)] == [50]


@pytest.mark.usefixtures("ticket")
def test_nobody_has_it_so_the_leads_are_told() -> None:
    services.warn_of_promises(la(10, 9))
    assert [to for to, _ in deliver(la(10, 9))] == ["lead.amer@vendor.example"]


def test_near_the_end_the_lead_is_told_beside_the_agent(cast: Cast, ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=cast.agent(who.AMY), at=WEDNESDAY)
    services.warn_of_promises(la(10, 10, 40))
    assert {to for to, _ in deliver(la(10, 10, 40))} == {who.AMY, "lead.amer@vendor.example"}


def test_who_was_answered_is_told_of_no_breach(cast: Cast, ticket: Ticket) -> None:
    services.record_broken(la(10, 12))
    services.reply(ticket=ticket, author=cast.user(who.AMY), body="Sorry.", at=la(10, 12))
    assert [to for to, _ in deliver(la(10, 12)) if to.endswith("@vendor.example")] == []


def test_after_hours_a_promise_that_runs_out_calls_on_call(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=2)
    deliver(SATURDAY)
    before = Page.objects.count()
    late = SATURDAY + timedelta(hours=3, minutes=40)
    services.warn_of_promises(late)
    deliver(late)
    keys = Page.objects.filter(dedupe_key__startswith=f"ticket:{ticket.pk}:warned:")
    assert (Page.objects.count() - before, keys.count()) == (1, 1)


def test_in_business_hours_nobody_is_called(ticket: Ticket) -> None:
    services.warn_of_promises(la(10, 10, 40))
    services.record_broken(la(10, 11))
    deliver(la(10, 11))
    assert not Page.objects.filter(dedupe_key__startswith=f"ticket:{ticket.pk}:").exists()


@pytest.mark.both
def test_the_database_holds_one_warning_a_share(ticket: Ticket) -> None:
    milestone = ticket.milestones.get()
    Warned.objects.create(milestone=milestone, percent=50, at=WEDNESDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Warned.objects.create(milestone=milestone, percent=50, at=WEDNESDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Warned.objects.create(milestone=milestone, percent=100, at=WEDNESDAY)


@pytest.mark.both
def test_a_promise_that_stands_still_cannot_be_due_a_warning(ticket: Ticket) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ticket.milestones.update(paused_at=WEDNESDAY)
