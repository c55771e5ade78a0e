"""Words that are spelled nearly like another, nearest first, on PostgreSQL.

The index of before answers which words are near; among 29,000 words the planner read them all instead, and sorted. The
new one answers them in the order in which they are asked for. Writing to the words waits while it is made.
"""

from django.db import migrations

LIKE = "CREATE INDEX search_titlewords_like ON search_titleword USING gin (word gin_trgm_ops)"
NEAREST = "CREATE INDEX search_titlewords_nearest ON search_titleword USING gist (word gist_trgm_ops(siglen=64))"


def order(apps, schema_editor):
    """Let the index find the nearest words first."""
    _run(schema_editor, NEAREST, "DROP INDEX search_titlewords_like")


def only_find(apps, schema_editor):
    """Let the index find near words in no order."""
    _run(schema_editor, LIKE, "DROP INDEX search_titlewords_nearest")


def _run(schema_editor, *statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_words_of_titles")]

    operations = [migrations.RunPython(order, only_find)]
