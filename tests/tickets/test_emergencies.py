"""A confirmed emergency runs by its meter: started and ended by an agent, paid by units that are held (R10, R11)."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from common.refusal import Unable
from entitlements import portfolio
from entitlements.models import LedgerEntry, UnitAccount, UnitHold, UnitTerms
from entitlements.services import approve_refund, propose_refund
from tests.entitlements.units import leave_units
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, Cast
from tests.tickets.test_notices import deliver
from tickets import rules, services
from tickets.models import Meter, Ticket, TimeEntry
from tickets.services import UnableToLogTime, UnableToMeter
from tickets.views import metered

START = SATURDAY + timedelta(minutes=10)
BEFORE_OPENING = datetime(2026, 6, 15, 12, 50, tzinfo=UTC)  # ten minutes before Los Angeles opens


def after(minutes: float) -> datetime:
    """So many minutes into the work."""
    return START + timedelta(minutes=minutes)


@pytest.fixture
def emergency(cast: Cast) -> Ticket:
    """An emergency of Saturday night, confirmed for one unit of eight."""
    return cast.file(who.GOLD, SATURDAY, severity=1, emergency_confirmed=True)


def begin(cast: Cast, ticket: Ticket, at: datetime = START) -> Meter:
    return services.start_meter(ticket=ticket, agent=cast.agent(who.AMY), at=at)


def agree(cast: Cast, ticket: Ticket, units: int, at: datetime) -> Meter:
    return services.agree_to_more(ticket=ticket, actor=cast.user(who.GOLD), units=units, at=at)


def end(cast: Cast, ticket: Ticket, at: datetime) -> Meter | None:
    return services.end_meter(ticket=ticket, agent=cast.agent(who.AMY), at=at)


def stand() -> tuple[int, int]:
    """What is left to the customer, and what is held."""
    account = UnitAccount.objects.get(organization__key="GLD")
    assert portfolio.discrepancies() == []
    return account.balance, account.held


def reading(ticket: Ticket, at: datetime) -> services.Reading:
    found = services.read_meter(ticket, at)
    assert found is not None
    return found


runs = st.builds(
    rules.Run,
    since=st.just(START),
    used=st.integers(0, 4000),
    held=st.integers(1, 9000),
    until=st.none() | st.integers(0, 200).map(after),
)


@given(run=runs, minutes=st.lists(st.integers(-10, 400), min_size=2, max_size=2).map(sorted))
def test_a_meter_never_goes_back_nor_past_what_is_held(run: rules.Run, minutes: list[int]) -> None:
    first, second = (run.charged(after(each)) for each in minutes)
    assert run.used <= first <= second <= max(run.used, run.held)


def test_a_started_second_and_a_started_minute_count() -> None:
    run = rules.Run(since=START, used=0, held=1800)
    assert run.charged(START) == 0
    assert run.charged(START + timedelta(microseconds=1)) == 1
    assert [rules.whole_minutes(seconds) for seconds in (0, 1, 60, 61)] == [0, 1, 1, 2]


def test_the_customer_is_asked_at_three_quarters_and_at_the_end_but_not_once_it_is_covered() -> None:
    run = rules.Run(since=START, used=0, held=900)
    assert run.ask_after(0) == (75, after(11.25))
    assert run.ask_after(75) == (100, after(15))
    assert run.ask_after(100) is None
    assert rules.Run(START, 0, 900, until=after(12)).ask_after(75) is None


@pytest.mark.both
def test_an_emergency_is_charged_by_the_meter_and_the_rest_goes_back(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    agree(cast, emergency, 3, after(10))
    assert stand() == (4, 4)
    meter = end(cast, emergency, after(31))

    assert meter is not None
    assert (meter.minutes, meter.units_used, meter.units_returned, meter.balance) == (31, 3, 1, 5)
    assert stand() == (5, 0)
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.agent) == (31, cast.agent(who.AMY))
    used = LedgerEntry.objects.filter(kind="consumed").values_list("use_key", flat=True)
    assert set(used) == {f"{emergency.reference}/time:{entry.pk}"}


@pytest.mark.both
def test_nothing_is_charged_past_what_is_held_until_the_customer_agrees(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    spent = reading(emergency, after(40))
    assert (spent.minutes, spent.units, spent.is_used_up, spent.runs_out_at) == (15, 1, True, after(15))
    agree(cast, emergency, 1, after(40))
    goes_on = reading(emergency, after(45))
    assert (goes_on.minutes, goes_on.units, goes_on.left, goes_on.is_used_up) == (20, 2, 0, False)
    assert goes_on.runs_out_at == after(55)
    meter = end(cast, emergency, after(45))
    assert meter is not None
    assert (meter.minutes, meter.units_used, stand()) == (20, 2, (6, 0))


@pytest.mark.both
def test_the_minimum_is_used_in_any_case(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    meter = end(cast, emergency, START)
    assert meter is not None
    assert (meter.minutes, meter.units_used, stand()) == (0, 1, (7, 0))


def test_an_emergency_that_nobody_began_gives_all_back(cast: Cast, emergency: Ticket) -> None:
    assert end(cast, emergency, START) is None
    assert stand() == (8, 0)
    emergency.refresh_from_db()
    assert (emergency.outcome, emergency.decision.get("units_held")) == ("payment_required", 0)


@pytest.mark.both
def test_the_customer_is_asked_once_for_each_share_and_again_once_it_agreed(cast: Cast, emergency: Ticket) -> None:
    deliver(SATURDAY)
    begin(cast, emergency)
    deliver(START)
    assert services.watch_meters(after(11)) == 0
    assert [services.watch_meters(after(12)) for _ in range(2)] == [1, 0]
    told = deliver(after(12))
    assert (who.GOLD, f"{emergency.reference}: 1 time unit is nearly used. Go on?") in told
    assert [services.watch_meters(after(15)) for _ in range(2)] == [1, 0]
    told = deliver(after(15))
    assert (who.GOLD, f"{emergency.reference}: the held time is used up. Go on?") in told
    agree(cast, emergency, 1, after(16))
    assert services.watch_meters(after(24)) == 1  # a quarter of what is held is left
    asked = [event.data["percent"] for event in emergency.events.filter(code="emergency_asked").order_by("id")]
    assert asked == [75, 100, 75]


def test_of_two_shares_that_are_due_at_once_the_customer_is_asked_for_the_greater(
    cast: Cast, emergency: Ticket
) -> None:
    begin(cast, emergency)
    assert services.watch_meters(after(30)) == 1
    assert emergency.events.get(code="emergency_asked").data["percent"] == 100


@pytest.mark.both
def test_units_never_burn_while_the_desk_is_open(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, BEFORE_OPENING, severity=1, emergency_confirmed=True)
    meter = begin(cast, ticket, BEFORE_OPENING)
    opens = BEFORE_OPENING + timedelta(minutes=10)
    assert meter.covered_at == opens
    assert services.watch_meters(opens + timedelta(minutes=30)) == 1
    meter.refresh_from_db()
    assert (meter.minutes, meter.ended_at, meter.ended_by) == (10, opens, None)
    ticket.refresh_from_db()
    assert (ticket.outcome, ticket.decision["mode"]) == ("covered_now", "business")
    assert stand() == (7, 0)


def test_an_emergency_does_not_begin_while_the_desk_is_open(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, BEFORE_OPENING, severity=1, emergency_confirmed=True)
    with pytest.raises(UnableToMeter, match="covered_otherwise"):
        begin(cast, ticket, BEFORE_OPENING + timedelta(minutes=10))


def test_what_is_resolved_is_charged_no_more(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    services.resolve(ticket=emergency, actor=cast.user(who.AMY), at=after(5))
    meter = Meter.objects.get()
    assert (meter.ended_at, meter.minutes, stand()) == (after(5), 5, (7, 0))
    services.reopen(ticket=emergency, actor=cast.user(who.GOLD), at=after(60))
    services.confirm_emergency(ticket=emergency, actor=cast.user(who.GOLD), at=after(61))
    begin(cast, emergency, after(62))
    assert stand() == (6, 1)


def test_an_emergency_that_is_none_any_longer_is_charged_until_then(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    services.change_severity(ticket=emergency, actor=cast.user(who.AMY), severity=3, reason="It runs.", at=after(7))
    meter = Meter.objects.get()
    assert (meter.minutes, meter.units_used, stand()) == (7, 1, (7, 0))


def test_time_that_was_logged_before_is_part_of_the_incident(cast: Cast, emergency: Ticket) -> None:
    services.log_time(ticket=emergency, agent=cast.agent(who.AMY), minutes=10, what="Call", at=SATURDAY)
    begin(cast, emergency)
    assert reading(emergency, START).minutes == 10
    assert reading(emergency, after(30)).minutes == 15
    with pytest.raises(UnableToLogTime, match="meter_runs"):
        services.log_time(ticket=emergency, agent=cast.agent(who.AMY), minutes=10, what="Twice", at=after(1))
    end(cast, emergency, after(30))
    assert sum(TimeEntry.objects.values_list("minutes", flat=True)) == 15


def test_a_unit_stays_as_long_as_it_was_when_the_work_began(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    UnitTerms.objects.update(unit_minutes=5)
    meter = end(cast, emergency, after(15))
    assert meter is not None
    assert meter.units_used == 1


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (begin, "meter_runs"),
        (lambda cast, ticket: agree(cast, ticket, 8, START), "not_so_many_units"),
        (lambda cast, ticket: agree(cast, ticket, 0, START), "units_are_positive"),
        (lambda cast, ticket: agree(cast, ticket, -1, START), "units_are_positive"),
        (
            lambda cast, ticket: services.agree_to_more(ticket=ticket, actor=cast.user(who.AMY), units=1, at=START),
            "customers_only",
        ),
        (
            lambda cast, ticket: services.end_meter(ticket=ticket, agent=cast.agent(who.AMY), at=START, edit=1),
            "changed_meanwhile",
        ),
    ],
)
def test_a_running_emergency_refuses_what_the_rules_forbid(
    cast: Cast, emergency: Ticket, act: Callable[[Cast, Ticket], object], code: str
) -> None:
    begin(cast, emergency)
    before = stand()
    with pytest.raises(Unable, match=code):
        act(cast, emergency)
    assert stand() == before


def test_an_emergency_is_ended_before_its_ticket_is_merged_or_set_aside(cast: Cast, emergency: Ticket) -> None:
    target = cast.file(who.GOLD, SATURDAY)
    with pytest.raises(services.UnableToMerge, match="holds_units"):
        services.merge(source=emergency, target=target, actor=cast.user(who.AMY), at=START)
    with pytest.raises(services.UnableToSetAside, match="holds_units"):
        services.set_aside(ticket=emergency, actor=cast.user(who.AMY), reason="spam", at=START)
    end(cast, emergency, START)
    services.merge(source=emergency, target=target, actor=cast.user(who.AMY), at=START)


def test_what_was_not_confirmed_has_no_meter(cast: Cast) -> None:
    ticket = cast.file(who.GOLD, SATURDAY, severity=1)
    with pytest.raises(UnableToMeter, match="nothing_held"):
        begin(cast, ticket)
    with pytest.raises(UnableToMeter, match="nothing_runs"):
        agree(cast, ticket, 1, START)
    with pytest.raises(UnableToMeter, match="nothing_runs"):
        end(cast, ticket, START)
    assert services.read_meter(ticket, START) is None


@pytest.mark.both
@pytest.mark.parametrize(
    "change",
    [
        {"minutes": 3},
        {"ended_at": START},
        {"resumed_at": START - timedelta(seconds=1)},
        {"asks": None},
        {"asks": 101},
        {"unit_minutes": 0},
    ],
)
def test_the_database_refuses_a_meter_that_cannot_be(cast: Cast, emergency: Ticket, change: dict[str, object]) -> None:
    meter = begin(cast, emergency)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meter.objects.filter(pk=meter.pk).update(**change)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all of it at once, each in a thread of its own; "" or the code of the refusal, in order."""

    def done(act: Callable[[], object]) -> str:
        try:
            act()
        except Unable as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


def fresh(cast: Cast, act: Callable[..., object], *arguments: object) -> Callable[[], object]:
    """The act on the ticket as its own thread reads it."""
    return lambda: act(cast, Ticket.objects.get(kind="break-fix"), *arguments)


@pytest.fixture
def running(committed: Cast) -> Ticket:
    """An emergency that runs, as every thread sees it."""
    ticket = committed.file(who.GOLD, SATURDAY, severity=1, emergency_confirmed=True)
    begin(committed, ticket)
    return ticket


@pytest.mark.both
@pytest.mark.usefixtures("running")
def test_of_four_who_end_at_once_one_ends_it(committed: Cast) -> None:
    answers = at_once(*[fresh(committed, end, after(20))] * 4)
    assert sorted(answers) == ["", "nothing_runs", "nothing_runs", "nothing_runs"]
    assert stand() == (7, 0)
    assert LedgerEntry.objects.filter(kind="consumed").count() == 1


@pytest.mark.both
@pytest.mark.usefixtures("running")
def test_an_end_and_an_agreement_at_once_leave_nothing_held(committed: Cast) -> None:
    ended, agreed = at_once(fresh(committed, end, after(10)), fresh(committed, agree, 2, after(10)))
    assert (ended, agreed in {"", "nothing_runs"}) == ("", True)
    assert stand() == (7, 0)
    hold = UnitHold.objects.get(subject=Ticket.objects.get().reference)
    assert (hold.held, hold.consented, hold.closed_at) == (0, 3 if agreed == "" else 1, after(10))


@pytest.mark.both
@pytest.mark.usefixtures("running")
def test_of_two_agreements_at_once_to_more_than_there_is_one_is_refused(committed: Cast) -> None:
    answers = at_once(*[fresh(committed, agree, 4, after(10))] * 2)
    assert sorted(answers) == ["", "not_so_many_units"]
    assert stand() == (3, 5)


@pytest.mark.both
@pytest.mark.usefixtures("running")
def test_sweeps_at_once_ask_once() -> None:
    asked: list[int] = []
    at_once(*[lambda: asked.append(services.watch_meters(after(12)))] * 4)
    assert sum(asked) == 1
    assert Ticket.objects.get().events.filter(code="emergency_asked").count() == 1


def test_a_balance_that_is_spent_refuses_to_go_on_and_says_so(cast: Cast, emergency: Ticket) -> None:
    begin(cast, emergency)
    leave_units("GLD", 1)
    with pytest.raises(UnableToMeter) as refusal:
        agree(cast, emergency, 2, START)
    assert refusal.value.reasons == ("There are 1 time units, not 2.",)


@pytest.mark.parametrize(("email", "is_told"), [(who.AMY, True), (who.GOLD, False)])
def test_the_account_says_what_became_of_a_refund(
    cast: Cast, emergency: Ticket, email: str, is_told: bool  # noqa: FBT001 - the table's columns
) -> None:  # fmt: skip
    begin(cast, emergency)
    agree(cast, emergency, 3, START)
    end(cast, emergency, after(31))

    def account() -> str:
        ticket = Ticket.objects.get(pk=emergency.pk)
        request: Any = RequestFactory().get("/")
        request.user, request.at = cast.user(email), after(60)
        return render_to_string("tickets/meter.html", metered.shown(request, ticket, reading(ticket, after(60))))

    assert ("Propose a refund" in account()) is is_told
    proposer, subject = cast.user(who.AMY), emergency.reference
    refund = propose_refund(subject=subject, reason="Defect 4412.", actor=proposer, at=after(40))
    waiting = account()
    assert ("waits for a decision" in waiting, "Defect 4412." in waiting) == (is_told, is_told)
    assert "Propose a refund" not in waiting
    administrator = User.objects.create_superuser("olga@vendor.example")
    approve_refund(refund=refund, actor=administrator, at=after(50))
    assert re.search(r"<dt>Refunded</dt><dd>3<", account())
    assert "Propose a refund" not in account()
