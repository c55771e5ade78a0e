"""The sweep: what is due is delivered by kind, and asked about again before it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from common import clock
from oncall import services as oncall
from oncall.models import Page
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal import followers, tasks
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
    facts = {**FACTS, "zone": "UTC", "language": "en"}
    outbox.page(
        name="oncall/mail/page",
        recipient="duty@vendor.example",
        payload=facts,
        dedupe_key="p",
        at=AT + timedelta(hours=1),
    )
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

    def follower(*, key: str, payload: dict[str, object], at: datetime) -> None:
        assert at.tzinfo is not None
        told.append((key, payload["status"]))

    monkeypatch.setattr(followers, "FOLLOWERS", {"ticket.changed": (follower, follower)})
    outbox.publish("ticket.changed", "7", at=AT, payload={"status": "open"})
    tasks.sweep()
    assert told == [("7", "open"), ("7", "open")]


def test_news_that_nobody_knows_is_kept_and_named() -> None:
    outbox.publish("ticket.misspelled", "7", at=AT)
    tasks.sweep()
    assert OutboundMessage.objects.undelivered().get().last_error == "KeyError: 'ticket.misspelled'"
