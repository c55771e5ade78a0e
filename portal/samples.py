"""Plain values for the style guide: every component in every state, without a row of the database."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import mark_safe

from common import markup
from common.strip import Kind, Strip, StripMark, StripSpan, lay_out

ZONE = ZoneInfo("Europe/London")
ROLES = ["surface-0", "surface-1", "surface-2", "accent", "danger", "warning", "success", "info", "note"]
STATES = [
    ("New", "accent"),
    ("Open", "neutral"),
    ("Waiting for you", "info"),
    ("Solved", "success"),
    ("Needs entitlement", "warning"),
    ("Escalated", "danger"),
]
SEVERITIES = [(1, "Production down"), (2, "Major function impaired"), (3, "Minor impact"), (4, "Cosmetic or question")]
PEOPLE = ["Ana Torres", "Mei Chan", "Tom Reed", "Priya Nair", "Jonas Berg", "Lucy Hall", "Omar Aziz", "Kate Wu"]
PROSE = """The service stops after **two minutes**. What we saw:

1. The log says `ERR_POOL`.
2. Restarting helps once.

> It worked before the upgrade.

```python
pool.acquire(timeout=30)
```
"""


def _day_spans(day: date) -> list[StripSpan]:
    def at(hour: int, offset: int = 0) -> datetime:
        return datetime.combine(day + timedelta(days=offset), datetime.min.time(), ZONE) + timedelta(hours=hour)

    if day.weekday() >= 5:  # noqa: PLR2004 - Saturday and Sunday
        return [StripSpan(at(0), at(0, 1), Kind.AFTER_HOURS, "Everyday After-Hours", "Los Angeles")]
    return [
        StripSpan(at(0), at(6), Kind.AFTER_HOURS, "Everyday After-Hours", "Los Angeles"),
        StripSpan(at(6), at(19), Kind.BUSINESS, "Gold", "London"),
        StripSpan(at(19), at(0, 1), Kind.AFTER_HOURS, "Everyday After-Hours", "Los Angeles"),
    ]


def _strip(first_day: date, now: datetime, spans: list[StripSpan], key: str, **more: Any) -> Strip:
    return lay_out(spans, zone=ZONE, first_day=first_day, days=7, now=now, key=key, **more)


def strips(at: datetime) -> dict[str, Strip]:
    """Strips with everything, with business hours alone, with nothing, and over a clock change."""
    today = at.astimezone(ZONE).date()
    week = [span for offset in range(7) for span in _day_spans(today + timedelta(days=offset))]
    gold = [span for span in week if span.kind is Kind.BUSINESS]
    change = date(at.year, 10, 22)
    extras = [
        StripSpan(at + timedelta(hours=30), at + timedelta(hours=34), Kind.BOOKED, "Scheduled After-Hours", "London"),
        StripSpan(at + timedelta(hours=56), at + timedelta(hours=62), Kind.EMERGENCY, "Emergency After-Hours"),
    ]
    autumn = [span for offset in range(7) for span in _day_spans(change + timedelta(days=offset))]
    return {
        "full": _strip(today, at, [*week, *extras], "strip-full", holidays={today + timedelta(days=2): "Bank holiday"}),
        "gold": _strip(
            today, at, gold, "strip-gold", marks=[StripMark(at + timedelta(hours=20), "First response due")]
        ),
        "none": _strip(today, at, [], "strip-none"),
        "change": _strip(change, at, autumn, "strip-change", holidays={change: "Founders' day"}),
    }


def promises(at: datetime) -> list[dict[str, Any]]:
    """A promise in each of its five states."""
    return [
        {"state": "due", "at": at + timedelta(minutes=42), "note": ""},
        {"state": "at-risk", "at": at + timedelta(minutes=9), "note": ""},
        {"state": "broken", "at": at - timedelta(hours=3), "note": ""},
        {"state": "kept", "at": at - timedelta(hours=26), "note": ""},
        {"state": "paused", "at": None, "note": "waiting for you: logs"},
    ]


def rows(at: datetime) -> list[dict[str, Any]]:
    """Rows of a queue."""
    told = [
        ("Server stops after the upgrade", "ABC-1042", "ABC Corporation", 1, "New", "accent", "Ana Torres", "12 min"),
        ("Forms load slowly for the London team", "EVE-31", "Everyday", 2, "Open", "neutral", "Mei Chan", "3 h"),
        ("Export leaves out a column", "ABC-1039", "ABC Corporation", 3, "Waiting", "info", "Tom Reed", "2 days"),
        ("Typing error in the mail footer", "GLD-7", "Gold Only GmbH", 4, "Solved", "success", "Kate Wu", "5 days"),
    ]
    names = ["subject", "reference", "organization", "severity", "state", "tone", "assignee", "age"]
    chips = [promises(at)[index] for index in (1, 0, 4, 3)]
    return [
        dict(zip(names, row, strict=True)) | {"promise": chip["state"], "due": chip["at"], "note": chip["note"]}
        for row, chip in zip(told, chips, strict=True)
    ]


def decision() -> dict[str, Any]:
    """Reasons, counterfactuals and properties of a ticket."""
    return {
        "reasons": [
            {"text": "Contract NA-2026-014 is in force until 31 March 2027.", "met": True},
            {"text": "Gold covers Mon-Fri 06:00-17:00 Los Angeles; it is Saturday 03:10 there.", "met": False},
            {"text": "Severity 1 of this package pages the engineer on call.", "met": None},
        ],
        "ways": [
            {
                "label": "Confirm an emergency",
                "note": "At least 1 unit; 12 are left",
                "price": "from 80 USD",
                "url": "#",
            },
            {"label": "Book a maintenance window", "note": "72 hours ahead", "price": "80 USD a unit", "url": "#"},
            {"label": "Wait until Monday 06:00", "note": "Los Angeles; 14:00 your time", "price": "included"},
        ],
        "facts": [
            ("Product", "Process Server 5.7"),
            ("Environment", "London production"),
            ("Entitlement", "Gold, to 31 March 2027"),
        ],
    }


def conversation(at: datetime) -> dict[str, Any]:
    """Messages from both sides, a note, and a history."""
    html = mark_safe(markup.html(PROSE))  # noqa: S308 - from the sanitizer
    note = mark_safe("<p>Same trace as EVE-29: the pool fix of 5.7.2 should do.</p>")
    files = [{"url": "#", "name": "trace.log", "size": "48 kB"}]
    told: list[dict[str, Any]] = [
        {
            "author": "Lucy Hall",
            "side": "customer",
            "organization": "ABC Corporation",
            "html": html,
            "attachments": files,
        },
        {"author": "Ana Torres", "side": "note", "organization": "", "html": note, "attachments": []},
        {"author": "Ana Torres", "side": "vendor", "organization": "London desk", "html": html, "attachments": []},
    ]
    return {
        "prose": html,
        "messages_shown": [
            message | {"at": at - timedelta(minutes=90 - 20 * index), "origin": "", "edited": [], "acts": []}
            for index, message in enumerate(told)
        ],
        "events": [
            {
                "icon": "circle-check",
                "text": "First response sent",
                "at": at - timedelta(minutes=50),
                "tone": "success",
            },
            {"icon": "user-check", "text": "Taken by Ana Torres", "at": at - timedelta(minutes=60), "tone": ""},
            {"icon": "ticket", "text": "Filed by Lucy Hall, severity 1", "at": at - timedelta(minutes=90), "tone": ""},
        ],
    }
