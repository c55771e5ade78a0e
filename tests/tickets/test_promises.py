"""Clocks that run in covered time: when they stop, go on, break, and end with their contract."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Region
from entitlements.models import Contract, CoveredLicense, Entitlement
from entitlements.services import renew
from outbox.models import OutboundMessage
from tests.entitlements.units import leave_units
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, Cast
from tickets import services
from tickets.models import Milestone, Ticket
from tickets.services.sweep import resume_renewed

LA = ZoneInfo("America/Los_Angeles")


def la(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=LA).astimezone(UTC)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Filed on Wednesday at 07:00 in Los Angeles at severity 2: four covered hours, due at 11:00."""
    return cast.file(who.GOLD, severity=2)


def wait(cast: Cast, ticket: Ticket, at: datetime) -> None:
    services.change_status(
        ticket=ticket, actor=cast.user(who.AMY), status="waiting_for_customer", waiting_for="Logs", at=at
    )


def answer(cast: Cast, ticket: Ticket, at: datetime) -> None:
    services.reply(ticket=ticket, author=cast.user(who.GOLD), body="Here.", at=at)


def due(ticket: Ticket) -> datetime | None:
    return ticket.milestones.get(kind="first_response").due_at


def test_a_promise_pins_what_it_was_made_from(ticket: Ticket) -> None:
    milestone = ticket.milestones.get()
    amer = Region.objects.get(code="AMER")
    assert (milestone.package, milestone.target_minutes) == ("gold", 240)
    assert milestone.calendar_versions == {"AMER": amer.calendar_version}


def test_a_clock_stands_still_while_the_ticket_waits_for_its_customer(cast: Cast, ticket: Ticket) -> None:
    wait(cast, ticket, la(10, 8))
    assert ticket.next_promise_at is None

    answer(cast, ticket, la(10, 10))
    assert due(ticket) == la(10, 13) == ticket.next_promise_at


def test_what_is_left_of_a_promise_runs_in_covered_time_only(cast: Cast, ticket: Ticket) -> None:
    wait(cast, ticket, la(10, 8))
    answer(cast, ticket, la(10, 22))
    assert due(ticket) == la(11, 9)


def test_two_stops_add_up(cast: Cast, ticket: Ticket) -> None:
    wait(cast, ticket, la(10, 8))
    answer(cast, ticket, la(10, 9))
    wait(cast, ticket, la(10, 10))
    answer(cast, ticket, la(10, 12))
    assert due(ticket) == la(10, 14)
    assert ticket.milestones.get().used_seconds == 2 * 3600


def test_the_units_of_an_emergency_pay_for_it_although_none_is_left(cast: Cast) -> None:
    leave_units("GLD", 1)
    ticket = cast.file(who.GOLD, SATURDAY, severity=1, emergency_confirmed=True)
    wait(cast, ticket, SATURDAY + timedelta(minutes=20))
    answer(cast, ticket, SATURDAY + timedelta(hours=5))
    assert due(ticket) == SATURDAY + timedelta(hours=5, minutes=40)


def test_a_broken_promise_is_recorded_once_at_the_instant_it_was_due(ticket: Ticket) -> None:
    assert services.record_broken(la(10, 10, 59)) == 0
    assert services.record_broken(la(10, 15)) == 1
    assert services.record_broken(la(10, 16)) == 0

    assert ticket.milestones.get().broken_at == la(10, 11)
    event = ticket.events.get(code="promise_broken")
    assert (event.at, event.data) == (la(10, 11), {"promise": "first_response"})


def test_a_clock_that_stands_still_breaks_nothing(cast: Cast, ticket: Ticket) -> None:
    wait(cast, ticket, la(10, 8))
    assert services.record_broken(la(12, 8)) == 0


def test_a_promise_kept_in_time_is_never_broken(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.AMY), body="We look.", at=la(10, 8))
    services.record_broken(la(12, 8))
    assert ticket.milestones.get(kind="first_response").broken_at is None


def test_a_late_reply_breaks_its_promise_and_keeps_it_and_promises_the_next_update(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.AMY), body="We look.", at=la(10, 12))
    first, update = ticket.milestones.order_by("id")
    assert (first.due_at, first.broken_at, first.met_at, first.warn_at) == (la(10, 11), la(10, 11), la(10, 12), None)
    told = list(ticket.events.order_by("id").values_list("code", "at"))[1:4]
    assert told == [("replied", la(10, 12)), ("promise_broken", la(10, 11)), ("promise_kept", la(10, 12))]
    assert OutboundMessage.objects.filter(name="promise.broken", payload__key=str(first.pk)).count() == 1
    assert (update.met_at, ticket.next_promise_at) == (None, update.due_at)
    assert services.record_broken(la(10, 12)) == 0


def test_a_promise_broken_before_it_was_stopped_stays_broken(cast: Cast, ticket: Ticket) -> None:
    services.record_broken(la(10, 15))
    wait(cast, ticket, la(10, 15))
    answer(cast, ticket, la(10, 16))
    milestone = ticket.milestones.get()
    assert (milestone.broken_at, milestone.due_at) == (la(10, 11), la(10, 11))


def end_contract(ticket: Ticket, day: date) -> None:
    """Terminate everything that covers the ticket as of `day`."""
    assert ticket.contract is not None
    lines = Entitlement.objects.filter(contract=ticket.contract)
    CoveredLicense.objects.filter(entitlement__in=lines).update(ends_on=day)
    lines.update(terminated_on=day)


def test_a_clock_stops_when_coverage_ends_before_it_is_due(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=4)
    end_contract(ticket, date(2026, 6, 13))

    assert services.record_broken(SATURDAY + timedelta(days=2)) == 0
    milestone = ticket.milestones.get()
    assert milestone.broken_at is None
    assert milestone.paused_at is not None
    assert ticket.events.filter(code="coverage_ended").count() == 1
    ticket.refresh_from_db()
    assert ticket.next_promise_at is None


def test_renewal_lets_a_stopped_clock_go_on(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=4)
    end_contract(ticket, date(2026, 6, 13))
    services.record_broken(SATURDAY + timedelta(days=2))
    Entitlement.objects.filter(contract=ticket.contract).update(terminated_on=None)

    back = SATURDAY + timedelta(days=3)
    services.record_broken(back)

    milestone = ticket.milestones.get()
    assert milestone.paused_at is None
    assert milestone.due_at is not None
    assert milestone.due_at > back
    assert ticket.events.filter(code="coverage_resumed").count() == 1


def test_tickets_that_nothing_renews_do_not_stand_before_one_that_is_renewed(cast: Cast) -> None:
    """Two of them stay among those that are asked; each round asks for one."""
    tickets = [cast.file(who.EVERYDAY, SATURDAY, severity=4) for _ in range(3)]
    end_contract(tickets[0], date(2026, 6, 13))
    services.record_broken(SATURDAY + timedelta(days=2))
    lines = Entitlement.objects.filter(contract=tickets[0].contract)
    lines.update(terminated_on=None)
    Ticket.objects.filter(pk__in=[each.pk for each in tickets[:2]]).update(kind="question")

    back = SATURDAY + timedelta(days=3)
    rounds = [resume_renewed(back, limit=1) for _ in range(60)]
    assert sum(rounds) == 1
    assert tickets[2].milestones.get().paused_at is None
    assert tickets[0].milestones.get().paused_at is not None


def test_what_may_be_renewed_is_found_without_a_contract_beside_each_ticket(cast: Cast) -> None:
    """Such a join once took minutes in a database that had not counted its rows yet."""
    cast.file(who.EVERYDAY, SATURDAY, severity=4)
    with CaptureQueriesContext(connection) as asked:
        resume_renewed(SATURDAY)
    (by_chance,) = [each["sql"] for each in asked if "RAND" in each["sql"].upper()]
    assert "tickets_milestone" in by_chance
    assert "entitlements_" not in by_chance


def test_a_renewal_gives_a_promise_its_instant(cast: Cast) -> None:
    contract = Contract.objects.get(organization__key="GLD")
    end = datetime(contract.ends_on.year, contract.ends_on.month, contract.ends_on.day, tzinfo=LA)
    ticket = cast.file(who.GOLD, (end - timedelta(hours=7, minutes=30)).astimezone(UTC), severity=1)
    assert due(ticket) is None

    renew(entitlement=contract.entitlements.get(package__code="gold"), actor=None, at=end.astimezone(UTC))
    services.record_broken((end - timedelta(hours=1)).astimezone(UTC))
    ticket.refresh_from_db()
    assert ticket.next_promise_at == due(ticket) == end + timedelta(hours=6, minutes=30)


def test_a_term_that_ends_first_leaves_a_promise_without_an_instant(cast: Cast) -> None:
    """R17: nothing is due after the end; the sweep says that coverage ended once it has."""
    contract = Contract.objects.get(organization__key="GLD")
    end = datetime(contract.ends_on.year, contract.ends_on.month, contract.ends_on.day, tzinfo=LA)
    ticket = cast.file(who.GOLD, (end - timedelta(days=1)).replace(hour=16, minute=30).astimezone(UTC), severity=1)
    assert due(ticket) is None

    services.record_broken(end.astimezone(UTC) + timedelta(hours=1))
    assert ticket.events.filter(code="coverage_ended").count() == 1
    assert Milestone.objects.filter(ticket=ticket, broken_at=None, paused_at__isnull=False).exists()
