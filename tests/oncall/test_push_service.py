"""A push on its whole way: subscribed by the form, signed and encrypted, taken by a push service, read, answered."""

from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidTag
from django.test import Client
from pytest_django import Settings

from oncall import portfolio, services
from oncall.models import Delivery, Device, Page
from oncall.services.channels.push import new_private_key
from tests.oncall.browser import Browser, PushService, push_service
from tests.oncall.conftest import Cast
from tests.oncall.provider import AT, work

__all__ = ["push_service"]
pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("night")]


@pytest.fixture
def browser(cast: Cast, push_service: PushService) -> Browser:
    """Ana's browser, which has subscribed by the form of the page."""
    made = Browser()
    client = Client()
    client.force_login(cast.ana.user, backend="portal.authentication.Backend")
    asked = {"name": "Phone", "endpoint": f"{push_service.origin}/push/ana", **made.keys()}
    assert client.post("/on-call/devices/new/", asked).status_code == 302
    assert Device.objects.open().get().agent == cast.ana
    return made


def call(cast: Cast) -> Page:
    return services.page_on_call(desk=cast.london, subject="Production down", url="/t/", dedupe_key="t", at=AT)


def pushed() -> Delivery:
    return Delivery.objects.get(channel="push")


def test_a_push_goes_from_the_subscription_to_the_acknowledgement(
    cast: Cast, push_service: PushService, browser: Browser
) -> None:
    page = call(cast)
    work()
    assert push_service.refused == []
    (body,) = push_service.kept.values()
    said = browser.read(body)
    assert (said["title"], said["body"]) == ("Page: London desk", "Production down")
    assert said["tag"] in push_service.kept
    assert (pushed().result, pushed().tries.get().provider_id) == ("sent", "/m/7")

    visitor, link = Client(), urlsplit(said["url"]).path
    assert "Production down" in visitor.get(link).content.decode()
    page.refresh_from_db()
    assert page.acknowledged_by is None
    visitor.post(link)
    page.refresh_from_db()
    assert page.acknowledged_by == cast.ana


def test_another_browser_cannot_read_it(cast: Cast, push_service: PushService, browser: Browser) -> None:
    call(cast)
    work()
    (body,) = push_service.kept.values()
    stranger = Browser()
    stranger.secret = browser.secret
    with pytest.raises(InvalidTag):
        stranger.read(body)


@pytest.mark.usefixtures("browser")
def test_what_another_key_signed_is_refused_and_a_mail_takes_its_place(
    cast: Cast, push_service: PushService, settings: Settings
) -> None:
    services.add_way(agent=cast.ana, channel="push", phone="", minutes=0)
    settings.VAPID_PRIVATE_KEY = new_private_key()
    call(cast)
    work()
    assert (push_service.refused, push_service.kept) == (["another key"], {})
    assert pushed().result == "failed"
    assert Delivery.objects.get(channel="mail").result == "sent"


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_removes_the_device(cast: Cast, push_service: PushService, status: int) -> None:
    push_service.statuses = [(status, {})]
    call(cast)
    work()
    work(30)
    assert push_service.kept == {}
    assert (pushed().result, pushed().tries.get().code) == ("gone", "gone")
    assert not Device.objects.open().exists()
    assert [each.channel for each in portfolio.reaches(cast.ana)] == ["mail"]


@pytest.mark.usefixtures("browser")
@pytest.mark.parametrize(
    ("status", "heads", "code", "waits"), [(429, {"Retry-After": "90"}, "busy", 1.5), (503, {}, "broken", 1)]
)
def test_a_service_that_is_busy_or_broken_is_asked_again_and_the_later_push_replaces_the_first(
    cast: Cast,
    push_service: PushService,
    status: int,
    heads: dict[str, str],
    code: str,
    waits: float,
) -> None:
    push_service.statuses = [(status, heads)]
    call(cast)
    work()
    assert (pushed().result, push_service.kept) == ("waiting", {})
    work(waits)
    assert pushed().result == "sent"
    assert [(each.is_accepted, each.code) for each in pushed().tries.order_by("id")] == [(False, code), (True, "")]
    assert len(push_service.kept) == 1
    assert Device.objects.open().exists()
