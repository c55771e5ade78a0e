"""The values that the coverage engine takes and answers with.

All are frozen and hold plain Python. Instants are aware datetimes in UTC, days are dates of the sold-in region's
zone, intervals are half-open and `None` at an end means open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

Parameter = str | int | None


class Window(StrEnum):
    """Which instants of a region's week a package covers."""

    BUSINESS_HOURS = "business_hours"
    BUSINESS_WEEK = "business_week"
    ALWAYS = "always"
    BOOKED = "booked"
    UNCOVERED = "uncovered"


class Where(StrEnum):
    """Whose region a package is worked from."""

    SOLD_IN = "sold_in"
    CONTACT = "contact"


class Lifecycle(StrEnum):
    """Where a product version stands on the day of the request."""

    SUPPORTED = "supported"
    SUNSET = "sunset"
    EOL = "eol"


class Kind(StrEnum):
    """What a ticket asks for."""

    BREAK_FIX = "break-fix"
    QUESTION = "question"
    MAINTENANCE = "maintenance"
    EMERGENCY = "emergency"


class Mode(StrEnum):
    """How a ticket is worked while it is covered."""

    BUSINESS = "business"
    AFTER_HOURS = "after-hours"
    MAINTENANCE = "maintenance"
    EMERGENCY = "emergency"


class Outcome(StrEnum):
    """The answer of a decision."""

    COVERED_NOW = "covered_now"
    COVERED_LATER = "covered_later"
    PAYMENT_REQUIRED = "payment_required"
    NOT_COVERED = "not_covered"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The instants from `starts_at` up to, not including, `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Package:
    """A line of the price list, as far as it decides.

    `eligible_severities` limits what an emergency is offered for; `pages_at_severity` when on-call is paged.
    """

    code: str
    window: Window
    where: Where = Where.SOLD_IN
    lifecycles: frozenset[Lifecycle] = frozenset({Lifecycle.SUPPORTED})
    needs: frozenset[str] = frozenset()
    covers_holidays: bool = False
    covers_questions: bool = False
    offered_to_subscribers: bool = True
    pages_at_severity: frozenset[int] = frozenset({1, 2})
    eligible_severities: frozenset[int] = frozenset({1})
    minimum_units: int = 1


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One line of a contract: a package in force on the days from `starts_on` up to, not including, `ends_on` (R3)."""

    package: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Contract:
    """An agreement: the region it was sold in and the additional regions that Multi-Regional bought (R7).

    `key` tells several contracts of a customer apart: decisions and spans say by it which one gives.
    """

    sold_in: str
    starts_on: date
    ends_on: date | None
    regions: frozenset[str] = frozenset()
    is_active: bool = True
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What a customer bought, as far as one ticket's product is concerned.

    `units` is the balance of time units before the decision, with what the ticket's own booking holds. `besides` are
    what other contracts of the customer give to the same ticket, the newest first; packages and units are those of the
    first, and theirs are not looked at.
    """

    contract: Contract | None
    entitlements: tuple[Entitlement, ...]
    packages: Mapping[str, Package]
    units: int = 0
    besides: tuple[Portfolio, ...] = ()

    @property
    def key(self) -> int | None:
        """The key of its first contract."""
        return self.contract.key if self.contract else None

    def led_by(self, key: int | None) -> Portfolio:
        """The same holdings with the contract of that key first; as they are where it is first, or there is none."""
        every = (self, *self.besides)
        first = next((each for each in every if each.key == key), self)
        if first is self:
            return self
        others = tuple(replace(each, besides=()) for each in every if each is not first)
        return replace(first, packages=self.packages, units=self.units, besides=others)


@dataclass(frozen=True, slots=True)
class Request:
    """The question: may this be worked at `at`, and if not, when?

    `contact_region` is None when unknown: then it is the sold-in region. `window` is a confirmed booking of a
    maintenance request (R9). `licensed` says whether the contract's licenses hold the product.
    """

    at: datetime
    contact_region: str | None = None
    lifecycle: Lifecycle = Lifecycle.SUPPORTED
    licensed: bool = True
    kind: Kind = Kind.BREAK_FIX
    severity: int = 3
    window: Span | None = None
    emergency_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a decision: a stable code and the parameters that its wording needs."""

    code: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change that would make a ticket covered, with its cost in time units where it has one.

    `change` is one of `wait`, `confirm_emergency`, `buy_units`, `book_window`, `add_package`, `choose_region`.
    """

    change: str
    package: str | None = None
    region: str | None = None
    units: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CoveredSpan:
    """A stretch of a ticket's coverage and what gives it: the package, the region's desk, the mode, the contract."""

    starts_at: datetime
    ends_at: datetime
    package: str
    region: str
    mode: Mode
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a ticket may be worked now, by whom, until when, and if not, when.

    `region` names whose desk works it or where it waits (R16); None only without a contract. `until` is when
    package, region or mode next changes, None when not covered now. `opens_at` is the next covered instant, None
    when there is none or it is covered now. `package` is what covers it now; `opens_by` what covers it at `opens_at`.
    `contract` is the key of the contract that decides: whose line covers now, is to be paid, or opens next; its reasons
    are told.
    """

    outcome: Outcome
    region: str | None
    reasons: tuple[Reason, ...]
    package: str | None = None
    mode: Mode | None = None
    pages: bool = False
    units_held: int = 0
    until: datetime | None = None
    opens_at: datetime | None = None
    opens_by: str | None = None
    would_cover: tuple[Change, ...] = ()
    contract: int | None = None
