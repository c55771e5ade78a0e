"""Search on PostgreSQL: a generated `tsvector` with a GIN index; similar titles by trigrams."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from search.rules import CANDIDATES, Candidate, Query

_MATCHES = """
    SELECT d.id FROM search_searchdocument d
    WHERE d.vector @@ to_tsquery('portal', %(query)s)
    AND EXISTS (SELECT 1 FROM search_audience a WHERE a.document_id = d.id AND a.key = ANY(%(keys)s)){narrow}
"""
_RANKED = """
    SELECT d.id, d.kind, d."group", d.product_id,
           ts_rank_cd('{{0.1, 0.2, 0.3, 1.0}}', d.vector, to_tsquery('portal', %(query)s), 1), d.at
    FROM search_searchdocument d WHERE d.id IN ({matches})
"""
_NARROW = {
    "kinds": "d.kind = ANY(%(kinds)s)",
    "product": "d.product_id = %(product)s",
    "version": """EXISTS (SELECT 1 FROM search_searchdocument_versions v
                         WHERE v.searchdocument_id = d.id AND v.version_id = %(version)s)""",
}
_SIMILAR = """
    SELECT d.id, d.kind, d."group", d.product_id, word_similarity(%(text)s, d.title_words), d.at
    FROM search_searchdocument d
    WHERE %(text)s <%% d.title_words
    AND EXISTS (SELECT 1 FROM search_audience a WHERE a.document_id = d.id AND a.key = ANY(%(keys)s)){narrow}
    ORDER BY 5 DESC, d.id DESC LIMIT 10
"""


def find(query: Query, keys: Iterable[str], narrow: dict[str, Any]) -> list[Candidate]:
    """What somebody who holds `keys` finds: all of it when it is rare, else the newest matches.

    A rare word is looked up without an order, because the planner would read the whole table from its newest row.
    """
    values = {"query": written(query), "keys": list(keys), **narrow}
    matches = _MATCHES.format(narrow=_narrowed(narrow))
    with connection.cursor() as cursor:
        cursor.execute(f"{matches} LIMIT {CANDIDATES + 1}", values)
        found = [row[0] for row in cursor.fetchall()]
        if len(found) > CANDIDATES:
            cursor.execute(f"{matches} ORDER BY d.id DESC LIMIT {CANDIDATES}", values)
            found = [row[0] for row in cursor.fetchall()]
        if not found:
            return []
        cursor.execute(_RANKED.format(matches="SELECT unnest(%(ids)s::bigint[])"), {**values, "ids": found})
        return _candidates(cursor.fetchall())


def similar(query: Query, keys: Iterable[str], narrow: dict[str, Any]) -> list[Candidate]:
    """Titles that are spelled nearly like what was looked for."""
    values = {"text": " ".join(query.words), "keys": list(keys), **narrow}
    with connection.cursor() as cursor:
        cursor.execute(_SIMILAR.format(narrow=_narrowed(narrow)), values)
        return _candidates(cursor.fetchall())


def written(query: Query) -> str:
    """The query in the language of `to_tsquery`; words hold letters and digits only."""
    wanted = [" <-> ".join(f"'{word}'" for word in term) for term in query.terms]
    if query.is_open:
        wanted[-1] += ":*"
    unwanted = [" <-> ".join(f"'{word}'" for word in term) for term in query.excluded]
    return " & ".join([*(f"({term})" for term in wanted), *(f"!({term})" for term in unwanted)])


def _narrowed(narrow: dict[str, Any]) -> str:
    return "".join(f" AND {_NARROW[name]}" for name in narrow)


def _candidates(rows: Sequence[Any]) -> list[Candidate]:
    return [Candidate(*row) for row in rows]
