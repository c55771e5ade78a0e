"""One package covers one license once a day: an exclusion constraint on PostgreSQL, two triggers on SQLite.

SQLite drops triggers when a later migration rebuilds the table: such a migration runs `forbid` again at its end.
"""

from django.db import migrations

NAME = "entitlements_one_package_a_license"
TABLE = "entitlements_coveredlicense"
EXCLUSION = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist"
    " (license_id WITH =, package_id WITH =, daterange(starts_on, ends_on) WITH &&)",
)
TRIGGER = f"""
CREATE TRIGGER {NAME}_{{verb}} BEFORE {{verb}} ON {TABLE}
WHEN EXISTS (
    SELECT 1 FROM {TABLE} AS other
    WHERE other.license_id = NEW.license_id AND other.package_id = NEW.package_id AND other.id IS NOT {{own}}
    AND NEW.starts_on < NEW.ends_on AND other.starts_on < other.ends_on
    AND other.starts_on < NEW.ends_on AND NEW.starts_on < other.ends_on
)
BEGIN SELECT RAISE(ABORT, '{NAME}'); END
"""


def forbid(apps, schema_editor):
    """Refuse two terms of one package for one license that share a day."""
    if schema_editor.connection.vendor == "postgresql":
        statements = EXCLUSION
    else:
        statements = (TRIGGER.format(verb="INSERT", own="NULL"), TRIGGER.format(verb="UPDATE", own="OLD.id"))
    for statement in statements:
        schema_editor.execute(statement, params=None)


def allow(apps, schema_editor):
    """Take the refusal back; the extension stays, others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}", params=None)
        return
    for verb in ("INSERT", "UPDATE"):
        schema_editor.execute(f"DROP TRIGGER {NAME}_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0005_sale_events")]

    operations = [migrations.RunPython(forbid, allow)]
