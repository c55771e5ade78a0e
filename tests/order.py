"""Which test comes when: so that two processes that share a run (`--dist worksteal`) wait for nothing."""

import pytest

LONGEST = {"test_taking_back.py"}
"""Modules whose one test takes as long as a tenth of a run: begun first, for nothing else goes on behind them."""


def in_order(items: list[pytest.Item], *, workers: int) -> list[pytest.Item]:
    """The tests as `workers` processes take them, each a share in this order; who is done takes of another's end.

    The first process begins with the longest, for which it must migrate a database that is not kept. The second one
    begins with what needs no database.
    """
    longest = [item for item in items if item.path.name in LONGEST]
    asking = [item for item in items if item not in longest and asks_database(item)]
    others = [item for item in items if not asks_database(item)]
    share = len(items) // workers - len(longest)
    return [*longest, *asking[:share], *others, *asking[share:]]


def asks_database(item: pytest.Item) -> bool:
    """Whether a test needs the database, by its mark or by one of its fixtures."""
    return bool(item.get_closest_marker("django_db")) or "django_db_setup" in getattr(item, "fixturenames", ())
