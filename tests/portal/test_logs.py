"""A log line says who asked for what and under which number, is one line, and lets nobody in."""

import json
import logging
import logging.config
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any, cast

import pytest
import sentry_sdk
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event

from outbox import services as outbox
from outbox.models import OutboundMessage
from portal.logs import lines, sentry
from portal.logs.middleware import RequestMiddleware
from tests.asking import client_of
from tests.pages import Reader
from tests.pages.objects import liams_ticket
from tests.world import AT

pytestmark = [pytest.mark.django_db]
PERSON, COOKIE, TEXT, VARIABLE = "a@b.example", "session-of-mine", "my text", "a word of the customer's"
"""What Sentry must not hear; it reads a few lines of the code around an error, so they stand far from it."""
TOKEN = "kQ8zv1mXr7-YbTn2Lw0sDf5GhJ3a"


class Written(StringIO):
    """What was logged, in lines."""

    @property
    def said(self) -> list[dict[str, Any]]:
        """Each line, read as JSON."""
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    """All log lines of a test as production writes them."""
    out = Written()
    handler = logging.StreamHandler(out)
    made = lines.formatters(is_json=True)["lines"]
    handler.setFormatter(made.pop("()")(**made))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()


@pytest.mark.usefixtures("sessions")
def test_a_request_is_logged_with_its_number_who_asked_and_the_ticket(written: Written) -> None:
    reference = liams_ticket()["reference"]
    client_of(Reader.AGENT).get(f"/tickets/{reference}/", {"q": "what I look for"})
    said = next(line for line in written.said if line["event"] == "request_finished")
    assert re.fullmatch(r"[0-9a-f-]{36}", said["request_id"])
    assert (said["request"], said["code"], said["ticket"]) == (f"GET /tickets/{reference}/", 200, reference)
    assert isinstance(said["user_id"], int)
    assert "what I look for" not in written.getvalue()


def test_a_token_in_an_address_is_not_logged(written: Written) -> None:
    Client().get(f"/on-call/calls/{TOKEN}/")
    Client().post("/accounts/login/", {"login": "a@b.example", "password": "a secret of mine"})
    assert written.said
    assert TOKEN not in written.getvalue()
    assert "a secret of mine" not in written.getvalue()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ({"password": "hunter2"}, {"password": "[hidden]"}),
        ({"headers": {"Authorization": "Bearer abc"}}, {"headers": {"Authorization": "[hidden]"}}),
        ({"note": "Bearer abc.def"}, {"note": "[hidden]"}),
        ({"url": "postgres://portal:hunter2@db/portal"}, {"url": "postgres://[hidden]db/portal"}),
        ({"path": f"/files/{TOKEN}/"}, {"path": "/files/[hidden]/"}),
        ({"path": "/tickets/ABC-1042/"}, {"path": "/tickets/ABC-1042/"}),
        ({"name": "tickets/mail/promise_warned", "count": 3}, {"name": "tickets/mail/promise_warned", "count": 3}),
        ({"each": [f"a {TOKEN}:1xyz:abc-DEF"]}, {"each": ["a [hidden]"]}),
    ],
)
def test_what_lets_its_reader_in_is_hidden(value: dict[str, Any], kept: dict[str, Any]) -> None:
    assert lines.without_secrets(None, "info", dict(value)) == kept


def test_nobody_writes_a_line_of_its_own(written: Written) -> None:
    logging.getLogger("x").warning("Asked by %s", 'me"\n{"event": "forged"}\x1b[31m\u2028end')
    assert len(written.getvalue().splitlines()) == 1
    assert written.said[0]["event"].startswith("Asked by me")
    assert "\x1b" not in written.getvalue()
    assert lines.on_one_line(None, "", {"event": "a\nb\x1b[31m\u2028"}) == {"event": r"a\nb\x1b[31m\u2028"}


def test_an_error_is_one_line_with_where_it_happened(written: Written) -> None:
    try:
        fail(f"no route for {TOKEN}")
    except ValueError:
        logging.getLogger("x").exception("It failed.")
    (said,) = written.said
    assert "ValueError: no route for [hidden]" in said["exception"]
    assert "test_logs.py" in said["exception"]


def test_what_the_worker_does_names_the_request_that_it_was_owed_by(written: Written) -> None:
    with structlog.contextvars.bound_contextvars(request_id="11111111-2222-3333-4444-555555555555"):
        outbox.publish("x", "1", at=AT)

    def fails(_message: OutboundMessage) -> None:
        outbox.publish("y", "1", at=AT)
        raise OSError("no route")

    def follows(_message: OutboundMessage) -> None:
        outbox.publish("y", "1", at=AT)

    outbox.deliver_due(handlers={"topic": fails}, at=AT)
    said = next(line for line in written.said if "was not delivered" in line["event"])
    assert said["request_id"] == "11111111-2222-3333-4444-555555555555"
    OutboundMessage.objects.update(due_at=AT)
    outbox.deliver_due(handlers={"topic": follows}, at=AT, limit=1)
    assert OutboundMessage.objects.get(name="y").cause == "11111111-2222-3333-4444-555555555555"
    assert "request_id" not in structlog.contextvars.get_contextvars()


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.events.append(envelope.get_event())


def test_sentry_hears_where_an_error_was_and_nothing_that_anybody_wrote() -> None:
    kept = Kept()
    with sentry_sdk.new_scope() as scope:
        options = sentry.options("http://key@127.0.0.1:9/1", "test")
        scope.set_client(sentry_sdk.Client(**options, transport=kept, default_integrations=False))
        scope.set_user({"id": 7, "email": PERSON})
        request = {"url": f"https://x/files/{TOKEN}/", "headers": {"Cookie": COOKIE}, "data": {"body": TEXT}}
        scope.add_event_processor(lambda event, _hint: cast("Event", {**event, "request": request}))
        try:
            fail("It cannot be done.", VARIABLE)
        except ValueError:
            scope.capture_exception()
    (event,) = kept.events
    said = json.dumps(event, default=str)
    assert event["exception"]["values"][0]["stacktrace"]["frames"][-1]["function"] == "fail"
    for secret in (PERSON, COOKIE, TEXT, VARIABLE, TOKEN):
        assert secret not in said, secret


def fail(why: str, _text: str = "") -> None:
    raise ValueError(why)


def test_without_an_address_sentry_is_not_there() -> None:
    sentry.start("", "test")
    assert not sentry_sdk.get_client().is_active()


def test_a_line_costs_no_question_about_who_asked(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/healthz/")
    with django_assert_num_queries(0):
        RequestMiddleware(lambda _request: HttpResponse())(request)
    assert isinstance(request, HttpRequest)
