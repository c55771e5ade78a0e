"""Tickets of one customer are related to each other, or parts of each other."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.tickets import cast as who
from tests.tickets.agents_world import words
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import services
from tickets.models import Link, Ticket
from tickets.services import UnableToLink

LATER = WEDNESDAY + timedelta(minutes=30)


@pytest.fixture
def tickets(cast: Cast) -> list[Ticket]:
    """Three of Liam's."""
    return [cast.file(who.LONDON, subject=f"Ticket {number}") for number in range(3)]


def link(cast: Cast, earlier: Ticket, later: Ticket, kind: str = "parent") -> Link:
    return services.link(earlier=earlier, later=later, kind=kind, actor=cast.user(who.EDWARD), at=LATER)


def client_of(cast: Cast, email: str) -> Client:
    client = Client()
    client.force_login(cast.user(email), backend="portal.authentication.Backend")
    return client


def test_two_tickets_are_related_once_whichever_is_named_first(cast: Cast, tickets: list[Ticket]) -> None:
    link(cast, tickets[0], tickets[1], "related")
    with pytest.raises(UnableToLink, match="linked_already"):
        link(cast, tickets[1], tickets[0], "related")


def test_a_part_is_a_part_of_one_ticket(cast: Cast, tickets: list[Ticket]) -> None:
    link(cast, tickets[0], tickets[2])
    with pytest.raises(UnableToLink, match="part_of_another") as refused:
        link(cast, tickets[1], tickets[2])
    assert refused.value.reasons == (tickets[0].reference,)


def test_no_ticket_is_a_part_of_its_own_part(cast: Cast, tickets: list[Ticket]) -> None:
    link(cast, tickets[0], tickets[1])
    link(cast, tickets[1], tickets[2])
    with pytest.raises(UnableToLink, match="makes_a_circle"):
        link(cast, tickets[2], tickets[0])


def test_tickets_of_two_organizations_are_not_linked(cast: Cast, tickets: list[Ticket]) -> None:
    agent = cast.agent(who.EDWARD)
    agent.sees_all_desks = True
    agent.save()
    with pytest.raises(UnableToLink, match="other_customer"):
        link(cast, tickets[0], cast.file(who.GOLD), "related")


def test_a_split_is_not_made_or_removed_by_hand(cast: Cast, tickets: list[Ticket]) -> None:
    with pytest.raises(UnableToLink, match="not_by_hand"):
        link(cast, tickets[0], tickets[1], "split")


def test_a_link_is_removed_and_both_histories_say_so(cast: Cast, tickets: list[Ticket]) -> None:
    client = client_of(cast, who.EDWARD)
    client.post(f"/tickets/{tickets[0].reference}/links/", {"kind": "has_part", "ticket": tickets[1].reference})
    made = Link.objects.get()
    assert (made.earlier, made.later, made.kind) == (tickets[0], tickets[1], "parent")
    client.post(f"/tickets/{tickets[1].reference}/links/{made.pk}/removal/")

    assert not Link.objects.exists()
    for ticket in tickets[:2]:
        events = ticket.events.filter(is_internal=True).order_by("pk")
        assert list(events.values_list("code", flat=True)) == ["linked", "unlinked"]


def test_a_customer_reads_no_link_to_a_ticket_that_it_may_not_read(cast: Cast, tickets: list[Ticket]) -> None:
    agent = cast.agent(who.EDWARD)
    agent.sees_all_desks = True
    agent.save()
    hidden = cast.file(who.ABC_MANAGER, subject="For the manager alone")
    link(cast, hidden, tickets[0])
    link(cast, tickets[1], tickets[0], "related")

    page = client_of(cast, who.LONDON).get(f"/tickets/{tickets[0].reference}/").content.decode()
    assert tickets[1].reference in page
    assert hidden.reference not in page
    managers = client_of(cast, who.ABC_MANAGER).get(f"/tickets/{tickets[0].reference}/").content.decode()
    assert hidden.reference in managers


@pytest.mark.parametrize("noun", ["closure", "resolution"])
def test_a_ticket_with_open_parts_ends_only_after_a_look_at_them(cast: Cast, tickets: list[Ticket], noun: str) -> None:
    whole, part, _ = tickets
    link(cast, whole, part)
    client, address = client_of(cast, who.EDWARD), f"/tickets/{whole.reference}/{noun}/"
    answer = client.post(address, {"edit": whole.version_number})

    assert answer.status_code == 409
    assert any(part.reference in row for row in words(answer, ".rows li"))
    whole.refresh_from_db()
    assert whole.status == "new"
    client.post(address, {"edit": whole.version_number, "leaves_parts_open": "1"})
    whole.refresh_from_db()
    assert whole.status in {"closed", "resolved"}


def test_a_ticket_whose_parts_have_ended_ends_at_once(cast: Cast, tickets: list[Ticket]) -> None:
    edward = cast.user(who.EDWARD)
    link(cast, tickets[0], tickets[1])
    services.resolve(ticket=tickets[1], actor=edward, at=LATER)
    services.close(ticket=tickets[0], actor=edward, at=LATER)
    assert tickets[0].status == "closed"
