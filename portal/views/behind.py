"""The rows behind what was found, asked for again through their doors, and the names of what narrows: one statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from catalog.models import Product
from community import indexing as threads
from community.models import Post
from downloads import indexing as releases
from downloads.models import Release
from knowledgebase import indexing as articles
from knowledgebase.models import Article
from search.models import SearchDocument
from search.services import Result, Results, versions_among
from tickets import indexing as tickets
from tickets.models import Ticket

Kind = SearchDocument.Kind
Reader = User | AnonymousUser
COLUMNS = ("its_part", "its_key", "its_one", "its_other", "its_third", "its_label", "its_text", "its_name")
PRODUCT, VERSION = "product", "version"


@dataclass(frozen=True)
class Piece:
    """A row behind a result. What the other values say depends on its part: see the functions of `PARTS`."""

    key: int
    one: int | None
    other: int | None
    third: int | None
    label: str
    text: str
    name: str


@dataclass(frozen=True)
class Behind:
    """The pieces by part and key."""

    pieces: Mapping[str, Mapping[int, Piece]] = field(default_factory=dict)

    def of(self, part: str) -> Mapping[int, Piece]:
        """Those of a part; none where it was not asked for."""
        return self.pieces.get(part, {})


def behind(results: Results, reader: Reader, *, product: int | None) -> Behind:
    """What `reader` may see of the rows behind the results, the products among them, and versions of the chosen one."""
    parts = [part(results.shown, reader) for kind, part in PARTS.items() if _is_asked(kind, results.shown, reader)]
    if results.products:
        parts.append(_piece(Product.objects.filter(pk__in=results.products), PRODUCT, label="name"))
    if product is not None and results.ids:
        parts.append(_versions(results.ids, product))
    if not parts:
        return Behind()
    first, *others = parts
    found: dict[str, dict[int, Piece]] = {}
    for part, *values in first.union(*others, all=True) if others else first:
        piece = Piece(*values)
        found.setdefault(part, {})[piece.key] = piece
    return Behind(found)


def part_of(result: Result) -> str:
    """Which rows are behind a result; documentation is articles."""
    return Kind.ARTICLE.value if result.kind == Kind.DOCUMENTATION else result.kind


def _is_asked(kind: str, results: Sequence[Result], reader: Reader) -> bool:
    """Whether something of the kind was found; nobody without a login has tickets."""
    is_known = isinstance(reader, User) or kind != Kind.TICKET
    return is_known and any(part_of(each) == kind for each in results)


def _keys(results: Sequence[Result], kind: str, key: Callable[[Result], int]) -> set[int]:
    return {key(each) for each in results if part_of(each) == kind}


def _piece(rows: Any, part: str, **columns: Any) -> Any:
    """The rows in the columns of a piece; a string names a column, an expression stands for itself."""
    numbers = {f"its_{name}": _number(columns.get(name)) for name in ("one", "other", "third")}
    words = {f"its_{name}": _words(columns.get(name)) for name in ("label", "text", "name")}
    key = Cast(F(columns.get("key", "pk")), BigIntegerField())
    named = rows.order_by().annotate(its_part=Value(part, CharField()), its_key=key, **numbers, **words)
    return named.values_list(*COLUMNS)


def _number(value: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else value or Value(None), BigIntegerField())


def _words(value: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else value or Value(""), CharField())


def _tickets(results: Sequence[Result], reader: Any) -> Any:
    """`one`, `other`, `third`: requester, organization, contract; `label`: reference; `text`: status; `name`: whose."""
    asked = _keys(results, Kind.TICKET, lambda each: tickets.ticket_of(each.group))
    sides = {"one": "requester_id", "other": "organization_id", "third": "contract_id"}
    whose = Coalesce("organization__name", "requester__name")
    kept = Ticket.objects.visible_to(reader).kept().filter(pk__in=asked)
    return _piece(kept, Kind.TICKET, **sides, label="reference", text="status", name=whose)


def _articles(results: Sequence[Result], reader: Reader) -> Any:
    """`one`: the product; `text`: the visibility."""
    asked = _keys(results, Kind.ARTICLE, lambda each: articles.article_of(each.group))
    seen = Article.objects.visible_to(reader).filter(pk__in=asked)
    return _piece(seen, Kind.ARTICLE, one="published__product_id", text="published__visibility")


def _posts(results: Sequence[Result], reader: Reader) -> Any:
    """The posts alone."""
    asked = _keys(results, Kind.THREAD, lambda each: threads.post_of(each.key))
    return _piece(Post.objects.visible_to(reader).published().filter(pk__in=asked), Kind.THREAD)


def _releases(results: Sequence[Result], reader: Reader) -> Any:
    """`one`: the product."""
    asked = _keys(results, Kind.DOWNLOAD, lambda each: releases.release_of(each.group))
    seen = Release.objects.visible_to(reader).filter(pk__in=asked, state=Release.State.PUBLISHED)
    return _piece(seen, Kind.DOWNLOAD, one="version__product_id")


def _versions(ids: Sequence[int], product: int) -> Any:
    """Versions of the product that something found is about. `one`: how many; `label`: the number."""
    counted = versions_among(ids, product)
    return _piece(counted, VERSION, key="version", one="many", label="version__number")


PARTS: Mapping[str, Callable[[Sequence[Result], Reader], Any]] = {
    Kind.TICKET: _tickets,
    Kind.ARTICLE: _articles,
    Kind.THREAD: _posts,
    Kind.DOWNLOAD: _releases,
}
