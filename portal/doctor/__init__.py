"""Whether a portal is whole: everything that can be found out without changing anything."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from portal.doctor.findings import Finding, Level
from portal.doctor.running import broken_off, clocks, going_on, settings_in_order
from portal.doctor.stored import files_match, keys_match, ledger, numbers, tables

__all__ = ["CHECKS", "Finding", "Level", "examine"]

CHECKS: Mapping[str, Callable[[datetime], Iterator[Finding]]] = {
    "settings": settings_in_order,
    "migrations": tables,
    "keys": keys_match,
    "numbers": numbers,
    "ledger": ledger,
    "files": files_match,
    "messages": broken_off,
    "rounds": going_on,
    "clocks": clocks,
}
"""Each question, and what answers it at an instant: one finding for each thing that is not as it should be."""


def examine(at: datetime) -> Iterator[tuple[str, list[Finding]]]:
    """Ask one question after the other; yields its name and what was found, nothing when all is well."""
    for name, check in CHECKS.items():
        try:
            yield name, list(check(at))
        except Exception as error:  # noqa: BLE001 - a question that cannot be answered is an answer
            yield name, [Finding(Level.BROKEN, f"This could not be found out: {type(error).__name__}: {error}")]
