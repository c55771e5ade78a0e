"""What goes over a bridge: a ticket's words into an article or a thread, and a thread into a ticket."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import Contact, User
from common.refusal import Unable
from community import indexing as threads
from community import services as community
from community.models import Category as Place
from community.models import Thread
from knowledgebase import indexing as articles
from knowledgebase import services as knowledgebase
from knowledgebase.models import Article, Category
from portal.bridges import rules
from portal.bridges.rules import Finding, Known
from search import services as search
from search.models import Reference
from tickets import services as tickets
from tickets.models import Ticket
from tickets.rules import search_group

Made = Reference.Kind.MADE_INTO.value
Explains = Reference.Kind.EXPLAINS.value
DESCRIPTION = "description"


class UnableToPublish(Unable):
    """Codes: `unseen`, `private` with the kinds that are left, `nothing`."""


@dataclass(frozen=True)
class Part:
    """A message of a ticket that may go over; internal notes and files are never among them."""

    key: str
    author: str
    is_from_vendor: bool
    body: str
    at: datetime


@dataclass(frozen=True)
class Words:
    """What will be read: a title, the question or symptom, the answer or solution."""

    title: str
    question: str
    answer: str

    @property
    def texts(self) -> tuple[str, str, str]:
        """All of it."""
        return self.title, self.question, self.answer


def parts_of(ticket: Ticket) -> list[Part]:
    """The description and the replies, as they were written, but for what was asked for support alone."""
    said, name = _for_others(ticket), ticket.requester.name
    first = [Part(DESCRIPTION, name, is_from_vendor=False, body=said, at=ticket.filed_at)] if said else []
    replies = ticket.replies.select_related("author").order_by("id")
    return [
        *first,
        *(Part(f"reply-{each.pk}", each.author.name, each.is_from_vendor, each.body, each.at) for each in replies),
    ]


def _for_others(ticket: Ticket) -> str:
    """The description up to what only support may read, where a thread became the ticket.

    Once something was taken out of such a ticket nobody knows where that begins: then there is none.
    """
    events = ticket.events.filter(code__in=("made_of_thread", "redacted")).values_list("code", "data")
    facts = dict(events)
    ends = facts.get("made_of_thread", {}).get("public")
    if ends is None:
        return ticket.description
    return "" if "redacted" in facts else ticket.description[:ends]


def usual(parts: Sequence[Part]) -> list[str]:
    """The keys of what is chosen to begin with: the question, and the last word of the vendor."""
    answers = [part.key for part in parts if part.is_from_vendor]
    return [*(part.key for part in parts if part.key == DESCRIPTION), *answers[-1:]]


def composed(ticket: Ticket, parts: Sequence[Part], chosen: Collection[str]) -> Words:
    """What the chosen parts say, with everything private still in it."""
    taken = [part for part in parts if part.key in chosen]
    question = "\n\n".join(part.body.strip() for part in taken if not part.is_from_vendor)
    answer = "\n\n".join(part.body.strip() for part in taken if part.is_from_vendor)
    return Words(ticket.subject, question, answer)


def known_of(ticket: Ticket, parts: Sequence[Part]) -> Known:
    """Whom the ticket names: its people, those of its organizations, and these by name and key."""
    organizations = [each for each in (ticket.organization, ticket.partner) if each]
    contacts = Contact.objects.filter(organization__in=organizations).select_related("user")
    people = [ticket.requester.name, *(part.author for part in parts), *(each.user.name for each in contacts)]
    named = (name for each in organizations for name in (each.name, each.key, each.name.split()[0]))
    return Known(tuple(dict.fromkeys(people)), tuple(dict.fromkeys(named)))


def proposed(words: Words, known: Known, kept: Collection[str], also: str) -> Words:
    """The words without what looks private, but for the pieces that are `kept`, and without the lines of `also`."""
    found = [each for text in words.texts for each in rules.left(text, known, kept)]
    gone = [*found, *rules.others(also)]
    return Words(*(rules.removed(text, gone, kept) for text in words.texts))


def found_in(words: Words, known: Known) -> list[Finding]:
    """What looks private in the words, each piece once."""
    found = {each.piece: each for text in words.texts for each in rules.findings(text, known)}
    return sorted(found.values(), key=lambda each: (each.kind, each.piece))


def check(words: Words, known: Known, *, kept: Collection[str], seen: str) -> None:
    """Let only that become public which somebody has seen as it will be read.

    Raises:
        UnableToPublish: without words, with something private left, or when other words were seen.
    """
    if not words.title.strip() or not words.question.strip():
        raise UnableToPublish("nothing")
    if any(rules.left(text, known, kept) for text in words.texts):
        raise UnableToPublish("private")
    if rules.fingerprint(*words.texts) != seen:
        raise UnableToPublish("unseen")


@transaction.atomic
def write_article(
    *, ticket: Ticket, words: Words, kind: str, visibility: str, category: Category, actor: User, at: datetime
) -> Article:
    """Begin an article with the words; it is a draft, and somebody else approves it. The two name each other.

    Raises:
        UnableToWrite: of the knowledge base.
    """
    draft = knowledgebase.ArticleDraft(
        title=words.title.strip()[:160],
        body=_article(words),
        kind=kind,
        visibility=visibility,
        category=category,
        product=ticket.product,
        versions=[ticket.version] if ticket.version else [],
    )
    article = knowledgebase.start_article(draft=draft, actor=actor, at=at)
    group = articles.group_of(article.pk)
    search.refer(source=search_group(ticket.pk), target=group, kind=Made, by=actor, at=at)
    knowledgebase.note_ticket(article=article, actor=actor, at=at)
    tickets.note_bridge(ticket=ticket, code="became_article", title=draft.title, actor=actor, at=at)
    return article


@transaction.atomic
def ask_thread(*, ticket: Ticket, words: Words, category: Place, actor: User, at: datetime) -> Thread:
    """Ask the words in the community, with their answer as the accepted one. The two name each other.

    Raises:
        UnableToWrite: of the community.
    """
    draft = community.QuestionDraft(category, words.title.strip()[:150], words.question)
    thread = community.ask_answered(author=actor, draft=draft, said=words.answer, at=at)
    search.refer(source=search_group(ticket.pk), target=threads.group(thread.pk), kind=Made, by=actor, at=at)
    community.note_ticket(thread=thread, code=community.CAME, actor=actor, at=at)
    tickets.note_bridge(ticket=ticket, code="became_thread", title=thread.title, actor=actor, at=at)
    return thread


@transaction.atomic
def file_thread(*, thread: Thread, draft: tickets.TicketDraft, private: str, by: User, at: datetime) -> Ticket:
    """File a ticket for whoever asked in the thread; `private` is what only support reads. The two name each other.

    What covers it is decided for the asker, whoever files.

    Raises:
        UnableToFile: of the tickets.
    """
    public = draft.description.strip()
    whole = f"{public}\n\n{private.strip()}".strip()
    agent = None if by.pk == thread.author_id else by
    draft = replace(draft, description=whole)
    ticket = tickets.open_ticket(requester=thread.author, draft=draft, at=at, by=agent)
    search.refer(source=threads.group(thread.pk), target=search_group(ticket.pk), kind=Made, by=by, at=at)
    community.note_ticket(thread=thread, code=community.BECAME, actor=by, at=at)
    tickets.note_bridge(ticket=ticket, code="made_of_thread", title=thread.title, actor=by, at=at, public=len(public))
    return ticket


@transaction.atomic
def explain(*, ticket: Ticket, article: Article, actor: User, at: datetime) -> None:
    """Say that the ticket has the known issue of the article; its requester is told once that is fixed."""
    group = articles.group_of(article.pk)
    if search.refer(source=group, target=search_group(ticket.pk), kind=Explains, by=actor, at=at):
        tickets.note_known_issue(ticket=ticket, code="issue_linked", issue=_title(article), actor=actor, at=at)


@transaction.atomic
def explain_no_more(*, ticket: Ticket, article: Article, actor: User, at: datetime) -> None:
    """Say that the ticket has another cause."""
    group = articles.group_of(article.pk)
    if search.withdraw(source=group, target=search_group(ticket.pk), kind=Explains):
        tickets.note_known_issue(ticket=ticket, code="issue_unlinked", issue=_title(article), actor=actor, at=at)


def _title(article: Article) -> str:
    return article.published.title if article.published else article.slug


def _article(words: Words) -> str:
    solution = words.answer.strip()
    return f"## Symptom\n\n{words.question.strip()}\n" + (f"\n## Solution\n\n{solution}\n" if solution else "")
