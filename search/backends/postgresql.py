"""Search on PostgreSQL: a generated `tsvector` with a GIN index; similar titles by trigrams."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from search.rules import CANDIDATES, SIMILAR, Candidate, Query, token

_WEIGHTS = [0.1, 0.2, 0.3, 1.0]
"""Of a word in the text, and, last, of one in the title."""
_MATCHES = """
    SELECT d.id FROM search_searchdocument d
    WHERE d.vector @@ (to_tsquery('portal', %(query)s) && %(held)s::tsquery){narrow}
"""
_COLUMNS = """d.id, d.kind, d."group", d.product_id,
    ts_rank_cd(%(weights)s::real[], d.vector, to_tsquery('portal', %(query)s), 1), d.at"""
_ALL = """
    WITH m AS MATERIALIZED ({matches} LIMIT %(most)s + 1), counted AS (SELECT count(*) AS n FROM m)
    SELECT counted.n, {columns}
    FROM counted LEFT JOIN (m JOIN search_searchdocument d USING (id)) ON counted.n <= %(most)s
"""
_NEWEST = """
    WITH m AS MATERIALIZED ({matches} ORDER BY d.id DESC LIMIT %(most)s)
    SELECT {columns} FROM m JOIN search_searchdocument d USING (id)
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
    AND d.vector @@ %(held)s::tsquery{narrow}
    ORDER BY 5 DESC, d.id DESC LIMIT %(most)s
"""


def find(query: Query, keys: Sequence[str], barred: Sequence[str], narrow: Mapping[str, Any]) -> list[Candidate]:
    """What somebody who holds `keys` and is kept out by `barred` finds: all when it is rare, else the newest.

    A rare word is looked up without an order, because the planner would read the whole table from its newest row.
    """
    values = {"query": written(query), "held": holding(keys, barred), **narrow}
    values |= {"weights": _WEIGHTS, "most": CANDIDATES}
    matches = _MATCHES.format(narrow=_narrowed(narrow))
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(matches=matches, columns=_COLUMNS), values)
        found = cursor.fetchall()
        if found[0][0] <= CANDIDATES:
            return _candidates([row[1:] for row in found if row[1] is not None])
        cursor.execute(_NEWEST.format(matches=matches, columns=_COLUMNS), values)
        return _candidates(cursor.fetchall())


def similar(query: Query, keys: Sequence[str], barred: Sequence[str], narrow: Mapping[str, Any]) -> list[Candidate]:
    """Titles that are spelled nearly like what was looked for."""
    values = {"text": " ".join(query.words), "held": holding(keys, barred), "most": SIMILAR, **narrow}
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


def holding(keys: Sequence[str], barred: Sequence[str]) -> str:
    """What a document must hold to be found by somebody with these keys, in the language of `tsquery`."""
    opened = " | ".join(f"'{token(key)}'" for key in keys)
    return " & ".join([f"({opened})", *(f"!'{token(key)}'" for key in barred)])


def _narrowed(narrow: Mapping[str, Any]) -> str:
    return "".join(f" AND {_NARROW[name]}" for name in narrow)


def _candidates(rows: Sequence[Any]) -> list[Candidate]:
    return [Candidate(*row) for row in rows]
