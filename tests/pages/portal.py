"""Home, and what belongs to no app."""

from datetime import timedelta
from typing import Any

from outbox import services as outbox
from outbox.models import OutboundMessage
from tests.pages import foreign
from tests.pages.registry import LOGIN, TO_ALL, Address, Answers, Reader, agents
from tests.world import AT

NOWHERE = dict.fromkeys(Reader, 404)
"""What is not there unless an installation chose it."""


def letter() -> dict[str, Any]:
    """A mail that was given up."""
    outbox.mail(name="x/mail/y", recipient="gone@abc.example", payload={}, dedupe_key="given up", at=AT)
    OutboundMessage.objects.filter(dedupe_key="given up").update(dead_at=AT, attempts=20, last_error="no route")
    return {"pk": OutboundMessage.objects.get(dedupe_key="given up").pk}


def isolated() -> dict[str, Any]:
    """A portal in quarantine, with a mail that it may have sent and one that it has not."""
    outbox.isolate(known_until=AT, at=AT)
    for key, later in (("before", 0), ("after", 1)):
        due = AT + timedelta(hours=later)
        outbox.mail(name="x/mail/y", recipient="a@abc.example", payload={}, dedupe_key=key, at=AT, due_at=due)
    return {}


def administrator(answer: int) -> Answers:
    """Whoever looks after the outbox; to others it is not there."""
    return {**dict.fromkeys(Reader, 404), Reader.ADMINISTRATOR: answer, Reader.ANONYMOUS: LOGIN}


def of_administrators(name: str, answer: int, statements: int, **facts: Any) -> Address:
    """An address for whoever looks after the outbox."""
    return Address(name, administrator(answer), statements, portrait=Reader.ADMINISTRATOR, **facts)


PAGES: tuple[Address, ...] = (
    Address("home", agents(302, others=200), statements=23, rows={"organization": foreign.organization_key}),
    Address(
        "search", TO_ALL, statements=8, data=lambda: {"q": "the"}, rows={"product": foreign.product}, known=("version",)
    ),
    Address("styleguide", TO_ALL, statements=4, portrait=Reader.AGENT, looked_at=False),
    Address("metrics", NOWHERE, statements=0, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("status", agents(), statements=11, portrait=Reader.ADMINISTRATOR, bare=Reader.AGENT),
    of_administrators("status-attempt", 200, 5, arguments=letter),
    of_administrators("status-attempt", 302, 8, arguments=letter, method="POST", looked_at=False),
    of_administrators("status-attempts", 200, 5),
    of_administrators("status-attempts", 302, 8, method="POST", looked_at=False),
    Address(
        "status-release", agents(), statements=8, arguments=isolated, portrait=Reader.ADMINISTRATOR, bare=Reader.AGENT
    ),
    Address(
        "status-release",
        {**agents(403), Reader.ADMINISTRATOR: 302},
        statements=20,
        arguments=isolated,
        method="POST",
        data=lambda: {"sure": "on"},
        portrait=Reader.ADMINISTRATOR,
        looked_at=False,
    ),
    Address("brand-style", NOWHERE, statements=0, portrait=Reader.ANONYMOUS, looked_at=False),
    Address(
        "brand-logo",
        NOWHERE,
        statements=0,
        arguments=lambda: {"name": "a.png"},
        portrait=Reader.ANONYMOUS,
        looked_at=False,
    ),
    Address("healthz", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
)
