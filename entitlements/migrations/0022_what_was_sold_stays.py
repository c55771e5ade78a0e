"""The database itself refuses to delete a line of a contract: a ticket may have relied on it, so it is terminated.

SQLite drops triggers when a later migration rebuilds the table: such a migration runs `forbid` again at its end.
"""

from django.db import migrations

NAME = "entitlements_what_was_sold_stays"
TABLE = "entitlements_entitlement"
POSTGRESQL = (
    f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {NAME} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
)
SQLITE = (f"CREATE TRIGGER {NAME} BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{NAME}'); END",)


def forbid(apps, schema_editor):
    """Let lines stay."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    """Take the refusal back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}", params=None)
        schema_editor.execute(f"DROP FUNCTION {NAME}()", params=None)
        return
    schema_editor.execute(f"DROP TRIGGER {NAME}", params=None)


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0021_ended_contracts")]

    operations = [migrations.RunPython(forbid, allow)]
