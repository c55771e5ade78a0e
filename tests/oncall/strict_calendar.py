"""A reader of calendars that forgives nothing (RFC 5545): what it does not refuse, any calendar program reads."""

import re
from datetime import UTC, datetime
from typing import Final

LINE: Final = re.compile(
    r'(?P<name>[A-Z][A-Z0-9-]*)(?P<parameters>(;[A-Z-]+=("[^"\r\n]*"|[^";:,\r\n]+))*):(?P<value>.*)'
)
ONCE: Final = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
TEXTS: Final = {"SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME"}
TEXT: Final = re.compile(r"([^\\;,\x00-\x1f]|\\[\\;,nN])*")
UTC_TIME: Final = "%Y%m%dT%H%M%SZ"


def read(content: bytes) -> list[dict[str, str]]:
    """The events of a calendar, each with its properties.

    Raises:
        ValueError: where a line, a property or the order of the parts is not what the standard says.
    """
    lines = [_property(line) for line in _unfolded(content)]
    if lines[0] != ("BEGIN", "VCALENDAR") or lines[-1] != ("END", "VCALENDAR"):
        raise ValueError("it is no single calendar")
    head = {
        name for name, _ in lines[1 : next((at for at, line in enumerate(lines) if line == ("BEGIN", "VEVENT")), -1)]
    }
    if not {"VERSION", "PRODID"} <= head:
        raise ValueError("version or product is missing")
    events = [_event(part) for part in _parts(lines[1:-1])]
    if len({event["UID"] for event in events}) != len(events):
        raise ValueError("two events have one identity")
    return events


def _unfolded(content: bytes) -> list[str]:
    if not content.endswith(b"\r\n") or b"\n" in content.replace(b"\r\n", b""):
        raise ValueError("a line does not end with CRLF")
    if any(len(line) > 75 for line in content.split(b"\r\n")):
        raise ValueError("a line is longer than 75 octets")
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def _property(line: str) -> tuple[str, str]:
    found = LINE.fullmatch(line)
    if not found:
        raise ValueError(f"no property: {line}")
    name, value = found["name"], found["value"]
    if name in TEXTS and not TEXT.fullmatch(value):
        raise ValueError(f"not escaped: {line}")
    return name, value


def _parts(lines: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    parts: list[list[tuple[str, str]]] = []
    is_open = False
    for line in lines:
        if line[0] in {"BEGIN", "END"}:
            if line[1] != "VEVENT" or is_open == (line[0] == "BEGIN"):
                raise ValueError(f"not expected: {line}")
            is_open = not is_open
            parts += [[]] if is_open else []
        elif is_open:
            parts[-1].append(line)
        elif parts:
            raise ValueError(f"a property between events: {line}")
    return parts


def _event(lines: list[tuple[str, str]]) -> dict[str, str]:
    names = [name for name, _ in lines]
    if any(names.count(name) != 1 for name in ONCE):
        raise ValueError(f"each of {sorted(ONCE)} must stand once: {names}")
    event = dict(lines)
    starts_at, ends_at = (datetime.strptime(event[name], UTC_TIME).replace(tzinfo=UTC) for name in ("DTSTART", "DTEND"))
    if ends_at <= starts_at:
        raise ValueError("it ends before it starts")
    return event
