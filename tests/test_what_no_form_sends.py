"""Every address is sent what no form of ours sends: it answers in order, and what it refuses changes nothing."""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import fields
from tests.asking import client_of
from tests.pages import PAGES, Address, foreign

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.usefixtures("sessions")]

FORMS = [address for address in PAGES if address.method == "POST"]
QUESTIONS = [address for address in PAGES if address.method == "GET"]
REFUSED, BROKEN = 400, 500
URLENCODED = "application/x-www-form-urlencoded"
JUNK = {
    "nothing": "",
    "NUL": "a\0b",
    "more digits than Python reads": "9" * 5000,
    "a number that no column holds": str(2**63),
    "an instant that is none": "2026-02-30T25:61:00+99:99",
    "a list, backwards": '\u202e["1", {"a": null}]\u2069',
}
IN_ONE = ("NUL", "a long text", "a number that no column holds", "a row of somebody else")
ONE = {**JUNK, "a long text": "x" * 70_000, "a row of somebody else": str(foreign.NUMBER)}
RAW = ("=%ED%A0%80%ED%B0%80", "=%FF%FE%00%80", "=%")
"""Lone surrogates, bytes of no text, half an escape."""
CHANGE = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
UNHARMED = frozenset({"django_session"})


def lasting(statements: CaptureQueriesContext) -> list[str]:
    """The tables that were changed for good: what was rolled back to a savepoint is not among them."""
    changed: list[str] = []
    marks: dict[str, int] = {}
    for query in statements:
        words = query["sql"].split('"')
        if query["sql"].startswith("SAVEPOINT"):
            marks[words[1]] = len(changed)
        elif query["sql"].startswith("ROLLBACK TO"):
            del changed[marks[words[1]] :]
        elif found := CHANGE.match(query["sql"]):
            changed.append(found.group(2))
    return [table for table in changed if table not in UNHARMED]


def sent(
    client: Client, address: Address, url: str, names: set[str], before: dict[str, Any]
) -> Iterator[tuple[str, Any]]:
    """What each kind of nonsense is answered, one after the other: in all fields, then in one field of a good form."""
    if address.method == "GET":
        for kind in ("NUL", "more digits than Python reads", "a list, backwards"):
            yield kind, lambda kind=kind: client.get(url, dict.fromkeys(names, JUNK[kind]))
        return
    for kind, junk in JUNK.items():
        yield kind, lambda junk=junk: client.post(url, dict.fromkeys(names, junk))
    for name, kind in zip(sorted(before), cycle(IN_ONE), strict=False):
        yield f"{kind} in {name}", lambda name=name, kind=kind: client.post(url, {**before, name: ONE[kind]})
    yield from bodies(client, url, names)


def bodies(client: Client, url: str, names: set[str]) -> Iterator[tuple[str, Any]]:
    """Bodies that are no form at all, or more of one than is read."""
    raw = "&".join(f"{quote_plus(name)}{ending}" for name in names for ending in RAW)
    yield "bytes of no text", lambda: client.post(url, raw, content_type=URLENCODED)
    files = {name: SimpleUploadedFile("a\0\u202egnp.exe", b"") for name in names}
    yield "files for words", lambda: client.post(url, files)
    many = "&".join(["a=1"] * 10_000)
    yield "ten thousand fields", lambda: client.post(url, many, content_type=URLENCODED)
    yield "no form", lambda: client.post(url, "{", content_type="application/json")
    yield "a form without an edge", lambda: client.post(url, b"--x\r\n", content_type="multipart/form-data")
    yield "another encoding", lambda: client.post(url, b"a=1", content_type=f"{URLENCODED}; charset=utf-16")


@pytest.mark.parametrize("address", [*FORMS, *QUESTIONS], ids=lambda address: address.label)
def test_nonsense_breaks_nothing_and_what_is_refused_changes_nothing(address: Address) -> None:
    url, client, before = reverse(address.name, kwargs=address.arguments()), client_of(address.portrait), address.data()
    with fields.noted() as asked_for:
        (client.post if address.method == "POST" else client.get)(url, {})
    names = {*asked_for, *before} - {"csrfmiddlewaretoken"}

    for kind, ask in sent(client, address, url, names, before):
        with transaction.atomic():
            with CaptureQueriesContext(connection) as statements:
                answer = ask()
            check(answer, lasting(statements), kind)
            transaction.set_rollback(True)


def check(answer: HttpResponseBase, changed: list[str], kind: str) -> None:
    """Nothing breaks, and a refusal leaves no trace."""
    content: bytes = getattr(answer, "content", b"")
    assert answer.status_code < BROKEN, kind
    assert b"Traceback" not in content, kind
    if answer.status_code >= REFUSED:
        assert changed == [], kind
