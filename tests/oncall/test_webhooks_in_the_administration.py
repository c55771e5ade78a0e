"""A webhook is made in the administration; its secret is shown once and it is ended, not changed."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from oncall.models import Webhook
from oncall.services.channels import secret_of
from tests.oncall.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    user = User.objects.create_superuser("root@vendor.example", name="Root")
    client.force_login(user, backend="portal.authentication.Backend")
    return client


def add(client: Client, **fields: object) -> str:
    address = reverse("admin:oncall_webhook_add")
    return client.post(address, {"agent": "", "desk": "", **fields}, follow=True).content.decode()


def test_the_secret_of_a_new_webhook_is_shown_once(cast: Cast, client: Client) -> None:
    page = add(client, desk=cast.london.pk, url="https://hooks.example/a")
    hook = Webhook.objects.get()
    shown = secret_of(hook).replace("+", "&#x2B;")
    assert secret_of(hook) in page or shown in page
    again = client.get(reverse("admin:oncall_webhook_changelist")).content.decode()
    assert "whsec_" not in again


@pytest.mark.parametrize("url", ["http://hooks.example/", "https://me:secret@hooks.example/", "hooks"])
def test_an_address_that_may_not_be_reached_is_refused(cast: Cast, client: Client, url: str) -> None:
    assert "begins with https://" in add(client, desk=cast.london.pk, url=url)
    assert not Webhook.objects.exists()


def test_a_webhook_is_of_an_agent_or_of_a_desk(cast: Cast, client: Client) -> None:
    both = add(client, agent=cast.ana.pk, desk=cast.london.pk, url="https://hooks.example/")
    assert "one of the two" in both
    assert "one of the two" in add(client, url="https://hooks.example/")


def test_a_webhook_is_ended(cast: Cast, client: Client) -> None:
    add(client, agent=cast.ana.pk, url="https://hooks.example/")
    chosen = {"action": "end", "_selected_action": [Webhook.objects.get().pk]}
    client.post(reverse("admin:oncall_webhook_changelist"), chosen, follow=True)
    assert not Webhook.objects.open().exists()
