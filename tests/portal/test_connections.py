"""What a connection to PostgreSQL has prepared stays prepared."""

import pytest
from django.db import connection

from portal.connections import PREPARED, Connection


@pytest.mark.django_db
def test_a_connection_keeps_more_statements_than_psycopg_does() -> None:
    asked = connection.get_connection_params()
    where = {name: asked[name] for name in ("dbname", "user", "password", "host", "port") if asked.get(name)}
    with Connection.connect(**where, prepare_threshold=1) as own:
        for number in range(120):
            for _ in range(2):
                own.execute(f"SELECT {number} + %s", [number])
        kept = own.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert kept == (120,)
    assert PREPARED > 120
