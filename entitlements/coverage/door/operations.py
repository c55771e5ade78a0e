"""The operations of the door: each takes a line and answers the keys beside `id`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from entitlements.coverage.calendar import Calendar
from entitlements.coverage.decide import decide
from entitlements.coverage.door.answers import decision_object, instant_text, seconds_number, span_texts
from entitlements.coverage.door.calendars import read_calendar, read_zone
from entitlements.coverage.door.fields import Field
from entitlements.coverage.door.questions import read_question
from entitlements.coverage.zones import to_utc

Answer = dict[str, object]


def is_open(line: Field) -> Answer:
    """Whether the calendar is open at `at`."""
    return {"open": read_calendar(line).is_open(line.get("at").instant())}


def next_open(line: Field) -> Answer:
    """The first open instant at or after `at`."""
    return _found(line, Calendar.next_open)


def next_close(line: Field) -> Answer:
    """The first closed instant at or after `at`."""
    return _found(line, Calendar.next_close)


def prev_close(line: Field) -> Answer:
    """The latest close at or before `at`."""
    return _found(line, Calendar.prev_close)


def add(line: Field) -> Answer:
    """`at` moved by `seconds` of open time."""
    seconds = line.get("seconds").number()
    return {"at": instant_text(read_calendar(line).add(line.get("at").instant(), seconds))}


def between(line: Field) -> Answer:
    """The open time from `from` to `to`."""
    start, end = _range(line)
    return {"seconds": seconds_number(read_calendar(line).between(start, end))}


def spans(line: Field) -> Answer:
    """The open spans from `from` to `to`."""
    return {"spans": span_texts(read_calendar(line).spans(*_range(line)))}


def week_spans(line: Field) -> Answer:
    """The business weeks from `from` to `to`."""
    return {"spans": span_texts(read_calendar(line).week_spans(*_range(line)))}


def typed(line: Field) -> Answer:
    """The instant of a typed wall time."""
    local = line.get("local")
    zone = read_zone(line.get("zone"))
    try:
        return {"at": instant_text(to_utc(zone, local.local()))}
    except OverflowError:
        raise local.bad("lies outside the years 1 to 9999") from None


def decided(line: Field) -> Answer:
    """The whole decision."""
    return decision_object(decide(*read_question(line)))


OPERATIONS: Final[Mapping[str, Callable[[Field], Answer]]] = {
    "is_open": is_open,
    "next_open": next_open,
    "next_close": next_close,
    "prev_close": prev_close,
    "add": add,
    "between": between,
    "spans": spans,
    "week_spans": week_spans,
    "to_utc": typed,
    "decide": decided,
}


def _found(line: Field, find: Callable[[Calendar, datetime], datetime | None]) -> Answer:
    return {"at": instant_text(find(read_calendar(line), line.get("at").instant()))}


def _range(line: Field) -> tuple[datetime, datetime]:
    return line.get("from").instant(), line.get("to").instant()
