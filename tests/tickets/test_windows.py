"""A maintenance window is booked against engineers, days and units, and settled when it is over (R9, R11)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import Environment
from catalog.models import Holiday, Region
from entitlements import portfolio
from entitlements.models import Contract, Package, UnitAccount
from oncall.models import Reservation, ReservedQuarter
from oncall.services import reserve
from tests.at_once import at_once, closed, code_of
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import services
from tickets.models import Freeze, Ticket, Window, WindowType
from tickets.services import UnableToBook, UnableToRun, WindowDraft

__all__ = ["closed"]
NIGHT = datetime(2026, 6, 17, 4, tzinfo=UTC)  # 21:00 on a Tuesday in Los Angeles, six days ahead
MORNING = datetime(2026, 6, 17, 15, tzinfo=UTC)  # 08:00 there: the desk is open
HOUR = timedelta(hours=1)


@pytest.fixture
def plant(cast: Cast) -> Environment:
    """Where Goldleaf runs the server."""
    return environment(cast, who.GOLD)


def environment(cast: Cast, email: str, use: str = "production") -> Environment:
    contact, version = cast.contact(email), cast.version(email)
    assert contact is not None
    made, _ = Environment.objects.get_or_create(
        organization=contact.organization,
        name=f"{use} of {contact.organization.key}",
        defaults={"product": version.product, "version": version, "use": use},
    )
    return made


def draft(
    cast: Cast, where: Environment, starts_at: datetime = NIGHT, email: str = who.GOLD, **more: Any
) -> WindowDraft:
    contact = cast.contact(email)
    assert contact is not None
    facts: dict[str, Any] = {
        "type": WindowType.objects.get(name="Upgrade"),
        "minutes": 120,
        "plan": "Stop, upgrade, start.",
        "rollback_name": "Greta Gold",
        "rollback_phone": "+1 555 0100",
        "checklist": ("Backup taken", "Users told"),
    }
    return WindowDraft(contact=contact, environment=where, starts_at=starts_at, **{**facts, **more})


def book(cast: Cast, where: Environment, starts_at: datetime = NIGHT, at: datetime = WEDNESDAY, **more: Any) -> Window:
    return services.book_window(requester=cast.user(who.GOLD), draft=draft(cast, where, starts_at, **more), at=at)


def move(cast: Cast, window: Window, starts_at: datetime, at: datetime = WEDNESDAY) -> Window:
    return services.move_window(window=window, starts_at=starts_at, actor=cast.user(who.GOLD), at=at)


def refused(cast: Cast, where: Environment, starts_at: datetime = NIGHT, **more: Any) -> str:
    with pytest.raises(UnableToBook) as refusal:
        book(cast, where, starts_at, **more)
    assert not Window.objects.exists()
    assert not Reservation.objects.exists()
    return refusal.value.code


def stand() -> tuple[int, int]:
    """What is left to the customer, and what is held."""
    account = UnitAccount.objects.get(organization__key="GLD")
    assert portfolio.discrepancies() == []
    return account.balance, account.held


@pytest.mark.both
def test_a_booking_keeps_an_engineer_holds_units_and_files_a_ticket_that_rests(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    ticket = window.ticket
    assert (ticket.status, ticket.kind, ticket.assignee, ticket.next_promise_at) == (
        "scheduled",
        "maintenance",
        window.engineer,
        None,
    )
    assert stand() == (0, 8)  # two hours after hours are eight units
    assert ReservedQuarter.objects.filter(agent=window.engineer).count() == 8
    assert [item.text for item in window.items.order_by("position")] == ["Backup taken", "Users told"]


def test_an_agent_books_for_a_contact_who_files_and_the_window_is_the_contacts(cast: Cast, plant: Environment) -> None:
    customer, agent = cast.user(who.GOLD), cast.agent(who.EDWARD).user
    made = services.book_window(requester=customer, draft=draft(cast, plant), at=WEDNESDAY, by=agent)
    assert (made.booked_by, made.ticket.requester) == (customer, customer)
    events = made.ticket.events.filter(code__in=["filed", "window_booked"])
    assert {event.actor for event in events} == {agent}
    stranger = cast.user(who.EVERYDAY)
    with pytest.raises(UnableToBook, match="not_yours"):
        services.book_window(requester=customer, draft=draft(cast, plant, MORNING), at=WEDNESDAY, by=stranger)


def test_time_that_gold_covers_needs_no_unit(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant, MORNING)
    assert (window.units, window.covered_minutes, stand()) == (0, 120, (8, 0))


def test_a_window_across_the_opening_holds_units_for_the_part_before_it(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant, datetime(2026, 6, 17, 12, tzinfo=UTC))  # from 05:00, the desk opens at 06:00
    assert (window.units, window.covered_minutes) == (4, 60)


def test_a_customer_without_the_option_books_what_its_subscription_covers(cast: Cast) -> None:
    where = environment(cast, who.ABC_MANAGER)
    asked = draft(cast, where, MORNING, who.ABC_MANAGER)
    window = services.book_window(requester=cast.user(who.ABC_MANAGER), draft=asked, at=WEDNESDAY)
    assert window.units == 0
    with pytest.raises(UnableToBook, match="not_given"):
        services.book_window(requester=cast.user(who.ABC_MANAGER), draft=replace(asked, starts_at=NIGHT), at=WEDNESDAY)


def test_what_stands_against_a_window_is_said(cast: Cast, plant: Environment) -> None:
    assert refused(cast, plant, WEDNESDAY + timedelta(hours=71, minutes=45)) == "too_little_notice"
    assert refused(cast, plant, NIGHT + timedelta(minutes=5)) == "off_the_quarter"
    assert refused(cast, plant, minutes=30) == "odd_length"
    assert refused(cast, plant, minutes=135) == "not_enough_units"
    assert refused(cast, plant, WEDNESDAY + timedelta(days=366)) == "too_far_ahead"
    assert refused(cast, plant, datetime(2027, 4, 10, 8, tzinfo=UTC)) == "contract_ended"
    assert refused(cast, plant, plan=" ") == "no_plan"
    assert refused(cast, plant, rollback_phone="") == "no_rollback"
    assert refused(cast, environment(cast, who.GOLD, "test")) == "production_only"
    assert refused(cast, environment(cast, who.EVERYDAY)) == "not_yours"


def test_a_notice_of_exactly_three_days_is_enough(cast: Cast, plant: Environment) -> None:
    assert book(cast, plant, WEDNESDAY + timedelta(hours=72)).state == "booked"


def test_nothing_is_booked_on_a_holiday_of_the_desk_unless_the_package_says_so(cast: Cast, plant: Environment) -> None:
    Holiday.objects.create(region=Region.objects.get(code="AMER"), on=date(2026, 6, 16), name="Founders' Day")
    assert refused(cast, plant) == "holiday"
    Package.objects.filter(code="scheduled-after-hours").update(covers_holidays=True)
    assert book(cast, plant).units == 8


@pytest.mark.parametrize(
    ("region", "product", "is_refused"),
    [
        (None, None, True),
        ("AMER", None, True),
        ("EMEA", None, False),
        (None, "Meridian Server", True),
        (None, "Lattice Forms", False),
    ],
)
def test_a_freeze_holds_where_and_for_what_it_is_said(
    cast: Cast,
    plant: Environment,
    region: str | None,
    product: str | None,
    is_refused: bool,  # noqa: FBT001 - a table
) -> None:
    Freeze.objects.create(
        name="Quarter end",
        first_on=date(2026, 6, 14),
        last_on=date(2026, 6, 16),  # 21:00 on the 16th is the 17th in UTC
        region=Region.objects.filter(code=region).first(),
        product=plant.product.__class__.objects.filter(name=product).first(),
    )
    if is_refused:
        assert refused(cast, plant) == "frozen"
    else:
        assert book(cast, plant).state == "booked"


def test_a_freeze_that_ends_before_it_begins_is_refused_by_the_database(cast: Cast) -> None:  # noqa: ARG001 - the database
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.create(name="Odd", first_on=date(2026, 6, 2), last_on=date(2026, 6, 1))


@pytest.mark.both
def test_who_is_kept_is_not_kept_again_until_nobody_is_free(cast: Cast, plant: Environment) -> None:
    first = book(cast, plant, MORNING)
    second = book(cast, plant, MORNING + HOUR)
    assert first.engineer != second.engineer
    with pytest.raises(UnableToBook, match="nobody_free"):
        book(cast, plant, MORNING)
    services.cancel_window(window=first, actor=cast.user(who.GOLD), at=WEDNESDAY + HOUR)
    assert book(cast, plant, MORNING - HOUR).engineer == first.engineer


@pytest.mark.both
def test_a_move_keeps_the_new_time_and_a_refused_one_the_old(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    with pytest.raises(UnableToBook, match="too_little_notice"):
        services.move_window(window=window, starts_at=WEDNESDAY + HOUR, actor=cast.user(who.GOLD), at=WEDNESDAY)
    assert stand() == (0, 8)
    moved = services.move_window(window=window, starts_at=MORNING - HOUR, actor=cast.user(who.GOLD), at=WEDNESDAY)
    assert (moved.starts_at, moved.units, moved.sequence, stand()) == (MORNING - HOUR, 0, 1, (8, 0))
    again = services.move_window(window=window, starts_at=NIGHT + HOUR, actor=cast.user(who.GOLD), at=WEDNESDAY)
    assert (again.engineer, stand()) == (window.engineer, (0, 8))
    assert ReservedQuarter.objects.count() == 8


def test_what_a_window_holds_pays_for_its_new_time(cast: Cast, plant: Environment) -> None:
    moved = move(cast, book(cast, plant), NIGHT + HOUR)
    assert (moved.units, stand()) == (8, (0, 8))


def test_a_move_keeps_its_engineer_while_that_one_is_free_and_tells_both_of_a_change(
    cast: Cast, plant: Environment
) -> None:
    first = book(cast, plant, MORNING)
    second = book(cast, plant, MORNING + HOUR)
    services.cancel_window(window=first, actor=cast.user(who.GOLD), at=WEDNESDAY)
    kept = move(cast, second, MORNING + timedelta(days=1))
    assert kept.engineer == second.engineer

    busy = MORNING - timedelta(days=1)
    taken = partial(reserve, key="training", title="Training", actor=cast.user(who.AMY), at=WEDNESDAY)
    taken(agent=kept.engineer, starts_at=busy, ends_at=busy + HOUR)
    deliver(WEDNESDAY)
    mail.outbox.clear()
    given = move(cast, kept, busy)
    deliver(WEDNESDAY)
    assert given.engineer == first.engineer
    told = {each.to[0]: each.attachments[0][2] for each in mail.outbox}
    assert told[kept.engineer.user.email] == "text/calendar; method=CANCEL"
    assert told[given.engineer.user.email] == "text/calendar; method=REQUEST"


def test_a_window_that_is_open_is_neither_moved_nor_cancelled(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    services.run_windows(NIGHT)
    with pytest.raises(UnableToBook, match="is_open"):
        services.cancel_window(window=window, actor=cast.user(who.GOLD), at=NIGHT + HOUR)
    with pytest.raises(UnableToBook, match="is_open"):
        move(cast, window, NIGHT + timedelta(days=7), at=NIGHT + HOUR)


def test_a_window_opens_for_its_engineer_whoever_had_its_ticket_before(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    Ticket.objects.filter(pk=window.ticket_id).update(assignee=None)
    services.run_windows(NIGHT)
    assert Ticket.objects.get(pk=window.ticket_id).assignee == window.engineer


def test_within_a_day_of_its_start_a_window_is_not_moved(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    with pytest.raises(UnableToBook, match="too_late"):
        services.move_window(
            window=window,
            starts_at=NIGHT + timedelta(days=7),
            actor=cast.user(who.GOLD),
            at=NIGHT - timedelta(hours=24),
        )


@pytest.mark.both
@pytest.mark.parametrize(("before", "used"), [(timedelta(hours=25), 0), (timedelta(hours=24), 1), (HOUR, 1)])
def test_cancelling_late_costs_the_minimum(cast: Cast, plant: Environment, before: timedelta, used: int) -> None:
    window = book(cast, plant)
    over = services.cancel_window(window=window, actor=cast.user(who.GOLD), at=NIGHT - before)
    assert (over.state, over.units_used, over.units_returned, stand()) == ("cancelled", used, 8 - used, (8 - used, 0))
    assert Ticket.objects.get(pk=window.ticket_id).status == "closed"
    assert not ReservedQuarter.objects.exists()


def test_support_cancels_without_cost_and_closing_the_ticket_cancels_too(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    services.cancel_window(window=window, actor=cast.user(who.AMY), at=NIGHT - HOUR)
    assert stand() == (8, 0)
    other = book(cast, plant)
    services.close(ticket=other.ticket, actor=cast.user(who.GOLD), at=NIGHT - HOUR)
    other.refresh_from_db()
    assert (other.state, stand()) == ("cancelled", (7, 0))
    with pytest.raises(UnableToBook, match="is_over"):
        services.cancel_window(window=other, actor=cast.user(who.GOLD), at=NIGHT - HOUR)


@pytest.mark.both
def test_a_window_opens_by_itself_and_its_end_settles_what_was_worked(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    assert services.run_windows(NIGHT - timedelta(seconds=1)) == 1  # the reminders that are due, as one
    assert [services.run_windows(NIGHT) for _ in range(2)] == [1, 0]
    ticket = Ticket.objects.get(pk=window.ticket_id)
    assert (ticket.status, ticket.outcome, ticket.decision["mode"]) == ("open", "covered_now", "maintenance")
    agent = window.engineer
    services.log_time(ticket=ticket, agent=agent, minutes=20, what="Upgrade", at=NIGHT + HOUR)
    ended = services.end_window(window=window, agent=agent, minutes=11, what="Checks", at=NIGHT + HOUR)
    assert (ended.state, ended.minutes, ended.units_used, ended.units_returned, ended.balance) == ("ended", 31, 3, 5, 5)
    assert stand() == (5, 0)
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    with pytest.raises(UnableToRun, match="is_over"):
        services.end_window(window=window, agent=agent, minutes=0, what="", at=NIGHT + HOUR)


def test_of_a_window_that_is_partly_covered_that_part_is_used_first(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant, datetime(2026, 6, 17, 12, tzinfo=UTC))
    start = window.starts_at
    services.run_windows(start)
    services.log_time(ticket=window.ticket, agent=window.engineer, minutes=60, what="Upgrade", at=start + HOUR)
    assert stand() == (4, 4)
    ended = services.end_window(window=window, agent=window.engineer, minutes=16, what="Checks", at=start + 2 * HOUR)
    assert (ended.units_used, stand()) == (2, (6, 0))


def test_what_was_logged_before_the_window_is_not_its_time(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    services.log_time(ticket=window.ticket, agent=window.engineer, minutes=90, what="Plan read", at=WEDNESDAY + HOUR)
    services.run_windows(NIGHT)
    ended = services.end_window(window=window, agent=window.engineer, minutes=0, what="", at=NIGHT + HOUR)
    assert (ended.minutes, ended.units_used) == (0, 1)  # the minimum


def test_a_window_that_nobody_ends_is_settled_a_day_later(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    services.run_windows(NIGHT)
    services.log_time(ticket=window.ticket, agent=window.engineer, minutes=16, what="Upgrade", at=NIGHT + HOUR)
    assert services.run_windows(window.ends_at + timedelta(hours=23)) == 0
    assert services.run_windows(window.ends_at + timedelta(hours=24)) == 1
    window.refresh_from_db()
    assert (window.state, window.units_used, stand()) == ("ended", 2, (6, 0))


def test_the_checklist_is_ticked_by_agents_until_the_window_is_over(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    item = window.items.get(position=0)
    for is_done in (True, True, False, True):
        services.tick(item=item, agent=window.engineer, is_done=is_done, at=NIGHT)
    assert window.ticket.events.filter(code__startswith="window_ticked").count() == 2
    services.cancel_window(window=window, actor=cast.user(who.GOLD), at=NIGHT - HOUR)
    with pytest.raises(UnableToRun, match="is_over"):
        services.tick(item=item, agent=window.engineer, is_done=False, at=NIGHT)


def test_customer_and_engineer_get_invitations_that_replace_each_other(cast: Cast, plant: Environment) -> None:
    deliver(WEDNESDAY)
    window = book(cast, plant)
    deliver(WEDNESDAY)
    sent = {each.to[0]: each for each in mail.outbox}
    assert set(sent) >= {who.GOLD, window.engineer.user.email}
    name, text, kind = sent[who.GOLD].attachments[0]
    assert (name, kind) == ("invitation.ics", "text/calendar; method=REQUEST")
    assert "SEQUENCE:0" in text
    assert "DTSTART:20260617T040000Z" in text
    services.cancel_window(window=window, actor=cast.user(who.GOLD), at=WEDNESDAY + HOUR)
    deliver(WEDNESDAY + HOUR)
    called_off = [each.attachments[0] for each in mail.outbox if each.attachments]
    assert {kind for _name, _text, kind in called_off} == {"text/calendar; method=CANCEL"}
    assert len(called_off) == 2
    assert all("STATUS:CANCELLED" in text and "SEQUENCE:1" in text for _name, text, _kind in called_off)


def test_a_terminated_option_gives_no_window(cast: Cast, plant: Environment) -> None:
    Contract.objects.filter(number="C-1004").update(status="suspended")
    assert refused(cast, plant) == "not_given"


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("closed")
def test_of_customers_who_book_the_last_engineer_at_once_one_gets_it(committed: Cast) -> None:
    customers = (who.GOLD, who.ABC_MANAGER, who.EVERYDAY)
    asked = [draft(committed, environment(committed, email), MORNING, email) for email in customers]

    def one(place: int) -> str:
        reader = committed.user(customers[place])
        return code_of(lambda: services.book_window(requester=reader, draft=asked[place], at=WEDNESDAY))

    answers = at_once(*[partial(one, place) for place in range(len(customers))])
    assert sorted(answers) == ["", "", "nobody_free"]  # two engineers work at the desk
    assert ReservedQuarter.objects.count() == 16
    assert Window.objects.count() == Reservation.objects.count() == 2
