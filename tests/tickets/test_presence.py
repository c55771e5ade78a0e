"""Who has a ticket open: seen by colleagues, told to no customer, forgotten when silent."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from tests.tickets.agents_world import ANSON, EDWARD, LIAM, LUCY, client_of, tickets, words
from tests.world import AT
from tickets import services
from tickets.models import Presence, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


@pytest.fixture
def ticket() -> Ticket:
    """The only ticket of the queue."""
    return tickets(1)[0]


def look(client: Client, **said: str) -> tuple[int, list[str]]:
    """What the ticket's page is told when it says that it is open."""
    answer = client.post("/tickets/ABC-1/presence/", said)
    return answer.status_code, words(answer, "span")


@pytest.mark.both
@pytest.mark.usefixtures("ticket")
def test_colleagues_are_told_by_name_and_whether_they_write() -> None:
    edward, lucy = client_of(EDWARD), client_of(LUCY)
    assert look(edward) == (204, [])
    look(edward, writing="1")

    assert look(lucy) == (200, ["1 colleague is looking: Edward Ellis, writing"])
    assert look(lucy, known=f"{User.objects.get(email=EDWARD).pk}w") == (204, [])
    assert Presence.objects.count() == 2


def test_who_is_silent_for_forty_five_seconds_is_gone(ticket: Ticket) -> None:
    lucy = User.objects.get(email=LUCY)
    services.look(ticket=ticket, user=lucy, is_writing=False, at=AT - timedelta(seconds=44))
    assert look(client_of(EDWARD))[0] == 200

    Presence.objects.filter(user=lucy).update(seen_at=AT - timedelta(seconds=45))
    assert look(client_of(EDWARD)) == (204, [])
    assert services.forget_gone(AT) == 1


def test_a_row_of_the_queue_says_who_looks(ticket: Ticket) -> None:
    services.look(ticket=ticket, user=User.objects.get(email=LUCY), is_writing=False, at=AT)

    assert words(client_of(EDWARD).get("/queue/"), ".queue-looking") == ["Lucy Lamb is looking"]
    assert words(client_of(LUCY).get("/queue/"), ".queue-looking") == []


@pytest.mark.usefixtures("ticket")
@pytest.mark.parametrize("email", [LIAM, ANSON])
def test_nobody_else_is_told_or_counted(email: str) -> None:
    assert look(client_of(email))[0] == 404
    assert not Presence.objects.exists()
