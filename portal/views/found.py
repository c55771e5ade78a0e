"""What was found, asked for again and put into words for the page of the search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from community import indexing as threads
from downloads import indexing as releases
from knowledgebase import indexing as articles
from knowledgebase.rules import Access, access
from knowledgebase.rules import Reader as Standing
from portal.views.behind import Behind
from search.models import SearchDocument
from search.rules import END, START, Key
from search.services import Result
from tickets import indexing
from tickets.models import Ticket

Kind = SearchDocument.Kind
Door = Callable[[Result, Behind, frozenset[str]], bool]
"""Whether the reader who holds some keys may read a result now, by the row behind it."""


@dataclass(frozen=True)
class Row:
    """A result as the page shows it. `title` and `snippet` are escaped, with marks around what was found."""

    icon: str
    kind: Promise
    title: SafeString
    snippet: SafeString
    result: Result
    about: str
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


def rows_of(results: Sequence[Result], found: Behind, keys: frozenset[str]) -> list[Row]:
    """The results that their reader may read now, in their order; of a kind that has no door nothing is shown."""
    return [_row(each, found) for each in results if each.kind in DOORS and DOORS[each.kind](each, found, keys)]


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


def _opens_ticket(result: Result, found: Behind, keys: frozenset[str]) -> bool:
    """Whether the reader of a ticket reads this text of it: notes are closed to the customer's side."""
    piece = found.of(Kind.TICKET).get(indexing.ticket_of(result.group))
    if piece is None or not indexing.is_note(result.key):
        return piece is not None
    ticket = Ticket(requester_id=piece.one or 0, organization_id=piece.other, contract_id=piece.third)
    return Key.AGENT.of() in keys and keys.isdisjoint(indexing.kept_out_of_notes(ticket))


def _opens_article(result: Result, found: Behind, keys: frozenset[str]) -> bool:
    """Whether the reader may read the text, or found the title alone."""
    piece = found.of(Kind.ARTICLE).get(articles.article_of(result.group))
    if piece is None:
        return False
    product = piece.one or 0
    reader = Standing(
        is_known=Key.REGISTERED.of() in keys,
        is_agent=Key.AGENT.of() in keys,
        products=frozenset({product} if Key.PRODUCT.of(product) in keys else ()),
    )
    return articles.is_title(result.key) or access(piece.text, piece.one, reader) is Access.TEXT


def _opens_post(result: Result, found: Behind, _keys: frozenset[str]) -> bool:
    return threads.post_of(result.key) in found.of(Kind.THREAD)


def _opens_release(result: Result, found: Behind, keys: frozenset[str]) -> bool:
    """Whether the reader may read the notes, or found the title alone."""
    piece = found.of(Kind.DOWNLOAD).get(releases.release_of(result.group))
    if piece is None:
        return False
    return releases.is_title(result.key) or bool({Key.AGENT.of(), Key.PRODUCT.of(piece.one or 0)} & keys)


def _row(result: Result, found: Behind) -> Row:
    one, _many, icon = LABELS[result.kind]
    is_note = indexing.is_note(result.key)
    sign = "lock" if is_note else icon
    return Row(sign, one, marked(result.title), marked(result.snippet), result, _about(result, found), is_note)


def _about(result: Result, found: Behind) -> str:
    """What stands under a title: of a ticket its reference, whose it is, and its state."""
    if result.kind != Kind.TICKET:
        return result.note
    piece = found.of(Kind.TICKET)[indexing.ticket_of(result.group)]
    return f"{piece.label} \N{MIDDLE DOT} {piece.name} \N{MIDDLE DOT} {Ticket.Status(piece.text).label}"


def _count(number: int, *, is_cut: bool) -> str:
    return f"{number}+" if is_cut else str(number)


DOORS: Mapping[str, Door] = {
    Kind.TICKET: _opens_ticket,
    Kind.ARTICLE: _opens_article,
    Kind.DOCUMENTATION: _opens_article,
    Kind.THREAD: _opens_post,
    Kind.DOWNLOAD: _opens_release,
}
