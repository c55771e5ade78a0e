"""What a customer sees of a ticket that ends, and how what it writes later is not lost."""

from datetime import timedelta

import pytest

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY
from tests.tickets.test_customer_pages import Visitor, address, part, text, visitor
from tickets import rules, services
from tickets.models import Ticket

__all__ = ["visitor"]
OVER = WEDNESDAY + rules.GRACE


@pytest.fixture
def resolved(visitor: Visitor) -> Ticket:
    """A ticket of Liam's that support resolved on Wednesday."""
    ticket = visitor.cast.file(who.LONDON)
    services.resolve(ticket=ticket, actor=visitor.cast.user(who.EDWARD), at=WEDNESDAY)
    return ticket


def test_the_customer_reads_when_it_closes_by_itself(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.LONDON)
    lead = text(visitor.get(address(resolved)), ".lead")
    assert lead == "Support says that it is solved. It closes by itself on 24 Jun 2026 unless you reply."


def test_where_replying_is_over_a_follow_up_is_offered(visitor: Visitor, resolved: Ticket) -> None:
    services.close_resolved(OVER)
    visitor.log_in(who.LONDON, OVER)
    page = visitor.get(address(resolved))
    assert "It stayed resolved, and closed by itself" in text(page)
    assert page.css_first("#reply") is None
    assert page.css_first(f'a[href="{address(resolved, "follow-up")}"]') is not None


def test_a_follow_up_is_a_ticket_that_is_linked(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.LONDON, OVER)
    there = address(resolved, "follow-up")
    page = visitor.send(there, {**visitor.form(there), "body": "It is back."})
    later = Ticket.objects.latest("id")
    assert later.description == "It is back."
    assert f"It follows {resolved.reference}, which was over" in text(page)


def test_a_follow_up_that_is_sent_twice_is_one_ticket(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.LONDON, OVER)
    there = address(resolved, "follow-up")
    form = {**visitor.form(there), "body": "It is back."}
    for _ in range(2):
        visitor.send(there, form)
    assert Ticket.objects.count() == 2


def test_a_reply_that_came_too_late_keeps_its_text(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.LONDON)
    form = visitor.form(address(resolved))
    visitor.log_in(who.LONDON, OVER)

    page = visitor.send(address(resolved, "replies"), {**form, "body": "It is back."}, 409)

    assert "Nothing was sent" in text(page)
    assert part(page, "textarea[name=body]").text().strip() == "It is back."
    assert page.css_first(f'form[action="{address(resolved, "follow-up")}"]') is not None
    assert Ticket.objects.count() == 1


def test_a_ticket_that_may_still_be_answered_is_shown_instead(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.LONDON, OVER - timedelta(seconds=1))
    answer = visitor.client.get(address(resolved, "follow-up"))
    assert (answer.status_code, answer["Location"]) == (302, address(resolved))


def test_an_empty_follow_up_is_refused_in_words(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.LONDON, OVER)
    page = visitor.send(address(resolved, "follow-up"), {"body": " "}, 422)
    assert "Write something to send." in text(page, ".error-summary")


def test_an_agent_writes_no_follow_up(visitor: Visitor, resolved: Ticket) -> None:
    visitor.log_in(who.EDWARD, OVER)
    assert visitor.client.get(address(resolved, "follow-up")).status_code == 403
