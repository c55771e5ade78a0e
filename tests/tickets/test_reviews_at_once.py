"""What several duty managers and workers do to one review at once happens once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from catalog import services as catalog
from catalog.models import Region
from tests.tickets import cast as who
from tests.tickets.cast import Cast
from tests.tickets.test_reviews_of_promises import NOON, THURSDAY, apply, first, la, waiting
from tickets.models import PromiseReview
from tickets.services import reviews

pytestmark = pytest.mark.both


def close() -> PromiseReview:
    region = Region.objects.get(code="AMER")
    region.holidays.create(on=THURSDAY, name="Moving day")
    catalog.calendar_changed(region=region, at=NOON)
    reviews.calendar_changed(key=str(region.pk), payload={}, at=NOON)
    return waiting()


def test_a_review_is_applied_once_by_two_at_once(committed: Cast) -> None:
    ticket = committed.file(who.GOLD, severity=4)
    review = close()

    def decide(_: int) -> bool:
        try:
            apply(committed, PromiseReview.objects.get(pk=review.pk))
        except reviews.UnableToReview:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(decide, range(3))) == [False, False, True]
    assert first(ticket).due_at == la(12, 12)
    assert ticket.events.filter(code="promise_moved").count() == 1


def test_each_promise_is_moved_once_by_workers_who_go_on_at_once(
    committed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [committed.file(who.GOLD, severity=4) for _ in range(5)]
    review = close()
    monkeypatch.setattr("tickets.services.reviews._deciding.SLICE", 1)
    apply(committed, review)

    def go_on(_: int) -> None:
        try:
            reviews.go_on_applying(key=str(review.pk), payload={}, at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(go_on, range(4)))
    assert {first(ticket).due_at for ticket in tickets} == {la(12, 12)}
    assert [ticket.events.filter(code="promise_moved").count() for ticket in tickets] == [1] * 5
    assert review.moves.filter(applied_at=NOON).count() == 5
