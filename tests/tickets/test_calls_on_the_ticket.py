"""A ticket says while it is open that on-call is called about it, and whoever reads it takes the call there."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from oncall import services as oncall
from oncall.demo import load_rotations
from oncall.models import Page
from tests.tickets.agents_world import client_of, words
from tests.tickets.cast import AMY, EVERYDAY, SATURDAY, Cast
from tests.world import standing_clock
from tickets import notices, services
from tickets.models import Ticket

SOON = SATURDAY + timedelta(minutes=4)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """An Everyday customer's outage on a Saturday, about which on-call is called."""
    load_rotations(SATURDAY)
    filed = cast.file(EVERYDAY, SATURDAY, severity=1)
    notices.page_owed(key=str(filed.pk), payload={}, at=SATURDAY)
    return filed


def said(client: Client, ticket: Ticket, tmp_path: Path) -> str:
    with standing_clock(tmp_path / "clock.json", SOON):
        return " ".join(words(client.get(f"/tickets/{ticket.reference}/"), "main"))


@pytest.mark.both
def test_an_agent_takes_the_call_on_the_ticket_and_stays_there(ticket: Ticket, cast: Cast, tmp_path: Path) -> None:
    client, page = client_of(AMY), Page.objects.get()
    assert "On-call is called" in said(client, ticket, tmp_path)
    answer = client.post(f"/on-call/pages/{page.pk}/acknowledgement/", {"show": "subject"})
    assert answer["Location"] == f"/tickets/{ticket.reference}/"
    page.refresh_from_db()
    assert page.acknowledged_by == cast.agent(AMY)
    assert "On-call is called" not in said(client, ticket, tmp_path)


def test_calls_that_nobody_answered_stand_there_until_the_customer_is_answered(
    ticket: Ticket, cast: Cast, tmp_path: Path
) -> None:
    at = SATURDAY
    while oncall.advance_due(at := at + timedelta(minutes=15)):
        pass
    assert "Nobody answered the calls" in said(client_of(AMY), ticket, tmp_path)
    services.reply(ticket=ticket, author=cast.user(AMY), body="We look.", at=at)
    oncall.resolve_run(key=f"ticket:{ticket.pk}", at=at)
    assert "Nobody answered the calls" not in said(client_of(AMY), ticket, tmp_path)
    oncall.resolve_run(key=f"ticket:{ticket.pk}", at=at + timedelta(minutes=1))
    assert [event.code for event in Page.objects.get().events.order_by("id")] == ["fallback_called", "resolved"]


def test_a_first_reply_takes_the_notice_away_and_a_customer_never_sees_it(
    ticket: Ticket, cast: Cast, tmp_path: Path
) -> None:
    assert "called" not in said(client_of(EVERYDAY), ticket, tmp_path)
    services.reply(ticket=ticket, author=cast.user(AMY), body="We look.", at=SOON)
    oncall.resolve_run(key=f"ticket:{ticket.pk}", at=SOON)
    assert "On-call is called" not in said(client_of(AMY), ticket, tmp_path)
