"""A digest holds what waited for it, once; none comes when there is nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from notifications import services
from notifications.models import Notification
from notifications.rules import Mail, Rhythm, Wish
from outbox.models import OutboundMessage
from tests.notifications.conftest import news

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Deliver = Callable[[datetime], list[EmailMultiAlternatives]]
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)  # a Wednesday, 13:00 in London
DUE = datetime(2026, 6, 11, 7, tzinfo=UTC)  # 08:00 in London
IN_DIGEST = Wish(inbox=True, mail=Mail.DIGEST)


@pytest.fixture
def reader(liam: User) -> User:
    services.choose(user=liam, wishes=dict.fromkeys(("reply", "progress"), IN_DIGEST), at=NOON)
    return liam


def tell(reader: User, number: int, at: datetime = NOON, **changes: str) -> None:
    said = {"event": f"ticket.replied:{number}", "about": f"ticket:ABC-{number}", "title": f"ABC-{number}: It stops"}
    said["url"] = f"/tickets/ABC-{number}/"
    services.notify(reader=reader, news=news(**{**said, **changes}), at=at)


def test_what_waits_comes_in_one_mail_grouped_by_kind(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    tell(reader, 2, kind="progress", code="merged", event="merge:1")
    tell(reader, 1, event="ticket.replied:3", at=NOON + timedelta(hours=1))

    assert deliver(DUE - timedelta(minutes=1)) == []
    (digest,) = deliver(DUE)
    assert digest.subject == "Your digest: 3 pieces of news"
    page = LexborHTMLParser(str(digest.alternatives[0][0]))
    assert [node.text() for node in page.css("h2")] == ["Replies", "Changes"]
    assert str(digest.body).count("ABC-1: It stops") == 1
    assert str(digest.body).count("Anna replied") == 2


def test_no_digest_comes_when_there_is_nothing(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    services.mark_all(user=reader, at=NOON + timedelta(hours=2))

    assert deliver(DUE) == []


def test_each_notice_stands_in_one_digest(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    assert len(deliver(DUE)) == 1
    tell(reader, 2, at=DUE + timedelta(hours=1))

    assert deliver(DUE + timedelta(hours=2)) == []
    (second,) = deliver(DUE + timedelta(days=1))
    assert "ABC-1" not in str(second.body)


def test_two_bells_for_one_digest_ring_for_one_mail(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    services.digest_due(key=str(reader.pk), payload={}, at=DUE)
    services.digest_due(key=str(reader.pk), payload={}, at=DUE)

    assert len(deliver(DUE)) == 1


def test_a_weekly_digest_waits_for_its_day(reader: User, deliver: Deliver) -> None:
    services.change_times(user=reader, times=services.Times(rhythm=Rhythm.WEEKLY, weekday=0, hour=8), at=NOON)
    tell(reader, 1)

    assert deliver(DUE) == []
    assert len(deliver(datetime(2026, 6, 15, 7, tzinfo=UTC))) == 1


def test_who_changes_the_hour_moves_what_waits(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    services.change_times(user=reader, times=services.Times(hour=18), at=NOON)

    assert len(deliver(datetime(2026, 6, 10, 17, tzinfo=UTC))) == 1
    assert deliver(DUE) == []


def test_what_is_taken_out_of_the_digest_does_not_come_in_it(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    services.choose(user=reader, wishes={"reply": Wish(inbox=True, mail=Mail.OFF)}, at=NOON)

    assert deliver(DUE) == []
    assert Notification.objects.visible_to(reader).unread().count() == 1


def test_a_digest_in_the_quiet_hours_waits_for_their_end(reader: User, deliver: Deliver) -> None:
    quiet = services.Times(hour=6, quiet_starts=22 * 60, quiet_ends=9 * 60, quiet_weekdays=frozenset(range(7)))
    services.change_times(user=reader, times=quiet, at=NOON)
    tell(reader, 1)

    assert deliver(datetime(2026, 6, 11, 7, 59, tzinfo=UTC)) == []
    assert len(deliver(datetime(2026, 6, 11, 8, tzinfo=UTC))) == 1


def test_what_may_no_longer_be_read_is_left_out(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    tell(reader, 2, door="ticket:ABC-2")

    (digest,) = deliver(DUE)
    assert "ABC-2" not in str(digest.body)


def test_a_digest_of_nothing_that_may_be_read_is_dropped(reader: User, deliver: Deliver) -> None:
    tell(reader, 2, door="ticket:ABC-2")

    assert deliver(DUE) == []
    assert OutboundMessage.objects.dropped().filter(name=services.DIGEST).count() == 1


def test_a_digest_can_be_ended_by_its_link(reader: User, deliver: Deliver) -> None:
    tell(reader, 1)
    (digest,) = deliver(DUE)
    token = digest.extra_headers["List-Unsubscribe"].rstrip("/>").rsplit("/", 1)[1]
    found = services.subscription_of(token)
    assert found is not None
    services.unsubscribe(user=found[0], kind=found[1], at=DUE)

    assert services.wishes_of(reader)["reply"] == Wish(inbox=True, mail=Mail.OFF)
    assert services.wishes_of(reader)["asked"].mail is Mail.NOW
