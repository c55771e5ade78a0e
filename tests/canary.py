"""A word in everything about a ticket that is for agents: where a customer reads it, something leaks."""

from collections.abc import Iterable
from typing import cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase

from accounts.models import Agent
from tests.pages.objects import liams_ticket
from tests.pages.registry import Reader
from tests.world import AT
from tickets import services
from tickets.models import CustomField, FieldValue, Problem, Tag, Ticket, TimeEntry

CANARY = "canary7f3a91"


def hide() -> Ticket:
    """The ticket of the list, with the canary in everything about it that is for agents."""
    found = Ticket.objects.get(**liams_ticket())
    agent = Agent.objects.get(user__email=Reader.AGENT)
    file = SimpleUploadedFile(f"{CANARY}.log", CANARY.encode())
    services.add_note(ticket=found, author=agent.user, body=f"It is **{CANARY}**.", files=[file], at=AT)
    found.tags.add(Tag.objects.create(name=CANARY))
    TimeEntry.objects.create(ticket=found, agent=agent, minutes=5, what=CANARY, at=AT)
    assert found.product is not None
    field = CustomField.objects.create(product=found.product, label=f"Cause {CANARY}", is_shown_to_customer=False)
    FieldValue.objects.create(ticket=found, field=field, value=CANARY)
    found.problem = Problem.objects.create(subject=CANARY, opened_by=agent.user, opened_at=AT)
    found.save(update_fields=["problem"])
    return found


def sent(answer: HttpResponseBase) -> bytes:
    """Every byte of an answer, its headers included."""
    head = "\n".join(f"{name}: {value}" for name, value in answer.items()).encode()
    if answer.streaming:
        return head + b"".join(cast("Iterable[bytes]", answer))
    return head + answer.content  # type: ignore[attr-defined,no-any-return]
