"""A form that comes again, by the way back or a second tab, leads to what it made, says so and loses nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from selectolax.lexbor import LexborHTMLParser as Page

from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY
from tests.tickets.test_customer_pages import NEW, Visitor, filled, part, text, visitor
from tests.tickets.test_customer_pages import address as address_of
from tickets.models import Ticket, TimeEntry

__all__ = ["visitor"]
SAID = "This was sent before."
pytestmark = pytest.mark.both


def again(form: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """What a browser sends that went back and got the page anew: the same words with another token."""
    return {**form, "token": "the-token-of-a-page-that-was-made-anew", **changed}


def hidden(page: Page) -> dict[str, str | None]:
    """What the page that asks writes into its form: its token, and beside what its sender wants another."""
    fields = {each.attributes["name"]: each.attributes["value"] for each in page.css("#ticket-form [type=hidden]")}
    return {name: fields[name] for name in ("token", "besides")}


@pytest.fixture
def form(visitor: Visitor) -> dict[str, Any]:
    """A ticket of Liam's, as it was sent and filed."""
    visitor.log_in(who.LONDON)
    form = filled(visitor)
    visitor.send(NEW, form)
    return form


@pytest.mark.parametrize("token", ["its own", "another"])
def test_the_same_form_leads_to_its_ticket_and_says_so(visitor: Visitor, form: dict[str, Any], token: str) -> None:
    page = visitor.send(NEW, form if token == "its own" else again(form))
    assert text(page, "h1") == "Forms do not open"
    assert SAID in text(page)
    assert Ticket.objects.count() == 1


def test_a_form_that_was_written_anew_asks_and_keeps_what_it_says(visitor: Visitor, form: dict[str, Any]) -> None:
    page = visitor.send(NEW, {**form, "description": "Since **yesterday**."}, 409)
    assert part(page, ".notice a").attributes["href"] == address_of(Ticket.objects.get())
    assert part(page, "textarea").text().strip() == "Since **yesterday**."
    assert part(page, "[name=subject]").attributes["value"] == "Forms do not open"

    meant = {**form, "description": "Since **yesterday**.", **hidden(page)}
    for _twice in range(2):
        assert "Since yesterday." in text(visitor.send(NEW, meant))
    assert Ticket.objects.count() == 2


def test_the_same_words_with_another_severity_ask_first(visitor: Visitor, form: dict[str, Any]) -> None:
    page = visitor.send(NEW, again(form, severity="1"), 409)
    assert Ticket.objects.count() == 1
    visitor.send(NEW, {**form, **hidden(page), "severity": "1"})
    assert Ticket.objects.count() == 2


def test_the_same_words_with_a_file_ask_and_keep_the_file(visitor: Visitor, form: dict[str, Any]) -> None:
    page = visitor.send(NEW, again(form, attachments=SimpleUploadedFile("server.log", b"ORA-00942")), 409)
    assert "server.log" in text(page, "[data-files]")
    assert Ticket.objects.count() == 1


def test_a_day_later_the_same_words_are_another_ticket(visitor: Visitor, form: dict[str, Any]) -> None:
    visitor.log_in(who.LONDON, WEDNESDAY + timedelta(hours=25))
    visitor.send(NEW, again(form))
    assert Ticket.objects.count() == 2


def test_somebody_else_may_say_the_same(visitor: Visitor, form: dict[str, Any]) -> None:
    visitor.log_in(who.GOLD)
    visitor.send(NEW, filled(visitor, token=form["token"]))
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(("email", "mode"), [(who.LONDON, ""), (who.EDWARD, "reply"), (who.EDWARD, "note")])
def test_a_message_that_comes_again_stands_once(visitor: Visitor, form: dict[str, Any], email: str, mode: str) -> None:
    ticket = Ticket.objects.get(subject=form["subject"])
    there = address_of(ticket, "notes" if mode == "note" else "replies")
    written = {"token": "one", "body": "Which import was it?", "mode": mode}

    def send(**changed: str) -> str:
        ticket.refresh_from_db()
        answer = text(visitor.send(there, {**written, "edit": ticket.version_number, "seen": 0, **changed}))
        return f"{ticket.replies.count() + ticket.notes.count()}{' again' if SAID in answer else ''}"

    visitor.log_in(email)
    assert [send(), send(), send(token="two")] == ["1", "1 again", "1 again"]
    assert send(body="And which export?") == "2"
    visitor.log_in(email, WEDNESDAY + timedelta(minutes=20))
    assert send(token="three") == "3"


def test_time_that_comes_again_is_entered_once(visitor: Visitor, form: dict[str, Any]) -> None:
    there = address_of(Ticket.objects.get(subject=form["subject"]), "time")
    visitor.log_in(who.EDWARD)
    entered = {"token": "one", "minutes": "15", "what": "Looked at the logs"}
    visitor.send(there, entered)
    assert SAID in text(visitor.send(there, again(entered)))
    visitor.send(there, again(entered, what="Wrote the answer"))
    assert TimeEntry.objects.count() == 2
