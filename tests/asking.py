"""Asking an address as somebody: with sessions that are opened once for a module's world."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages import Address, Reader

_opened: dict[Reader, str] = {}


def open_all() -> None:
    """Log everybody in, as part of the world: a test that ends or changes a session is rolled back to it."""
    for reader in set(Reader) - {Reader.ANONYMOUS}:
        client = Client()
        client.force_login(User.objects.get(email=reader), backend="portal.authentication.Backend")
        _opened[reader] = client.cookies[settings.SESSION_COOKIE_NAME].value


def forget_all() -> None:
    """Forget the sessions of a world that is rolled back."""
    _opened.clear()


def client_of(reader: Reader) -> Client:
    """A client of its own that is logged in as `reader`, for a test with the fixture `sessions`."""
    client = Client()
    if reader is not Reader.ANONYMOUS:
        client.cookies[settings.SESSION_COOKIE_NAME] = _opened[reader]
    return client


def ask(address: Address, client: Client) -> HttpResponseBase:
    """What `address` answers to the reader of `client`."""
    return whole(prepared(address, client)())


def prepared(address: Address, client: Client) -> Callable[[], HttpResponseBase]:
    """The question to `address`, with its objects found and its data written."""
    return question(address, place(address), client)


def place(address: Address) -> str:
    """The path of `address` to the objects that its tests ask for, which are made where they are missing."""
    return reverse(address.name, kwargs=address.arguments())


def question(address: Address, path: str, client: Client) -> Callable[[], HttpResponseBase]:
    """The question to the `path` of `address`, with its data written."""
    send = client.post if address.method == "POST" else client.get
    return partial(send, path, address.data())


def whole(answer: HttpResponseBase) -> HttpResponseBase:
    """`answer`, read to its end if it streams: what was sent whole is closed."""
    if answer.streaming:
        list(cast("Iterable[bytes]", answer))
    return answer
