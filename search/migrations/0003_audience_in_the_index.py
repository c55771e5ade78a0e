"""The audience goes into the index of the words: a reader may be let to one text of thousands that match.

Keys stand in it with `=` before them, which no word holds. What was indexed before is found again after
`manage.py reindex`.
"""

from django.db import migrations, models

WORDS = "setweight(to_tsvector('portal', title_words), 'A') || setweight(to_tsvector('portal', body_words), 'D')"
POSTGRESQL_DROP = ("ALTER TABLE search_searchdocument DROP COLUMN vector",)
POSTGRESQL_INDEX = "CREATE INDEX search_documents_words ON search_searchdocument USING gin (vector)"
POSTGRESQL = (
    f"ALTER TABLE search_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS ({WORDS}"
    " || array_to_tsvector(string_to_array(audience, ' '))) STORED",
    POSTGRESQL_INDEX,
)
POSTGRESQL_BEFORE = (
    f"ALTER TABLE search_searchdocument ADD COLUMN vector tsvector GENERATED ALWAYS AS ({WORDS}) STORED",
    POSTGRESQL_INDEX,
)
SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS search_words_insert",
    "DROP TRIGGER IF EXISTS search_words_delete",
    "DROP TRIGGER IF EXISTS search_words_update",
    "DROP TABLE search_words",
)


def _sqlite(columns, tokens):
    old, new = (", ".join(f"{row}.{name}" for name in ("id", *columns)) for row in ("old", "new"))
    named = ", ".join(columns)
    gone = f"INSERT INTO search_words (search_words, rowid, {named}) VALUES ('delete', {old});"
    come = f"INSERT INTO search_words (rowid, {named}) VALUES ({new});"
    on = "ON search_searchdocument BEGIN"
    return (
        f"CREATE VIRTUAL TABLE search_words USING fts5 ({named},"
        f" content='search_searchdocument', content_rowid='id', tokenize=\"{tokens}\")",
        f"CREATE TRIGGER search_words_insert AFTER INSERT {on} {come} END",
        f"CREATE TRIGGER search_words_delete AFTER DELETE {on} {gone} END",
        f"CREATE TRIGGER search_words_update AFTER UPDATE OF {named} {on} {gone} {come} END",
        "INSERT INTO search_words (search_words) VALUES ('rebuild')",
    )


def _run(schema_editor, on_postgresql, on_sqlite):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in on_postgresql if is_postgresql else on_sqlite:
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    """Take the index away; SQLite would lose its triggers with the change of the table."""
    _run(schema_editor, POSTGRESQL_DROP, SQLITE_DROP)


def make_index(apps, schema_editor):
    """Let the database keep the index of the words and of the audience."""
    _run(
        schema_editor,
        POSTGRESQL,
        _sqlite(("title_words", "body_words", "audience"), "porter unicode61 tokenchars '=:-'"),
    )


def make_index_of_words(apps, schema_editor):
    """Let the database keep the index of the words alone, as before."""
    _run(schema_editor, POSTGRESQL_BEFORE, _sqlite(("title_words", "body_words"), "porter unicode61"))


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]

    operations = [
        migrations.RunPython(drop_index, make_index_of_words),
        migrations.AddField(
            "searchdocument",
            "audience",
            models.TextField(
                blank=True, default="", editable=False, verbose_name="who finds it: keys with spaces between them"
            ),
            preserve_default=False,
        ),
        migrations.DeleteModel("Audience"),
        migrations.RunPython(make_index, drop_index),
    ]
