"""What people ask for in the busiest hour: the requests of one agent, of its customers, and of who only reads."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from accounts.models import User
from community.models import Thread
from knowledgebase.models import Article
from tickets.models import Ticket
from tools.bench.pages import Ask, answer, create, get, in_turn, reply
from tools.bench_search import word

HOUR = 3600
OF_AN_AGENT = 20
"""Tickets of an agent a day."""
BUSIEST = 0.2
"""The part of a day's tickets that its busiest hour has; every agent is at work then."""
A_TICKET: Mapping[str, float] = {
    "queue": 3,
    "ticket, agent": 5,
    "reply, agent": 3,
    "search, agent": 2,
    "home": 2,
    "list": 2,
    "ticket, customer": 6,
    "form": 1,
    "create": 1,
    "reply, customer": 2,
    "coverage": 0.5,
    "article, customer": 3,
    "article": 5,
    "thread": 1,
}
"""How often each is asked for because of one ticket. An agent's reply looks at the ticket before."""
AN_HOUR: Mapping[str, float] = {"news": HOUR / 20, "inbox": HOUR / 60}
"""How often the open page of an agent asks by itself."""
TICKETS = int(OF_AN_AGENT * BUSIEST)
AGENTS, CUSTOMERS, SHOWN = 12, 24, 20


def hour() -> list[str]:
    """All that one agent's busiest hour asks for, in an order of no meaning that is the same each time."""
    asked = {**{name: TICKETS * often for name, often in A_TICKET.items()}, **AN_HOUR}
    cards = [name for name, often in asked.items() for _ in range(round(often))]
    random.Random(1).shuffle(cards)  # noqa: S311 - no secret
    return cards


@dataclass(frozen=True)
class Person:
    """Somebody who is logged in, or nobody, and what they ask for."""

    user: User | None
    asks: Mapping[str, Ask]


def people() -> Iterator[Person]:
    """Agents with open tickets at their desks, customers with open ones of their own, and one who only reads."""
    articles = in_turn(
        [f"/kb/{slug}/" for slug in Article.objects.order_by("-pk").values_list("slug", flat=True)[:SHOWN]]
    )
    yield Person(None, {"article": articles})
    for agent in User.objects.filter(agent__memberships__isnull=False, is_staff=False).order_by("pk")[:AGENTS]:
        if references := _open(agent):
            yield Person(agent, _of_agent(references))
    requesters = Ticket.objects.unfinished().values("requester")
    for customer in User.objects.filter(pk__in=requesters, contacts__roles__role="member").distinct()[:CUSTOMERS]:
        yield Person(customer, {**_of_customer(_open(customer, requester=customer)), "article, customer": articles})


def _open(reader: User, **only: object) -> list[str]:
    """The newest open tickets that a person may read."""
    found = Ticket.objects.visible_to(reader).unfinished().filter(**only)
    return list(found.order_by("-pk").values_list("reference", flat=True)[:SHOWN])


def _of_agent(references: Sequence[str]) -> Mapping[str, Ask]:
    since = Ticket.objects.latest("changed_at").changed_at.isoformat()
    return {
        "queue": get("/queue/"),
        "ticket, agent": in_turn([f"/tickets/{each}/" for each in references]),
        "reply, agent": answer(references),
        "search, agent": in_turn([f"/search/?q={each}+" for each in map(_word, range(2 * SHOWN))]),
        "news": get(f"/queue/news/?since={quote(since)}&known="),
        "inbox": get("/inbox/count/?seen=-1"),
    }


def _word(number: int) -> str:
    """A word that every tenth text has, and then one that few have."""
    return word(number if number % 2 else 100 * number + 1000)


def _of_customer(references: Sequence[str]) -> Mapping[str, Ask]:
    return {
        "home": get("/"),
        "list": get("/tickets/"),
        "ticket, customer": in_turn([f"/tickets/{each}/" for each in references]),
        "form": get("/tickets/new/"),
        "create": create(),
        "reply, customer": reply(list(references)),
        "coverage": get("/coverage/"),
        "thread": get(f"/community/threads/{Thread.objects.latest('pk').pk}/"),
    }
