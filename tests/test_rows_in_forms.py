"""Every row that a form or a query names comes through the door: one that is out of reach answers as none at all.

`tests/test_isolation.py` sees to it that the list says of every field whether it names a row.
"""

import re
from typing import Any

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.asking import client_of
from tests.pages import PAGES, Address
from tests.pages.registry import PLAIN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]

MISSING = 987654321
CHANGING = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
NOTED = "search_emptysearch"
"""What was looked for in vain is noted the first time and kept the second, whatever was asked."""
# Written anew for each answer, and known to nobody: tokens of forms and of the request.
FRESH = re.compile(rb'(name="(?:csrfmiddlewaretoken|token)" value="|"X-CSRFToken": ")[^"]+')


def unclassified(names: set[str], address: Address) -> set[str]:
    """Fields of which the list does not say whether they name a row; a number in a name stands for any."""
    return {re.sub(r"\d+", "N", name) for name in names} - PLAIN - {*address.rows, *address.known}


NAMED_ROWS = [pytest.param(address, name, id=f"{address.label}-{name}") for address in PAGES for name in address.rows]


def answer_to(address: Address, client: Client, changed: dict[str, Any]) -> tuple[HttpResponseBase, list[str]]:
    """What the address says to its data with `changed` in it, and the kinds of changes that it made."""
    send = client.post if address.method == "POST" else client.get
    url, data = reverse(address.name, kwargs=address.arguments()), {**address.data(), **changed}
    with CaptureQueriesContext(connection) as statements:
        answer = send(url, data)
    made = [found.groups() for query in statements if (found := CHANGING.match(query["sql"]))]
    made = [change for change in made if change[1] != NOTED]
    return answer, [" ".join(change) for change in made]


def body(answer: HttpResponseBase, *values: object) -> bytes:
    """What is sent, without what is new in every answer and without the values that were asked for."""
    content: bytes = getattr(answer, "content", b"")
    plain = FRESH.sub(rb"\1", content)
    asked = b"|".join(re.escape(str(value).encode()) for value in values)
    return re.sub(rb"\b(?:%s)\b" % asked, b"ROW", plain)


@pytest.mark.parametrize(("address", "name"), NAMED_ROWS)
def test_a_row_out_of_reach_is_answered_as_one_that_does_not_exist(address: Address, name: str) -> None:
    foreign = address.rows[name]()
    missing = MISSING if isinstance(foreign, int) else "ZZZ-9876"
    client = client_of(address.portrait)
    nothing, unchanged = answer_to(address, client, {name: missing})

    answer, changed = answer_to(address, client, {name: foreign})

    assert answer.status_code == nothing.status_code
    assert answer.get("Location") == nothing.get("Location")
    assert body(answer, foreign, missing) == body(nothing, foreign, missing)
    assert changed == unchanged
