"""Whoever loses a standing loses with it every page, file, list and hit that it gave, at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from accounts import services as people
from accounts.models import Agent, Contact, ContactRole, DeskMembership, User
from catalog.models import Desk
from outbox.services import deliver_due
from portal.followers import handlers
from tests.asking import client_of
from tests.canary import sent
from tests.pages import PAGES
from tests.pages.objects import liams_ticket
from tests.pages.registry import Reader
from tests.world import AT
from tickets import services
from tickets.models import Ticket, Watcher

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.usefixtures("sessions")]

CANARY = "canary5d2b77"
FOUND, LOGIN, MISSING = 200, 302, 404


@dataclass(frozen=True)
class Question:
    """An address with its objects found and its form written, before anybody loses anything."""

    label: str
    method: str
    url: str
    data: dict[str, Any]
    is_of_the_ticket: bool


@pytest.fixture
def ticket() -> Ticket:
    """The ticket of the list, with the canary in what everybody reads who reads it; its notes hold another word."""
    found = Ticket.objects.get(**liams_ticket())
    agent = User.objects.get(email=Reader.AGENT)
    file = SimpleUploadedFile(f"{CANARY}.log", CANARY.encode())
    services.reply(ticket=found, author=agent, body=f"It is {CANARY}.", files=[file], at=AT)
    services.add_note(ticket=found, author=agent, body=f"Among us: note-{CANARY}.", at=AT)
    while deliver_due(handlers=handlers(AT), at=AT):
        pass
    return found


@pytest.fixture
def questions(ticket: Ticket) -> list[Question]:
    """All addresses of the ticket, and all lists: what is asked for by GET without naming anything."""
    made = []
    for address in PAGES:
        arguments = address.arguments()
        is_of_the_ticket = ticket.reference in arguments.values()
        if is_of_the_ticket or (not arguments and address.method == "GET"):
            url = reverse(address.name, kwargs=arguments)
            made.append(Question(address.label, address.method, url, address.data(), is_of_the_ticket))
    made.append(Question("search", "GET", "/search/", {"q": CANARY}, is_of_the_ticket=False))
    made.append(Question("all tickets", "GET", "/tickets/", {"whose": "all", "q": "ticket"}, is_of_the_ticket=False))
    found = ticket.attachments.filter(note=None, reply__isnull=False)[0]
    files = (reverse("tickets:attachment", args=[ticket.reference, found.pk]), f"/files/{found.token}/")
    made.extend(Question("file", "GET", url, {}, is_of_the_ticket=True) for url in files)
    return made


def leaves(email: str) -> None:
    """Its manager lets a contact go."""
    contact = Contact.objects.get(user__email=email)
    people.end_contact(contact=contact, actor=User.objects.get(email=Reader.ADMINISTRATOR), at=AT)


def loses_its_roles(email: str) -> None:
    """It stays a contact of its organization, and reads only what is its own or what it follows: it follows nothing."""
    Watcher.objects.filter(user__email=email).delete()
    ContactRole.objects.filter(contact__user__email=email).delete()
    ContactRole.objects.create(contact=Contact.objects.get(user__email=email), role="billing")


def moves_to_another_desk(email: str) -> None:
    """An agent goes to a desk that has nothing to do with the ticket, which another one has taken."""
    agent = Agent.objects.get(user__email=email)
    Ticket.objects.filter(assignee=agent).update(assignee=None)
    Watcher.objects.filter(user=agent.user).delete()
    DeskMembership.objects.filter(agent=agent).delete()
    DeskMembership.objects.create(agent=agent, desk=Desk.objects.get(code="apac"))


def answers(questions: list[Question], email: str) -> dict[str, tuple[int, bytes]]:
    """What each address answers, by its label; what was changed is taken back."""
    client, given = client_of(email), {}  # type: ignore[arg-type]
    for question in questions:
        with transaction.atomic():
            send = client.post if question.method == "POST" else client.get
            answer = send(question.url, question.data)
            given[f"{question.label} {question.url}"] = (answer.status_code, sent(answer))
            transaction.set_rollback(True)
    return given


LOSSES = [
    pytest.param(Reader.OWNER, leaves, id="the requester has left"),
    pytest.param(Reader.MANAGER, leaves, id="the manager has left"),
    pytest.param(Reader.MANAGER, loses_its_roles, id="the manager is none any longer"),
    pytest.param(Reader.VIEWER, loses_its_roles, id="the viewer is none any longer"),
    pytest.param(Reader.AGENT, moves_to_another_desk, id="the agent has moved to another desk"),
]


@pytest.mark.parametrize(("email", "lose"), LOSSES)
def test_nothing_of_the_ticket_is_left(
    ticket: Ticket, questions: list[Question], email: str, lose: Callable[[str], None]
) -> None:
    assert Ticket.objects.visible_to(User.objects.get(email=email)).filter(pk=ticket.pk).exists()
    lose(email)

    given = answers(questions, email)
    of_the_ticket = {f"{each.label} {each.url}" for each in questions if each.is_of_the_ticket}
    assert {label: given[label][0] for label in of_the_ticket} == dict.fromkeys(of_the_ticket, MISSING)
    # The page of a search says again what was looked for.
    told = [label for label, (_, content) in given.items() if CANARY.encode() in content and "search" not in label]
    named = [label for label in given.keys() - of_the_ticket if ticket.reference.encode() in given[label][1]]
    assert (told, named) == ([], [])


def test_who_was_deactivated_is_asked_to_log_in_everywhere(questions: list[Question]) -> None:
    client = client_of(Reader.OWNER)
    people.deactivate(user=User.objects.get(email=Reader.OWNER), at=AT)

    for question in questions:
        if question.is_of_the_ticket:
            send = client.post if question.method == "POST" else client.get
            assert send(question.url, question.data).status_code == LOGIN, question.label


def test_an_agent_who_becomes_the_customers_contact_reads_its_side_only(
    ticket: Ticket, questions: list[Question]
) -> None:
    agent = User.objects.get(email=Reader.AGENT)
    assert ticket.organization
    contact = Contact.objects.create(user=agent, organization=ticket.organization)
    ContactRole.objects.create(contact=contact, role="manager")

    given = answers(questions, Reader.AGENT)
    assert given[f"tickets:ticket /tickets/{ticket.reference}/"][0] == FOUND
    assert [label for label, (_, content) in given.items() if f"note-{CANARY}".encode() in content] == []


def test_a_partner_that_is_named_no_longer_is_left_nothing() -> None:
    """What it filed itself included."""
    manager = User.objects.get(email=Reader.PARTNER)
    seen = Ticket.objects.visible_to(manager)
    assert seen.exists()
    of_customers = list(seen.values_list("reference", flat=True))
    for organization in {contact.organization for contact in Contact.objects.of(manager)}:
        organization.partner_contracts.clear()

    client = client_of(Reader.PARTNER)
    assert {client.get(f"/tickets/{reference}/").status_code for reference in of_customers} == {MISSING}
    lists = client.get("/tickets/", {"whose": "all"}).content + client.get("/").content
    assert [reference for reference in of_customers if reference.encode() in lists] == []


def test_a_requester_who_has_left_changes_nothing_where_no_page_stands_between(ticket: Ticket) -> None:
    leaves(Reader.OWNER)

    with pytest.raises(services.UnableToReply):
        services.reply(ticket=ticket, author=User.objects.get(email=Reader.OWNER), body="Still here.", at=AT)
