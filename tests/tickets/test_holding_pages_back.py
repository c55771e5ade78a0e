"""One contract makes so many pages within an hour; what is beyond is kept, told once in digests, and never lost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from entitlements.models import Contract
from oncall import services
from oncall.demo import load_rotations
from oncall.models import HeldBackPage, Page
from outbox.models import OutboundMessage
from tests.tickets.cast import AMY, EVERYDAY, GOLD, SATURDAY, Cast
from tests.tickets.test_notices import deliver
from tests.tickets.test_who_was_paged import filed, text
from tickets import notices
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("two_an_hour")


@pytest.fixture
def two_an_hour() -> Iterator[None]:
    """Two pages an hour, so that a test is short."""
    with override_settings(PAGES_PER_CONTRACT_AND_HOUR=2):
        yield


def page(cast: Cast, minutes: int = 0, email: str = EVERYDAY, **given: Any) -> Ticket:
    """File a ticket that owes a page, and make it."""
    at = SATURDAY + timedelta(minutes=minutes)
    ticket = filed(cast, email, at, severity=1, **given)
    for _ in range(2):
        notices.page_owed(key=str(ticket.pk), payload={}, at=at)
    return ticket


@pytest.mark.both
def test_the_third_page_of_an_hour_is_kept_and_the_first_of_the_next_is_made(cast: Cast) -> None:
    load_rotations(SATURDAY)
    for minutes in (0, 10, 59):
        ticket = page(cast, minutes)
    assert Page.objects.count() == 2
    held = HeldBackPage.objects.get()
    assert (held.dedupe_key, held.cap, held.contract) == (f"ticket:{ticket.pk}:filed", 2, ticket.contract)
    assert ticket.events.get(code="page_held_back").is_internal
    page(cast, 60)
    assert Page.objects.count() == 3


def test_a_paid_emergency_is_called_whatever_else_was(cast: Cast) -> None:
    for _ in range(3):
        page(cast, email=GOLD, emergency_confirmed=True)
    assert (Page.objects.count(), HeldBackPage.objects.count()) == (3, 0)


def test_another_contract_is_called(cast: Cast) -> None:
    for _ in range(2):
        page(cast)
    page(cast, email=GOLD, emergency_confirmed=True)
    assert Page.objects.count() == 3


@pytest.mark.both
def test_what_is_held_back_is_told_once_to_who_is_on_call_and_the_leads(cast: Cast) -> None:
    load_rotations(SATURDAY)
    for minutes in range(4):
        page(cast, minutes)
    deliver(SATURDAY)
    mail.outbox.clear()
    told = [services.tell_held_back(SATURDAY + timedelta(minutes=minutes)) for minutes in (4, 5)]
    assert told == [2, 0]
    deliver(SATURDAY + timedelta(minutes=5))
    digests = [sent for sent in mail.outbox if "were held back" in sent.subject]
    assert "lead.amer@vendor.example" in [sent.to[0] for sent in digests]
    references = [ticket.reference for ticket in Ticket.objects.order_by("-id")[:2]]
    assert all(reference in str(digests[0].body) for reference in references)

    page(cast, 6)
    later = [services.tell_held_back(SATURDAY + timedelta(minutes=minutes)) for minutes in (7, 18, 19, 20)]
    assert later == [0, 0, 1, 0]


def test_what_nobody_can_be_told_goes_to_the_fallback(cast: Cast) -> None:
    for minutes in range(3):
        ticket = page(cast, minutes)
    assert ticket.desk is not None
    ticket.desk.memberships.all().delete()
    assert services.tell_held_back(SATURDAY + timedelta(minutes=4)) == 1
    told = OutboundMessage.objects.get(name="oncall/mail/held_back")
    assert told.recipient == settings.PAGE_FALLBACK_EMAIL


def test_the_page_that_says_who_was_paged_says_what_was_held_back(client: Client, cast: Cast) -> None:
    for minutes in range(3):
        ticket = page(cast, minutes)
    assert ticket.contract is not None
    said = f"held back: contract {Contract.objects.get(pk=ticket.contract.pk).number} had 2 pages within the hour."
    assert said in text(client, cast, ticket, AMY)
    assert "told in the next digest" in text(client, cast, ticket, AMY)
