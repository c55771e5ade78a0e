"""Search on PostgreSQL: a generated `tsvector` with a GIN index; similar titles by the trigrams of their words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg.sql import Literal

from search.rules import CANDIDATES, SHORTEST_LIKE, SIMILAR, Candidate, Query, token

_WEIGHTS = [0.1, 0.2, 0.3, 1.0]
"""Of a word in the text, and, last, of one in the title."""
_SORTED = 3000
"""So many matches are sorted in less time than their newest are met from the last row on, among 100,000 texts."""
_SAMPLED, _OFTEN = 400, 16
"""Where so many of the newest texts match, the newest matches are soon met, and nothing is counted."""
_NEAR = 5
"""Words of titles that are tried for one that was looked for."""
_COMPARED = 100
"""Titles with such words that are compared as a whole."""
_MATCHES = """
    SELECT d.id FROM search_searchdocument d
    WHERE d.vector @@ (to_tsquery('portal', %(query)s) && %(held)s::tsquery){narrow}
"""
_SAMPLE = """
    SELECT d.id FROM (SELECT * FROM search_searchdocument ORDER BY id DESC LIMIT %(sampled)s) d
    WHERE d.vector @@ (to_tsquery('portal', %(query)s) && %(held)s::tsquery){narrow}
"""
_COLUMNS = """d.id, d.kind, d."group", d.product_id,
    ts_rank_cd(%(weights)s::real[], d.vector, to_tsquery('portal', %(query)s), 1), d.at"""
_NEWEST = """
    WITH often AS MATERIALIZED (
        SELECT count(*) >= %(often)s AS so FROM ({sample}) sample
    ), m AS MATERIALIZED ({matches} AND NOT (SELECT so FROM often) LIMIT %(sorted)s + 1),
    many AS (SELECT count(*) > %(sorted)s OR (SELECT so FROM often) AS too FROM m),
    newest AS MATERIALIZED (
        (SELECT id FROM m WHERE NOT (SELECT too FROM many) ORDER BY id DESC LIMIT %(most)s)
        UNION ALL
        ({matches} AND (SELECT too FROM many) ORDER BY d.id DESC LIMIT %(most)s)
    )
    SELECT {columns} FROM newest JOIN search_searchdocument d USING (id)
"""
_NARROW = {
    "kinds": "d.kind = ANY(%(kinds)s)",
    "product": "d.product_id = %(product)s",
    "version": """EXISTS (SELECT 1 FROM search_searchdocument_versions v
                         WHERE v.searchdocument_id = d.id AND v.version_id = %(version)s)""",
}
_TITLES = "(to_tsvector('portal', d.title_words) || array_to_tsvector(string_to_array(d.audience, ' ')))"
"""The words of a title and the keys, without the text: what the index `search_documents_titles` holds."""
_PROPOSED = """
    SELECT d.id, d.kind, d."group", d.product_id, d.title_words, d.at
    FROM search_searchdocument d
    WHERE {words} @@ (SELECT to_tsquery('portal', {said}) && %(held)s::tsquery FROM near){narrow}{when}
    LIMIT %(compared)s
"""
_SIMILAR = """
    WITH near AS MATERIALIZED (
        SELECT string_agg('(' || titled || ')', ' & ') AS titled, string_agg('(' || said || ')', ' & ') AS said
        FROM (
            SELECT string_agg(quote_literal(w.word), ' | ') AS titled,
                   quote_literal(a.asked) || ' | ' || string_agg(quote_literal(w.word) || ':A', ' | ') AS said
            FROM unnest(%(asked)s::text[]) a(asked)
            CROSS JOIN LATERAL (
                SELECT word FROM search_titleword WHERE word %% a.asked
                ORDER BY word <-> a.asked, word LIMIT %(near)s
            ) w
            GROUP BY a.asked
        ) each
    ), titles AS MATERIALIZED ({titles}), texts AS MATERIALIZED ({texts})
    SELECT id, kind, "group", product_id, word_similarity(%(text)s, title_words), at
    FROM (SELECT * FROM titles UNION SELECT * FROM texts) m ORDER BY 5 DESC, id DESC LIMIT %(similar)s
"""
_FEW = " AND (SELECT count(*) < %(similar)s FROM titles)"


def find(query: Query, keys: Sequence[str], barred: Sequence[str], narrow: Mapping[str, Any]) -> list[Candidate]:
    """What somebody who holds `keys` and is kept out by `barred` finds: all when it is rare, else the newest.

    Matches are looked up without an order: for a rare word the planner would read the whole table from its newest row.
    Up to `_SORTED` are sorted; where there are more, the newest are soon met on the way back from the last row. A word
    that many of the newest texts hold is not looked up at all: of a very common one the planner reads the table.
    """
    values = {"query": written(query), "held": holding(keys, barred), **narrow}
    values |= {"weights": _WEIGHTS, "most": CANDIDATES, "sorted": _SORTED, "sampled": _SAMPLED, "often": _OFTEN}
    parts = {name: part.format(narrow=_narrowed(narrow)) for name, part in (("matches", _MATCHES), ("sample", _SAMPLE))}
    return _candidates(_NEWEST.format(**parts, columns=_COLUMNS), values)


def similar(query: Query, keys: Sequence[str], barred: Sequence[str], narrow: Mapping[str, Any]) -> list[Candidate]:
    """Titles with words that are spelled nearly like what was looked for; a word that none is like is left out.

    The words of titles are of titles for anybody: they choose what is looked for, and the keys what is found.
    """
    words = sorted({word for word in query.words if len(word) >= SHORTEST_LIKE})
    if not words:
        return []
    values = {"asked": words, "text": " ".join(query.words), "held": holding(keys, barred), **narrow}
    values |= {"near": _NEAR, "compared": _COMPARED, "similar": SIMILAR}
    return _candidates(_proposing(_narrowed(narrow)), values)


def _proposing(narrow: str) -> str:
    """Titles with a near word for each, and, where they are few, those with some of the words in the text."""
    titles = _PROPOSED.format(words=_TITLES, said="titled", narrow=narrow, when="")
    texts = _PROPOSED.format(words="d.vector", said="said", narrow=narrow, when=_FEW)
    return _SIMILAR.format(titles=titles, texts=texts)


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


def _candidates(statement: str, values: Mapping[str, Any]) -> list[Candidate]:
    """What a statement finds. What is looked for stands in its words: a plan for any query is none for a rare one."""
    with connection.cursor() as cursor:
        for name in ("query", "held"):
            literal = Literal(values.get(name, "")).as_string(cursor.connection).replace("%", "%%")
            statement = statement.replace(f"%({name})s", literal)
        cursor.execute(statement, values)
        return [Candidate(*row) for row in cursor.fetchall()]
