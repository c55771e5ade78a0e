"""Devices: whoever reads a push, and when one ends."""

import re
from typing import Any

import pytest

from oncall import services
from oncall.models import Device
from tests.oncall.browser import Browser
from tests.oncall.conftest import Cast
from tests.oncall.provider import AT, Provider, device, page, provider, results, tries, way, work

__all__ = ["provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_push_is_read_by_its_browser_alone_and_says_no_more_than_the_subject(cast: Cast, provider: Provider) -> None:
    browser = Browser()
    device(cast, provider, browser)
    page(cast.london)
    provider.answers = [(201, {"Location": "https://push.example/m/7"}, b"")]
    work()
    heads, body = provider.asked[0]
    assert heads["content-encoding"] == "aes128gcm"
    assert heads["authorization"].startswith("vapid t=")
    assert b"Production" not in body
    said = browser.read(body)
    assert (said["title"], said["body"]) == ("Page: London desk", "Production down")
    assert set(said) == {"title", "body", "url", "tag"}
    assert re.search(r"/on-call/calls/[\w-]{20,}/$", said["url"])
    assert tries()[-1] == (True, "", "https://push.example/m/7")


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_ends_and_its_agent_is_told_and_mailed(
    cast: Cast, provider: Provider, mailoutbox: list[Any], status: int
) -> None:
    phone = device(cast, provider, Browser())
    way(cast, "push")
    made = page(cast.london)
    provider.answers = [(status, {}, b"")]
    work()
    phone.refresh_from_db()
    assert (phone.ending, phone.ended_at) == ("gone", AT)
    assert results() == [("push", "gone"), ("mail", "sent")]
    assert {mail.subject for mail in mailoutbox} == {"Phone no longer wakes you", "Page: Production down"}
    made.refresh_from_db()
    assert made.sent_at == AT


def test_a_browser_that_another_agent_used_wakes_that_one_no_more(cast: Cast, provider: Provider) -> None:
    browser = Browser()
    first = device(cast, provider, browser)
    services.add_device(agent=cast.tom, name="Same", endpoint=first.endpoint, at=AT, **browser.keys())
    first.refresh_from_db()
    assert first.ending == "moved"
    assert Device.objects.open().get().agent == cast.tom


@pytest.mark.parametrize(
    "changed",
    [{"endpoint": "http://push.example/"}, {"endpoint": "https://"}, {"p256dh": "AAAA"}, {"auth": "AA"}, {"auth": "*"}],
)
def test_what_no_browser_sends_is_no_device(cast: Cast, changed: dict[str, str]) -> None:
    facts = {"endpoint": "https://push.example/1", **Browser().keys(), **changed}
    with pytest.raises(services.UnableToReachAgent, match="not-a-subscription"):
        services.add_device(agent=cast.ana, name="Phone", at=AT, **facts)
