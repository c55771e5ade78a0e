"""The sweep: what is due is delivered by kind, and asked about again before it is."""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from kombu import Connection

from common import clock, queue
from oncall import services as oncall
from oncall.models import Page
from outbox import services as outbox
from outbox.models import OutboundMessage, Sweep
from portal import celery_settings, followers, tasks
from portal.management.commands import sweep
from portal.watch import rounds
from tests.oncall.conftest import make_desk

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
FACTS = {"page": 0, "desk": "d", "subject": "s", "url": "/x/", "on_call": "", "paged_at": AT.isoformat()}
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def owe(key: str = "one", guard: str = "", payload: dict[str, object] | None = None) -> None:
    facts = {**FACTS, "zone": "UTC", "language": "en"} if payload is None else payload
    name = "oncall/mail/page"
    outbox.mail(name=name, recipient="a@abc.example", payload=facts, dedupe_key=key, at=AT, guard=guard)


def readable(*, answer: bool) -> dict[str, object]:
    return {"ticket": lambda name, address: answer and (name, address) == ("ABC-1042", "a@abc.example")}


def test_a_sweep_delivers_everything_that_is_due() -> None:
    for number in range(5):
        owe(str(number))
    tasks.sweep()
    assert len(mail.outbox) == 5
    assert OutboundMessage.objects.undelivered().count() == 0


def test_a_page_does_not_wait_behind_mails() -> None:
    for number in range(3):
        owe(str(number))
    with transaction.atomic():
        at = AT + timedelta(hours=1)
        oncall.page_on_call(desk=make_desk("x", "UTC"), subject="Down", url="/x/", dedupe_key="p", at=at)
    tasks.sweep()
    assert mail.outbox[0].to[0] == "duty@vendor.example"
    assert len(mail.outbox) == 4


def test_a_sweep_needs_no_broker() -> None:
    owe()
    call_command("sweep")
    assert len(mail.outbox) == 1


def test_a_sweep_goes_on_after_a_message_that_cannot_be_rendered() -> None:
    owe("poison", payload={})
    owe("good")
    tasks.sweep()
    assert len(mail.outbox) == 1
    poison = OutboundMessage.objects.get(dedupe_key="poison")
    assert poison.due_at > clock.now()
    assert "UndefinedVariableError" in poison.last_error


def test_a_page_remembers_that_it_was_sent() -> None:
    with transaction.atomic():
        page = oncall.page_on_call(desk=make_desk("x", "UTC"), subject="Down", url="/x/", dedupe_key="k", at=AT)
    tasks.sweep()
    assert [sent.to for sent in mail.outbox] == [[page.recipient]]
    assert Page.objects.get().sent_at is not None


@pytest.mark.parametrize(("answer", "mails"), [(True, 1), (False, 0)])
def test_a_mail_goes_to_whoever_may_still_read_it(monkeypatch: pytest.MonkeyPatch, *, answer: bool, mails: int) -> None:
    monkeypatch.setattr(followers, "GUARDS", readable(answer=answer))
    owe(guard="ticket:ABC-1042:a@abc.example")
    tasks.sweep()
    assert len(mail.outbox) == mails
    assert OutboundMessage.objects.dropped().count() == 1 - mails


def test_a_guard_that_nobody_can_answer_sends_nothing() -> None:
    owe(guard="planet:mars:a@abc.example")
    tasks.sweep()
    assert mail.outbox == []
    assert OutboundMessage.objects.get().last_error.startswith("KeyError")


def test_news_reaches_its_followers_with_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, object]] = []

    def one(*, key: str, payload: dict[str, object], at: datetime) -> None:
        assert at.tzinfo is not None
        told.append((key, payload["status"]))

    def other(*, key: str, payload: dict[str, object], at: datetime) -> None:
        one(key=key, payload=payload, at=at)

    monkeypatch.setattr(followers, "FOLLOWERS", {"ticket.changed": (one, other)})
    outbox.publish("ticket.changed", "7", at=AT, payload={"status": "open"})
    tasks.sweep()
    assert told == [("7", "open"), ("7", "open")]
    assert OutboundMessage.objects.undelivered().count() == 0


def test_a_follower_that_fails_is_told_again_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def fails(*, key: str, payload: dict[str, object], at: datetime) -> None:  # noqa: ARG001 - a follower's signature
        raise ValueError(key)

    def follows(*, key: str, payload: dict[str, object], at: datetime) -> None:  # noqa: ARG001 - the same
        told.append(key)

    monkeypatch.setattr(followers, "FOLLOWERS", {"ticket.changed": (fails, follows)})
    outbox.publish("ticket.changed", "7", at=AT)
    tasks.sweep()
    tasks.sweep()
    assert told == ["7"]
    assert OutboundMessage.objects.undelivered().get().payload["follower"].endswith("fails")


def test_a_sweep_rings_for_the_next_one_when_it_leaves_something(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(queue, "ring", rung.append)
    monkeypatch.setattr(tasks, "MOST", 2)
    for number in range(3):
        owe(str(number))
    rung.clear()
    tasks.sweep()
    assert (len(mail.outbox), rung) == (2, ["portal.tasks.sweep"])
    rung.clear()
    tasks.sweep()
    assert (len(mail.outbox), rung) == (3, [])


def test_news_goes_before_mails_that_were_due_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    handlers = {kind: lambda message: order.append(message.kind) for kind in ("mail", "page", "topic")}
    monkeypatch.setattr(followers, "handlers", lambda _at: handlers)
    owe("one")
    for number in range(3):
        outbox.publish("ticket.changed", str(number), at=AT + timedelta(seconds=1))
    tasks.sweep()
    assert order == ["topic", "topic", "topic", "mail"]


def test_the_night_watch_sweeps_when_nobody_else_does_and_only_then() -> None:
    owe("one")
    sweep.look()
    assert len(mail.outbox) == 1
    owe("two")
    sweep.look()
    assert len(mail.outbox) == 1
    Sweep.objects.filter(name=rounds.CALLS).update(ended_at=clock.now() - timedelta(seconds=21))
    sweep.look()
    assert len(mail.outbox) == 2


def test_the_night_watch_goes_on_without_a_pause_while_it_leaves_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MOST", 1)
    for name in ("one", "two"):
        owe(name)
    assert sweep.look() is True
    assert sweep.look() is None
    assert len(mail.outbox) == 1
    assert sweep.look(is_left=True) is True
    assert len(mail.outbox) == 2


def test_the_night_watch_goes_on_after_a_round_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_at: datetime) -> int:
        raise ValueError

    monkeypatch.setattr(tasks, "record_broken", broken)
    sweep.look()
    assert {each.name for each in Sweep.objects.all()} == {rounds.DELIVERIES, rounds.CALLS}


class Hours(Event):
    """Time that passes while somebody waits: the rounds get old, unless a worker makes them again."""

    def __init__(self, *, without_a_worker: int) -> None:
        super().__init__()
        self.waits = 0
        self._alone = without_a_worker

    def wait(self, timeout: float | None = None) -> bool:
        self.waits += 1
        if timeout:
            ago = timedelta(seconds=0 if self.waits > self._alone else 21)
            Sweep.objects.update(ended_at=clock.now() - ago)
        return False


def test_who_stands_in_makes_the_rounds_until_somebody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    time = Hours(without_a_worker=4)
    monkeypatch.setattr(sweep, "ROUNDS", (lambda: made.append(time.waits), tasks.sweep))
    monkeypatch.setattr(sweep, "close_old_connections", lambda: None)  # it would end the test's own transaction
    sweep.fill_in(time)
    assert made == [0, 1, 2, 3, 4]
    assert time.waits == 4 + 1 + sweep.RELIEVED - 1 + 1


def test_who_stands_in_ends_when_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Event()
    monkeypatch.setattr(sweep, "ROUNDS", (stop.set,))
    monkeypatch.setattr(sweep, "close_old_connections", lambda: None)
    sweep.fill_in(stop)
    assert stop.is_set()


def test_a_worker_takes_tasks_after_acknowledgements_that_a_frozen_broker_lost() -> None:
    children = 2
    with Connection("memory://") as broker:
        channel: Any = broker.channel()
        channel.do_restore = False
        channel.basic_qos(0, children * celery_settings.worker_prefetch_multiplier)
        for number in range(children):
            channel.qos.append("a message", f"tag {number}")
        assert channel.qos.can_consume()
    assert celery_settings.worker_disable_prefetch


def test_news_that_nobody_knows_is_kept_and_named() -> None:
    outbox.publish("ticket.misspelled", "7", at=AT)
    tasks.sweep()
    assert OutboundMessage.objects.undelivered().get().last_error == "KeyError: 'ticket.misspelled'"
