"""What the command palette finds is what its reader sees."""

import pytest

from accounts.models import User
from tests.tickets.agents_world import ANSON, EDWARD, LIAM, client_of, tickets, words
from tests.world import AT
from tickets import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tickets")]


def found(email: str, text: str) -> list[str]:
    """What the palette lists for `text`, before the way to the search of everything."""
    offered = words(client_of(email).get("/queue/palette/", {"q": text}), "[role=option]")
    return [line for line in offered if not line.startswith("Search everything")]


def test_a_ticket_is_found_by_reference_or_subject_and_eight_at_most() -> None:
    tickets(12, subject="Printer on fire")

    assert [line.split(" · ")[0] for line in found(EDWARD, "abc-12")] == ["2 Printer on fire ABC-12"]
    assert len(found(EDWARD, "printer")) == 8
    assert found(ANSON, "printer") == []


def test_nothing_typed_lists_saved_views_and_no_ticket() -> None:
    tickets(1)
    edward = User.objects.get(email=EDWARD)
    services.save_view(owner=edward, name="Down", desk=None, filters={"severity": "1"}, at=AT)

    assert found(EDWARD, "") == ["Down saved view"]


def test_the_trash_is_not_offered() -> None:
    tickets(1, is_set_aside=True)

    assert found(EDWARD, "ticket") == []


def test_it_is_not_there_for_customers() -> None:
    assert client_of(LIAM).get("/queue/palette/", {"q": "abc"}).status_code == 404
