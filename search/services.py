"""What is put into the search, taken out of it, and found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from search import rules
from search.backends import backend
from search.models import Audience, SearchDocument
from search.rules import Query

PAGE = 20
"""Results of one page."""


@dataclass(frozen=True)
class Entry:
    """One text that can be found by whoever holds one of the keys of its `audience`.

    `key` names it, `group` the thing that it is a part of, such as the ticket of a reply: of a group the best is shown.
    """

    kind: str
    key: str
    group: str
    url: str
    title: str
    audience: Collection[str]
    at: datetime
    body: str = ""
    note: str = ""
    product: int | None = None
    versions: Collection[int] = ()


@dataclass(frozen=True)
class Narrow:
    """What results are narrowed to; nothing narrows to nothing."""

    kinds: Collection[str] = ()
    product: int | None = None
    version: int | None = None

    def values(self) -> dict[str, Any]:
        """What a backend is asked with."""
        asked = {"kinds": list(self.kinds), "product": self.product, "version": self.version}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class Result:
    """One thing that was found. `title` and `snippet` hold `rules.START` and `rules.END` around found words."""

    kind: str
    group: str
    url: str
    title: str
    note: str
    snippet: str
    at: datetime
    product: int | None


@dataclass(frozen=True)
class Results:
    """A page of results, and what there is of each kind and product.

    `is_similar` says that nothing was found and what is shown is spelled nearly like it. `count` stops at
    `rules.CANDIDATES`.
    """

    shown: list[Result] = field(default_factory=list)
    count: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    products: dict[int, int] = field(default_factory=dict)
    is_similar: bool = False


@transaction.atomic
def index(entries: Iterable[Entry], *, group: str, at: datetime) -> None:
    """Let `entries` be all that can be found of `group`; what was there before and is not among them goes."""
    kept = []
    for entry in entries:
        document, _made = SearchDocument.objects.update_or_create(key=entry.key, defaults=_columns(entry, at))
        document.versions.set(entry.versions)
        _let_find(document, entry.audience)
        kept.append(document.pk)
    SearchDocument.objects.filter(group=group).exclude(pk__in=kept).delete()


def find(text: str, *, keys: Iterable[str], narrow: Narrow, at: datetime, first: int = 0) -> Results:
    """What somebody who holds `keys` finds at `at`, the best first, from the `first` result on; a page at most."""
    query = rules.parse(text)
    if not query:
        return Results()
    held, asked = sorted(set(keys)), narrow.values()
    found = backend().find(query, held, asked)
    is_similar = not found
    if is_similar:
        found = backend().similar(query, held, asked)
    ordered = rules.ranked(found, at)
    kinds, products = rules.facets(found)
    shown = _shown([each.id for each in ordered[first : first + PAGE]], query)
    return Results(shown, len(ordered), kinds, products, is_similar and bool(ordered))


def _columns(entry: Entry, at: datetime) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "group": entry.group,
        "url": entry.url,
        "title": entry.title[:300],
        "note": entry.note[:200],
        "body": entry.body,
        "title_words": rules.plain(entry.title),
        "body_words": rules.plain(f"{entry.note} {entry.body}"),
        "product_id": entry.product,
        "at": entry.at,
        "indexed_at": at,
    }


def _let_find(document: SearchDocument, keys: Collection[str]) -> None:
    wanted, held = set(keys), set(document.audience.values_list("key", flat=True))
    document.audience.filter(key__in=held - wanted).delete()
    Audience.objects.bulk_create([Audience(document=document, key=key) for key in sorted(wanted - held)])


def _shown(ids: list[int], query: Query) -> list[Result]:
    rows = SearchDocument.objects.in_bulk(ids)
    return [_result(rows[each], query) for each in ids]


def _result(row: SearchDocument, query: Query) -> Result:
    title, piece = rules.mark(row.title, query), rules.snippet(row.body, query)
    return Result(row.kind, row.group, row.url, title, row.note, piece, row.at, row.product_id)
