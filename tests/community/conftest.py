"""Clients of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.community.cast import person

ClientAs = Callable[[str], Client]


@pytest.fixture
def client_as() -> ClientAs:
    """A client that is logged in as somebody, or as nobody for an empty address."""

    def of(email: str) -> Client:
        client = Client()
        if email:
            client.force_login(person(email), backend="portal.authentication.Backend")
        return client

    return of
