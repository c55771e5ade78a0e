"""Search on SQLite: an FTS5 table over the stored words, kept by triggers."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from search.rules import CANDIDATES, Candidate, Query, token

_FOUND = """
    SELECT d.id, d.kind, d."group", d.product_id,
           1 + 2 * (d.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %(some)s))
             + 5 * (d.id IN (SELECT rowid FROM search_words WHERE search_words MATCH %(every)s)), d.at
    FROM search_words JOIN search_searchdocument d ON d.id = search_words.rowid
    WHERE search_words MATCH %(query)s{narrow}
    ORDER BY search_words.rowid DESC LIMIT {most}
"""
_NARROW = {
    "kinds": "d.kind IN (SELECT value FROM json_each(%(kinds)s))",
    "product": "d.product_id = %(product)s",
    "version": """EXISTS (SELECT 1 FROM search_searchdocument_versions v
                         WHERE v.searchdocument_id = d.id AND v.version_id = %(version)s)""",
}


def find(query: Query, keys: Sequence[str], barred: Sequence[str], narrow: Mapping[str, Any]) -> list[Candidate]:
    """What somebody who holds `keys` and is kept out by `barred` finds: the newest matches.

    What the title holds counts. FTS5's own rank counts every word of a search in the whole index first.
    """
    wanted, held = _terms(query), holding(keys, barred)
    values = {
        "query": f"{{title_words body_words}} : ({written(query)}) AND {held}",
        "some": f"title_words : ({' OR '.join(wanted)})",
        "every": f"title_words : ({' AND '.join(wanted)})",
        **narrow,
    }
    if "kinds" in narrow:
        values["kinds"] = json.dumps(list(narrow["kinds"]))
    narrowed = "".join(f" AND {_NARROW[name]}" for name in narrow)
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(narrow=narrowed, most=CANDIDATES), values)
        return [_candidate(*row) for row in cursor.fetchall()]


def similar(
    query: Query,  # noqa: ARG001 - as on PostgreSQL
    keys: Sequence[str],  # noqa: ARG001 - as on PostgreSQL
    barred: Sequence[str],  # noqa: ARG001 - as on PostgreSQL
    narrow: Mapping[str, Any],  # noqa: ARG001 - as on PostgreSQL
) -> list[Candidate]:
    """Nothing: SQLite compares no spellings."""
    return []


def written(query: Query) -> str:
    """The query in the language of FTS5, every term quoted."""
    unwanted = [f'"{" ".join(term)}"' for term in query.excluded]
    return " NOT ".join([f"({' AND '.join(_terms(query))})", *unwanted])


def holding(keys: Sequence[str], barred: Sequence[str]) -> str:
    """What a document must hold to be found by somebody with these keys, in the language of FTS5."""
    opened = " OR ".join(f'"{token(key)}"' for key in keys)
    return " NOT ".join([f"(audience : ({opened})", *(f'(audience : "{token(key)}")' for key in barred)]) + ")"


def _terms(query: Query) -> list[str]:
    """What must be there, each quoted; the last one is a beginning while it is typed."""
    wanted = [f'"{" ".join(term)}"' for term in query.terms]
    if query.is_open:
        wanted[-1] += " *"
    return wanted


def _candidate(number: int, kind: str, group: str, product: int | None, relevance: float, at: str) -> Candidate:
    return Candidate(number, kind, group, product, relevance, _instant(at))


def _instant(stored: str | datetime) -> datetime:
    """An instant as a raw statement gives it: in UTC, and without saying so."""
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
