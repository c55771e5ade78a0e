"""What is measured, as whom, and what the goals are."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import quote

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count
from selectolax.lexbor import LexborHTMLParser

from accounts.models import Contact, User
from community.models import Thread
from knowledgebase.models import Article
from tickets.models import Ticket
from tools.bench.asking import Answer, Client
from tools.bench.words import drawn
from tools.bench_search import word

MANY = 20
OVERTAKEN = 409
"""What a reply is answered with that does not know somebody else's change."""
OURS, BARE = "portal.authentication.Backend", "django.contrib.auth.backends.ModelBackend"
Ask = Callable[[Client], Answer]


@dataclass(frozen=True)
class Goal:
    """At most: times the bare page, milliseconds, statements, times the same with a hundredth of the tickets."""

    ratio: float | None = None
    milliseconds: float | None = None
    statements: int | None = None
    growth: float | None = None


@dataclass(frozen=True)
class Page:
    """Something that is asked for: by whom, how, and beside which bare page."""

    name: str
    reader: User | None
    ask: Ask
    bare: str = "25 rows"
    goal: Goal = Goal()
    is_bare: bool = False
    status: int = 200


def session_of(user: User | None, backend: str) -> str:
    """A login of that person, as its form leaves it."""
    if user is None:
        return ""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def get(path: str) -> Ask:
    """Ask for the same address each time."""
    return lambda client: client.get(path)


def in_turn(paths: list[str]) -> Ask:
    """Ask for one address after the other."""
    each = cycle(paths)
    return lambda client: client.get(next(each))


class Cast:
    """Who asks and what is looked at: the same in every run."""

    def __init__(self) -> None:
        counted = Ticket.objects.annotate(said=Count("replies"))
        self.long = counted.select_related("organization", "desk").order_by("-said")[0]
        assert self.long.organization  # noqa: S101 - the loader gave it one
        self.agent = User.objects.filter(agent__memberships__desk=self.long.desk, is_staff=False).earliest("pk")
        contacts = Contact.objects.filter(organization=self.long.organization)
        self.manager = contacts.get(roles__role="manager").user
        ordinary = Ticket.objects.visible_to(self.agent).filter(organization__key__startswith="B")
        # Those of three replies, while an earlier run has left any.
        short = counted.filter(said__gte=3, said__lte=30).order_by("said", "-pk")
        newest = list(short.unfinished().filter(pk__in=ordinary)[:MANY])
        self.seen = [ticket.reference for ticket in newest]
        self.rare = [ticket.subject.split()[-1] for ticket in newest]
        members = short.unfinished().exclude(requester__contacts__roles__role="manager")
        self.customer = members.exclude(pk=self.long.pk)[0].requester
        own = counted.unfinished().filter(requester=self.customer, said__gte=3).order_by("-pk")
        self.own = list(own.values_list("reference", flat=True)[:MANY])
        self.articles = list(Article.objects.order_by("-pk").values_list("slug", flat=True)[:MANY])
        self.thread = Thread.objects.latest("pk").pk


def pages(cast: Cast) -> Iterator[Page]:
    """Everything, bare pages first: those are what the others are compared with."""
    yield from _bare(cast)
    yield from _working(cast)
    yield from _asking(cast)
    yield from _reading(cast)


def _bare(cast: Cast) -> Iterator[Page]:
    yield Page("25 rows", cast.agent, get("/tickets/"), is_bare=True)
    yield Page("a ticket", cast.agent, in_turn([f"/tickets/{name}/" for name in cast.seen]), is_bare=True)
    yield Page("200 rows", cast.agent, get(f"/tickets/{cast.long.reference}/replies/"), is_bare=True)
    yield Page("50 rows", cast.agent, get(f"/threads/{cast.thread}/"), is_bare=True)


def _working(cast: Cast) -> Iterator[Page]:
    """What an agent does."""
    own = in_turn([f"/tickets/{name}/" for name in cast.seen])
    yield Page("queue", cast.agent, get("/queue/"), goal=Goal(2.7, statements=6, growth=1.1))
    yield Page("ticket, 3 replies, agent", cast.agent, own, "a ticket", Goal(4, statements=10, growth=1.1))
    long = get(f"/tickets/{cast.long.reference}/")
    yield Page("ticket, 200 replies, agent", cast.agent, long, "200 rows", Goal(2, statements=10, growth=1.1))
    written = Page("reply, agent", cast.agent, answer(cast.seen), goal=Goal(None, 12, 20, 1.2), status=302)
    yield written
    rare = in_turn([f"/search/?q={word}" for word in cast.rare])
    yield Page("search, rare, agent", cast.agent, rare, goal=Goal(None, 10, 8, 1.2))
    common = in_turn([f"/search/?q={word(number)}+" for number in range(MANY)])
    yield Page("search, common, agent", cast.agent, common, goal=Goal(None, 20, 8, 1.6))
    yield Page("on call", cast.agent, get("/on-call/"))
    since = quote(cast.long.changed_at.isoformat())
    yield Page("queue, what is new", cast.agent, get(f"/queue/news/?since={since}&known="))
    yield Page("inbox, unread", cast.agent, get("/inbox/count/?seen=-1"))


def _asking(cast: Cast) -> Iterator[Page]:
    """What a customer does."""
    own = in_turn([f"/tickets/{name}/" for name in cast.own])
    yield Page("home", cast.customer, get("/"))
    yield Page("list, member", cast.customer, get("/tickets/"), goal=Goal(2.7, growth=1.1))
    yield Page("list, manager", cast.manager, get("/tickets/"), goal=Goal(2.7, growth=1.1))
    yield Page("ticket, 3 replies, customer", cast.customer, own, "a ticket", Goal(4, statements=10, growth=1.1))
    long = get(f"/tickets/{cast.long.reference}/")
    yield Page(
        "ticket, 200 replies, customer", cast.long.requester, long, "200 rows", Goal(2, statements=10, growth=1.1)
    )
    yield Page("new ticket, form", cast.customer, get("/tickets/new/"))
    yield Page("create", cast.customer, create(), goal=Goal(None, 15, 25, 1.2), status=302)
    yield Page("reply, customer", cast.customer, reply(cast.own), goal=Goal(None, 12, 20, 1.2), status=302)
    common = in_turn([f"/search/?q={word(number)}+" for number in range(MANY)])
    yield Page("search, common, customer", cast.manager, common, goal=Goal(None, 20, 8, 1.6))
    yield Page("coverage", cast.customer, get("/coverage/"))


def _reading(cast: Cast) -> Iterator[Page]:
    """What everybody reads."""
    articles = in_turn([f"/kb/{slug}/" for slug in cast.articles])
    yield Page("article, anonymous", None, articles, goal=Goal(None, 5, 2))
    yield Page("article, customer", cast.customer, articles, goal=Goal(None, 5))
    thread = get(f"/community/threads/{cast.thread}/")
    yield Page("thread of 50, customer", cast.customer, thread, "50 rows", Goal(3, statements=5))


def create() -> Ask:
    """File a ticket, each time another one."""
    kept: dict[str, str] = {}
    texts = _texts(7)

    def ask(client: Client) -> Answer:
        if not kept:
            kept.update(_form(client, "/tickets/new/"))
        said = _once(texts)
        text = {
            "subject": said[:50],
            "description": said,
            "severity": "3",
            "kind": "break-fix",
            "token": secrets.token_hex(16),
        }
        return client.post("/tickets/new/", {**kept, **text})

    return ask


def reply(references: Sequence[str]) -> Ask:
    """Reply as a customer to one ticket after the other."""
    texts, each = _texts(8), cycle(references)

    def ask(client: Client) -> Answer:
        text = {"mode": "reply", "body": _once(texts), "token": secrets.token_hex(16)}
        return client.post(f"/tickets/{next(each)}/replies/", text)

    return ask


def answer(references: Sequence[str]) -> Ask:
    """Open one ticket after the other as an agent, and reply from its page; again where somebody else was faster."""
    texts, each = _texts(8), cycle(references)

    def ask(client: Client) -> Answer:
        address, text = f"/tickets/{next(each)}/", _once(texts)
        while (said := _said(client, address, text)).status == OVERTAKEN:
            pass
        return said

    return ask


def _said(client: Client, address: str, text: str) -> Answer:
    fields = LexborHTMLParser(client.get(address).page).css("#composer [type=hidden]")
    hidden = {field.attributes["name"] or "": field.attributes["value"] or "" for field in fields}
    return client.post(f"{address}replies/", {**hidden, "mode": "reply", "body": text})


def _texts(seed: int) -> Iterator[str]:
    """Messages of 40 words; several threads take one after the other."""
    return cycle([" ".join(said[:40]) for said in islice(drawn(seed), MANY * 3)])


def _once(texts: Iterator[str]) -> str:
    """The next message, with a word that no other has."""
    return f"{next(texts)} {secrets.token_hex(6)}"


def _form(client: Client, path: str) -> dict[str, str]:
    """What the fields of a page's form say that a person leaves as they are."""
    page = LexborHTMLParser(client.get(path).page)
    chosen = {}
    for field in page.css("#ticket-form input[name], #ticket-form select[name]"):
        options = field.css("option[selected]") or [
            each for each in field.css("option") if each.attributes.get("value")
        ]
        facts = options[0].attributes if options else field.attributes
        is_off = field.attributes.get("type") in {"radio", "checkbox"} and "checked" not in field.attributes
        if not is_off and field.attributes.get("type") != "file":
            chosen[field.attributes["name"] or ""] = facts.get("value") or ""
    return chosen
