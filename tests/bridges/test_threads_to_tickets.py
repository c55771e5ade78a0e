"""From a thread to a ticket: filed for whoever asked, covered by its contract, and named on both sides."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from community import indexing as threads
from community import services as community
from community.models import Category, Thread
from search.portfolio import keys_of
from search.services import named_with
from tests.bridges.conftest import EDWARD, GINA, LIAM, STRANGER, client_of, user
from tests.world import AT
from tickets import indexing as tickets
from tickets.models import Ticket
from tickets.services import redact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

SECRET = "the license key is ABCD1-23EFG-45HIJ"


@pytest.fixture
def thread() -> Thread:
    """Liam asks about Meridian Server, for everybody to read."""
    category = Category.objects.get(slug="meridian-server")
    draft = community.QuestionDraft(category, "Where does the lease go?", "It is lost each night.")
    return community.ask(author=user(LIAM), draft=draft, at=AT)


def said(**more: str) -> dict[str, str]:
    begun = {"severity": "2", "subject": "Lease lost", "description": "Each night.", "version": ""}
    return {**begun, "private": SECRET, **more}


def test_whoever_asked_files_what_only_support_reads(thread: Thread) -> None:
    answer = client_of(LIAM).post(f"/community/threads/{thread.pk}/ticket/", said())

    ticket = Ticket.objects.latest("pk")
    assert answer.headers["Location"] == f"/tickets/{ticket.reference}/"
    assert (ticket.requester.email, str(ticket.organization), ticket.outcome) == (
        LIAM,
        "ABC Corporation",
        "covered_now",
    )
    assert SECRET in ticket.description
    assert SECRET not in client_of("").get(f"/community/threads/{thread.pk}/").content.decode()


@pytest.mark.parametrize("end", ["thread", "article"])
def test_what_only_support_reads_is_offered_to_no_thread_and_no_article(thread: Thread, end: str) -> None:
    private = "Nobody but you knows the codename Nightjar."
    client_of(LIAM).post(f"/community/threads/{thread.pk}/ticket/", said(private=private))
    ticket, url = Ticket.objects.latest("pk"), f"/tickets/{Ticket.objects.latest('pk').reference}/{end}/"
    page = client_of(EDWARD).get(url).content.decode()
    assert private in ticket.description
    assert "Each night." in page
    assert "Nightjar" not in page

    redact(message=ticket, pieces=["Each night"], actor=user(EDWARD), at=AT, reason="A secret.")
    page = client_of(EDWARD).get(url).content.decode()
    assert "Nightjar" not in page


def test_an_agent_files_for_whoever_asked_by_its_contract(thread: Thread) -> None:
    client = client_of(EDWARD)
    page = client.get(f"/community/threads/{thread.pk}/ticket/").content.decode()
    assert "Filed for Liam" in page
    assert "covered now" in page.lower()

    client.post(f"/community/threads/{thread.pk}/ticket/", said())
    ticket = Ticket.objects.latest("pk")
    assert (ticket.requester.email, ticket.events.earliest("id").actor.email) == (LIAM, EDWARD)  # type: ignore[union-attr]


def test_who_belongs_to_no_organization_is_told_that_nothing_covers_it() -> None:
    category = Category.objects.get(slug="general")
    asked = community.ask(
        author=user(STRANGER), draft=community.QuestionDraft(category, "How?", "Tell me how it goes."), at=AT
    )
    page = client_of(STRANGER).get(f"/community/threads/{asked.pk}/ticket/").content.decode()

    assert "not covered" in page.lower()
    assert client_of(STRANGER).post(f"/community/threads/{asked.pk}/ticket/", said()).status_code == 302
    assert Ticket.objects.latest("pk").status == "needs_entitlement"


def test_nobody_else_makes_a_ticket_of_it(thread: Thread) -> None:
    assert client_of(GINA).get(f"/community/threads/{thread.pk}/ticket/").status_code == 403
    assert client_of("").get(f"/community/threads/{thread.pk}/ticket/").status_code == 302
    assert client_of(LIAM).get("/community/threads/987654/ticket/").status_code == 404


def test_each_side_names_the_other_to_those_who_read_both(thread: Thread) -> None:
    client_of(LIAM).post(f"/community/threads/{thread.pk}/ticket/", said())
    ticket = Ticket.objects.latest("pk")
    _index(ticket, thread)
    assert [event.code for event in thread.events.order_by("id")][-1] == "became_ticket"
    assert ticket.events.get(code="made_of_thread").data["title"] == "Where does the lease go?"
    history = client_of(LIAM).get(f"/tickets/{ticket.reference}/").content.decode()
    assert "made this ticket of the thread Where does the lease go?" in history

    for email, sees in ((LIAM, True), (EDWARD, True), (GINA, False), ("", False)):
        page = client_of(email).get(f"/references/thread/{thread.pk}/").content.decode()
        assert (ticket.reference in page) == sees
        assert ("Lease lost" in page) == sees
    page = client_of(LIAM).get(f"/references/ticket/{ticket.reference}/").content.decode()
    assert "Comes from the community" in page
    assert client_of(GINA).get(f"/references/ticket/{ticket.reference}/").status_code == 404
    assert client_of(LIAM).get("/references/nothing/1/").status_code == 404


def test_what_a_reader_may_not_see_is_not_even_counted(thread: Thread) -> None:
    client_of(LIAM).post(f"/community/threads/{thread.pk}/ticket/", said())
    _index(Ticket.objects.latest("pk"), thread)

    assert named_with(f"thread:{thread.pk}", keys=keys_of(user(GINA), AT)) == []
    assert len(named_with(f"thread:{thread.pk}", keys=keys_of(user(LIAM), AT))) == 1


def test_a_piece_holds_the_lines_alone(thread: Thread) -> None:
    client_of(LIAM).post(f"/community/threads/{thread.pk}/ticket/", said())
    _index(Ticket.objects.latest("pk"), thread)
    piece = client_of(LIAM).get(f"/references/thread/{thread.pk}/", headers={"HX-Request": "true"}).content.decode()

    assert LexborHTMLParser(piece).css_first("h1") is None
    assert "Became a ticket" in piece


def _index(ticket: Ticket, thread: Thread) -> None:
    tickets.index_tickets([ticket.pk], at=AT)
    threads.index_threads([thread.pk], at=AT)


@pytest.mark.parametrize(("asker", "is_offered"), [(LIAM, True), (EDWARD, False)])
def test_an_agent_is_led_to_a_ticket_where_a_customer_asked(asker: str, *, is_offered: bool) -> None:
    draft = community.QuestionDraft(Category.objects.get(slug="meridian-server"), "Where is it?", "The lease.")
    asked = community.ask(author=user(asker), draft=draft, at=AT)
    page = client_of("lead.emea@vendor.example").get(f"/community/threads/{asked.pk}/").content.decode()
    assert (f"/community/threads/{asked.pk}/ticket/" in page) is is_offered
