"""Sweeps that run at the same time take each step of an escalation once: nobody is called before the turn is theirs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections

from oncall import services
from oncall.models import Attempt, EscalationPolicy, EscalationStep
from tests.oncall.conftest import Cast

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
SWEEPS, PAGES = 4, 6


@pytest.fixture
def closed() -> Iterator[None]:
    """Nothing of a thread is left open."""
    yield
    connections.close_all()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("closed")
def test_four_sweeps_at_once_take_each_step_once(cast: Cast) -> None:
    policy = EscalationPolicy.objects.create(name="Twice", desk=cast.london, repeats=5)
    EscalationStep.objects.create(policy=policy, position=0, whom="primary", minutes=5)
    for number in range(PAGES):
        services.page_on_call(desk=cast.london, subject="Down", url="/", dedupe_key=f"ticket:{number}", at=AT)
    ready, due = Barrier(SWEEPS), AT + timedelta(minutes=5)

    def sweep(_: int) -> int:
        try:
            ready.wait(timeout=10)
            return services.advance_due(due)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(SWEEPS) as sweepers:
        taken = sum(sweepers.map(sweep, range(SWEEPS)))
    taken += services.advance_due(due)
    assert taken == PAGES
    assert sorted(Attempt.objects.values_list("position", flat=True)) == [0] * PAGES + [1] * PAGES
