"""A session is found while it lasts, by either store, and forgotten afterwards."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from common import clock
from portal import celery_settings, tasks
from portal.sessions import SessionStore, forget_sessions

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


def test_what_ended_sessions_hold_is_forgotten_and_where_they_came_from() -> None:
    person = User.objects.create(email="liam@abc.example", name="Liam")
    ended, lasting = begun(), begun()
    for key in (ended, lasting):
        UserSession.objects.create(user=person, session_key=key, ip="192.0.2.7", user_agent="Lynx")
    at = Session.objects.get(pk=ended).expire_date
    Session.objects.filter(pk=lasting).update(expire_date=at + timedelta(seconds=1))

    assert forget_sessions(at) == 1
    assert [row.pk for row in Session.objects.all()] == [lasting]
    assert [row.session_key for row in UserSession.objects.all()] == [lasting]
    assert forget_sessions(at) == 0


def test_the_worker_forgets_them_each_night() -> None:
    over = begun()
    Session.objects.filter(pk=over).update(expire_date=clock.now())
    tasks.forget_old()
    assert not Session.objects.exists()
    assert "portal.tasks.forget_old" in {entry["task"] for entry in celery_settings.beat_schedule.values()}
