"""Somebody calls: found, asked for the PIN, and the ticket logged, whoever calls."""

from typing import Any

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import Contact, OrganizationEvent
from entitlements.models import License
from tests.pages.objects import fault
from tests.tickets.agents_world import EDWARD, GINA, LIAM, LUCY, client_of, page_of, words
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
PRODUCTION = "Los Angeles production"


def contact(email: str = LIAM) -> Contact:
    """Who calls."""
    return Contact.objects.select_related("user", "organization").get(user__email=email)


def known(client: Client, email: str = LIAM) -> str:
    """The address of the caller's page, with the PIN said right."""
    caller = contact(email)
    pin = accounts.make_pin(contact=caller, actor=caller.user, at=AT)
    client.post(f"/phone/{caller.pk}/pin/", {"pin": pin})
    return f"/phone/{caller.pk}/"


def form(**given: Any) -> dict[str, Any]:
    """What the agent types."""
    return {
        **fault(),
        "severity": 1,
        "subject": "Nothing starts",
        "description": "All nodes are down.",
        "token": "one",
        **given,
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lowe", ["Liam Lowe"]),
        ("LIAM abc", ["Liam Lowe"]),
        ("member.london", ["Liam Lowe"]),
        ("goldleaf", ["Gina Gold", "Greta Gold"]),
        ("", []),
        ("nobody at all", []),
    ],
)
def test_a_caller_is_found_by_name_address_or_organization(typed: str, found: list[str]) -> None:
    answer = client_of(EDWARD).get("/phone/", {"q": typed}, headers={"HX-Request": "true"})
    assert words(answer, "#callers strong") == found


def test_the_only_one_and_the_reference_of_a_ticket_go_straight_to_the_call() -> None:
    ticket = Ticket.objects.filter(contact__user__email=LIAM).first()
    assert ticket is not None
    for typed in ("lowe", ticket.reference.lower()):
        assert client_of(EDWARD).get("/phone/", {"q": typed}).headers["Location"] == f"/phone/{contact().pk}/"


def test_nothing_of_the_organization_is_shown_before_the_caller_is_known() -> None:
    License.objects.filter(organization__key="ABC", product__name="Lattice Forms").delete()
    client = client_of(EDWARD)
    before = client.get(f"/phone/{contact().pk}/").content.decode()
    asked = client.post(f"/phone/{contact().pk}/decision/", form()).content.decode()
    after = client.get(known(client)).content.decode()

    for secret in (PRODUCTION, "Multi-Regional"):
        assert secret not in before + asked
        assert secret in after
    assert "Lattice Forms" in before
    assert "Lattice Forms" not in after


def test_a_known_callers_ticket_is_the_contacts_logged_by_the_agent() -> None:
    client = client_of(EDWARD)
    address = known(client)

    answer = client.post(address, form())

    ticket = Ticket.objects.get(subject="Nothing starts")
    assert answer.headers["Location"] == f"/tickets/{ticket.reference}/"
    assert (ticket.channel, ticket.requester.email, ticket.contact) == ("phone", LIAM, contact())
    actor = ticket.events.get(code="filed").actor
    assert actor is not None
    assert actor.email == EDWARD
    assert "The caller is known" not in client.get(address).content.decode()


def test_a_form_that_is_sent_twice_logs_once() -> None:
    client = client_of(EDWARD)
    address = f"/phone/{contact().pk}/"
    for _ in range(2):
        assert client.post(address, form()).status_code == 302
    assert Ticket.objects.filter(subject="Nothing starts").count() == 1


def test_a_wrong_pin_lets_the_ticket_be_logged_and_says_to_say_nothing() -> None:
    client = client_of(EDWARD)
    known(client_of(LUCY))
    address = f"/phone/{contact().pk}/"
    wrong = client.post(f"{address}pin/", {"pin": "no"}, follow=True)
    logged = client.post(address, form(), follow=True)

    assert "The PIN is wrong" in wrong.content.decode()
    assert logged.redirect_chain == [("/phone/", 302)]
    assert "is logged. Say nothing" in logged.content.decode()
    assert Ticket.objects.filter(subject="Nothing starts", channel="phone").exists()


def test_an_emergency_is_taken_from_a_known_caller_only() -> None:
    client = client_of("agent.amer@vendor.example")
    unknown = f"/phone/{contact(GINA).pk}/"
    client.post(unknown, form(emergency_confirmed="on"))
    assert "emergency" not in str(Ticket.objects.get(subject="Nothing starts").decision.get("mode"))


def test_an_agent_of_another_desk_reads_what_it_logged() -> None:
    client = client_of("agent.apac@vendor.example")
    answer = client.post(known(client, GINA), form(), follow=True)
    assert answer.status_code == 200
    assert words(answer, "h1") == ["Nothing starts"]


def test_a_lead_believes_a_caller_with_a_reason_and_nobody_else_does() -> None:
    lead, agent, address = client_of(LUCY), client_of(EDWARD), f"/phone/{contact().pk}/"
    agent.post(f"{address}word/", {"reason": "I know the voice"})
    lead.post(f"{address}word/", {"reason": ""})
    assert not OrganizationEvent.objects.filter(code="pin_overridden").exists()

    lead.post(f"{address}word/", {"reason": "Called back"})

    assert "The caller is known" in lead.get(address).content.decode()
    assert OrganizationEvent.objects.get(code="pin_overridden").data == {"reason": "Called back"}
    assert page_of(agent.get(address)).css_first("[action$='/word/']") is None


def test_a_caller_is_known_to_the_agent_who_asked_and_for_this_call_only() -> None:
    client = client_of(EDWARD)
    known(client)
    assert "The caller is known" not in client_of(LUCY).get(f"/phone/{contact().pk}/").content.decode()
    assert "The caller is known" not in client.get(f"/phone/{contact(GINA).pk}/").content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost() -> None:
    answer = client_of(EDWARD).post(f"/phone/{contact().pk}/", form(subject=""))
    assert answer.status_code == 422
    assert "Say in one sentence" in answer.content.decode()
    assert "All nodes are down." in answer.content.decode()
