"""The ledger of time units: bought before use, held before service, consumed once, and never below zero (R11)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Organization, User
from entitlements import portfolio, rules, services
from entitlements.models import LedgerEntry, SaleEvent, UnitAccount, UnitHold, UnitLot
from entitlements.rules import Bucket, Lot, Move
from entitlements.services import UnableToHoldUnits
from tests.world import AT

BY: Any = {"actor": None, "at": AT}
A_YEAR_ON = datetime(2027, 6, 10, 14, tzinfo=UTC)
pytestmark = pytest.mark.both


@pytest.fixture
def buyer(db: None) -> Iterator[Organization]:  # noqa: ARG001 - it comes first
    """An organization that bought ten units; whatever a test does to it, its books must balance after."""
    organization = Organization.objects.create(name="Careful", key="CARE")
    services.grant_units(organization=organization, units=10, **BY)
    yield organization
    assert portfolio.discrepancies() == []


@pytest.fixture
def person(db: None) -> User:  # noqa: ARG001 - it comes first
    """Somebody who agrees and corrects."""
    return User.objects.create_user("person@care.example")


def left(organization: Organization) -> tuple[int, int]:
    """What is available and what is held."""
    account = UnitAccount.objects.get(organization=organization)
    return account.balance, account.held


@pytest.mark.parametrize(
    ("minutes", "minimum", "units"),
    [(0, 0, 0), (1, 0, 1), (15, 0, 1), (16, 0, 2), (60, 0, 4), (0, 2, 2), (31, 2, 3)],
)
def test_time_is_rounded_up_once_for_an_incident(minutes: int, minimum: int, units: int) -> None:
    assert rules.units_for(minutes, unit_minutes=15, minimum=minimum) == units


@pytest.mark.parametrize(
    ("bought", "months", "expires"),
    [
        ("2026-06-10T14:00", 12, "2027-06-10T14:00"),
        ("2024-02-29T08:00", 12, "2025-03-01T08:00"),
        ("2027-02-28T08:00", 12, "2028-02-28T08:00"),
        ("2026-12-31T23:30", 2, "2027-03-01T23:30"),
        ("2026-11-30T00:00", 1, "2026-12-30T00:00"),
    ],
)
def test_units_expire_on_their_day_or_on_the_first_after_it(bought: str, months: int, expires: str) -> None:
    assert rules.expiry(datetime.fromisoformat(bought), months) == datetime.fromisoformat(expires)


def test_units_of_a_vendor_without_expiry_never_expire() -> None:
    assert rules.expiry(AT, 0) is None


def test_each_move_goes_from_one_bucket_into_another() -> None:
    assert set(rules.MOVES) == set(Move)
    assert all(source is not target for source, target in rules.MOVES.values())
    assert {move.value for move in Move} == set(LedgerEntry.Kind.values)
    assert {bucket.value for bucket in Bucket} == set(LedgerEntry.Bucket.values)


lots = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(-3, 9)), max_size=6).map(
    lambda drawn: [
        Lot(key, units, None if days is None else AT + timedelta(days=days)) for key, (units, days) in enumerate(drawn)
    ]
)


@settings(deadline=None)
@given(lots=lots, units=st.integers(0, 30))
def test_units_that_expire_first_are_taken_first(lots: list[Lot], units: int) -> None:
    shares = dict(rules.oldest_first(lots, units, at=AT))
    usable = [lot for lot in lots if lot.expires_at is None or lot.expires_at > AT]
    assert sum(shares.values()) == min(units, sum(lot.left for lot in usable))
    assert all(0 < count <= lots[key].left for key, count in shares.items())
    end = datetime.max.replace(tzinfo=UTC)
    touched = max((lots[key].expires_at or end for key in shares), default=AT)
    earlier = [lot for lot in usable if (lot.expires_at or end) < touched]
    assert all(shares.get(lot.key, 0) == lot.left for lot in earlier)


def test_an_incident_uses_what_was_logged_and_the_rest_goes_back(buyer: Organization) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=4, **BY)
    assert left(buyer) == (6, 4)
    assert services.use_units(subject="CARE-1001", minutes=20, use_key="CARE-1001/time:1", **BY) == 0
    assert left(buyer) == (6, 2)
    services.close_hold(subject="CARE-1001", **BY)
    assert left(buyer) == (6, 0)  # the minimum of four is used whatever was logged
    assert UnitHold.objects.get().used == 4


def test_what_nobody_agreed_to_is_not_charged(buyer: Organization) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=1, **BY)
    assert services.use_units(subject="CARE-1001", minutes=46, use_key="CARE-1001/time:1", **BY) == 3
    assert left(buyer) == (9, 0)


def test_a_customer_that_agrees_to_more_pays_for_more_and_gets_the_rest_back(buyer: Organization, person: User) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=1, **BY)
    agreed = services.hold_more_units(subject="CARE-1001", units=5, actor=person, at=AT)
    assert (agreed.consented, agreed.held) == (6, 6)
    assert services.use_units(subject="CARE-1001", minutes=46, use_key="CARE-1001/time:1", **BY) == 0
    closed = services.close_hold(subject="CARE-1001", **BY)
    assert closed is not None
    assert (closed.used, closed.held, left(buyer)) == (4, 0, (6, 0))


def test_a_cancelled_time_entry_is_corrected_and_not_deleted(buyer: Organization) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=4, **BY)
    services.use_units(subject="CARE-1001", minutes=60, use_key="CARE-1001/time:1", **BY)
    services.use_units(subject="CARE-1001", minutes=10, use_key="CARE-1001/time:1/cancelled", **BY)
    assert left(buyer) == (6, 3)
    assert list(LedgerEntry.objects.order_by("pk").values_list("kind", "units")) == [
        ("purchased", 10),
        ("held", 4),
        ("consumed", 4),
        ("corrected", 3),
    ]


def test_a_use_that_is_told_twice_is_charged_once(buyer: Organization) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=4, **BY)
    for _ in range(2):
        services.use_units(subject="CARE-1001", minutes=20, use_key="CARE-1001/time:1", **BY)
    assert left(buyer) == (6, 2)


def test_an_incident_that_was_not_served_costs_nothing(buyer: Organization) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=4, **BY)
    services.close_hold(subject="CARE-1001", is_served=False, **BY)
    assert left(buyer) == (10, 0)
    assert services.close_hold(subject="CARE-1001", **BY) is None


def test_an_incident_is_held_for_once_at_a_time(buyer: Organization) -> None:
    services.hold_units(organization=buyer, subject="CARE-1001", units=1, **BY)
    with pytest.raises(UnableToHoldUnits, match="already_held"):
        services.hold_units(organization=buyer, subject="CARE-1001", units=1, **BY)
    services.close_hold(subject="CARE-1001", **BY)
    services.hold_units(organization=buyer, subject="CARE-1001", units=2, **BY)
    assert left(buyer) == (7, 2)


def test_the_units_that_expire_first_are_held_first(buyer: Organization) -> None:
    services.grant_units(organization=buyer, units=5, actor=None, at=AT - timedelta(days=30))
    services.hold_units(organization=buyer, subject="CARE-1001", units=6, **BY)
    assert list(UnitLot.objects.order_by("expires_at").values_list("units", "left")) == [(5, 0), (10, 9)]


def test_units_expire_a_year_after_they_were_bought(buyer: Organization) -> None:
    account = UnitAccount.objects.get(organization=buyer)
    assert services.expire_units(account=account, at=A_YEAR_ON - timedelta(seconds=1)) == 0
    assert services.expire_units(account=account, at=A_YEAR_ON) == 10
    assert services.expire_units(account=account, at=A_YEAR_ON) == 0
    assert left(buyer) == (0, 0)
    assert SaleEvent.objects.latest("pk").data == {"units": 10, "balance": 0}


def test_expired_units_are_not_held_even_before_they_are_swept(buyer: Organization) -> None:
    with pytest.raises(UnableToHoldUnits) as refusal:
        services.hold_units(organization=buyer, subject="CARE-1001", units=1, actor=None, at=A_YEAR_ON)
    assert refusal.value.reasons == ("There are 0 time units, not 1.",)
    assert left(buyer) == (10, 0)


def test_units_that_are_held_over_their_expiry_expire_once_they_are_released(buyer: Organization) -> None:
    account = UnitAccount.objects.get(organization=buyer)
    services.hold_units(organization=buyer, subject="CARE-1001", units=4, actor=None, at=A_YEAR_ON - timedelta(hours=1))
    assert services.expire_units(account=account, at=A_YEAR_ON) == 6
    services.close_hold(subject="CARE-1001", actor=None, at=A_YEAR_ON + timedelta(hours=1), is_served=False)
    assert services.expire_units(account=account, at=A_YEAR_ON + timedelta(hours=2)) == 4
    assert left(buyer) == (0, 0)


def test_a_purchase_entered_by_mistake_is_reversed_as_far_as_it_is_left(buyer: Organization, person: User) -> None:
    lot = UnitLot.objects.get()
    services.hold_units(organization=buyer, subject="CARE-1001", units=7, **BY)
    with pytest.raises(UnableToHoldUnits):
        services.reverse_purchase(lot=lot, units=4, why="typed twice", actor=person, at=AT)
    for units, balance in ((2, 1), (1, 0)):
        answer = services.reverse_purchase(lot=lot, units=units, why="typed twice", actor=person, at=AT)
        assert answer == balance


@pytest.mark.parametrize(
    "statement", ["UPDATE entitlements_ledgerentry SET units = 1", "DELETE FROM entitlements_ledgerentry"]
)
def test_the_database_refuses_to_change_the_ledger(buyer: Organization, statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="is_only_added_to"), transaction.atomic():
        cursor.execute(statement.format("entitlements_ledgerentry"))
    assert LedgerEntry.objects.get(account__organization=buyer).units == 10


def test_the_proof_finds_a_balance_that_the_entries_do_not_say(buyer: Organization) -> None:
    UnitAccount.objects.filter(organization=buyer).update(balance=11)
    (wrong,) = portfolio.discrepancies()
    assert (wrong.what, wrong.stored, wrong.summed) == ("balance", 11, 10)
    UnitAccount.objects.filter(organization=buyer).update(balance=10)


def test_a_statement_says_how_what_was_there_became_what_is_there(buyer: Organization) -> None:
    month = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    services.grant_units(organization=buyer, units=3, actor=None, at=AT - timedelta(days=20))
    services.hold_units(organization=buyer, subject="CARE-1001", units=2, **BY)
    services.close_hold(subject="CARE-1001", actor=None, at=AT + timedelta(days=40))
    june = portfolio.statement(buyer, *month)
    assert (june.opening, june.sums[Move.PURCHASED], june.sums[Move.HELD], june.closing) == (3, 10, 2, 11)
    july = portfolio.statement(buyer, month[1], datetime(2026, 8, 1, tzinfo=UTC))
    assert (july.opening, july.sums[Move.CONSUMED], july.closing) == (11, 2, 11)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 9)),
        st.tuples(st.just("hold"), st.integers(1, 9)),
        st.tuples(st.just("use"), st.integers(0, 200)),
        st.tuples(st.just("more"), st.integers(1, 5)),
        st.tuples(st.just("close"), st.integers(0, 1)),
        st.tuples(st.just("expire"), st.integers(0, 500)),
    ),
    max_size=14,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(steps=steps)
def test_whatever_happens_the_books_balance_and_nothing_is_below_zero(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        organization = Organization.objects.create(name="Any", key="ANY")
        person = User.objects.create_user("any@any.example")
        services.grant_units(organization=organization, units=3, **BY)
        for count, (what, number) in enumerate(steps):
            _take(person, what, number, at=AT + timedelta(days=count), use_key=f"ANY-1/time:{count}")
            assert portfolio.discrepancies() == []
        transaction.set_rollback(True)


def _take(person: User, what: str, number: int, *, at: datetime, use_key: str) -> None:
    account = UnitAccount.objects.select_related("organization").get()
    organization = account.organization
    acts: dict[str, Callable[[], object]] = {
        "buy": lambda: services.grant_units(organization=organization, units=number, actor=None, at=at),
        "hold": lambda: services.hold_units(
            organization=organization, subject="ANY-1", units=number, actor=None, at=at
        ),
        "use": lambda: services.use_units(subject="ANY-1", minutes=number, use_key=use_key, actor=None, at=at),
        "more": lambda: services.hold_more_units(subject="ANY-1", units=number, actor=person, at=at),
        "close": lambda: services.close_hold(subject="ANY-1", actor=None, at=at, is_served=bool(number)),
        "expire": lambda: services.expire_units(account=account, at=at + timedelta(days=number)),
    }
    with suppress(UnableToHoldUnits):
        acts[what]()


@pytest.mark.django_db(transaction=True)
def test_of_forty_who_spend_at_once_ten_get_a_unit_of_ten() -> None:
    organization = Organization.objects.create(name="Busy", key="BUSY")
    services.grant_units(organization=organization, units=10, **BY)

    def spend(number: int) -> bool:
        try:
            services.hold_units(organization=organization, subject=f"BUSY-{number}", units=1, **BY)
        except UnableToHoldUnits:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(max_workers=8) as spenders:
        assert sum(spenders.map(spend, range(40))) == 10
    assert left(organization) == (0, 10)
    assert portfolio.discrepancies() == []
