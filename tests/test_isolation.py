"""Every address, asked as everybody: invisible is 404, forbidden is 403, and no page costs more than it may."""

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import cast

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.pages import PAGES, Address, Reader, is_exempt, names
from tools import access

pytestmark = pytest.mark.django_db

each_address = pytest.mark.parametrize("address", PAGES, ids=lambda address: address.label)


def client_of(reader: Reader) -> Client:
    """A client that is logged in as `reader`."""
    client = Client()
    if reader is not Reader.ANONYMOUS:
        client.force_login(User.objects.get(email=reader), backend="portal.authentication.Backend")
    return client


def ask(address: Address, client: Client) -> HttpResponseBase:
    """What `address` answers to the reader of `client`."""
    answer = prepared(address, client)()
    if answer.streaming:
        list(cast("Iterable[bytes]", answer))  # what was sent whole is closed
    return answer


def prepared(address: Address, client: Client) -> Callable[[], HttpResponseBase]:
    """The question to `address`, with its objects found and its data written."""
    send = client.post if address.method == "POST" else client.get
    return partial(send, reverse(address.name, kwargs=address.arguments()), address.data())


def test_every_address_is_listed_once() -> None:
    listed = [(address.name, address.method) for address in PAGES]
    assert sorted(set(listed)) == sorted(listed)
    assert {name for name, _ in listed} == {name for name in names() if not is_exempt(name)}


READ_ONLY = [
    address
    for address in PAGES
    if address.method == "GET" and (address.name, "POST") not in {(each.name, each.method) for each in PAGES}
]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("address", READ_ONLY, ids=lambda address: address.name)
def test_an_address_that_takes_a_form_is_listed_with_it(address: Address) -> None:
    sent = client_of(address.portrait).post(reverse(address.name, kwargs=address.arguments()))

    assert sent.status_code in {HTTPStatus.METHOD_NOT_ALLOWED, address.answers[address.portrait]}


@pytest.mark.usefixtures("world")
@each_address
def test_an_address_answers_each_reader_as_listed(address: Address) -> None:
    address.arguments()  # what they find or make is there for every reader
    given = {}
    for reader in Reader:
        with transaction.atomic():
            given[reader.name] = answer_to(reader, address)
            transaction.set_rollback(True)

    assert given == {reader.name: address.answers[reader] for reader in Reader}


def answer_to(reader: Reader, address: Address) -> int:
    """The status that `reader` gets; who is sent somewhere without being known is sent to the login page."""
    answer = ask(address, client_of(reader))
    if reader is Reader.ANONYMOUS and answer.status_code == HTTPStatus.FOUND:
        assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return answer.status_code


@pytest.mark.usefixtures("world")
@each_address
def test_an_address_costs_no_more_statements_than_listed(address: Address) -> None:
    question = prepared(address, client_of(address.portrait))
    with CaptureQueriesContext(connection) as statements:
        answer = question()
    if answer.streaming:
        list(cast("Iterable[bytes]", answer))

    assert len(statements) <= address.statements, "\n".join(query["sql"][:160] for query in statements)


@pytest.mark.usefixtures("world")
@each_address
def test_every_answer_carries_the_policy(address: Address) -> None:
    answer = ask(address, client_of(address.portrait))

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_published_page_says_who_gets_what() -> None:
    assert access.PAGE.read_text() == access.page(), "Run `make docs`."
