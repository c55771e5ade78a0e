"""The demo world: every part of a ticket's life is in it, and loading it once more from memory gives the same."""

import pytest
from django.db import transaction

from accounts.models import Absence, User
from catalog.demo import load_catalog
from catalog.models import Holiday, Region
from tests.snapshot import Snapshot, load_once
from tests.world import AT
from tickets.models import (
    Draft,
    HandOver,
    Link,
    Merge,
    Problem,
    Rating,
    Revision,
    SavedView,
    SettingAside,
    SeverityDispute,
    Ticket,
    TimeEntry,
    Watcher,
)

pytestmark = [pytest.mark.django_db]
world = pytest.mark.usefixtures("world")
DESKS = ("emea", "amer", "apac")
STATES = {*Ticket.Status.values} - {"resolved", "closed"}


@world
@pytest.mark.parametrize("desk", DESKS)
def test_each_agents_queue_looks_lived_in(desk: str) -> None:
    agent = User.objects.get(email=f"agent.{desk}@vendor.example")
    seen = Ticket.objects.visible_to(agent)
    tickets = seen.unfinished()

    assert tickets.distinct().count() >= 12
    assert set(tickets.values_list("status", flat=True)) == STATES
    assert {"resolved", "closed"} <= set(seen.values_list("status", flat=True))
    for state in ("broken", "at_risk", "today", "paused", "none"):
        assert tickets.with_promise(state, at=AT, day_ends=AT.replace(hour=23)).exists(), state
    assert tickets.filter(assignee=None).exists()
    assert tickets.filter(assignee=agent.agent).exists()


@world
def test_everything_that_may_happen_to_a_ticket_has_happened_to_one() -> None:
    assert SeverityDispute.objects.get(decided_at=None).asks_for == 1
    assert Ticket.objects.filter(events__code="closed_by_itself").exists()
    assert SettingAside.objects.get(restored_at=None).reason == "spam"
    assert {row.to_desk.code for row in HandOver.objects.all()} == {"amer", "apac"}
    assert Merge.objects.filter(undone_at=None).count() == 1
    assert {kind: Link.objects.filter(kind=kind).count() for kind in ("follow_up", "split", "parent")} == {
        "follow_up": 1,
        "split": 1,
        "parent": 2,
    }
    affected = Problem.objects.get().tickets
    assert len(set(affected.values_list("organization", flat=True))) == 3
    assert sorted(Rating.objects.values_list("score", flat=True)) == [2, 5]
    assert Ticket.objects.filter(channel="phone").count() == 2
    assert set(Watcher.objects.values_list("why", flat=True)) >= {"added", "mentioned"}
    for model in (Absence, Draft, Revision, TimeEntry):
        assert model._default_manager.exists(), model  # noqa: SLF001 - Django's name for it
    assert SavedView.objects.filter(desk=None).exists()
    assert SavedView.objects.exclude(desk=None).count() == 3


@pytest.mark.both
def test_a_world_from_memory_is_the_one_that_was_told() -> None:
    kept, loads = Snapshot(), list[int]()

    def load() -> None:
        loads.append(len(loads))
        load_catalog(AT)

    def told() -> list[tuple[object, ...]]:
        with transaction.atomic():
            load_once(kept, load)
            rows: list[tuple[object, ...]] = list(Holiday.objects.order_by("pk").values_list())
            Holiday.objects.create(region=Region.objects.earliest("pk"), on=AT.date(), name="New")  # beyond kept keys
            transaction.set_rollback(True)
        return rows

    assert told() == told() != []
    assert loads == [0]
    User.objects.create(email="first@there.example")
    told()
    assert loads == [0, 1]
