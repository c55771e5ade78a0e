"""Sweeps that run at the same time take each step of an escalation once: nobody is called before the turn is theirs."""

from datetime import UTC, datetime, timedelta

import pytest

from oncall import services
from oncall.models import Attempt, EscalationPolicy, EscalationStep
from tests.at_once import at_once, closed
from tests.oncall.conftest import Cast

__all__ = ["closed"]
AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
SWEEPS, PAGES = 4, 6


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("closed")
def test_four_sweeps_at_once_take_each_step_once(cast: Cast) -> None:
    policy = EscalationPolicy.objects.create(name="Twice", desk=cast.london, repeats=5)
    EscalationStep.objects.create(policy=policy, position=0, whom="primary", minutes=5)
    for number in range(PAGES):
        services.page_on_call(desk=cast.london, subject="Down", url="/", dedupe_key=f"ticket:{number}", at=AT)
    due = AT + timedelta(minutes=5)
    taken = sum(at_once(*[lambda: services.advance_due(due)] * SWEEPS))
    taken += services.advance_due(due)
    assert taken == PAGES
    assert sorted(Attempt.objects.values_list("position", flat=True)) == [0] * PAGES + [1] * PAGES
