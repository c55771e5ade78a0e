"""The database itself refuses to change or delete what was recorded of a contract: a change is a new version.

SQLite drops triggers when a later migration rebuilds the table: such a migration runs `forbid` again at its end.
"""

from django.db import migrations

NAME = "entitlements_versions_are_only_added_to"
TABLE = "entitlements_contractversion"
POSTGRESQL = (
    f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" RAISE EXCEPTION '{NAME}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {NAME} BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()",
)
SQLITE = tuple(
    f"CREATE TRIGGER {NAME}_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{NAME}'); END"
    for verb in ("UPDATE", "DELETE")
)


def forbid(apps, schema_editor):
    """Let the table only grow."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    """Take the refusal back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}", params=None)
        schema_editor.execute(f"DROP FUNCTION {NAME}()", params=None)
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(f"DROP TRIGGER {NAME}_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0014_terminated_as_of_a_day")]

    operations = [migrations.RunPython(forbid, allow)]
