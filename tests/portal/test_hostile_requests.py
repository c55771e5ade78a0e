"""Requests that no page of the portal makes."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

MEGABYTE = 1024 * 1024


@pytest.fixture
def stranger(db: None, client: Client) -> Client:  # noqa: ARG001 - opens the database
    user = User.objects.create_user("stranger@nowhere.example", name="Sam")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, size: int) -> int:
    """What a form that says to hold `size` bytes is answered."""
    page = reverse("account_login")
    return client.post(page, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size)).status_code


@pytest.mark.django_db
def test_who_is_not_logged_in_sends_no_file(client: Client) -> None:
    assert post(client, MEGABYTE) == 200
    assert post(client, 3 * MEGABYTE) == 400


def test_nobody_sends_more_than_ten_files(stranger: Client) -> None:
    assert post(stranger, 3 * MEGABYTE) == 302
    assert post(stranger, 300 * MEGABYTE) == 400


def test_a_key_that_no_database_takes_names_no_organization(stranger: Client) -> None:
    assert stranger.get("/organization/%00/").status_code == 404
    assert stranger.post(reverse("coverage-feed-address"), {"organization": "\x00"}).status_code == 404
