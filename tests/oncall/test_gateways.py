"""Text messages and voice calls: what the provider gets, and what is done when it refuses, waits or breaks."""

import json
import re

import pytest

from outbox.models import OutboundMessage
from tests.oncall.conftest import Cast
from tests.oncall.provider import Answer, Provider, after, page, provider, results, tries, way, work

__all__ = ["provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_text_message_goes_to_the_provider_with_a_key_a_number_and_a_link(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    work()
    heads, body = provider.asked[0]
    said = json.loads(body)
    assert heads["authorization"] == "Bearer letmein"
    assert heads["idempotency-key"] == said["reference"] == OutboundMessage.objects.get(kind="page").dedupe_key
    assert (said["to"], said["from"]) == ("+442079460123", "+15550100")
    assert re.fullmatch(r"London desk: Production down http://\S+/on-call/calls/\S+/", said["text"])
    assert tries() == [(True, "", "p-1")]
    assert "+442079460123" not in OutboundMessage.objects.get(kind="page").recipient


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, {}, b"oops"), "broken"),
        ((503, {}, b""), "broken"),
        ((200, {}, b"<html>"), "unreadable"),
        ((200, {}, b'{"id": null}'), "unreadable"),
        ((200, {}, b"[" * 30_000), "unreadable"),
        ((200, {}, b"x" * 70_000), "too-large"),
    ],
)
def test_what_may_pass_is_tried_again_with_the_same_key(
    cast: Cast, provider: Provider, answer: Answer, code: str
) -> None:
    way(cast, "sms")
    page(cast.london)
    provider.answers = [answer, (200, {}, b'{"id": "p-2"}')]
    work()
    assert results() == [("sms", "waiting")]
    work(1)
    assert tries() == [(False, code, ""), (True, "", "p-2")]
    assert len({heads["idempotency-key"] for heads, _ in provider.asked}) == 1


def test_a_provider_that_asks_to_wait_is_left_alone_so_long_but_no_longer(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    provider.answers = [
        (429, {"Retry-After": "120"}, b""),
        (429, {"Retry-After": "86400"}, b""),
        (200, {}, b'{"id":1}'),
    ]
    work()
    assert OutboundMessage.objects.get(kind="page").due_at == after(2)
    work(1)
    assert len(provider.asked) == 1
    work(2)
    assert OutboundMessage.objects.get(kind="page").due_at == after(17)
    work(17)
    assert tries() == [(False, "busy", ""), (False, "busy", ""), (True, "", "1")]


def test_a_provider_that_refuses_is_not_asked_again_and_a_mail_takes_its_place(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    provider.answers = [(400, {}, b"no such number")]
    work()
    work(60)
    assert results() == [("sms", "failed"), ("mail", "sent")]
    assert len(provider.asked) == 1


def test_a_provider_that_does_not_answer_is_not_waited_for(
    cast: Cast, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.outbound.post.__kwdefaults__", {"seconds": 0.3, "most": 1000})
    way(cast, "sms")
    page(cast.london)
    provider.slow.clear()
    work()
    assert tries() == [(False, "too-slow", "")]


def test_on_a_machine_of_ones_own_a_call_is_a_line_in_the_log(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    way(cast, "sms")
    page(cast.london)
    work()
    assert results() == [("sms", "sent")]
    assert re.search(r"Call to \+442079460123: Production down\. http://\S+/on-call/calls/\S+/", caplog.text)
    assert tries()[0][2].startswith("console-page:")
