"""The lines of a contract as people read them: with their state on a day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from entitlements.models import Contract, Entitlement


@dataclass(frozen=True)
class Line:
    """An entitlement as a page shows it; `state` is one of `in_force`, `ahead`, `ended`, `suspended` (R2), `paused`."""

    entitlement: Entitlement
    state: str

    @property
    def last_day(self) -> date:
        """The last day of the term; it ends at its midnight."""
        return (self.entitlement.terminated_on or self.entitlement.ends_on) - timedelta(days=1)

    @property
    def never_began(self) -> bool:
        """Whether it was ended at its beginning, as a mistake is put right."""
        return self.entitlement.terminated_on == self.entitlement.starts_on

    @property
    def sold_until(self) -> date | None:
        """The last day of the term that was sold, of a line that began and ended earlier; None of any other."""
        if self.entitlement.terminated_on is None or self.never_began:
            return None
        return self.entitlement.ends_on - timedelta(days=1)


def lines_of(contract: Contract, at: datetime) -> list[Line]:
    """The lines of `contract` with their states at `at`, in the order of the price list.

    Asks the database nothing when `sold_in` and `entitlements__package__needs` were fetched with the contract.
    """
    day = at.astimezone(contract.sold_in.tz).date()
    lines = sorted(contract.entitlements.all(), key=lambda line: (line.package.position, line.starts_on))
    running = {line.package_id for line in lines if _term_state(line, day) == "in_force"}
    return [Line(line, _state(line, day, running, gives=contract.gives)) for line in lines]


def _term_state(line: Entitlement, day: date) -> str:
    if day < line.starts_on:
        return "ahead"
    return "in_force" if day < (line.terminated_on or line.ends_on) else "ended"


def _state(line: Entitlement, day: date, running: set[int], *, gives: bool) -> str:
    state = _term_state(line, day)
    needs = {package.pk for package in line.package.needs.all()}
    if state != "in_force" or (gives and needs <= running):
        return state
    return "suspended" if gives else "paused"
