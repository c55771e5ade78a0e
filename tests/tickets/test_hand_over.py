"""How a ticket follows the sun: to another desk, with a note, without a word of it to the customer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from accounts.models import DeskMembership
from catalog.models import Desk
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_customer_pages import Visitor, address, text, visitor
from tests.tickets.test_notices import deliver
from tickets import rules, services
from tickets.models import Ticket
from tickets.rules import DeskHours

__all__ = ["visitor"]
LATER = WEDNESDAY + timedelta(minutes=30)
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
NOTE = "Reproduced; canary-4711 is next"


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket of ABC that Edward has in London."""
    filed = cast.file(who.LONDON, severity=2)
    services.take(ticket=filed, agent=cast.agent(who.EDWARD), at=WEDNESDAY)
    deliver(WEDNESDAY)
    return filed


def hand_over(cast: Cast, ticket: Ticket, code: str = "apac", note: str = NOTE) -> None:
    desk = Desk.objects.get(code=code)
    services.hand_over(ticket=ticket, actor=cast.user(who.EDWARD), desk=desk, note=note, at=LATER)


def test_the_new_desk_has_it_and_the_promise_stays(cast: Cast, ticket: Ticket) -> None:
    promised = ticket.next_promise_at
    hand_over(cast, ticket)
    ticket.refresh_from_db()
    assert (ticket.desk, ticket.assignee, ticket.next_promise_at) == (Desk.objects.get(code="apac"), None, promised)
    given = ticket.hand_overs.get()
    assert (given.from_desk, given.note.body) == (Desk.objects.get(code="emea"), NOTE)
    assert ticket.events.get(code="handed_over").is_internal is False


def test_an_agent_of_both_desks_keeps_it(cast: Cast, ticket: Ticket) -> None:
    DeskMembership.objects.create(agent=cast.agent(who.EDWARD), desk=Desk.objects.get(code="apac"))
    hand_over(cast, ticket)
    assert ticket.assignee == cast.agent(who.EDWARD)


def test_both_desks_read_it(cast: Cast, ticket: Ticket) -> None:
    hand_over(cast, ticket)
    for email in (who.EDWARD, who.ANSON):
        assert Ticket.objects.visible_to(cast.user(email)).filter(pk=ticket.pk).exists()


def test_the_new_desk_is_told_with_the_note_and_the_customer_is_not(cast: Cast, ticket: Ticket) -> None:
    hand_over(cast, ticket)
    told = deliver(LATER)
    assert {recipient for recipient, _ in told} == {who.ANSON, "lead.apac@vendor.example"}
    assert NOTE in str(mail.outbox[0].body)


@pytest.mark.parametrize(("code", "note", "refused"), [("emea", NOTE, "same_desk"), ("apac", " ", "no_note")])
def test_a_hand_over_needs_another_desk_and_a_note(
    cast: Cast, ticket: Ticket, code: str, note: str, refused: str
) -> None:
    with pytest.raises(services.UnableToHandOver) as refusal:
        hand_over(cast, ticket, code, note)
    assert refusal.value.code == refused
    assert not ticket.notes.exists()


def test_the_desk_that_is_open_longest_or_opens_next_is_suggested() -> None:
    hours = [
        DeskHours(1),
        DeskHours(2, opens_at=NOON + timedelta(hours=9)),
        DeskHours(3, open_until=NOON + timedelta(hours=1)),
        DeskHours(4, open_until=NOON + timedelta(hours=8)),
        DeskHours(5, opens_at=NOON + timedelta(hours=2)),
    ]
    assert rules.follow_the_sun(hours) == [4, 3, 5, 2, 1]


def test_an_agent_hands_over_to_the_desk_that_is_suggested(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD, LATER)
    there = address(ticket, "hand-over")
    options = [option.text() for option in visitor.get(there).css("select[name=desk] option")]
    assert [option.split(" \N{MIDDLE DOT} ")[1][:10] for option in options] == ["open until", "opens Thu "]

    page = visitor.send(there, {**visitor.form(there), "desk": Desk.objects.get(code="amer").pk, "note": NOTE})
    assert "Edward Ellis handed the ticket over to" in text(page)


def test_a_desk_that_is_none_is_refused_and_the_note_is_kept(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD, LATER)
    page = visitor.send(address(ticket, "hand-over"), {"desk": "999", "note": NOTE}, 422)
    assert NOTE in text(page)


def test_the_customer_reads_where_it_went_and_nothing_of_the_note(visitor: Visitor, ticket: Ticket) -> None:
    hand_over(visitor.cast, ticket)
    visitor.log_in(who.LONDON, LATER)
    page = text(visitor.get(address(ticket)))
    assert "handed the ticket over to" in page
    assert NOTE not in page
