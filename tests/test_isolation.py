"""Every address, asked as everybody: invisible is 404, forbidden is 403, and no page costs more than it may."""

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import cast

import pytest
from django.conf import settings
from django.db import connection
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.pages import PAGES, Address, Reader, is_exempt, names
from tools import access

pytestmark = pytest.mark.django_db

each_address = pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)


def client_of(reader: Reader) -> Client:
    """A client that is logged in as `reader`."""
    client = Client()
    if reader is not Reader.ANONYMOUS:
        client.force_login(User.objects.get(email=reader), backend="django.contrib.auth.backends.ModelBackend")
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
    listed = [address.name for address in PAGES]
    assert sorted(set(listed)) == sorted(listed)
    assert set(listed) == {name for name in names() if not is_exempt(name)}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("reader", Reader, ids=lambda reader: reader.name.lower())
@each_address
def test_an_address_answers_each_reader_as_listed(address: Address, reader: Reader) -> None:
    answer = ask(address, client_of(reader))

    assert answer.status_code == address.answers[reader]
    if reader is Reader.ANONYMOUS and answer.status_code == HTTPStatus.FOUND:
        assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))


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
