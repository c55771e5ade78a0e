"""What an emergency's meter says: the seconds that are charged, up to what is held, and when its customer is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ASKED_AT = (75, 100)
"""The percents of the held time at which the customer is asked whether the work goes on."""


@dataclass(frozen=True, slots=True)
class Run:
    """A meter as it was last set.

    `used` seconds were charged by `since`; it counts on from there up to `held` seconds in all, and not beyond `until`,
    when something else covers the ticket: units never burn while a subscription covers (R10).
    """

    since: datetime
    used: int
    held: int
    until: datetime | None = None

    def charged(self, at: datetime) -> int:
        """The seconds that are charged by `at`; the started second counts."""
        end = at if self.until is None else min(at, self.until)
        passed = -(-max(end - self.since, timedelta()) // timedelta(seconds=1))
        return max(self.used, min(self.held, self.used + passed))

    def uses(self, percent: int) -> datetime:
        """When `percent` of what is held are used; never before it was last set."""
        return self.since + timedelta(seconds=max(0, self.held * percent // 100 - self.used))

    def ask_after(self, percent: int) -> tuple[int, datetime] | None:
        """What the customer is asked next after `percent`, and when; None when nothing more, or it ends before."""
        following = next((share for share in ASKED_AT if share > percent), None)
        if following is None or (self.until is not None and self.uses(following) >= self.until):
            return None
        return following, self.uses(following)


def whole_minutes(seconds: int) -> int:
    """Seconds in minutes; the started one counts."""
    return -(-seconds // 60)
