"""What is found: the best matches that its reader's keys open, and how many there are of what."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from common.statements import Statement
from search import rules
from search.backends import backend
from search.models import SearchDocument
from search.rules import Candidate, Query

PAGE = 20
"""Results of one page."""


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

    def among(self, found: Iterable[Candidate]) -> list[Candidate]:
        """Those of `found` that are of the chosen kinds and product."""
        return [each for each in found if self._is_of_kind(each) and self._is_of_product(each)]

    def facets(self, found: Sequence[Candidate]) -> tuple[dict[str, int], dict[int, int]]:
        """What there is of each kind, and of each product, when only the other one is chosen."""
        kinds, _products = rules.facets([each for each in found if self._is_of_product(each)])
        _kinds, products = rules.facets([each for each in found if self._is_of_kind(each)])
        return kinds, products

    def _is_of_kind(self, each: Candidate) -> bool:
        return not self.kinds or each.kind in self.kinds

    def _is_of_product(self, each: Candidate) -> bool:
        return self.product is None or each.product == self.product


@dataclass(frozen=True)
class Result:
    """One thing that was found. `title` and `snippet` hold `rules.START` and `rules.END` around found words."""

    key: str
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
    """A page of results, and what there is of each kind and product. `ids` are the documents that were ranked.

    `is_similar` says that nothing was found and what is shown is spelled nearly like it. `is_cut` says that there is
    more than `rules.CANDIDATES`, where counting stops.
    """

    shown: list[Result] = field(default_factory=list)
    count: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    products: dict[int, int] = field(default_factory=dict)
    is_similar: bool = False
    is_cut: bool = False
    ids: list[int] = field(default_factory=list)


def find(
    text: str, *, keys: Iterable[str], narrow: Narrow, at: datetime, first: int = 0, proposes: bool = True
) -> Results:
    """What somebody who holds `keys` finds at `at`, the best first, from the `first` result on; a page at most.

    Where nothing is spelled so, what is spelled nearly so is shown if it `proposes`.

    Kinds are counted as if no kind were chosen, and products as if no product were.
    """
    query = rules.parse(text)
    if not query:
        return Results()
    held = _Held.of(keys)
    everything = replace(narrow, kinds=(), product=None)
    found = backend().find(query, held.opening, held.barring, everything.values())
    is_similar = proposes and not found
    if is_similar:
        found = backend().similar(query, held.opening, held.barring, everything.values())
    chosen = narrow.among(found)
    is_cut = len(found) == rules.CANDIDATES
    if is_cut and narrow != everything:
        chosen = backend().find(query, held.opening, held.barring, narrow.values())
    ordered = rules.ranked(chosen, at)
    kinds, products = narrow.facets(found)
    shown = _shown([each.id for each in ordered[first : first + PAGE]], query)
    return Results(
        shown, len(ordered), kinds, products, is_similar and bool(found), is_cut, [each.id for each in chosen]
    )


def versions_among(ids: Collection[int], product: int) -> QuerySet[Any, Any]:
    """The versions of the product that documents of these keys are about: `version`, and in `many` how many groups."""
    named = SearchDocument.versions.through.objects.filter(searchdocument__in=ids, version__product=product)
    return named.order_by().values("version").annotate(many=Count("searchdocument__group", distinct=True))


@dataclass(frozen=True)
class _Held:
    """A reader's keys: those that open, and those that bar."""

    opening: list[str]
    barring: list[str]

    @classmethod
    def of(cls, keys: Iterable[str]) -> "_Held":
        every = sorted(set(keys))
        barring = [key for key in every if rules.is_barred(key)]
        return cls([key for key in every if not rules.is_barred(key)], barring)


def _shown(ids: list[int], query: Query) -> list[Result]:
    rows = {row.pk: row for row in _DOCUMENTS.rows(ids=set(ids))}
    return [_result(rows[each], query) for each in ids]


_DOCUMENTS = Statement(
    lambda ids: SearchDocument.objects.defer("title_words", "body_words", "audience").filter(pk__in=ids)
)


def _result(row: SearchDocument, query: Query) -> Result:
    title, piece = rules.mark(row.title, query), rules.snippet(row.body, query)
    return Result(row.key, row.kind, row.group, row.url, title, row.note, piece, row.at, row.product_id)
