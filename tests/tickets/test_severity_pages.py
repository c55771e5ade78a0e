"""The pages on which a severity is changed, disputed and decided."""

import pytest

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY
from tests.tickets.test_customer_pages import Visitor, address, text, visitor
from tickets import services
from tickets.models import Ticket

__all__ = ["visitor"]


@pytest.fixture
def ticket(visitor: Visitor) -> Ticket:
    """A ticket of Liam's at severity 2."""
    return visitor.cast.file(who.LONDON, severity=2)


@pytest.fixture
def lowered(visitor: Visitor, ticket: Ticket) -> Ticket:
    """The same at severity 3, because an agent said so."""
    edward = visitor.cast.user(who.EDWARD)
    services.change_severity(ticket=ticket, actor=edward, severity=3, reason="One user sees it", at=WEDNESDAY)
    return ticket


def test_an_agent_changes_the_severity(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD)
    there = address(ticket, "severity")
    page = visitor.send(there, {**visitor.form(there), "severity": "3", "reason": "One user sees it"})
    assert "Edward Ellis lowered the severity from 2 to 3: One user sees it" in text(page)


@pytest.mark.parametrize("severity", ["2", "9", "", "x"])
def test_a_severity_that_is_none_or_the_same_is_refused(visitor: Visitor, ticket: Ticket, severity: str) -> None:
    visitor.log_in(who.EDWARD)
    page = visitor.send(address(ticket, "severity"), {"severity": severity, "reason": "kept"}, 422)
    assert "kept" in text(page)
    ticket.refresh_from_db()
    assert ticket.severity == 2


def test_a_change_on_an_older_edit_is_shown_again_and_may_be_sent_again(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.EDWARD)
    there = address(ticket, "severity")
    form = {**visitor.form(there), "severity": "3", "reason": "One user sees it"}
    services.reply(ticket=ticket, author=ticket.requester, body="More.", at=WEDNESDAY)

    page = visitor.send(there, form, 409)
    assert "Somebody changed the ticket while you had it open." in text(page)
    fields = page.css("main form[method=post] input[name=edit]")
    visitor.send(there, {**form, "edit": fields[0].attributes["value"]})
    ticket.refresh_from_db()
    assert ticket.severity == 3


def test_a_customer_disagrees_and_an_agent_decides(visitor: Visitor, lowered: Ticket) -> None:
    visitor.log_in(who.LONDON)
    page = visitor.get(address(lowered))
    assert page.css_first(f'a[href="{address(lowered, "dispute")}"]') is not None
    sent = {"asks_for": "2", "reason": "All of us do"}
    assert "An agent decides and answers here." in text(visitor.send(address(lowered, "dispute"), sent))

    visitor.log_in(who.EDWARD)
    assert "The customer disagrees with the severity" in text(visitor.get(address(lowered)))
    there = address(lowered, "dispute") + "decision/"
    page = visitor.send(there, {**visitor.form(there), "is_upheld": "yes"})
    assert "The customer disagrees" not in text(page)
    lowered.refresh_from_db()
    assert lowered.severity == 2


def test_a_no_without_a_word_is_refused(visitor: Visitor, lowered: Ticket) -> None:
    services.dispute_severity(ticket=lowered, actor=lowered.requester, asks_for=2, reason="All of us", at=WEDNESDAY)
    visitor.log_in(who.EDWARD)
    page = visitor.send(address(lowered, "dispute") + "decision/", {"is_upheld": "no"}, 422)
    assert "Say why the severity stays." in text(page)


def test_a_severity_that_nobody_lowered_is_not_disputed(visitor: Visitor, ticket: Ticket) -> None:
    visitor.log_in(who.LONDON)
    assert visitor.get(address(ticket)).css_first(f'a[href="{address(ticket, "dispute")}"]') is None
    page = visitor.send(address(ticket, "dispute"), {"asks_for": "1", "reason": "It is down"}, 422)
    assert "Support has not lowered the severity of this ticket." in text(page)
    assert "It is down" in text(page)
