"""Who is told what, in which words, and that it happens once."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from accounts.models import Contact
from oncall.models import Page
from outbox.services import deliver_due
from portal.followers import handlers
from tests.tickets import cast as who
from tests.tickets.cast import SATURDAY, WEDNESDAY, Cast
from tickets import notices, services
from tickets.models import Ticket

LATER = WEDNESDAY + timedelta(minutes=30)
CANARY = "canary-4711"


def deliver(at: datetime) -> list[tuple[str, str]]:
    """Deliver all that is due; the recipients and subjects of the mails that left."""
    mail.outbox.clear()
    while deliver_due(handlers=handlers(at), at=at):
        pass
    return [(sent.to[0], str(sent.subject)) for sent in mail.outbox]


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket of ABC in London whose acknowledgement has gone out."""
    filed = cast.file(who.LONDON)
    deliver(WEDNESDAY)
    return filed


def test_the_contact_is_told_what_the_contract_says(cast: Cast) -> None:
    cast.file(who.GOLD, SATURDAY)

    assert deliver(SATURDAY) == [(who.GOLD, "GLD-1001 is filed: Forms do not open")]
    text = str(mail.outbox[0].body)
    assert "The Los Angeles desk works on it from Monday 15 June, 06:00." in text
    assert "First response due Mon 15 Jun, 14:00 (America/Los_Angeles)" in text
    assert "Gold Support covers the business hours of Americas" in text
    assert "http://127.0.0.1:8000/tickets/GLD-1001/" in text


def test_a_customer_is_told_of_the_vendors_reply(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="Try **this**.", at=LATER)

    assert deliver(LATER) == [(who.LONDON, "Reply on ABC-1001: Forms do not open")]
    assert "<strong>this</strong>" in mail.outbox[0].message().as_string()


def test_the_tickets_agent_is_told_of_the_customers_reply(cast: Cast, ticket: Ticket) -> None:
    services.take(ticket=ticket, agent=cast.agent(who.EDWARD), at=LATER)
    deliver(LATER)
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="Here.", at=LATER)
    assert [recipient for recipient, _ in deliver(LATER)] == [who.EDWARD]


def test_a_note_is_in_no_mail(cast: Cast, ticket: Ticket) -> None:
    edward = cast.user(who.EDWARD)
    services.add_note(ticket=ticket, author=edward, body=CANARY, at=LATER)
    services.reply(ticket=ticket, author=edward, body="Hello.", at=LATER)
    services.resolve(ticket=ticket, actor=edward, at=LATER)

    assert len(deliver(LATER)) == 2
    assert all(CANARY not in sent.message().as_string() for sent in mail.outbox)


def test_a_customer_is_told_what_is_asked_of_it(cast: Cast, ticket: Ticket) -> None:
    services.change_status(
        ticket=ticket, actor=cast.user(who.EDWARD), status="waiting_for_customer", waiting_for="The log", at=LATER
    )
    assert deliver(LATER) == [(who.LONDON, "ABC-1001 waits for you: Forms do not open")]
    assert "The log" in str(mail.outbox[0].body)


def test_a_customer_is_told_that_its_ticket_is_resolved(cast: Cast, ticket: Ticket) -> None:
    services.resolve(ticket=ticket, actor=cast.user(who.EDWARD), at=LATER)
    assert deliver(LATER) == [(who.LONDON, "ABC-1001 is resolved: Forms do not open")]


def test_an_agent_is_told_what_was_given_to_it(cast: Cast, ticket: Ticket) -> None:
    services.assign(ticket=ticket, actor=cast.user(who.EDWARD), assignee=cast.agent(who.AMY), at=LATER)
    assert deliver(LATER) == [(who.AMY, "ABC-1001 is yours: Forms do not open")]


def test_who_may_no_longer_read_a_ticket_is_told_nothing(cast: Cast, ticket: Ticket) -> None:
    services.reply(ticket=ticket, author=cast.user(who.EDWARD), body="Secret.", at=LATER)
    Contact.objects.filter(user__email=who.LONDON).update(left_at=LATER)
    assert deliver(LATER) == []


def test_news_that_is_told_twice_is_one_mail(ticket: Ticket) -> None:
    for _ in range(2):
        notices.filed(key=str(ticket.pk), payload={}, at=LATER)
    assert deliver(LATER) == []


def test_a_page_goes_out_once_and_the_history_says_so(cast: Cast) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=1)
    for _ in range(2):
        notices.page_owed(key=str(ticket.pk), payload={}, at=SATURDAY)

    recipients = [recipient for recipient, subject in deliver(SATURDAY) if "severity 1" in subject]
    page = Page.objects.get()
    assert recipients == [page.recipient]
    assert (page.desk, page.url) == (ticket.desk, f"/tickets/{ticket.reference}/")
    assert ticket.events.filter(code="paged", is_internal=True).count() == 1


def test_a_page_without_a_desk_goes_to_the_fallback(cast: Cast, settings: object) -> None:
    ticket = cast.file(who.EVERYDAY, SATURDAY, severity=1)
    Ticket.objects.filter(pk=ticket.pk).update(desk=None)

    recipients = [recipient for recipient, subject in deliver(SATURDAY) if subject.startswith("No desk to page")]
    assert recipients == [settings.PAGE_FALLBACK_EMAIL]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("email", "may"),
    [
        (who.LONDON, True),
        ("MEMBER.LONDON@abc.example", True),
        (who.GOLD, False),
        (who.EDWARD, True),
        ("x@y.example", False),
    ],
)
def test_only_who_sees_a_ticket_may_read_it(cast: Cast, ticket: Ticket, email: str, may: bool) -> None:  # noqa: FBT001
    del cast
    assert services.may_read(ticket.reference, email) is may
