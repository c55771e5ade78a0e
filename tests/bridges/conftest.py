"""A ticket with something private in it, and clients of the cast."""

import pytest
from django.test import Client

from accounts.models import Contact, User
from catalog.models import Version
from tests.world import AT
from tickets import services
from tickets.models import Ticket

LIAM, EDWARD, AMY = "member.london@abc.example", "agent.emea@vendor.example", "agent.amer@vendor.example"
GINA, LARS, STRANGER = "member@goldonly.example", "member@lapsed.example", "stranger@nowhere.example"
NOTE = "the customer is three months behind with its payments"
ASKED = "Our node db1.abc.internal loses its lease. Write to liam.hart@abc.example, password: hunter22x."
SAID = "Set renew_before = 20 in server.toml, Liam."


def user(email: str) -> User:
    return User.objects.get(email=email)


def client_of(email: str) -> Client:
    """A client that is logged in; with no address nobody is."""
    client = Client()
    if email:
        client.force_login(user(email), backend="portal.authentication.Backend")
    return client


@pytest.fixture
def ticket() -> Ticket:
    """Liam's, at London, with an answer of Edward's and an internal note."""
    contact = Contact.objects.get(user__email=LIAM)
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact,
        product=version.product,
        version=version,
        severity=3,
        subject="A node of ABC loses its lease",
        description=ASKED,
    )
    made = services.open_ticket(requester=contact.user, draft=draft, at=AT)
    services.reply(ticket=made, author=user(EDWARD), body=SAID, at=AT)
    services.add_note(ticket=made, author=user(EDWARD), body=NOTE, at=AT)
    return made
