"""Connections to PostgreSQL that keep what they prepared."""

from typing import Any

import psycopg

PREPARED = 400
"""So many statements a connection keeps prepared at most; psycopg's 100 are fewer than the portal's pages have.

What falls out is planned anew ten times before PostgreSQL keeps its plan again.
"""


class Connection(psycopg.Connection[Any]):
    """A connection that keeps every statement of the portal's pages prepared."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.prepared_max = PREPARED
