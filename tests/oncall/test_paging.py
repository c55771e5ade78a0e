"""A page goes to whoever is on call, once, and to a human when nobody is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from catalog.models import Desk, Region
from oncall import portfolio, services
from oncall.models import Delivery, Layer, Page, Rotation, RotationMember
from outbox.models import OutboundMessage
from tests.oncall.conftest import Cast

ANAS_WEEK = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
TOMS_WEEK = ANAS_WEEK + timedelta(weeks=1)


def page(desk: Desk, key: str = "ticket-1", at: datetime = ANAS_WEEK) -> Page:
    return services.page_on_call(desk=desk, subject="Production down", url="/tickets/ABC-1/", dedupe_key=key, at=at)


def test_the_agent_whose_turn_it_is_is_paged(cast: Cast) -> None:
    assert page(cast.london).agent == cast.ana
    assert page(cast.london, "ticket-2", TOMS_WEEK).agent == cast.tom
    sent = OutboundMessage.objects.exclude(kind="topic").order_by("id").values_list("kind", "recipient")
    assert list(sent) == [("page", "ana@vendor.example"), ("page", "tom@vendor.example")]


def test_one_thing_is_paged_once_whoever_is_on_call_by_then(cast: Cast) -> None:
    first = page(cast.london)
    assert page(cast.london, at=TOMS_WEEK) == first
    assert OutboundMessage.objects.filter(kind="page").count() == 1


@pytest.mark.parametrize("reason", ["no rotation", "no members", "not begun", "left", "broken"])
def test_the_fallback_is_paged_and_told_so_when_nobody_is_on_call(cast: Cast, settings: Settings, reason: str) -> None:
    settings.PAGE_FALLBACK_EMAIL = "duty@vendor.example"
    desk = cast.hong_kong if reason == "no rotation" else cast.london
    if reason == "no members":
        RotationMember.objects.all().delete()
    if reason == "not begun":
        Layer.objects.update(starts_on=date(2027, 1, 1))
    if reason == "left":
        cast.ana.user.is_active = False
        cast.ana.user.save(update_fields=["is_active"])
    if reason == "broken":
        Region.objects.update(zone="")
    made = page(desk)
    assert made.agent is None
    message = OutboundMessage.objects.get()
    assert message.recipient == made.recipient == "duty@vendor.example"
    assert message.payload["on_call"] == ""


def test_the_first_agent_who_answers_has_the_page(cast: Cast) -> None:
    made = page(cast.london)
    services.acknowledge_page(page=made, agent=cast.tom, at=ANAS_WEEK)
    services.acknowledge_page(page=made, agent=cast.ana, at=TOMS_WEEK)
    assert (made.acknowledged_by, made.acknowledged_at) == (cast.tom, ANAS_WEEK)


def test_a_page_remembers_when_it_was_sent_first(cast: Cast) -> None:
    made = page(cast.london)
    delivery = Delivery.objects.get()
    services.record_delivered(delivery=delivery, at=ANAS_WEEK)
    services.record_delivered(delivery=delivery, at=TOMS_WEEK)
    made.refresh_from_db()
    assert made.sent_at == ANAS_WEEK


def in_full(cast: Cast) -> Rotation:
    return portfolio.in_full(Rotation.objects.filter(desk=cast.london), ANAS_WEEK).get()


def test_a_rota_has_no_hole_and_names_its_gaps(cast: Cast) -> None:
    cast.tom.user.is_active = False
    cast.tom.user.save(update_fields=["is_active"])
    start = datetime(2026, 10, 31, tzinfo=UTC)
    watches = portfolio.rota(in_full(cast), start, 4)
    assert [watch.agent for watch in watches] == [None, cast.ana, None, cast.ana, None]
    assert [watch.ends_at for watch in watches[:-1]] == [watch.starts_at for watch in watches[1:]]
    assert watches[0].starts_at == start
    assert watches[-1].ends_at == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_a_desk_without_a_rotation_is_one_long_gap() -> None:
    (watch,) = portfolio.rota(None, ANAS_WEEK, 4)
    assert watch == portfolio.Watch(None, ANAS_WEEK, None)


def test_every_desk_is_read_in_a_fixed_number_of_statements(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as statements:
        desks = portfolio.desk_watches(ANAS_WEEK, 4)
    assert {row.desk for row in desks} >= {cast.london, cast.hong_kong}
    assert len(statements) == 6
