"""A part of a page that is kept says what it would say if it were written anew."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from common.hot import render
from tickets.views.conversation import Entry, Line, Message

AT = datetime(2026, 6, 10, 14, 30, tzinfo=UTC)
HOT = Path(__file__).parents[2] / "hot"


def conversation(entry: Entry, now: datetime = AT) -> str:
    return render("tickets/conversation.jinja", entries=[entry], now=now)


def written_anew(entry: Entry, now: datetime = AT) -> str:
    if entry.message:
        return render("components/message.jinja", message=entry.message, now=now)
    return render("tickets/event.jinja", line=entry.lines[0], now=now)


ENTRIES = [
    Entry(Message("Ann", "customer", AT, mark_safe("<p>Hello</p>"))),
    Entry(lines=[Line("clock", "Promise kept", AT)]),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=["message", "event"])
@pytest.mark.parametrize("later", [timedelta(), timedelta(hours=3), timedelta(hours=10), timedelta(days=400)])
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
def test_a_kept_part_says_what_it_would_say_now_and_here(entry: Entry, later: timedelta, zone: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        for now in (AT, AT + later):
            assert written_anew(entry, now).strip() in conversation(entry, now)


def test_a_kept_part_is_in_the_language_of_its_reader() -> None:
    entry = Entry(Message("Ann", "note", AT, ""))  # type: ignore[arg-type]
    with translation.override("en"):
        assert "Internal note" in conversation(entry)
    with translation.override("de"):
        assert written_anew(entry).strip() in conversation(entry)


def test_what_differs_in_one_value_looks_different() -> None:
    pages = {conversation(Entry(Message(name, "customer", AT, ""))) for name in ("Ann", "<b>Ann</b>", "Bob")}  # type: ignore[arg-type]
    assert len(pages) == 3
    assert not any("<b>" in page for page in pages)


def kept_parts() -> Iterator[str]:
    """The names of the parts that are kept."""
    for part in HOT.rglob("*.jinja"):
        yield from re.findall(r'kept\("([^"]+)"', part.read_text())


@pytest.mark.parametrize("name", sorted(set(kept_parts())))
def test_no_kept_part_says_how_far_away_an_instant_is(name: str) -> None:
    assert not re.search(r"\b(countdown|promise)\(", (HOT / name).read_text())
