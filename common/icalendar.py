"""Calendars as RFC 5545 text: escaped values, lines folded at 75 octets, CRLF at each end.

Pure: standard library only, no clock. Instants are aware and written in UTC.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

PRODUCT: Final = "-//Support portal//Coverage//EN"
LINE_OCTETS: Final = 75
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Event:
    """Something in a calendar from `starts_at` to `ends_at`. `uid` is the same whenever it is written again."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()


def calendar(name: str, events: Iterable[Event], *, stamped_at: datetime, refresh: timedelta) -> str:
    """The calendar called `name` as text; `refresh` is how often a reader may ask again, in whole minutes."""
    every = f"PT{int(refresh.total_seconds() // 60)}M"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "X-WR-TIMEZONE:UTC",
        f"REFRESH-INTERVAL;VALUE=DURATION:{every}",
        f"X-PUBLISHED-TTL:{every}",
    ]
    for event in events:
        lines.extend(_event(event, stamped_at))
    return "".join(folded(line) for line in [*lines, "END:VCALENDAR"])


@dataclass(frozen=True)
class Invitation:
    """An event that somebody is asked to (RFC 5546), or that is called off; each change of it has a higher `sequence`.

    `organizer` and `attendee` are a name and an address each.
    """

    event: Event
    sequence: int
    organizer: tuple[str, str]
    attendee: tuple[str, str]
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        """What the mail that carries it asks for."""
        return "CANCEL" if self.is_cancelled else "REQUEST"


def invitation(asked: Invitation, *, stamped_at: datetime) -> str:
    """The invitation as a calendar of its own, as mails carry it."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{asked.method}"]
    *event, end = [line for line in _event(asked.event, stamped_at) if not line.startswith("TRANSP:")]
    more = [
        f"SEQUENCE:{asked.sequence}",
        f"STATUS:{'CANCELLED' if asked.is_cancelled else 'CONFIRMED'}",
        f"ORGANIZER;CN={_quoted(asked.organizer[0])}:mailto:{asked.organizer[1]}",
        f"ATTENDEE;CN={_quoted(asked.attendee[0])};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:{asked.attendee[1]}",
        "TRANSP:OPAQUE",
    ]
    return "".join(folded(line) for line in [*head, *event, *more, end, "END:VCALENDAR"])


def _quoted(text: str) -> str:
    """A parameter's value: quoted, without what would end it (3.2)."""
    return '"' + "".join(character for character in text if character.isprintable() and character != '"') + '"'


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line break are escaped (RFC 5545, 3.3.11)."""
    return text.replace("\r\n", "\n").translate(_ESCAPES)


def folded(line: str) -> str:
    """The line with its CRLF, cut so that no piece has more than 75 octets and no character is torn (3.1)."""
    pieces, piece, used = [], "", 0
    for character in line:
        size = len(character.encode())
        if used + size > LINE_OCTETS:
            pieces.append(piece)
            piece, used = " ", 1
        piece += character
        used += size
    return "\r\n".join([*pieces, piece]) + "\r\n"


def utc(at: datetime) -> str:
    """An instant as a UTC date-time: 20260610T140000Z."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _event(event: Event, stamped_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{utc(stamped_at)}"
    yield f"DTSTART:{utc(event.starts_at)}"
    yield f"DTEND:{utc(event.ends_at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    if event.categories:
        yield f"CATEGORIES:{','.join(escaped(category) for category in event.categories)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
