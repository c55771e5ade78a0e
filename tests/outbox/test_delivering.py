"""Each message is delivered once, by one worker, and a bad one never stops the others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from outbox import claims, rules, services
from outbox.models import OutboundMessage

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ATTEMPTS = rules.most_attempts("mail")
pytestmark = [pytest.mark.django_db, pytest.mark.both]


class KilledError(BaseException):
    """What a worker that is killed in the middle looks like from inside."""


def owe(key: str = "one", at: datetime = AT) -> None:
    services.mail(name="tickets/mail/replied", recipient="a@b.example", payload={}, dedupe_key=key, at=at)


def deliver(handler: services.Handler, at: datetime = AT) -> int:
    return services.deliver_due(handlers={"mail": handler, "topic": handler}, at=at)


def refuse(error: BaseException) -> services.Handler:
    def handler(_message: OutboundMessage) -> None:
        raise error

    return handler


def collect(keys: list[str]) -> services.Handler:
    return lambda message: keys.append(message.dedupe_key)


def test_a_due_message_is_delivered_once_and_marked() -> None:
    owe()
    sent: list[str] = []
    assert deliver(collect(sent)) == 1
    assert deliver(collect(sent)) == 0
    assert sent == ["one"]
    assert OutboundMessage.objects.get().sent_at == AT


def test_what_has_been_due_longest_is_delivered_first() -> None:
    owe("later", AT)
    owe("earlier", AT - timedelta(minutes=1))
    sent: list[str] = []
    deliver(collect(sent))
    assert sent == ["earlier", "later"]


def test_a_message_is_not_delivered_before_it_is_due() -> None:
    services.publish("ticket.filed", "7", at=AT, due_at=AT + timedelta(minutes=1))
    sent: list[str] = []
    assert deliver(collect(sent)) == 0
    assert deliver(collect(sent), AT + timedelta(minutes=1)) == 1


def test_a_kind_without_a_handler_waits_untouched() -> None:
    services.page(name="oncall/mail/page", recipient="a@b.example", payload={}, dedupe_key="p", at=AT)
    assert deliver(collect([])) == 0
    assert OutboundMessage.objects.get().attempts == 0


def test_the_same_dedupe_key_is_owed_once() -> None:
    owe("same")
    owe("same", AT + timedelta(hours=1))
    assert OutboundMessage.objects.count() == 1


def test_two_pieces_of_news_about_one_thing_are_both_told() -> None:
    services.publish("ticket.changed", "7", at=AT, payload={"what": "status"})
    services.publish("ticket.changed", "7", at=AT)
    told: list[object] = []
    deliver(lambda message: told.append(message.payload))
    assert told == [{"what": "status", "key": "7"}, {"key": "7"}]


def test_a_poison_message_moves_on_and_the_others_are_delivered() -> None:
    owe("poison", AT - timedelta(minutes=1))
    owe("good")
    sent: list[str] = []

    def handler(message: OutboundMessage) -> None:
        if message.dedupe_key == "poison":
            raise ValueError("cannot be rendered")
        sent.append(message.dedupe_key)

    assert deliver(handler) == 2
    poison = OutboundMessage.objects.get(dedupe_key="poison")
    assert sent == ["good"]
    assert AT < poison.due_at <= AT + rules.FIRST_DELAY
    assert poison.last_error == "ValueError: cannot be rendered"
    assert poison.lease == ""


def test_a_message_that_always_fails_is_given_up_with_its_reason() -> None:
    owe()
    at = AT
    for _ in range(ATTEMPTS):
        assert deliver(refuse(ConnectionError("no route")), at) == 1
        at += timedelta(days=1)
    message = OutboundMessage.objects.dead().get()
    assert message.attempts == ATTEMPTS
    assert message.last_error == "ConnectionError: no route"
    assert deliver(collect([]), at) == 0


def test_a_message_that_kills_its_worker_each_time_is_given_up() -> None:
    owe()
    at = AT
    for _ in range(ATTEMPTS):
        with pytest.raises(KilledError):
            deliver(refuse(KilledError()), at)
        at += rules.LEASE
    assert deliver(refuse(KilledError()), at) == 1
    assert OutboundMessage.objects.get().dead_at == at


def test_a_message_whose_reader_may_no_longer_read_it_is_dropped() -> None:
    owe()
    deliver(refuse(services.NotReadableError("left the organization")))
    message = OutboundMessage.objects.get()
    assert message.dropped_at == AT
    assert message.last_error == "left the organization"
    assert deliver(collect([]), AT + timedelta(days=1)) == 0


def test_a_worker_killed_between_sending_and_marking_sends_again_with_the_same_key() -> None:
    owe()
    sent: list[str] = []

    def dies_after_sending(message: OutboundMessage) -> None:
        sent.append(message.dedupe_key)
        raise KilledError

    with pytest.raises(KilledError):
        deliver(dies_after_sending)
    assert deliver(collect(sent), AT + rules.LEASE - timedelta(seconds=1)) == 0
    assert deliver(collect(sent), AT + rules.LEASE) == 1
    assert sent == ["one", "one"]
    assert OutboundMessage.objects.get().sent_at == AT + rules.LEASE


def test_a_worker_whose_lease_is_lost_never_marks() -> None:
    owe()
    late = AT + rules.LEASE

    def outlives_its_lease(_message: OutboundMessage) -> None:
        assert claims.claim(kinds=["mail"], at=late)

    assert deliver(outlives_its_lease) == 1
    message = OutboundMessage.objects.get()
    assert message.sent_at is None
    assert message.leased_until == late + rules.LEASE


def test_a_failure_after_the_lease_is_lost_does_not_give_the_message_back() -> None:
    owe()
    late = AT + rules.LEASE

    def fails_late(_message: OutboundMessage) -> None:
        claims.claim(kinds=["mail"], at=late)
        raise ConnectionError

    deliver(fails_late)
    assert OutboundMessage.objects.get().leased_until == late + rules.LEASE


@pytest.mark.parametrize("fails", [lambda: claims.claim(kinds=["topic"], at=AT + rules.LEASE), lambda: 1 // 0])
def test_news_whose_mark_fails_leaves_no_effect(fails: Callable[[], object]) -> None:
    services.publish("ticket.filed", "7", at=AT)

    def follower(_message: OutboundMessage) -> None:
        owe("the effect")
        fails()

    deliver(follower)
    assert not OutboundMessage.objects.filter(dedupe_key="the effect").exists()


def test_a_world_is_settled_at_once_with_what_its_handlers_owe_on_the_way() -> None:
    owe("one")
    owe("later", AT + timedelta(days=1))
    seen: list[str] = []

    def handler(message: OutboundMessage) -> None:
        seen.append(message.dedupe_key)
        if message.dedupe_key == "one":
            owe("two")

    services.settle(handlers={"mail": handler}, at=AT)
    assert seen == ["one", "two"]
    assert list(OutboundMessage.objects.undelivered().values_list("dedupe_key", flat=True)) == ["later"]
    assert set(OutboundMessage.objects.sent().values_list("sent_at", "attempts")) == {(AT, 1)}


def test_what_was_delivered_long_ago_is_forgotten_and_what_may_still_leave_is_not(settings: LazySettings) -> None:
    settings.OUTBOX_DAYS = 30
    for key in ("sent", "dropped", "dead", "waiting", "sent lately"):
        owe(key)
    for key, marked in (("sent", "sent_at"), ("dropped", "dropped_at"), ("dead", "dead_at")):
        OutboundMessage.objects.filter(dedupe_key=key).update(**{marked: AT})
    OutboundMessage.objects.filter(dedupe_key="sent lately").update(sent_at=AT + timedelta(seconds=1))
    assert services.forget_delivered(AT + timedelta(days=30)) == 2
    left = OutboundMessage.objects.order_by("id").values_list("dedupe_key", flat=True)
    assert list(left) == ["dead", "waiting", "sent lately"]
