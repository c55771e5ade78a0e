"""Calendars as RFC 5545 text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from common import icalendar

AT = datetime(2026, 6, 10, 14, tzinfo=UTC)
SHIFT = icalendar.Event(
    uid="a1@support",
    starts_at=AT,
    ends_at=AT + timedelta(hours=2),
    summary="London, Gold; business hours",
    description="One line\nand another",
    categories=("business", "a,b"),
)


def written(*events: icalendar.Event, name: str = "Coverage") -> str:
    return icalendar.calendar(name, events, stamped_at=AT, refresh=timedelta(hours=12))


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_without_events_is_whole() -> None:
    lines = unfolded(written())
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert {"VERSION:2.0", "X-WR-CALNAME:Coverage", "REFRESH-INTERVAL;VALUE=DURATION:PT720M"} <= set(lines)


def test_an_event_says_when_in_utc() -> None:
    local = icalendar.Event("1", AT.astimezone(ZoneInfo("Asia/Hong_Kong")), AT + timedelta(hours=1), "Covered")
    lines = unfolded(written(local))
    assert {"DTSTART:20260610T140000Z", "DTEND:20260610T150000Z", "DTSTAMP:20260610T140000Z"} <= set(lines)


def test_text_is_escaped() -> None:
    lines = unfolded(written(SHIFT))
    assert "SUMMARY:London\\, Gold\\; business hours" in lines
    assert "DESCRIPTION:One line\\nand another" in lines
    assert "CATEGORIES:business,a\\,b" in lines


def test_an_event_without_words_has_no_empty_lines_for_them() -> None:
    names = {line.split(":")[0] for line in unfolded(written(icalendar.Event("1", AT, AT, "Covered")))}
    assert not names & {"DESCRIPTION", "LOCATION", "CATEGORIES"}


def test_a_line_break_cannot_smuggle_a_property_in() -> None:
    lines = unfolded(written(name="x\r\nATTACH:http://evil.example"))
    assert not [line for line in lines if line.startswith("ATTACH")]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_folded_line_is_short_whole_and_the_same_again(text: str) -> None:
    pieces = icalendar.folded(text).removesuffix("\r\n").split("\r\n")
    assert all(len(piece.encode()) <= icalendar.LINE_OCTETS for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
