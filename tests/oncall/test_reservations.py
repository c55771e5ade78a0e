"""An engineer's quarter of an hour is given away once, whoever asks at the same time."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Absence
from entitlements.coverage import Span
from oncall import portfolio, rules, services
from oncall.models import Reservation, ReservationEvent, ReservedQuarter
from oncall.services import UnableToReserve
from tests.at_once import at_once, closed, code_of
from tests.oncall.conftest import Cast

AT = datetime(2026, 11, 4, 3, tzinfo=UTC)
NINE, NOON = datetime(2026, 11, 6, 9, tzinfo=UTC), datetime(2026, 11, 6, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

__all__ = ["closed"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def reserve(cast: Cast, **changes: object) -> Reservation:
    facts = {"agent": cast.tom, "starts_at": NINE, "ends_at": NOON, "key": "booking:1", "title": "Upgrade", **changes}
    return services.reserve(actor=None, at=AT, **facts)  # type: ignore[arg-type]


def codes() -> list[str]:
    return list(ReservationEvent.objects.order_by("id").values_list("code", flat=True))


def test_three_hours_are_twelve_quarters_and_another_thing_gets_none_of_them(cast: Cast) -> None:
    reserve(cast)
    assert ReservedQuarter.objects.count() == 12
    with pytest.raises(UnableToReserve, match="taken"):
        reserve(cast, key="booking:2", starts_at=NOON - timedelta(minutes=15), ends_at=NOON + HOUR)
    assert reserve(cast, key="booking:3", starts_at=NOON, ends_at=NOON + HOUR).agent == cast.tom
    assert ReservedQuarter.objects.count() == 16


def test_asking_again_for_the_same_answers_the_same_and_for_something_else_is_refused(cast: Cast) -> None:
    assert reserve(cast) == reserve(cast)
    with pytest.raises(UnableToReserve, match="kept"):
        reserve(cast, ends_at=NOON + HOUR)
    assert codes() == ["reserved"]


def test_what_is_released_is_free_again_once(cast: Cast) -> None:
    first = reserve(cast)
    assert services.release(reservation=first, actor=None, at=AT) is True
    assert services.release(reservation=first, actor=None, at=AT) is False
    assert reserve(cast, key="booking:2").pk != first.pk
    assert codes() == ["reserved", "released", "reserved"]


def test_a_move_keeps_the_new_time_or_the_old_one_and_nothing_in_between(cast: Cast) -> None:
    first, other = reserve(cast), reserve(cast, key="booking:2", starts_at=NOON, ends_at=NOON + HOUR)
    with pytest.raises(UnableToReserve, match="taken"):
        services.move(reservation=first, starts_at=NINE + HOUR, ends_at=NOON + HOUR, actor=None, at=AT)
    assert first.quarters.count() == 12
    moved = services.move(reservation=first, starts_at=NINE + HOUR, ends_at=NOON, actor=None, at=AT)
    assert (moved.starts_at, moved.quarters.count()) == (NINE + HOUR, 8)
    services.move(reservation=other, starts_at=NINE, ends_at=NOON, actor=None, at=AT, agent=cast.ana)
    assert set(ReservedQuarter.objects.values_list("agent", flat=True)) == {cast.ana.pk, cast.tom.pk}
    services.release(reservation=first, actor=None, at=AT)
    with pytest.raises(UnableToReserve, match="released"):
        services.move(reservation=first, starts_at=NINE, ends_at=NOON, actor=None, at=AT)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("ends-before-it-starts", {"ends_at": NINE}),
        ("over", {"starts_at": AT - HOUR}),
        ("too-long", {"ends_at": NINE + timedelta(days=8)}),
        ("off-the-quarter", {"ends_at": NOON + timedelta(minutes=5)}),
        ("off-the-quarter", {"starts_at": NINE + timedelta(seconds=1)}),
    ],
)
def test_odd_times_are_refused(cast: Cast, code: str, changes: dict[str, object]) -> None:
    with pytest.raises(UnableToReserve, match=code):
        reserve(cast, **changes)
    assert not Reservation.objects.exists()


def test_who_is_away_or_left_is_not_kept(cast: Cast) -> None:
    Absence.objects.create(agent=cast.tom, starts_at=NOON - HOUR)
    with pytest.raises(UnableToReserve, match="away"):
        reserve(cast)
    cast.ana.user.is_active = False
    with pytest.raises(UnableToReserve, match="left"):
        reserve(cast, agent=cast.ana)


def test_free_is_who_is_neither_on_call_nor_away_nor_kept(cast: Cast) -> None:
    span = Span(NINE, NOON)
    assert portfolio.free_engineers(cast.london, span) == [cast.tom]  # it is Ana's week
    kept = reserve(cast, starts_at=NOON - HOUR, ends_at=NOON + HOUR)
    assert portfolio.free_engineers(cast.london, span) == []
    assert portfolio.free_engineers(cast.london, Span(NINE, NOON - HOUR)) == [cast.tom]
    services.release(reservation=kept, actor=None, at=AT)
    Absence.objects.create(agent=cast.tom, starts_at=NOON - HOUR, ends_at=NOON)
    assert portfolio.free_engineers(cast.london, span) == []


@given(start=st.integers(0, 40_000_000), length=st.integers(1, 500))
def test_quarters_neither_overlap_nor_leave_a_hole(start: int, length: int) -> None:
    begins = datetime(1970, 1, 1, tzinfo=UTC) + start * rules.QUARTER
    ends = begins + length * rules.QUARTER
    assert rules.quarters(begins, ends) == range(start, start + length)
    assert rules.quarters(begins, ends + timedelta(seconds=1)) == range(start, start + length + 1)
    assert rules.begins_a_quarter(begins)
    assert not rules.begins_a_quarter(begins + timedelta(minutes=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("closed")
def test_of_two_who_book_one_engineer_at_once_one_gets_a_yes_and_one_a_refusal(cast: Cast) -> None:
    def book(number: int) -> str:
        later = number * HOUR
        return code_of(lambda: reserve(cast, key=f"b:{number}", starts_at=NINE + later, ends_at=NOON + later))

    assert sorted(at_once(partial(book, 0), partial(book, 1))) == ["", "taken"]
    assert Reservation.objects.count() == 1
    assert ReservedQuarter.objects.count() == 12
