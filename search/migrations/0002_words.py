"""The index of the words: a generated column on PostgreSQL, a table of FTS5 with triggers on SQLite.

The configuration `portal` stems English words and drops none, so that both databases find the same. SQLite drops
triggers when a later migration rebuilds the table: such a migration runs `make_index` again at its end.
"""

from django.db import migrations

TOKENS = (
    "asciiword, word, numword, int, uint, float, sfloat, version, email, host, url, url_path, file,"
    " hword, hword_part, hword_asciipart, hword_numpart, asciihword, numhword"
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE TEXT SEARCH DICTIONARY portal_stem (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION portal (PARSER = default)",
    f"ALTER TEXT SEARCH CONFIGURATION portal ADD MAPPING FOR {TOKENS} WITH portal_stem",
    "ALTER TABLE search_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('portal', title_words), 'A') || setweight(to_tsvector('portal', body_words), 'D')) STORED",
    "CREATE INDEX search_documents_words ON search_searchdocument USING gin (vector)",
    "CREATE INDEX search_documents_titles ON search_searchdocument USING gin (title_words gin_trgm_ops)",
)
POSTGRESQL_BACK = (
    "DROP INDEX search_documents_titles",
    "ALTER TABLE search_searchdocument DROP COLUMN vector",
    "DROP TEXT SEARCH CONFIGURATION portal",
    "DROP TEXT SEARCH DICTIONARY portal_stem",
)
OLD = "INSERT INTO search_words (search_words, rowid, title_words, body_words) VALUES ('delete', old.id, old.title_words, old.body_words);"
NEW = "INSERT INTO search_words (rowid, title_words, body_words) VALUES (new.id, new.title_words, new.body_words);"
SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5 (title_words, body_words,"
    " content='search_searchdocument', content_rowid='id', tokenize='porter unicode61')",
    f"CREATE TRIGGER search_words_insert AFTER INSERT ON search_searchdocument BEGIN {NEW} END",
    f"CREATE TRIGGER search_words_delete AFTER DELETE ON search_searchdocument BEGIN {OLD} END",
    "CREATE TRIGGER search_words_update AFTER UPDATE OF title_words, body_words ON search_searchdocument"
    f" BEGIN {OLD} {NEW} END",
)
SQLITE_BACK = (
    "DROP TRIGGER search_words_insert",
    "DROP TRIGGER search_words_delete",
    "DROP TRIGGER search_words_update",
    "DROP TABLE search_words",
)


def make_index(apps, schema_editor):
    """Let the database keep the index of the words."""
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop_index(apps, schema_editor):
    """Take it back; the extension stays, others may use it."""
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, on_postgresql, on_sqlite):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in on_postgresql if is_postgresql else on_sqlite:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make_index, drop_index)]
