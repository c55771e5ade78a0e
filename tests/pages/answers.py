"""Answers before tickets, what they spared, and the bridges between threads, tickets and articles."""

from typing import Any

from accounts.models import User
from knowledgebase.models import Article, Subscription
from knowledgebase.services import subscribe
from search.portfolio import keys_of
from search.services import suggest
from tests.pages.community import liams_thread
from tests.pages.knowledge import ENTITLED, named, workers
from tests.pages.objects import liams_ticket
from tests.pages.registry import FORBIDDEN, LOGIN, TO_ALL, TO_KNOWN, Address, Answers, Reader, agents, of_the_desk
from tests.world import AT

TOKEN = "the-form-of-the-list"
TO_ASKER: Answers = {**agents(200, others=FORBIDDEN), Reader.OWNER: 200}
FILED: Answers = {**agents(302, others=FORBIDDEN), Reader.OWNER: 302}
EDITORS: Answers = {**of_the_desk(200), Reader.LEAD: FORBIDDEN}
ISSUE = "meridian-cluster-lease-lost"
NOWHERE = {**dict.fromkeys(Reader, 404), Reader.ANONYMOUS: LOGIN}


def shown_to_liam() -> dict[str, Any]:
    """A thread that was shown to Liam while he typed."""
    liam = User.objects.get(email=Reader.OWNER)
    found = suggest("Workflows restart", token=TOKEN, user=liam, keys=keys_of(liam, AT), at=AT)
    return {"token": TOKEN, "number": found[0].number}


def secret_of_a_mail() -> dict[str, Any]:
    """The secret in the mails to Liam about an article."""
    liam, article = User.objects.get(email=Reader.OWNER), Article.objects.get(slug=ENTITLED)
    subscribe(thing=article, person=liam, at=AT)
    return {"token": Subscription.objects.get(person=liam, article=article).token}


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
    Address(
        "bridges:ticket-article",
        EDITORS,
        statements=16,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
        known=("category",),
    ),
    Address(
        "bridges:ticket-thread",
        of_the_desk(200),
        statements=16,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
        known=("category",),
    ),
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
    Address("knowledgebase:subscriptions", TO_KNOWN, statements=9),
    Address(
        "knowledgebase:subscriptions",
        {**dict.fromkeys(Reader, 302)},
        statements=14,
        data=lambda: {"kind": "article", "to": ENTITLED},
        method="POST",
        looked_at=False,
        known=("to", "from"),
    ),
    Address("knowledgebase:unsubscribe", TO_ALL, statements=4, portrait=Reader.ANONYMOUS, arguments=secret_of_a_mail),
    Address(
        "knowledgebase:unsubscribe",
        TO_ALL,
        statements=8,
        portrait=Reader.ANONYMOUS,
        arguments=secret_of_a_mail,
        method="POST",
        looked_at=False,
    ),
    Address("knowledgebase:outdated", workers(), statements=6, portrait=Reader.AGENT),
    Address("knowledgebase:fix", workers(), statements=7, portrait=Reader.AGENT, arguments=named(ISSUE)),
    Address(
        "knowledgebase:fix",
        workers(302, 302),
        statements=20,
        portrait=Reader.AGENT,
        arguments=named(ISSUE),
        data=lambda: {"fixed_in": "Meridian Server 5.1.3"},
        method="POST",
        looked_at=False,
    ),
)
