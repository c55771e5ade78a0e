"""The one list of every address of ours: who may ask for it, what answers, and at what cost.

It drives the tests of isolation (`tests/test_isolation.py`), of statements, without JavaScript, of accessibility and
the pictures (`tests/browser/`). An address that is missing here fails the build; so does one that is gone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Agent, Contact, JoinRequest
from catalog.models import Desk, Version
from entitlements.services import open_feed
from oncall.models import Page
from tests.world import AT
from tickets import services
from tickets.models import Ticket

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
    working = dict.fromkeys((Reader.AGENT, Reader.FAR_AGENT, Reader.ADMINISTRATOR), answer)
    return {**dict.fromkeys(Reader, others), **working, Reader.ANONYMOUS: LOGIN}


@dataclass(frozen=True)
class Address:
    """An address: its name, its answers, and the statements that it may cost its `portrait` reader.

    `looked_at` says whether people see it as a page: then it must pass axe, work without JavaScript and have a
    picture, all as `portrait`; `bare` names a reader who finds it empty. A `POST` page is asked with `data`.
    """

    name: str
    answers: Answers
    statements: int
    portrait: Reader = Reader.OWNER
    bare: Reader | None = None
    arguments: Arguments = dict
    data: Arguments = field(default=dict)
    method: str = "GET"
    looked_at: bool = True


def abc(*, of_abc: int, others: int = 404, **differing: int) -> Answers:
    """Contacts of ABC and agents get `of_abc`, others `others`; `differing` names readers in lower case."""
    inside = (Reader.OWNER, Reader.TEAMMATE, Reader.MANAGER, Reader.AGENT, Reader.FAR_AGENT, Reader.ADMINISTRATOR)
    answers = {**dict.fromkeys(Reader, others), **dict.fromkeys(inside, of_abc), Reader.ANONYMOUS: LOGIN}
    return answers | {Reader[name.upper()]: answer for name, answer in differing.items()}


def of_the_desk(answer: int, *, customers: int = 404) -> Answers:
    """The agent of London gets `answer`; to everybody else, agents of other desks included, there is nothing.

    The ticket's owner and its manager get `customers`.
    """
    own = dict.fromkeys((Reader.OWNER, Reader.MANAGER), customers)
    return {**dict.fromkeys(Reader, 404), **own, Reader.AGENT: answer, Reader.ANONYMOUS: LOGIN}


SUBJECT = "The ticket of the list"


def liams_ticket() -> dict[str, Any]:
    """The ticket of the list: Liam's, at the London desk, with a reply and an internal note."""
    contact = Contact.objects.get(user__email=Reader.OWNER)
    found = Ticket.objects.filter(requester=contact.user, subject=SUBJECT).first()
    return {"reference": (found or _file(contact)).reference}


def _file(contact: Contact) -> Ticket:
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact,
        product=version.product,
        version=version,
        severity=2,
        subject=SUBJECT,
        description="Since this morning.",
    )
    ticket = services.open_ticket(requester=contact.user, draft=draft, at=AT)
    agent = Agent.objects.get(user__email=Reader.AGENT)
    services.reply(ticket=ticket, author=agent.user, body="Which forms?", at=AT)
    services.add_note(ticket=ticket, author=agent.user, body="Known since 5.1.", at=AT)
    return ticket


def edit(**fields: Any) -> Arguments:
    """What a form of the workspace sends, made on the ticket as it stands."""
    return lambda: {"edit": Ticket.objects.get(**liams_ticket()).version_number, "seen": 0, **fields}


def to_the_agent() -> dict[str, Any]:
    """The ticket goes to the agent of London."""
    return {"assignee": Agent.objects.get(user__email=Reader.AGENT).pk}


def liams_file() -> dict[str, Any]:
    """A file of the ticket of the list."""
    ticket = Ticket.objects.get(**liams_ticket())
    found = ticket.attachments.filter(note=None).first()
    if found is None:
        file = SimpleUploadedFile("app.log", b"line")
        reply = services.reply(ticket=ticket, author=ticket.requester, body="", files=[file], at=AT)
        found = reply.attachments.get()
    return {"reference": ticket.reference, "number": found.pk}


def fault() -> dict[str, Any]:
    """What the decision about a ticket is asked with."""
    return {"version": Version.objects.get(product__name="Meridian Server", number="5.1").pk, "kind": "break-fix"}


def since_the_world_began() -> dict[str, Any]:
    """What a page asks news with that was made when the world was."""
    return {"since": AT.isoformat()}


def owners_contact() -> dict[str, Any]:
    """Liam, as a contact of ABC."""
    return {"pk": Contact.objects.get(user__email=Reader.OWNER).pk}


def waiting_request() -> dict[str, Any]:
    """Somebody's wish to join ABC."""
    return {"pk": JoinRequest.objects.undecided().get(organization__key="ABC").pk}


def declined() -> dict[str, Any]:
    """The manager's no to it."""
    return {f"join-{waiting_request()['pk']}-decision": "decline"}


def page_of_amer() -> dict[str, Any]:
    """A call to the agent of Los Angeles."""
    agent = Agent.objects.get(user__email="agent.amer@vendor.example")
    described = {"desk": Desk.objects.get(code="amer"), "agent": agent, "recipient": agent.user.email, "paged_at": AT}
    return {"page_id": Page.objects.get_or_create(dedupe_key="pages", defaults=described)[0].pk}


def feed_of_the_owner() -> dict[str, Any]:
    """The secret of Liam's calendar feed: whoever has it reads it."""
    return {"token": open_feed(contact=Contact.objects.get(user__email=Reader.OWNER), at=AT)}


PAGES: tuple[Address, ...] = (
    Address("home", agents(302, others=200), statements=22),
    Address("styleguide", TO_ALL, statements=4, portrait=Reader.AGENT, looked_at=False),
    Address("coverage", TO_KNOWN, statements=30),
    Address(
        "coverage-feed",
        TO_ALL,
        statements=25,
        portrait=Reader.ANONYMOUS,
        arguments=feed_of_the_owner,
        looked_at=False,
    ),
    *(
        Address(
            f"coverage-feed-{noun}",
            {**abc(of_abc=answer), **dict.fromkeys((Reader.AGENT, Reader.FAR_AGENT, Reader.ADMINISTRATOR), 404)},
            statements=statements,
            data=lambda: {"organization": "ABC"},
            method="POST",
            looked_at=False,
        )
        for noun, answer, statements in (("address", 200, 12), ("revocation", 302, 6))
    ),
    Address("healthz", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("people:account", TO_KNOWN, statements=3),
    Address("people:demo-login", dict.fromkeys(Reader, 404), statements=3, method="POST", looked_at=False),
    Address(
        "people:organization",
        {**TO_KNOWN, Reader.STRANGER: 302},
        statements=11,
        portrait=Reader.MANAGER,
        looked_at=False,
    ),
    Address(
        "people:organization-of",
        abc(of_abc=200),
        statements=11,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address(
        "people:contact", abc(of_abc=403, manager=200), statements=7, portrait=Reader.MANAGER, arguments=owners_contact
    ),
    Address(
        "people:contact-departure",
        abc(of_abc=403, manager=302),
        statements=19,
        portrait=Reader.MANAGER,
        arguments=owners_contact,
        method="POST",
        looked_at=False,
    ),
    Address("people:join", TO_KNOWN, statements=6, portrait=Reader.STRANGER),
    Address(
        "people:join-decision",
        abc(of_abc=404, manager=302),
        statements=11,
        portrait=Reader.MANAGER,
        arguments=waiting_request,
        data=declined,
        method="POST",
        looked_at=False,
    ),
    Address("oncall:board", agents(), statements=8, portrait=Reader.AGENT),
    Address(
        "oncall:acknowledgement",
        agents(404),
        statements=4,
        portrait=Reader.AGENT,
        arguments=page_of_amer,
        method="POST",
        looked_at=False,
    ),
    Address("tickets:list", TO_KNOWN, statements=8, portrait=Reader.MANAGER, bare=Reader.ADMINISTRATOR),
    Address("tickets:new", TO_KNOWN, statements=25),
    Address("tickets:decision", TO_KNOWN, statements=24, data=fault, method="POST", looked_at=False),
    Address("tickets:markdown", TO_KNOWN, statements=3, data=lambda: {"body": "**b**"}, method="POST", looked_at=False),
    Address("tickets:ticket", of_the_desk(200, customers=200), statements=12, arguments=liams_ticket),
    Address("tickets:why", of_the_desk(200, customers=200), statements=50, arguments=liams_ticket),
    Address(
        "tickets:attachment",
        of_the_desk(200, customers=200),
        statements=4,
        arguments=liams_file,
        looked_at=False,
    ),
    *(
        Address(
            f"tickets:{noun}",
            of_the_desk(302, customers=302),
            statements=statements,
            arguments=liams_ticket,
            data=data,
            method="POST",
            looked_at=False,
        )
        for noun, statements, data in (
            ("closure", 40, dict),
            ("reopening", 40, dict),
            ("replies", 40, edit(mode="reply", body="All of them.")),
        )
    ),
    Address("tickets:queue", agents(), statements=6, portrait=Reader.AGENT, bare=Reader.FAR_AGENT),
    Address("tickets:queue-next-up", agents(), statements=4, portrait=Reader.AGENT, looked_at=False),
    Address(
        "tickets:queue-news",
        agents(204),
        statements=4,
        portrait=Reader.AGENT,
        data=since_the_world_began,
        looked_at=False,
    ),
    Address(
        "tickets:reassessment",
        of_the_desk(200),
        statements=15,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
    ),
    *(
        Address(
            f"tickets:{noun}",
            of_the_desk(302),
            statements=statements,
            portrait=Reader.AGENT,
            arguments=liams_ticket,
            data=data,
            method="POST",
            looked_at=False,
        )
        for noun, statements, data in (
            ("assignment", 20, to_the_agent),
            ("notes", 20, edit(mode="note", body="Known since 5.1.")),
            ("resolution", 20, edit()),
            ("status", 20, edit(status="waiting_for_customer", waiting_for="the log")),
        )
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
