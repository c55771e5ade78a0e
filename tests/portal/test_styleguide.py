"""The style guide shows every component, to those who may see it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpResponse
from django.test import RequestFactory, override_settings
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import User
from portal.views.styleguide import styleguide

AT = datetime(2026, 11, 25, 13, 10, tzinfo=UTC)


def opened(rf: RequestFactory, *, staff: bool = False, query: str = "") -> HttpResponse:
    request = rf.get(f"/styleguide/{query}")
    request.at = AT  # type: ignore[attr-defined]
    request.user = User(email="a@vendor.example", name="Ana", is_staff=True) if staff else AnonymousUser()
    request._messages = CookieStorage(request)  # type: ignore[attr-defined] # noqa: SLF001 - what the middleware sets
    return styleguide(request)  # type: ignore[arg-type]


@override_settings(PORTAL_DEMO=False)
def test_a_stranger_finds_nothing_outside_the_demo(rf: RequestFactory) -> None:
    with pytest.raises(Http404):
        opened(rf)


@override_settings(PORTAL_DEMO=False)
def test_staff_see_it_outside_the_demo(rf: RequestFactory) -> None:
    assert opened(rf, staff=True).status_code == 200


def test_each_promise_state_and_each_kind_of_cover_is_shown(rf: RequestFactory) -> None:
    page = HTMLParser(opened(rf).content)
    for state in ("kept", "due", "at-risk", "broken", "paused"):
        assert page.css_first(f".promise-{state}") is not None
    for kind in ("business", "after-hours", "booked", "emergency"):
        assert page.css_first(f".strip-seg.strip-{kind}") is not None


def test_the_strip_says_in_its_table_what_it_draws(rf: RequestFactory) -> None:
    page = HTMLParser(opened(rf).content)
    drawn = page.css("#strip-gold .strip-seg")
    told = [cell.text() for cell in page.css("#strip-gold tbody td:nth-child(2)")]
    assert len(drawn) == 5
    assert told == ["06:00", "06:00", "06:00", "Not covered", "Not covered", "06:00", "06:00"]


def test_no_id_stands_twice_on_the_page(rf: RequestFactory) -> None:
    ids = [node.attributes["id"] for node in HTMLParser(opened(rf).content).css("[id]")]
    assert sorted(ids, key=str) == sorted(set(ids), key=str)


def test_warnings_stay_and_confirmations_float(rf: RequestFactory) -> None:
    page = HTMLParser(opened(rf, query="?messages=1").content)
    assert len(page.css(".notices .notice")) == 2
    assert len(page.css(".toasts .toast")) == 2
