"""Every address, asked as everybody: invisible is 404, forbidden is 403, and no page costs more than it may."""

from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.shortcuts import resolve_url
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.asking import client_of, place, prepared, question, whole
from tests.pages import PAGES, Address, Reader, is_exempt, names
from tools import access

pytestmark = pytest.mark.django_db

each_address = pytest.mark.parametrize("address", PAGES, ids=lambda address: address.label)


def test_every_address_is_listed_once() -> None:
    listed = [(address.name, address.method) for address in PAGES]
    assert sorted(set(listed)) == sorted(listed)
    assert {name for name, _ in listed} == {name for name in names() if not is_exempt(name)}


READ_ONLY = [
    address
    for address in PAGES
    if address.method == "GET" and (address.name, "POST") not in {(each.name, each.method) for each in PAGES}
]


@pytest.mark.usefixtures("sessions")
@pytest.mark.parametrize("address", READ_ONLY, ids=lambda address: address.name)
def test_an_address_that_takes_a_form_is_listed_with_it(address: Address) -> None:
    sent = client_of(address.portrait).post(reverse(address.name, kwargs=address.arguments()))

    assert sent.status_code in {HTTPStatus.METHOD_NOT_ALLOWED, address.answers[address.portrait]}


@pytest.mark.usefixtures("sessions")
@each_address
def test_an_address_answers_each_reader_as_listed_and_under_the_policy(address: Address) -> None:
    path = place(address)
    given = {}
    for reader in Reader:
        with transaction.atomic():
            given[reader.name] = answer_to(reader, address, path)
            transaction.set_rollback(True)

    assert given == {reader.name: address.answers[reader] for reader in Reader}


def answer_to(reader: Reader, address: Address, path: str) -> int:
    """The status that `reader` gets; who is sent somewhere without being known is sent to the login page."""
    answer = whole(question(address, path, client_of(reader))())
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    if reader is Reader.ANONYMOUS and answer.status_code == HTTPStatus.FOUND:
        assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return answer.status_code


@pytest.mark.usefixtures("sessions")
@each_address
def test_an_address_costs_no_more_statements_than_listed(address: Address) -> None:
    asked = prepared(address, client_of(address.portrait))
    with CaptureQueriesContext(connection) as statements:
        answer = asked()
    whole(answer)

    assert len(statements) <= address.statements, "\n".join(query["sql"][:160] for query in statements)


def test_the_published_page_says_who_gets_what() -> None:
    assert access.PAGE.read_text() == access.page(), "Run `make docs`."
