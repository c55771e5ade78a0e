"""What happens to the things that are copied, done by the services and told to those who follow, as a worker does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.models import Agent, User
from community import services as community
from community.models import Post
from community.services import QuestionDraft
from knowledgebase import services as knowledgebase
from notifications.models import Notification
from oncall import services as oncall
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal.followers import tell
from tickets import services as tickets
from tickets.models import Ticket
from tools.bench.words import NUMBER, Marks
from tools.bench.world import Customer, World

MINUTE: Final = timedelta(minutes=1)
WEEK: Final = timedelta(days=7)
EDITOR, REVIEWER = "agent.emea@vendor.example", "agent.amer@vendor.example"
TALKING = 5
"""So many people talk in a thread."""
Translate = Callable[[str], str]
"""What is said instead of marks: a test has a story told in other words."""


@dataclass(frozen=True)
class Told:
    """A story: what it makes a thing of, and how it ends."""

    customer: Customer
    place: int
    is_over: bool
    replies: int = 3


def tell_ticket(world: World, told: Told, *, at: datetime, as_words: Translate = str) -> Ticket:
    """File a ticket at `at`; three replies follow, and it is closed, or open still.

    Of the open ones some wait for an agent, some for the customer. What agents were told of a ticket that is over has
    been read.
    """
    marks = Marks()

    def say(paragraphs: int = 2) -> str:
        return as_words(marks.text(paragraphs))

    contact = told.customer.contacts[told.place % len(told.customer.contacts)]
    draft = tickets.TicketDraft(
        subject=as_words(f"{marks.words(5)} {NUMBER}"),
        description=say(4),
        severity=1 + told.place % 4,
        contact=contact,
        product=told.customer.product,
        version=told.customer.version,
    )
    ticket = tickets.open_ticket(requester=contact.user, draft=draft, at=at)
    settle(at)
    agent = _agent(world, ticket, told)
    for number in range(told.replies):
        at += (20 + 60 * number) * MINUTE if told.replies == Told.replies else 9 * MINUTE
        speaker = agent.user if agent and number % 2 == 0 else contact.user
        ticket.refresh_from_db()
        if agent and number == 0:
            tickets.take(ticket=ticket, agent=agent, at=at - MINUTE)
        tickets.reply(ticket=ticket, author=speaker, body=say(), at=at)
        settle(at)
    _end(ticket, told, agent, at + 90 * MINUTE)
    return ticket


def _agent(world: World, ticket: Ticket, told: Told) -> Agent | None:
    """Who works on it; nobody yet on every third of those that are open."""
    if not told.is_over and told.place % 3 == 0:
        return None
    staff = world.agents[ticket.desk.code if ticket.desk else "amer"]
    return staff[told.place % len(staff)]


def _end(ticket: Ticket, told: Told, agent: Agent | None, at: datetime) -> None:
    ticket.refresh_from_db()
    if told.is_over and agent:
        tickets.resolve(ticket=ticket, actor=agent.user, at=at)
        settle(at)
        ticket.refresh_from_db()
        tickets.close(ticket=ticket, actor=ticket.requester, at=at + MINUTE)
        settle(at + MINUTE)
        Notification.objects.filter(about=f"ticket:{ticket.reference}").update(read_at=at + MINUTE)


def tell_article(world: World, place: int, *, at: datetime) -> None:
    """Write an article, and have another editor approve it."""
    marks = Marks()
    editor, reviewer = (User.objects.get(email=email) for email in (EDITOR, REVIEWER))
    sections = [f"## {marks.words(3)}\n\n{marks.text()}" for _ in range(5)]
    draft = knowledgebase.ArticleDraft(
        title=f"{marks.words(4)} {NUMBER}",
        slug=f"bench-{NUMBER}",
        summary=f"{marks.words(8)}.",
        body="\n\n".join(sections),
        kind="how_to",
        visibility="public",
        category=world.chapters[place % len(world.chapters)],
    )
    article = knowledgebase.start_article(draft=draft, actor=editor, at=at)
    knowledgebase.submit(article=article, actor=editor, at=at)
    knowledgebase.approve(article=article, actor=reviewer, at=at)
    settle(at)


def tell_thread(world: World, place: int, *, at: datetime, posts: int) -> None:
    """Ask in a forum; so many posts with the question, by one person after the other, a quarter of an hour apart."""
    marks = Marks()
    people = [customer.contacts[0].user for customer in world.customers[:TALKING]]
    draft = QuestionDraft(
        category=world.forums[place % len(world.forums)],
        title=f"{marks.words(5)} {NUMBER}?",
        body=marks.text(),
    )
    thread = community.ask(author=people[place % len(people)], draft=draft, at=at)
    for number in range(1, posts):
        author = people[(place + number) % len(people)]
        community.answer(thread=thread, author=author, body=marks.text(1), at=at + 15 * number * MINUTE)
    settle(at + 15 * posts * MINUTE)
    assert not Post.objects.filter(thread=thread).exclude(held_for="").exists()  # noqa: S101 - else nobody reads it


def settle_sales(at: datetime) -> None:
    """Let what was sold take effect, once for each contract: each of its changes looks at the whole of it."""
    news = OutboundMessage.objects.undelivered().order_by("pk")
    latest = {(message.name, message.recipient, message.payload.get("key")): message.pk for message in news}
    news.exclude(pk__in=latest.values()).delete()
    settle(at)


def settle(at: datetime) -> None:
    """Let the news of until now take effect, and count mails and calls as sent: nobody is written to."""

    def follow(message: OutboundMessage) -> None:
        tell(message, message.created_at)

    def called(message: OutboundMessage) -> None:
        oncall.count_as_sent(message=message)

    outbox.settle(handlers={"topic": follow, "page": called, "mail": lambda _message: None}, at=at)
