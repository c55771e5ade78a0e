"""The link in a call answers by its button alone, once and for a day; a test proves a way."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from common.feeds import hashed
from oncall import services
from oncall.models import Delivery, Page
from tests.oncall.browser import Browser
from tests.oncall.conftest import Cast
from tests.oncall.provider import AT, Provider, device, page, provider, results, way, work

__all__ = ["provider"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def links(mailoutbox: list[Any]) -> list[str]:
    return [re.findall(r"/on-call/calls/[^/\s]+/", mail.body)[0] for mail in mailoutbox]


@pytest.mark.usefixtures("night")
def test_no_scanner_of_links_acknowledges_and_a_link_answers_once(cast: Cast, mailoutbox: list[Any]) -> None:
    made, client = page(cast.london), Client()
    work()
    (address,) = links(mailoutbox)
    assert [client.get(address).status_code, client.head(address).status_code] == [200, 200]
    made.refresh_from_db()
    assert made.acknowledged_at is None
    assert client.post(address).status_code == 200
    delivery = Delivery.objects.get()
    assert delivery.answered_at is not None
    Page.objects.update(acknowledged_at=None, acknowledged_by=None)
    client.post(address)
    made.refresh_from_db()
    assert made.acknowledged_at is None
    assert "This link was used" in client.get(address).content.decode()


@pytest.mark.usefixtures("night")
def test_an_old_link_says_so_and_answers_nothing(cast: Cast) -> None:
    page(cast.london)
    work()
    delivery = Delivery.objects.get()
    token = "an-old-link"
    Delivery.objects.update(token_hash=hashed(token), made_at=datetime(2020, 1, 1, tzinfo=UTC))
    answer = Client().get(f"/on-call/calls/{token}/")
    assert answer.status_code == 410
    assert "This link is too old" in answer.content.decode()
    Client().post(f"/on-call/calls/{token}/")
    delivery.refresh_from_db()
    assert delivery.answered_at is None


@pytest.mark.usefixtures("night")
def test_a_test_goes_by_every_way_once_and_its_link_proves_that_way(
    cast: Cast, provider: Provider, mailoutbox: list[Any]
) -> None:
    phone = device(cast, provider, Browser())
    way(cast, "mail")
    way(cast, "mail", 5)
    way(cast, "push", 3)
    services.try_out(agent=cast.ana, at=AT)
    work()
    assert results() == [("mail", "sent"), ("push", "sent")]
    assert "TEST" in mailoutbox[0].subject
    assert not Page.objects.exists()
    (address,) = links(mailoutbox)
    answered = Client().post(address, follow=True).content.decode()
    assert "proven" in answered
    assert not phone.deliveries.filter(answered_at__isnull=False).exists()
    assert Delivery.objects.get(channel="mail").answered_at is not None


def test_tests_have_a_limit(cast: Cast) -> None:
    for _ in range(20):
        services.try_out(agent=cast.ana, at=AT)
    with pytest.raises(services.UnableToReachAgent, match="many-tests"):
        services.try_out(agent=cast.ana, at=AT)
    services.try_out(agent=cast.ana, at=AT + timedelta(hours=1, seconds=1))
