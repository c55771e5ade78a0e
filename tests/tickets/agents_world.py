"""Tickets by the hundred for the pages of agents, and the people who look at them."""

from datetime import datetime, timedelta
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Agent, Contact, User
from catalog.models import Desk
from tests.world import AT
from tickets.models import HandOver, Meter, SavedView, Ticket, TimeEntry, Window

EDWARD, LUCY, ANSON = "agent.emea@vendor.example", "lead.emea@vendor.example", "agent.apac@vendor.example"
LIAM, GINA = "member.london@abc.example", "member@goldonly.example"


def client_of(email: str) -> Client:
    """A client that is logged in as `email`."""
    client = Client()
    client.force_login(User.objects.get(email=email), backend="portal.authentication.Backend")
    return client


def clear_tickets() -> None:
    """Leave no ticket of the demo world, nor what keeps one from being deleted, nor a view of them."""
    for model in (HandOver, TimeEntry, SavedView, Meter, Window):
        model._default_manager.all().delete()  # noqa: SLF001 - Django's name for it
    Ticket.objects.update(merged_into=None)
    Ticket.objects.all().delete()


def agent(email: str) -> Agent:
    """The agent with that address."""
    return Agent.objects.select_related("user").get(user__email=email)


def tickets(count: int, *, prefix: str = "ABC", promised_at: datetime | None = AT, **fields: Any) -> list[Ticket]:
    """Make open tickets of Liam at the London desk, each promised a minute after the one before."""
    contact = Contact.objects.select_related("user", "organization").get(user__email=LIAM)
    given = {
        "kind": "break-fix",
        "requester": contact.user,
        "contact": contact,
        "organization": contact.organization,
        "desk": Desk.objects.get(code="emea"),
        "severity": 2,
        "status": "open",
        "outcome": "covered_now",
        "decision": {},
        "filed_at": AT,
        "changed_at": AT,
        **fields,
    }
    rows = [
        Ticket(
            reference=f"{prefix}-{number}",
            next_promise_at=promised_at + timedelta(minutes=number) if promised_at else None,
            **{"subject": f"Ticket {number}", **given},
        )
        for number in range(1, count + 1)
    ]
    return Ticket.objects.bulk_create(rows)


def page_of(answer: HttpResponseBase) -> LexborHTMLParser:
    """The page that was answered, parsed."""
    return LexborHTMLParser(answer.content)  # type: ignore[attr-defined]


def references(answer: HttpResponseBase) -> list[str]:
    """The tickets of a queue page, in its order."""
    return [row.attributes["data-row"] or "" for row in page_of(answer).css("[data-row]")]


def words(answer: HttpResponseBase, selector: str) -> list[str]:
    """What a person reads in each element that `selector` finds."""
    return [" ".join(found.text().split()) for found in page_of(answer).css(selector)]


def attribute(answer: HttpResponseBase, selector: str, name: str) -> str:
    """An attribute of the first element that `selector` finds; empty without one."""
    found = page_of(answer).css_first(selector)
    return (found.attributes[name] or "") if found else ""
