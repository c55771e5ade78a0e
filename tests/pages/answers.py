"""Answers before tickets, what they spared, and the bridges between threads, tickets and articles."""

from typing import Any

from accounts.models import User
from search.portfolio import keys_of
from search.services import suggest
from tests.pages.community import liams_thread
from tests.pages.objects import liams_ticket
from tests.pages.registry import FORBIDDEN, LOGIN, TO_ALL, TO_KNOWN, Address, Answers, Reader, agents, of_the_desk
from tests.world import AT

TOKEN = "the-form-of-the-list"  # noqa: S105 - names a form, opens nothing
TO_ASKER: Answers = {**agents(200, others=FORBIDDEN), Reader.OWNER: 200}
FILED: Answers = {**agents(302, others=FORBIDDEN), Reader.OWNER: 302}
EDITORS: Answers = {**of_the_desk(200), Reader.LEAD: FORBIDDEN}
NOWHERE = {**dict.fromkeys(Reader, 404), Reader.ANONYMOUS: LOGIN}


def shown_to_liam() -> dict[str, Any]:
    """A thread that was shown to Liam while he typed."""
    liam = User.objects.get(email=Reader.OWNER)
    found = suggest("Workflows restart", token=TOKEN, user=liam, keys=keys_of(liam, AT), at=AT)
    return {"token": TOKEN, "number": found[0].number}


def typed() -> dict[str, Any]:
    """What somebody typed so far."""
    return {"token": TOKEN, "subject": "Workflows restart", "description": "", "kind": "question"}


def of_the_thread() -> dict[str, Any]:
    """The thread of the list as something that is named."""
    return {"kind": "thread", "name": str(liams_thread()["pk"])}


def a_lost_lease() -> dict[str, Any]:
    """A ticket of a thread."""
    return {"severity": "3", "subject": "It restarts", "description": "Each night.", "private": "", "version": ""}


PAGES: tuple[Address, ...] = (
    Address("search:answers", agents(), statements=10, portrait=Reader.AGENT, known=("days",)),
    Address("search:answers-export", agents(), statements=10, portrait=Reader.AGENT, looked_at=False, known=("days",)),
    Address(
        "search:suggest",
        TO_KNOWN,
        statements=15,
        data=typed,
        method="POST",
        looked_at=False,
    ),
    Address(
        "search:suggestion",
        {**NOWHERE, Reader.OWNER: 302},
        statements=12,
        arguments=shown_to_liam,
        looked_at=False,
    ),
    Address(
        "search:community",
        dict.fromkeys(Reader, 302),
        statements=10,
        arguments=lambda: {"token": TOKEN},
        looked_at=False,
    ),
    Address("bridges:references", TO_ALL, statements=9, arguments=of_the_thread),
    Address("bridges:thread-ticket", TO_ASKER, statements=40, arguments=liams_thread),
    Address("bridges:ticket-article", EDITORS, statements=16, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("bridges:ticket-thread", of_the_desk(200), statements=16, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("bridges:ticket-issues", of_the_desk(200), statements=16, portrait=Reader.AGENT, arguments=liams_ticket),
    Address(
        "bridges:thread-ticket",
        FILED,
        statements=90,
        arguments=liams_thread,
        data=a_lost_lease,
        method="POST",
        looked_at=False,
        known=("version", "contact", "private", "file"),
    ),
    Address(
        "bridges:ticket-article",
        EDITORS,
        statements=20,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
        data=lambda: {"do": "show"},
        method="POST",
        looked_at=False,
        known=("category", "parts", "keep", "also", "question", "visibility"),
    ),
    Address(
        "bridges:ticket-thread",
        of_the_desk(200),
        statements=20,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
        data=lambda: {"do": "show"},
        method="POST",
        looked_at=False,
        known=("category", "parts", "keep", "also", "question"),
    ),
    Address(
        "bridges:ticket-issues",
        of_the_desk(422),
        statements=20,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
        data=dict,
        method="POST",
        looked_at=False,
        known=("article",),
    ),
)
