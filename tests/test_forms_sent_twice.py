"""A form that is sent twice, by a double click or a page that was reloaded, acts once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.asking import client_of
from tests.pages import Address
from tests.test_what_no_form_sends import BROKEN, FORMS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]

DONE = 302
MADE = re.compile(r'^INSERT INTO "(\w+)"')
ACTS = [address for address in FORMS if address.answers[address.portrait] == DONE]
REPEATED = {
    "people:invitation-resending": "each asks for a mail, and their number is limited",
    "oncall:ways-test": "each calls the agent's own devices, to try them",
    "people:away": "an absence that lasts already is replaced",
    "notifications:announcement-text": "each is a line of the history",
    "notifications:announcement-publication": "each says until when, and is a line of the history; it is mailed once",
    "environment": "each is a line of the history",
    "knowledgebase:restoration": "each is a draft, which is thrown away as it was made",
}
"""Acts that may be done again at once, and why."""


def rows_of(tables: set[str]) -> dict[str, int]:
    """How many rows there are in each table."""
    counted = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - a name that Django wrote
            counted[table] = cursor.fetchone()[0]
    return counted


@pytest.mark.parametrize("address", ACTS, ids=lambda address: address.name)
def test_a_form_that_is_sent_twice_acts_once(address: Address) -> None:
    url, client = reverse(address.name, kwargs=address.arguments()), client_of(address.portrait)
    form = {"token": "the-token-of-its-page", **address.data()}
    with CaptureQueriesContext(connection) as statements:
        assert client.post(url, form).status_code == DONE
    made = {found.group(1) for query in statements if (found := MADE.match(query["sql"]))} - {"django_session"}
    before = rows_of(made)

    again = client.post(url, form)

    assert again.status_code < BROKEN
    assert rows_of(made) == before or address.name in REPEATED
