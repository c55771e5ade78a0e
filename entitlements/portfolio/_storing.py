"""A decision as JSON, in codes and parameters, so that a stored one can be read again word for word."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from entitlements import coverage


def dump(decision: coverage.Decision) -> dict[str, Any]:
    """The decision as plain JSON values; instants as ISO 8601 in UTC."""
    return {
        "outcome": decision.outcome.value,
        "region": decision.region,
        "reasons": [{"code": str(reason.code), "parameters": dict(reason.parameters)} for reason in decision.reasons],
        "package": decision.package,
        "mode": decision.mode.value if decision.mode else None,
        "pages": decision.pages,
        "units_held": decision.units_held,
        "until": _written(decision.until),
        "opens_at": _written(decision.opens_at),
        "opens_by": decision.opens_by,
        "would_cover": [_written_change(change) for change in decision.would_cover],
        "contract": decision.contract,
    }


def load(stored: Mapping[str, Any]) -> coverage.Decision:
    """The decision that `dump` wrote."""
    return coverage.Decision(
        outcome=coverage.Outcome(stored["outcome"]),
        region=stored["region"],
        reasons=tuple(coverage.Reason(reason["code"], reason["parameters"]) for reason in stored["reasons"]),
        package=stored["package"],
        mode=coverage.Mode(stored["mode"]) if stored["mode"] else None,
        pages=stored["pages"],
        units_held=stored["units_held"],
        until=_read(stored["until"]),
        opens_at=_read(stored["opens_at"]),
        opens_by=stored["opens_by"],
        would_cover=tuple(coverage.Change(**{**change, "at": _read(change["at"])}) for change in stored["would_cover"]),
        contract=stored.get("contract"),
    )


def _written_change(change: coverage.Change) -> dict[str, Any]:
    return {
        "change": change.change,
        "package": change.package,
        "region": change.region,
        "units": change.units,
        "at": _written(change.at),
    }


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
