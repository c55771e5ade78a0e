"""The cast of the demo world for the tests of people."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from accounts.demo import People, load_people
from catalog.models import Desk, Region
from common import clock
from outbox import services as outbox
from portal import followers

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
ZONES = {"AMER": "America/Los_Angeles", "EMEA": "Europe/London", "APAC": "Asia/Hong_Kong"}


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def regions(db: None) -> dict[str, Region]:  # noqa: ARG001 - asks for the database
    return {code: Region.objects.create(code=code, name=code, city=code, zone=zone) for code, zone in ZONES.items()}


@pytest.fixture
def desks(regions: dict[str, Region]) -> dict[str, Desk]:
    return {code: Desk.objects.create(code=code.lower(), name=code, region=region) for code, region in regions.items()}


@pytest.fixture
def people(regions: dict[str, Region], desks: dict[str, Desk]) -> People:
    return load_people(at=AT, regions=regions, desks=desks)


@pytest.fixture
def as_(people: People) -> Callable[[str], Client]:
    """A browser in which the person with an address is logged in."""

    def log_in(email: str) -> Client:
        client = Client()
        client.force_login(people.users[email], backend="portal.authentication.Backend")
        return client

    return log_in


@pytest.fixture
def deliver() -> Callable[[], list[EmailMessage]]:
    """Lets the worker send what is due, and gives the mails sent since the last time."""

    def send() -> list[EmailMessage]:
        mail.outbox.clear()
        at = clock.now()
        outbox.deliver_due(handlers=followers.handlers(at), at=at)
        return list(mail.outbox)

    return send
