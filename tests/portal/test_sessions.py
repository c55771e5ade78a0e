"""A session is found while it lasts, by either store."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.sessions import SessionStore

pytestmark = pytest.mark.django_db


def begun() -> str:
    store = SessionStore()
    store["word"] = "kept"
    store.create()
    assert store.session_key
    return store.session_key


def test_what_a_session_holds_is_read_by_django_too() -> None:
    key = begun()
    assert SessionStore(key)["word"] == DatabaseStore(key)["word"] == "kept"


@pytest.mark.parametrize("key", ["", "nobodys-key-of-thirty-two-letters", None])
def test_a_key_that_nobody_was_given_opens_nothing(key: str | None) -> None:
    begun()
    store = SessionStore(key)
    assert "word" not in store
    assert store.session_key is None


def test_a_session_that_is_over_opens_nothing() -> None:
    key = begun()
    over = timezone.now() - timedelta(seconds=1)  # noqa: TID251 - the clock by which Django ends a session
    Session.objects.update(expire_date=over)
    store = SessionStore(key)
    assert "word" not in store
    assert store.session_key is None
