"""A database that refuses some rows for good, whatever is tried: by a rule that the rollback of the test takes back."""

from django.db import connection

RULE = "CONSTRAINT refused CHECK ({column} <> {value}) NOT VALID"
TRIGGER = "WHEN NEW.{column} = {value} BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: refused'); END"


def refuse(table: str, column: str, value: int) -> None:
    """From now on refuse every new row of `table` whose `column` is `value`, as a constraint of its own would."""
    if connection.vendor == "postgresql":
        change(f"ALTER TABLE {table} ADD {RULE.format(column=column, value=int(value))}")
    else:
        change(f"CREATE TRIGGER refused BEFORE INSERT ON {table} {TRIGGER.format(column=column, value=int(value))}")


def take_again(table: str) -> None:
    """Take what was refused."""
    is_constraint = connection.vendor == "postgresql"
    change(f"ALTER TABLE {table} DROP CONSTRAINT refused" if is_constraint else "DROP TRIGGER refused")


def change(sql: str) -> None:
    """Change a table in the middle of a transaction; what a later moment was to check is checked before."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
