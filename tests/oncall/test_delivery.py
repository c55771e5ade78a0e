"""A call goes out by what wakes its agent, and an answer stops what is left."""

import json
from collections.abc import Callable

import pytest
from pytest_django import Settings

from oncall import services
from oncall.models import Attempt, EscalationRun, Webhook
from outbox.models import OutboundMessage
from tests.oncall.browser import Browser
from tests.oncall.conftest import Cast
from tests.oncall.provider import AT, Provider, after, device, page, provider, results, way, work

__all__ = ["provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_without_a_choice_a_mail_and_every_device_call_at_once(cast: Cast, provider: Provider) -> None:
    device(cast, provider, Browser(), "Phone")
    device(cast, provider, Browser(), "Laptop")
    page(cast.london)
    work()
    assert results() == [("mail", "sent"), ("push", "sent"), ("push", "sent")]


def test_a_voice_call_comes_after_three_minutes_without_an_answer_and_says_a_sentence(
    cast: Cast, provider: Provider
) -> None:
    way(cast, "sms")
    way(cast, "voice", 3)
    page(cast.london)
    work()
    work(2.9)
    assert len(provider.asked) == 1
    work(3)
    assert json.loads(provider.asked[1][1])["text"].startswith("This is a page of London desk. Production down.")
    assert results() == [("sms", "sent"), ("voice", "sent")]


@pytest.mark.parametrize("how", ["acknowledged", "resolved"])
def test_an_answer_stops_every_channel_that_is_left(cast: Cast, provider: Provider, how: str) -> None:
    way(cast, "sms")
    way(cast, "voice", 3)
    made = page(cast.london)
    work()
    if how == "acknowledged":
        services.acknowledge_page(page=made, agent=cast.tom, at=after(1))
    else:
        services.resolve_run(key="ticket:1", at=after(1))
    assert results() == [("sms", "sent"), ("voice", "spared")]
    work(3)
    services.advance_due(after(60))
    work(60)
    assert len(provider.asked) == 1
    assert EscalationRun.objects.get().ending == how


@pytest.mark.parametrize("channel", ["sms", "voice", "mail", "push", "webhook"])
def test_whoever_does_not_answer_by_any_channel_is_followed_by_the_next(
    cast: Cast, provider: Provider, settings: Settings, channel: str
) -> None:
    settings.PAGE_FALLBACK_EMAIL = "duty@vendor.example"
    device(cast, provider, Browser())
    Webhook.objects.create(agent=cast.ana, url=provider.url, salt="salt", made_at=AT)
    way(cast, channel)
    page(cast.london)
    work()
    for minutes in (10, 20, 30, 40):
        services.advance_due(after(minutes))
        work(minutes)
    assert {each for each, _ in results()} == {channel, "mail"}
    assert Attempt.objects.order_by("id").last().recipient == "duty@vendor.example"  # type: ignore[union-attr]


def test_a_channel_that_is_not_set_up_is_passed_over_and_somebody_is_mailed(cast: Cast, settings: Settings) -> None:
    way(cast, "sms")
    settings.PAGE_CHANNELS = {**settings.PAGE_CHANNELS, "sms": "oncall.services.channels.gateway.SmsChannel"}
    page(cast.london)
    assert results() == [("mail", "waiting")]


def test_a_message_that_was_sent_and_not_marked_is_not_sent_twice(cast: Cast, provider: Provider) -> None:
    way(cast, "sms")
    page(cast.london)
    work()
    OutboundMessage.objects.update(sent_at=None)
    work(6)
    assert len(provider.asked) == 1
    assert OutboundMessage.objects.get(kind="page").sent_at == after(6)


def works(call: Callable[[], object]) -> bool:
    try:
        call()
    except services.UnableToReachAgent:
        return False
    return True


def test_a_way_is_chosen_once_and_only_where_it_is_set_up(cast: Cast, settings: Settings) -> None:
    add = {"agent": cast.ana, "channel": "sms", "phone": "+442079460123", "minutes": 0}
    assert works(lambda: services.add_way(**add))  # type: ignore[arg-type]
    assert not works(lambda: services.add_way(**add))  # type: ignore[arg-type]
    settings.PAGE_CHANNELS = {"mail": settings.PAGE_CHANNELS["mail"]}
    assert not works(lambda: services.add_way(**{**add, "minutes": 3}))  # type: ignore[arg-type]
