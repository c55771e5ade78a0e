"""A ticket on paper holds all of it, and internal notes for agents who ask for them."""

import pytest
from django.test import Client

from tests.tickets import cast as who
from tests.tickets.agents_world import words
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Ticket


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Liam's with a reply, a note and more changes than a page shows unfolded."""
    made, edward = cast.file(who.LONDON), cast.user(who.EDWARD)
    services.add_note(ticket=made, author=edward, body="Known since 5.1.", at=WEDNESDAY)
    services.reply(ticket=made, author=edward, body="Which forms?", at=WEDNESDAY)
    for status in ("waiting_for_vendor", "open", "waiting_for_vendor", "open"):
        services.change_status(ticket=made, actor=edward, status=status, waiting_for="x", at=WEDNESDAY)
    return made


def printed(cast: Cast, email: str, ticket: Ticket, asked: str = "") -> str:
    client = Client()
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    return client.get(f"/tickets/{ticket.reference}/print/{asked}").content.decode()


def test_it_holds_the_whole_conversation_unfolded(cast: Cast, ticket: Ticket) -> None:
    page = printed(cast, who.LONDON, ticket)
    assert "<details" not in page.split("<main", 1)[1]
    assert "Which forms?" in page
    assert "ABC Corporation" in page


@pytest.mark.parametrize("asked", ["", "?notes=1"])
def test_a_customer_gets_no_note_whatever_is_asked(cast: Cast, ticket: Ticket, asked: str) -> None:
    page = printed(cast, who.LONDON, ticket, asked)
    assert "Known since" not in page
    assert "INTERNAL" not in page


def test_an_agent_gets_notes_when_asked_for_and_each_is_marked(cast: Cast, ticket: Ticket) -> None:
    assert "Known since" not in printed(cast, who.EDWARD, ticket)
    page = printed(cast, who.EDWARD, ticket, "?notes=1")
    assert "Known since" in page
    assert page.count("INTERNAL") == 2


def test_a_stranger_prints_nothing(cast: Cast, ticket: Ticket) -> None:
    client = Client()
    client.force_login(cast.user(who.GOLD), backend="portal.authentication.Backend")
    answer = client.get(f"/tickets/{ticket.reference}/print/")
    assert answer.status_code == 404
    assert not words(answer, ".message")
