"""The promises after the first response: the next update with each reply, and the resolution."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from entitlements.models import Package
from tests.tickets import cast as who
from tests.tickets.cast import Cast
from tickets import services
from tickets.models import Milestone, Ticket

LA = ZoneInfo("America/Los_Angeles")


def la(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LA).astimezone(UTC)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Filed on Wednesday at 07:00 in Los Angeles at severity 2: an update is promised every 8 covered hours."""
    return cast.file(who.GOLD, severity=2)


@pytest.fixture
def resolved_in(cast: Cast) -> None:  # noqa: ARG001 - it comes first
    """Gold promises to resolve severity 2 within 10 covered hours."""
    Package.objects.get(code="gold").targets.create(severity=2, milestone="resolution", minutes=600)


def answer(cast: Cast, ticket: Ticket, at: datetime, email: str = who.AMY) -> None:
    services.reply(ticket=ticket, author=cast.user(email), body="We look.", at=at)


def wait(cast: Cast, ticket: Ticket, at: datetime) -> None:
    services.change_status(
        ticket=ticket, actor=cast.user(who.AMY), status="waiting_for_customer", waiting_for="Logs", at=at
    )


def update(ticket: Ticket) -> Milestone:
    return ticket.milestones.get(kind="next_update", met_at=None)


def test_no_update_is_promised_before_the_first_answer(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8), who.GOLD)
    assert list(ticket.milestones.values_list("kind", flat=True)) == ["first_response"]


def test_each_reply_keeps_the_update_and_promises_the_next(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8))
    assert update(ticket).due_at == la(10, 16) == ticket.next_promise_at

    answer(cast, ticket, la(10, 12))
    assert update(ticket).due_at == la(11, 9) == ticket.next_promise_at
    assert ticket.milestones.filter(kind="next_update", met_at=la(10, 12), broken_at=None).count() == 1


def test_an_update_that_is_not_given_is_broken_at_its_instant(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8))
    services.record_broken(la(12, 8))
    assert update(ticket).broken_at == la(10, 16)


def test_no_update_is_promised_at_the_least_severity(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=4)
    answer(cast, ticket, la(10, 8))
    assert not ticket.milestones.filter(kind="next_update").exists()
    assert ticket.next_promise_at is None


def test_the_next_update_waits_while_the_customer_is_asked(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8))
    wait(cast, ticket, la(10, 9))
    assert ticket.next_promise_at is None
    answer(cast, ticket, la(10, 15), who.GOLD)
    assert update(ticket).due_at == la(11, 11) == ticket.next_promise_at


def test_a_reply_while_it_waits_promises_an_update_that_stands_still(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8))
    wait(cast, ticket, la(10, 9))
    answer(cast, ticket, la(10, 10))
    assert (update(ticket).paused_at, ticket.next_promise_at) == (la(10, 10), None)
    answer(cast, ticket, la(10, 11), who.GOLD)
    assert update(ticket).due_at == la(11, 8)


def test_a_resolved_ticket_owes_no_update_and_one_that_comes_back_does(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8))
    services.resolve(ticket=ticket, actor=cast.user(who.AMY), at=la(10, 9))
    assert not ticket.milestones.filter(met_at=None).exists()

    answer(cast, ticket, la(10, 12), who.GOLD)
    assert update(ticket).due_at == la(11, 9) == ticket.next_promise_at


def test_a_lower_severity_owes_no_update_and_a_higher_one_does_again(cast: Cast, ticket: Ticket) -> None:
    answer(cast, ticket, la(10, 8))
    change = {"ticket": ticket, "actor": cast.user(who.AMY), "reason": "As the customer says"}
    services.change_severity(severity=4, at=la(10, 9), **change)  # type: ignore[arg-type]
    assert not ticket.milestones.filter(met_at=None).exists()
    services.change_severity(severity=1, at=la(10, 10), **change)  # type: ignore[arg-type]
    assert update(ticket).due_at == la(10, 14) == ticket.next_promise_at


def test_the_update_is_promised_as_it_was_at_the_filing(cast: Cast, ticket: Ticket) -> None:
    Package.objects.get(code="gold").targets.filter(milestone="next_update").update(minutes=60)
    answer(cast, ticket, la(10, 8))
    assert update(ticket).target_minutes == 480


@pytest.mark.usefixtures("resolved_in")
def test_a_resolution_is_kept_by_resolving(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=2)
    resolution = ticket.milestones.get(kind="resolution")
    assert resolution.due_at == la(10, 17)
    services.resolve(ticket=ticket, actor=cast.user(who.AMY), at=la(10, 12))
    resolution.refresh_from_db()
    assert (resolution.met_at, resolution.broken_at) == (la(10, 12), None)


@pytest.mark.usefixtures("resolved_in")
def test_a_resolution_goes_on_where_it_was_when_the_ticket_comes_back(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=2)
    services.resolve(ticket=ticket, actor=cast.user(who.AMY), at=la(10, 12))
    services.reopen(ticket=ticket, actor=cast.user(who.GOLD), at=la(11, 6))
    again = ticket.milestones.get(kind="resolution", met_at=None)
    assert (again.used_seconds, again.due_at) == (5 * 3600, la(11, 11))


@pytest.mark.usefixtures("resolved_in")
def test_a_resolution_that_came_too_late_is_broken_when_it_was_due(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, severity=2)
    services.resolve(ticket=ticket, actor=cast.user(who.AMY), at=la(11, 9))
    assert ticket.milestones.get(kind="resolution").broken_at == la(10, 17)


def test_a_stop_after_the_end_records_the_breach_first(cast: Cast, ticket: Ticket) -> None:
    wait(cast, ticket, la(10, 12))
    assert ticket.milestones.get().broken_at == la(10, 11)
