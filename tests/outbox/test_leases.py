"""A lease is short, and renewed by whoever is still at work."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from outbox import claims, rules, services
from outbox.models import OutboundMessage

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
SOON = timedelta(milliseconds=10)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def claimed() -> OutboundMessage:
    services.mail(name="x/mail/y", recipient="a@b.example", payload={}, dedupe_key="one", at=AT)
    message = claims.claim(kinds=["mail"], at=AT)
    assert message
    return message


def until(message: OutboundMessage, instant: datetime) -> bool:
    """Whether the lease is renewed beyond `instant` within a few seconds."""
    pause = Event()
    for _ in range(500):
        message.refresh_from_db()
        if message.leased_until and message.leased_until > instant:
            return True
        pause.wait(0.01)
    return False


def test_a_worker_that_is_still_at_work_keeps_its_message() -> None:
    message = claimed()
    with claims.kept(message, at=AT, every=SOON):
        assert until(message, AT + rules.LEASE)
    assert claims.claim(kinds=["mail"], at=AT + rules.LEASE) is None


def test_a_renewal_is_refused_once_another_worker_has_the_message() -> None:
    message = claimed()
    assert claims.claim(kinds=["mail"], at=AT + rules.LEASE)
    assert not claims.renew(message, until=AT + timedelta(hours=1))


def test_a_renewal_is_refused_once_the_message_is_sent() -> None:
    message = claimed()
    claims.mark_sent(message, at=AT)
    assert not claims.renew(message, until=AT + timedelta(hours=1))


def test_a_lease_ends_well_within_the_time_in_which_the_portal_recovers() -> None:
    assert rules.RENEW_EVERY * 2 < rules.LEASE <= timedelta(seconds=60)
