"""When a sweep ended last, when it stood still, and who outside is told."""

from datetime import UTC, datetime, timedelta

import pytest

from outbox import rules, services
from outbox.models import OutboundMessage, Sweep

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_sweep_that_goes_on_remembers_its_last_end_alone() -> None:
    for seconds in (0, 5, 10):
        services.ended("deliveries", at=AT + timedelta(seconds=seconds))
    sweep = Sweep.objects.get()
    assert (sweep.ended_at, sweep.stood_from, sweep.recovered_at) == (AT + timedelta(seconds=10), None, None)


def test_a_standstill_is_kept_with_its_beginning_and_end() -> None:
    services.ended("deliveries", at=AT)
    back = AT + rules.LATE + timedelta(seconds=7)
    services.ended("deliveries", at=back)
    services.ended("deliveries", at=back + timedelta(seconds=5))
    sweep = Sweep.objects.get()
    assert (sweep.stood_from, sweep.recovered_at) == (AT, back)


def test_of_many_sweeps_one_tells_the_outside_each_half_minute() -> None:
    services.ended("deliveries", at=AT)
    told = [services.is_ping_due("deliveries", at=AT + timedelta(seconds=second)) for second in range(60)]
    assert [second for second, is_due in enumerate(told) if is_due] == [0, 30]


def test_the_outside_hears_nothing_while_another_round_stands_still() -> None:
    services.ended("promises", at=AT - rules.LATE)
    services.ended("deliveries", at=AT)
    assert not services.is_ping_due("deliveries", at=AT)


def test_everything_that_was_given_up_is_tried_again_at_once() -> None:
    for key in ("one", "two", "sent"):
        services.mail(name="x/mail/y", recipient="a@b.example", payload={}, dedupe_key=key, at=AT)
    OutboundMessage.objects.exclude(dedupe_key="sent").update(dead_at=AT, attempts=20)
    OutboundMessage.objects.filter(dedupe_key="sent").update(sent_at=AT)
    assert services.retry_all(at=AT) == 2
    assert OutboundMessage.objects.due_by(AT).count() == 2
