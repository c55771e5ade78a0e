"""What was found, asked for again and put into words for the page of the search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community import indexing as threads
from community.models import Post
from downloads import indexing as releases
from downloads.models import Release
from knowledgebase import indexing as articles
from knowledgebase.models import Article
from knowledgebase.rules import Access, access
from knowledgebase.rules import Reader as Standing
from search.models import SearchDocument
from search.rules import END, START, Key
from search.services import Result
from tickets import indexing
from tickets.models import Ticket

Kind = SearchDocument.Kind
Reader = User | AnonymousUser
Found = Ticket | Article | Post | Release
Door = Callable[[Sequence[Result], Reader, frozenset[str]], Mapping[str, Found]]
"""Which of some results, by key, their reader may read now, with the row behind each."""


@dataclass(frozen=True)
class Row:
    """A result as the page shows it. `title` and `snippet` are escaped, with marks around what was found."""

    icon: str
    kind: Promise
    title: SafeString
    snippet: SafeString
    result: Result
    ticket: Ticket | None
    is_note: bool


@dataclass(frozen=True)
class Tab:
    """A kind that can be chosen; `count` is in words, since it stops where ranking stops."""

    kind: str
    label: Promise
    count: str
    is_current: bool


LABELS: Mapping[str, tuple[Promise, Promise, str]] = {
    Kind.TICKET: (_("Ticket"), _("Tickets"), "ticket"),
    Kind.ARTICLE: (_("Article"), _("Articles"), "book"),
    Kind.THREAD: (_("Thread"), _("Community"), "messages"),
    Kind.DOWNLOAD: (_("Download"), _("Downloads"), "download"),
    Kind.DOCUMENTATION: (_("Documentation"), _("Documentation"), "file-text"),
}
"""One of a kind, many of it, and its icon."""


def rows_of(results: Sequence[Result], reader: Reader, keys: frozenset[str]) -> list[Row]:
    """The results that `reader` may read now, in their order; of a kind that has no door nothing is shown."""
    behind: dict[str, Found] = {}
    for kind, door in DOORS.items():
        if asked := [each for each in results if each.kind == kind]:
            behind.update(door(asked, reader, keys))
    return [_row(each, behind[each.key]) for each in results if each.key in behind]


def tabs_of(kinds: Mapping[str, int], chosen: str, *, is_cut: bool) -> list[Tab]:
    """All kinds together and each one that was found, or is chosen, with how much there is of it."""
    found = [kind for kind in LABELS if kinds.get(kind) or kind == chosen]
    every = Tab("", _("All"), _count(sum(kinds.values()), is_cut=is_cut), not chosen)
    named = [Tab(kind, LABELS[kind][1], _count(kinds.get(kind, 0), is_cut=is_cut), kind == chosen) for kind in found]
    return [every, *named]


def marked(text: str) -> SafeString:
    """The text, escaped, with marks around what was found."""
    plain, *found = text.split(START)
    pieces = [each.partition(END) for each in found]
    return format_html(
        "{}{}", plain, format_html_join("", "<mark>{}</mark>{}", [(word, rest) for word, _end, rest in pieces])
    )


def _tickets(results: Sequence[Result], reader: Reader, keys: frozenset[str]) -> Mapping[str, Ticket]:
    if not isinstance(reader, User):
        return {}
    asked = {indexing.ticket_of(each.group) for each in results}
    rows = Ticket.objects.visible_to(reader).kept().filter(pk__in=asked).select_related("organization", "requester")
    found = {each.pk: each for each in rows.defer("description", "description_html", "decision")}
    pairs = [(each.key, found.get(indexing.ticket_of(each.group))) for each in results]
    return {key: ticket for key, ticket in pairs if ticket and _opens(key, ticket, keys)}


def _opens(key: str, ticket: Ticket, keys: frozenset[str]) -> bool:
    """Whether the reader of a ticket reads this text of it: notes are closed to the customer's side."""
    if not indexing.is_note(key):
        return True
    return Key.AGENT.of() in keys and keys.isdisjoint(indexing.kept_out_of_notes(ticket))


def _articles(results: Sequence[Result], reader: Reader, keys: frozenset[str]) -> Mapping[str, Article]:
    """Those whose text the reader may read, or whose title alone was found."""
    asked = [articles.article_of(each.group) for each in results]
    rows = Article.objects.visible_to(reader).with_titles().filter(pk__in=asked)
    found = {each.pk: each for each in rows}
    standing = Standing(
        is_known=isinstance(reader, User),
        is_agent=Key.AGENT.of() in keys,
        products=frozenset(pk for pk in {_product(each) for each in found.values()} if Key.PRODUCT.of(pk) in keys),
    )
    pairs = [(each.key, found.get(articles.article_of(each.group))) for each in results]
    return {key: row for key, row in pairs if row and (articles.is_title(key) or _reads(row, standing))}


def _posts(results: Sequence[Result], reader: Reader, _keys: frozenset[str]) -> Mapping[str, Post]:
    rows = Post.objects.visible_to(reader).published().in_bulk([threads.post_of(each.key) for each in results])
    pairs = [(each.key, rows.get(threads.post_of(each.key))) for each in results]
    return {key: post for key, post in pairs if post}


def _releases(results: Sequence[Result], reader: Reader, keys: frozenset[str]) -> Mapping[str, Release]:
    """Those whose notes the reader may read, or whose title alone was found."""
    asked = [releases.release_of(each.group) for each in results]
    rows = Release.objects.visible_to(reader).filter(pk__in=asked, state=Release.State.PUBLISHED).with_names()
    found = {each.pk: each for each in rows}
    opening = {pk for pk, each in found.items() if {Key.AGENT.of(), Key.PRODUCT.of(each.version.product_id)} & keys}
    pairs = [(each.key, releases.release_of(each.group)) for each in results]
    return {key: found[pk] for key, pk in pairs if pk in found and (releases.is_title(key) or pk in opening)}


def _product(article: Article) -> int:
    return (article.published and article.published.product_id) or 0


def _reads(article: Article, standing: Standing) -> bool:
    text = article.published
    return text is not None and access(text.visibility, text.product_id, standing) is Access.TEXT


def _row(result: Result, behind: Found) -> Row:
    one, _many, icon = LABELS[result.kind]
    ticket = behind if isinstance(behind, Ticket) else None
    is_note = indexing.is_note(result.key)
    return Row("lock" if is_note else icon, one, marked(result.title), marked(result.snippet), result, ticket, is_note)


def _count(number: int, *, is_cut: bool) -> str:
    return f"{number}+" if is_cut else str(number)


DOORS: Mapping[str, Door] = {
    Kind.TICKET: _tickets,
    Kind.ARTICLE: _articles,
    Kind.THREAD: _posts,
    Kind.DOWNLOAD: _releases,
}
