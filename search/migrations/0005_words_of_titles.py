"""Each word of a title once, on PostgreSQL: titles that are spelled nearly like a search are found by them.

Comparing the letters of every title took 20 to 60 ms at 100,000 texts, and those of every word once takes one. The
database keeps the words by itself. A word goes with its last title, since what was redacted must be gone.
"""

from django.db import migrations

SHORTEST, LONGEST = 4, 40
WORDS = "SELECT unnest(string_to_array(title_words, ' ')) AS word FROM"
TABLE = "CREATE TABLE search_titleword (word text PRIMARY KEY)"
FILL = (
    f"INSERT INTO search_titleword (word) SELECT DISTINCT word FROM ({WORDS} {{rows}}) said"
    f" WHERE length(word) BETWEEN {SHORTEST} AND {LONGEST} ORDER BY word ON CONFLICT DO NOTHING"
)
FORGET = """
    DELETE FROM search_titleword w USING ({gone}) gone
    WHERE w.word = gone.word AND NOT EXISTS (
        SELECT 1 FROM search_searchdocument d
        WHERE d.vector @@ to_tsquery('portal', quote_literal(gone.word) || ':A')
        AND gone.word = ANY(string_to_array(d.title_words, ' '))
    )
"""
LEARN = FILL.format(rows="new_rows")
KEPT = {
    "INSERT": ("NEW TABLE AS new_rows", LEARN),
    "UPDATE": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        f"{LEARN}; {FORGET.format(gone=f'{WORDS} old_rows EXCEPT {WORDS} new_rows')}",
    ),
    "DELETE": ("OLD TABLE AS old_rows", FORGET.format(gone=f"{WORDS} old_rows GROUP BY word")),
}


def _kept(name):
    rows, does = KEPT[name]
    called = f"search_titlewords_{name.lower()}"
    yield (
        f"CREATE FUNCTION {called}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN {does}; RETURN NULL; END $body$"
    )
    yield (
        f"CREATE TRIGGER {called} AFTER {name} ON search_searchdocument REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {called}()"
    )


def _kept_no_more(name):
    called = f"search_titlewords_{name.lower()}"
    yield f"DROP TRIGGER {called} ON search_searchdocument"
    yield f"DROP FUNCTION {called}"


def keep_words(apps, schema_editor):
    """Let the database keep the words of titles."""
    _run(
        schema_editor,
        TABLE,
        FILL.format(rows="search_searchdocument"),
        "CREATE INDEX search_titlewords_like ON search_titleword USING gin (word gin_trgm_ops)",
        *(statement for name in KEPT for statement in _kept(name)),
        "DROP INDEX search_documents_titles",
    )


def forget_words(apps, schema_editor):
    """Compare whole titles again."""
    _run(
        schema_editor,
        "CREATE INDEX search_documents_titles ON search_searchdocument USING gin (title_words gin_trgm_ops)",
        *(statement for name in KEPT for statement in _kept_no_more(name)),
        "DROP TABLE search_titleword",
    )


def _run(schema_editor, *statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_references_and_deflection")]

    operations = [migrations.RunPython(keep_words, forget_words)]
