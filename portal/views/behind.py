"""The rows behind what was found, asked for again through their doors, and the names of what narrows: one statement."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, CharField, F, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from catalog.models import Product
from common.statements import Statement
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
from tickets.querysets.readers import known, stand_in

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
    keys: dict[str, set[int]] = {part: _keys(results.shown, part) for part in KEYS if _is_asked(part, reader)}
    keys[PRODUCT] = set(results.products)
    keys[VERSION] = set(results.ids) if product is not None else set()
    parts = {part: sorted(asked) for part, asked in keys.items() if asked}
    if not parts:
        return Behind()
    found: dict[str, dict[int, Piece]] = {}
    whose = known(reader) if isinstance(reader, User) else None
    for part, *values in _BEHIND.rows(reader=whose, parts=parts, product=product):
        piece = Piece(*values)
        found.setdefault(part, {})[piece.key] = piece
    return Behind(found)


def _behind(*, reader: Mapping[str, Any] | None, parts: Mapping[str, Collection[int]], product: int | None) -> Any:
    """The pieces with these keys, as far as the reader may see them; versions are asked for by documents."""
    user = AnonymousUser() if reader is None else stand_in(reader)
    asked: dict[str, Callable[[Collection[int]], Any]] = {
        **{part: partial(rows, reader=user) for part, rows in PARTS.items()},
        PRODUCT: _products,
        VERSION: partial(_versions, product=product),
    }
    first, *others = [asked[part](keys) for part, keys in parts.items()]
    return first.union(*others, all=True) if others else first


_BEHIND = Statement(_behind)


def part_of(result: Result) -> str:
    """Which rows are behind a result; documentation is articles."""
    return Kind.ARTICLE.value if result.kind == Kind.DOCUMENTATION else result.kind


def _is_asked(part: str, reader: Reader) -> bool:
    """Nobody without a login has tickets."""
    return isinstance(reader, User) or part != Kind.TICKET


def _keys(results: Sequence[Result], part: str) -> set[int]:
    return {KEYS[part](each) for each in results if part_of(each) == part}


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


def _tickets(keys: Collection[int], reader: Any) -> Any:
    """`one`, `other`, `third`: requester, organization, contract; `label`: reference; `text`: status; `name`: whose."""
    sides = {"one": "requester_id", "other": "organization_id", "third": "contract_id"}
    whose = Coalesce("organization__name", "requester__name")
    kept = Ticket.objects.visible_to(reader).kept().filter(pk__in=keys)
    return _piece(kept, Kind.TICKET, **sides, label="reference", text="status", name=whose)


def _articles(keys: Collection[int], reader: Reader) -> Any:
    """`one`: the product; `text`: the visibility."""
    seen = Article.objects.visible_to(reader).filter(pk__in=keys)
    return _piece(seen, Kind.ARTICLE, one="published__product_id", text="published__visibility")


def _posts(keys: Collection[int], reader: Reader) -> Any:
    """The posts alone."""
    return _piece(Post.objects.visible_to(reader).published().filter(pk__in=keys), Kind.THREAD)


def _releases(keys: Collection[int], reader: Reader) -> Any:
    """`one`: the product."""
    seen = Release.objects.visible_to(reader).filter(pk__in=keys, state=Release.State.PUBLISHED)
    return _piece(seen, Kind.DOWNLOAD, one="version__product_id")


def _products(keys: Collection[int]) -> Any:
    """`label`: the name."""
    return _piece(Product.objects.filter(pk__in=keys), PRODUCT, label="name")


def _versions(documents: Collection[int], product: int | None) -> Any:
    """Versions of the product that something found is about. `one`: how many; `label`: the number."""
    counted = versions_among(documents, product or 0)
    return _piece(counted, VERSION, key="version", one="many", label="version__number")


KEYS: Mapping[str, Callable[[Result], int]] = {
    Kind.TICKET.value: lambda each: tickets.ticket_of(each.group),
    Kind.ARTICLE.value: lambda each: articles.article_of(each.group),
    Kind.THREAD.value: lambda each: threads.post_of(each.key),
    Kind.DOWNLOAD.value: lambda each: releases.release_of(each.group),
}
"""The key of the row behind a result, by its part."""
PARTS: Mapping[str, Callable[..., Any]] = {
    Kind.TICKET.value: _tickets,
    Kind.ARTICLE.value: _articles,
    Kind.THREAD.value: _posts,
    Kind.DOWNLOAD.value: _releases,
}
