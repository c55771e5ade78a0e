"""Whether the worker goes on is seen on a page, by agents on every page, by a monitoring system, and from outside."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from accounts.models import User
from common import clock
from oncall import services as oncall
from oncall.models import Stumble
from outbox import rules
from outbox import services as outbox
from outbox.models import OutboundMessage, Sweep
from portal import tasks
from portal.watch import broker, gauges, heartbeat, rounds
from portal.watch.lookout import lookout
from tests.pages import Reader
from tests.world import AT
from tickets.models import Milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
LATE = AT - rules.LATE


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    """What a test saw of the worker is forgotten after it."""
    lookout.reset()
    yield
    lookout.reset()


def client_of(reader: Reader) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=reader), backend="portal.authentication.Backend")
    return client


def page(reader: Reader, name: str = "status") -> str:
    return client_of(reader).get(reverse(name)).content.decode()


def all_rounds(**moved: Any) -> None:
    for name in rounds.LABELS:
        outbox.ended(name, at=moved.get(name, AT))


def dead_letter(key: str = "dead", reason: str = "no route to host") -> OutboundMessage:
    outbox.mail(name="x/mail/y", recipient=f"{key}@abc.example", payload={}, dedupe_key=key, at=AT)
    OutboundMessage.objects.filter(dedupe_key=key).update(dead_at=AT, attempts=20, last_error=reason)
    return OutboundMessage.objects.get(dedupe_key=key)


def measured(settings: Settings) -> dict[tuple[str, str], float]:
    """Every sample of the metrics, by name and label."""
    settings.METRICS_TOKEN = "a-secret"
    answer = Client().get(reverse("metrics"), headers={"Authorization": "Bearer a-secret"})
    assert answer.status_code == 200
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_the_metrics_say_how_long_the_oldest_of_each_kind_has_been_due(settings: Settings) -> None:
    outbox.mail(name="x/mail/y", recipient="a@b.example", payload={}, dedupe_key="m", at=AT - timedelta(seconds=90))
    outbox.publish("ticket.changed", "7", at=AT, due_at=AT + timedelta(hours=1))
    found = measured(settings)
    assert found["portal_oldest_due_seconds", "mail"] == 90
    assert found["portal_oldest_due_seconds", "topic"] == 0
    assert found["portal_due", "mail"] == 1


def test_the_metrics_say_how_the_rounds_go_and_what_was_given_up(settings: Settings) -> None:
    all_rounds(promises=AT - timedelta(seconds=40))
    dead_letter()
    found = measured(settings)
    assert found["portal_sweep_age_seconds", "promises"] == 40
    assert found["portal_sweep_age_seconds", "deliveries"] == 0
    assert found["portal_dead_letters", "mail"] == 1
    assert found["portal_broker_up", ""] == 0


def test_rows_that_were_set_aside_are_counted_and_no_longer_due(settings: Settings) -> None:
    all_rounds()
    broken = Milestone.objects.broken_by(AT + timedelta(days=30))[:2]
    for row in broken:
        oncall.stumble(kind="breach", row=row.pk, about=("ABC-1", "/"), error=ValueError("no"), at=AT)
    Stumble.objects.filter(row=broken[0].pk).update(set_aside_at=AT)
    later = {each.kind: each for each in gauges.read(AT + timedelta(days=30)).dues}["promise"]
    owed = Milestone.objects.broken_by(AT + timedelta(days=30)).count()
    assert (later.dead, later.retrying, later.count) == (1, 1, owed - 2)
    assert measured(settings)["portal_dead_letters", "promise"] == 1
    assert "some rows break it" in page(Reader.AGENT)
    assert reverse("admin:oncall_stumble_changelist") in page(Reader.ADMINISTRATOR)


def test_a_standstill_that_is_over_is_measured(settings: Settings) -> None:
    outbox.ended("deliveries", at=AT - timedelta(seconds=75))
    outbox.ended("deliveries", at=AT)
    found = measured(settings)
    assert found["portal_last_standstill_seconds", "deliveries"] == 75
    assert found["portal_last_recovery_timestamp_seconds", "deliveries"] == AT.timestamp()


@pytest.mark.parametrize(
    ("name", "task"),
    [(rounds.DELIVERIES, tasks.sweep), (rounds.CALLS, tasks.escalate), (rounds.PROMISES, tasks.sweep_promises)],
)
def test_a_round_that_goes_on_does_what_waited_and_shows_how_long_it_stood(
    settings: Settings, name: str, task: Callable[[], object]
) -> None:
    now = clock.shared()
    for each in rounds.LABELS:
        outbox.ended(each, at=now - timedelta(seconds=75 if each == name else 5))
    outbox.mail(name="x/mail/y", recipient="a@b.example", payload={}, dedupe_key="waits", at=now)
    task()
    found = measured(settings)
    assert 75 <= found["portal_last_standstill_seconds", name] < 75 + 60
    assert found["portal_last_recovery_timestamp_seconds", name] >= now.timestamp()
    assert {kind for metric, kind in found if metric == "portal_last_standstill_seconds"} == {name}
    assert bool(OutboundMessage.objects.get(dedupe_key="waits").attempts) == (name == rounds.DELIVERIES)


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", "Basic a-secret"])
def test_the_metrics_are_not_there_without_their_token(settings: Settings, token: str) -> None:
    settings.METRICS_TOKEN = "a-secret"
    assert Client().get(reverse("metrics"), headers={"Authorization": token}).status_code == 404


def test_without_a_token_set_nobody_reads_the_metrics(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get(reverse("metrics"), headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(("ends", "said"), [(AT, "goes on without its broker"), (LATE, "The worker stands still.")])
def test_the_status_page_says_in_one_sentence_how_things_are(ends: Any, said: str) -> None:
    all_rounds(calls=ends)
    assert said in page(Reader.AGENT)


def test_before_the_first_round_the_page_says_what_to_start() -> None:
    assert "No round has ended yet." in page(Reader.AGENT)


def test_an_administrator_reads_why_a_message_was_given_up_and_an_agent_only_that_it_was() -> None:
    dead_letter()
    assert "no route to host" in page(Reader.ADMINISTRATOR)
    agents = page(Reader.AGENT)
    assert "1 message was given up." in agents
    assert "dead@abc.example" not in agents


def test_a_message_that_was_given_up_is_tried_again_from_the_page() -> None:
    letter = dead_letter()
    answer = client_of(Reader.ADMINISTRATOR).post(reverse("status-attempt", args=[letter.pk]), follow=True)
    assert "1 message is tried again." in answer.content.decode()
    letter.refresh_from_db()
    assert (letter.dead_at, letter.attempts) == (None, 0)


def test_a_message_that_somebody_else_has_tried_again_is_left_alone() -> None:
    letter = dead_letter()
    OutboundMessage.objects.filter(pk=letter.pk).update(dead_at=None, attempts=3)
    answer = client_of(Reader.ADMINISTRATOR).post(reverse("status-attempt", args=[letter.pk]), follow=True)
    assert "somebody was faster" in answer.content.decode()
    letter.refresh_from_db()
    assert letter.attempts == 3


def test_everything_that_was_given_up_is_tried_again_with_one_act() -> None:
    dead_letter("one")
    dead_letter("two")
    answer = client_of(Reader.ADMINISTRATOR).post(reverse("status-attempts"), follow=True)
    assert "2 messages are tried again." in answer.content.decode()
    assert not OutboundMessage.objects.dead().exists()


def test_every_page_of_an_agent_warns_while_a_round_stands_still() -> None:
    all_rounds(deliveries=LATE)
    lookout.look(AT)
    for name in ("tickets:queue", "oncall:board", "search"):
        assert "Mails and calls are late." in page(Reader.AGENT, name)
    assert "Mails and calls are late." not in page(Reader.OWNER, "home")


def test_the_warning_is_gone_when_the_round_goes_on() -> None:
    all_rounds(deliveries=LATE)
    lookout.look(AT)
    outbox.ended("deliveries", at=AT)
    lookout.look(AT)
    assert "Mails and calls are late." not in page(Reader.AGENT, "tickets:queue")


def test_the_warning_costs_a_page_no_statement() -> None:
    client = client_of(Reader.AGENT)
    counts = []
    for ends in (AT, LATE):
        Sweep.objects.all().delete()
        all_rounds(deliveries=ends)
        lookout.look(AT)
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse("tickets:queue"))
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_what_was_seen_too_long_ago_is_not_shown(settings: Settings) -> None:
    all_rounds(deliveries=LATE)
    lookout.look(AT)
    assert lookout.stood_from() == LATE
    settings.WATCH_EVERY = 10**-9
    lookout._is_looking = True  # noqa: SLF001 - a look that is on its way
    assert lookout.stood_from() is None


@pytest.mark.parametrize("url", ["", "memory://localhost/", "filesystem://", "redis://127.0.0.1:1/0"])
def test_a_broker_that_does_not_answer_has_no_depth(url: str) -> None:
    assert broker.depth(url) is None


class Outside(BaseHTTPRequestHandler):
    """A watcher that answers 200 at /good and sends others elsewhere."""

    heard: list[str] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200 if self.path == "/good" else 302)
        self.send_header("Location", "/good")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def outside() -> Iterator[str]:
    """The address of a watcher on this machine."""
    Outside.heard.clear()
    with HTTPServer(("127.0.0.1", 0), Outside) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_sweep_tells_the_outside_that_it_goes_on(settings: Settings, outside: str) -> None:
    settings.HEARTBEAT_URL = f"{outside}/good"
    outbox.ended(rounds.DELIVERIES, at=AT)
    thread = heartbeat.beat(rounds.DELIVERIES, at=AT)
    assert thread
    thread.join(10)
    assert Outside.heard == ["/good"]
    assert heartbeat.beat(rounds.DELIVERIES, at=AT + timedelta(seconds=29)) is None


def test_nobody_is_told_where_no_address_is_set(settings: Settings) -> None:
    settings.HEARTBEAT_URL = ""
    outbox.ended(rounds.DELIVERIES, at=AT)
    assert heartbeat.beat(rounds.DELIVERIES, at=AT) is None


def test_a_heartbeat_is_not_led_elsewhere(outside: str) -> None:
    assert heartbeat.problem(f"{outside}/moved") == "It answered 302."
    assert Outside.heard == ["/moved"]


def test_a_heartbeat_that_nobody_takes_says_why() -> None:
    assert "NewConnectionError" in heartbeat.problem("http://127.0.0.1:1/")


def test_heartbeats_that_did_not_arrive_are_counted() -> None:
    outbox.ended(rounds.DELIVERIES, at=AT)
    outbox.ping_failed(rounds.DELIVERIES)
    assert gauges.rounds(AT)[0].pings_failed == 1
