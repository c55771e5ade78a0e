"""Search on SQLite: an FTS5 table over the stored words, kept by triggers."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from search.rules import CANDIDATES, Candidate, Query

_FOUND = """
    SELECT d.id, d.kind, d."group", d.product_id, -bm25(search_words, 8.0, 1.0), d.at
    FROM search_words JOIN search_searchdocument d ON d.id = search_words.rowid
    WHERE search_words MATCH %(query)s
    AND EXISTS (SELECT 1 FROM search_audience a
                WHERE a.document_id = d.id AND a.key IN (SELECT value FROM json_each(%(keys)s))){narrow}{barred}
    ORDER BY search_words.rowid DESC LIMIT {most}
"""
_BARRED = """
    AND NOT EXISTS (SELECT 1 FROM search_audience a
                    WHERE a.document_id = d.id AND a.key IN (SELECT value FROM json_each(%(barred)s)))
"""
_NARROW = {
    "kinds": "d.kind IN (SELECT value FROM json_each(%(kinds)s))",
    "product": "d.product_id = %(product)s",
    "version": """EXISTS (SELECT 1 FROM search_searchdocument_versions v
                         WHERE v.searchdocument_id = d.id AND v.version_id = %(version)s)""",
}


def find(query: Query, keys: Sequence[str], barred: Sequence[str], narrow: Mapping[str, Any]) -> list[Candidate]:
    """What somebody who holds `keys` and is kept out by `barred` finds: the newest matches."""
    values = {"query": written(query), "keys": json.dumps(list(keys)), "barred": json.dumps(list(barred)), **narrow}
    if "kinds" in narrow:
        values["kinds"] = json.dumps(list(narrow["kinds"]))
    narrowed = "".join(f" AND {_NARROW[name]}" for name in narrow)
    statement = _FOUND.format(narrow=narrowed, barred=_BARRED if barred else "", most=CANDIDATES)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
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
    wanted = [f'"{" ".join(term)}"' for term in query.terms]
    if query.is_open:
        wanted[-1] += " *"
    unwanted = [f'"{" ".join(term)}"' for term in query.excluded]
    return " NOT ".join([f"({' AND '.join(wanted)})", *unwanted])


def _candidate(number: int, kind: str, group: str, product: int | None, relevance: float, at: str) -> Candidate:
    return Candidate(number, kind, group, product, relevance, _instant(at))


def _instant(stored: str | datetime) -> datetime:
    """An instant as a raw statement gives it: in UTC, and without saying so."""
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
