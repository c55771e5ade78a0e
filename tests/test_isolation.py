"""Every address, asked as everybody: invisible is 404, forbidden is 403, and no page costs more than it may.

What is for agents only is looked for in every byte that a customer gets, and every field that is read in the list.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from outbox.models import OutboundMessage
from tests import fields
from tests.asking import client_of, place, question
from tests.canary import CANARY, hide, sent
from tests.pages import PAGES, Address, Reader, is_exempt, names
from tests.pages.registry import DESK
from tests.test_rows_in_forms import unclassified
from tools import access

pytestmark = pytest.mark.django_db

CUSTOMERS = set(Reader) - {*DESK, Reader.FAR_AGENT, Reader.ADMINISTRATOR}
each_address = pytest.mark.parametrize("address", PAGES, ids=lambda address: address.label)


@pytest.fixture(scope="module")
def _canary(sessions: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001 - it comes first
    """The ticket of the list holds the canary, as part of the module's world."""
    with django_db_blocker.unblock():
        known = list(OutboundMessage.objects.values_list("pk", flat=True))
        hide()
        OutboundMessage.objects.exclude(pk__in=known).delete()  # who delivers what waits has no more to do


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


@pytest.mark.usefixtures("_canary")
@each_address
def test_an_address_answers_each_reader_as_listed_at_its_cost_and_keeps_what_is_for_agents(address: Address) -> None:
    """The fields that it reads are listed with it."""
    path, given = place(address), {}
    with taken_back(), fields.noted() as read:
        ask = question(address, path, client_of(address.portrait))
        with CaptureQueriesContext(connection) as statements:
            answer = ask()
        spent = [query["sql"] for query in statements]  # the next request forgets them
        given[address.portrait] = received(address.portrait, answer)
    for reader in set(Reader) - {address.portrait}:
        with taken_back():
            given[reader] = received(reader, question(address, path, client_of(reader))())

    assert {reader.name: status for reader, (status, _) in given.items()} == listed(address)
    assert [reader.name for reader in CUSTOMERS if CANARY.encode() in given[reader][1]] == []
    assert unclassified(read, address) == set()
    assert len(spent) <= address.statements, "\n".join(sql[:160] for sql in spent)


def listed(address: Address) -> dict[str, int]:
    """What the list says that each reader gets, by the reader's name."""
    return {reader.name: address.answers[reader] for reader in Reader}


@contextmanager
def taken_back() -> Iterator[None]:
    """What is changed meanwhile is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def received(reader: Reader, answer: HttpResponseBase) -> tuple[int, bytes]:
    """The status and all bytes of an answer; who is sent somewhere without being known is sent to the login page."""
    content = sent(answer)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    if reader is Reader.ANONYMOUS and answer.status_code == HTTPStatus.FOUND:
        assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))
    return answer.status_code, content


def test_the_published_page_says_who_gets_what() -> None:
    assert access.PAGE.read_text() == access.page(), "Run `make docs`."
