"""The regions, the contract and the customers that the engine's tests speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime

from entitlements.coverage import (
    DEFAULT_PACKAGES,
    Calendar,
    Contract,
    Decision,
    Entitlement,
    Portfolio,
    Request,
    decide,
)

STARTS_ON, ENDS_ON = date(2026, 1, 5), date(2027, 1, 5)
HOLIDAY = date(2026, 7, 3)


def weekdays(opens: int, closes: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """The same shift from Monday to Friday, in minutes."""
    return (((opens, closes),),) * 5 + ((), ())


AMER = Calendar("America/Los_Angeles", weekdays(360, 1020), frozenset({HOLIDAY}))
EMEA = Calendar("Europe/London", weekdays(360, 1140))
APAC = Calendar("Asia/Hong_Kong", weekdays(570, 1080))
REGIONS = {"AMER": AMER, "EMEA": EMEA, "APAC": APAC}
ABC = Contract("AMER", STARTS_ON, ENDS_ON, frozenset({"EMEA", "APAC"}))


def utc(text: str) -> datetime:
    """The instant of `2026-06-10 14:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def holds(*packages: str, units: int = 0, contract: Contract | None = ABC) -> Portfolio:
    """A portfolio in which each package runs for the contract's year."""
    lines = tuple(Entitlement(package, STARTS_ON, ENDS_ON) for package in packages)
    return Portfolio(contract, lines, DEFAULT_PACKAGES, units)


def asked(portfolio: Portfolio, request: Request) -> Decision:
    """The decision in the three regions."""
    return decide(request, portfolio, REGIONS)


def codes(decision: Decision) -> list[str]:
    """The codes of a decision's reasons, in order."""
    return [str(reason.code) for reason in decision.reasons]
