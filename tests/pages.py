"""The one list of every address of ours: who may ask for it, what answers, and at what cost.

It drives the tests of isolation (`tests/test_isolation.py`), of statements, without JavaScript, of accessibility and
the pictures (`tests/browser/`). An address that is missing here fails the build; so does one that is gone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.world import AT

# Addresses of libraries, whose own tests ask who may enter: namespace or first part of the name, and why.
EXEMPT = {
    "admin": "Django's administration asks for a staff account on every page; tests/portal asks it once",
    "account": "allauth's pages concern the reader's own account only",
    "mfa": "allauth's pages concern the reader's own account only",
    "usersessions": "allauth's pages concern the reader's own sessions only",
    "socialaccount": "allauth's pages concern the reader's own account only",
}


class Reader(StrEnum):
    """Who asks. The ticket of the list is Liam's, of ABC in London, under a contract sold in AMER."""

    OWNER = "member.london@abc.example"
    TEAMMATE = "member.hongkong@abc.example"
    MANAGER = "manager@abc.example"
    CUSTOMER = "member@goldonly.example"
    STRANGER = "stranger@nowhere.example"
    AGENT = "agent.emea@vendor.example"
    FAR_AGENT = "agent.apac@vendor.example"
    ADMINISTRATOR = "admin@vendor.example"
    ANONYMOUS = ""


Answers = Mapping[Reader, int]
Arguments = Callable[[], dict[str, Any]]

LOGIN = 302  # sent to the login page
TO_ALL: Answers = dict.fromkeys(Reader, 200)
TO_KNOWN: Answers = {**TO_ALL, Reader.ANONYMOUS: LOGIN}


def agents(answer: int = 200, *, others: int = 404) -> Answers:
    """Every agent gets `answer`; everybody else `others`, anonymous readers the login page."""
    working = dict.fromkeys((Reader.AGENT, Reader.FAR_AGENT), answer)
    return {**dict.fromkeys(Reader, others), **working, Reader.ANONYMOUS: LOGIN}


@dataclass(frozen=True)
class Address:
    """An address: its name, its answers, and the statements that it may cost its `portrait` reader.

    `looked_at` says whether people see it as a page: then it must pass axe, work without JavaScript and have a
    picture, all as `portrait`. A `POST` page is asked with `data`.
    """

    name: str
    answers: Answers
    statements: int
    portrait: Reader = Reader.OWNER
    arguments: Arguments = dict
    data: Arguments = field(default=dict)
    method: str = "GET"
    looked_at: bool = True


def since_the_world_began() -> dict[str, Any]:
    """What a page asks news with that was made when the world was."""
    return {"since": AT.isoformat()}


PAGES: tuple[Address, ...] = (
    Address("healthz", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("tickets:queue", agents(), statements=9, portrait=Reader.AGENT),
    Address(
        "tickets:queue-news",
        agents(204),
        statements=5,
        portrait=Reader.AGENT,
        data=since_the_world_began,
        looked_at=False,
    ),
)


def names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every named address of the portal; of a library's namespace, and of unnamed addresses, a stand-in."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def is_exempt(name: str) -> bool:
    """Whether an address is a library's."""
    return name.split(":", maxsplit=1)[0].split("_", maxsplit=1)[0] in EXEMPT
