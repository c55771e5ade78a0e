"""The engine's answers as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from entitlements.coverage.values import Change, Decision, Outcome, Span
from entitlements.coverage.wording import text


def instant_text(at: datetime | None) -> str | None:
    """ISO-8601 UTC with Z and seconds; a fraction only when there is one."""
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def seconds_number(seconds: float) -> float:
    """A whole number of seconds as a whole number."""
    return int(seconds) if seconds == int(seconds) else seconds


def span_texts(spans: Iterable[Span]) -> list[list[str | None]]:
    """Spans as pairs of instants."""
    return [[instant_text(span.starts_at), instant_text(span.ends_at)] for span in spans]


def decision_object(decision: Decision) -> dict[str, object]:
    """The whole decision."""
    return {
        "outcome": decision.outcome.value,
        "covered": decision.outcome is Outcome.COVERED_NOW,
        "by": decision.package,
        "desk": decision.region,
        "mode": None if decision.mode is None else decision.mode.value,
        "pages": decision.pages,
        "units_held": decision.units_held,
        "until": instant_text(decision.until),
        "opens_at": instant_text(decision.opens_at),
        "reasons": [{"code": str(reason.code), "text": text(reason)} for reason in decision.reasons],
        "would_cover": [_change_object(change) for change in decision.would_cover],
    }


def _change_object(change: Change) -> dict[str, object]:
    """A change with the fields that it has."""
    fields = {
        "change": change.change,
        "package": change.package,
        "region": change.region,
        "units": change.units,
        "at": instant_text(change.at),
    }
    return {key: value for key, value in fields.items() if value is not None}
