"""Selling on: a contract renewed in one act, lines brought to one end, a bundle added; each can be tried before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from catalog.rules import Violation
from entitlements import rules
from entitlements.models import Bundle, Contract, Entitlement, Package
from entitlements.portfolio import amount_minor
from entitlements.services.adding import LineDraft, add_entitlement
from entitlements.services.bundles import settle_bundles
from entitlements.services.lines import (
    continue_line,
    continuing,
)
from entitlements.services.refusals import UnableToSell, refuse
from entitlements.services.rows import lock, record


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line as it would be sold: prices for 12 months, amounts for its term, in minor units."""

    package: Package
    starts_on: date
    ends_on: date
    price_minor: int
    discount_percent: int
    amount_minor: int

    @property
    def last_day(self) -> date:
        """Its last day; it ends at that midnight."""
        return self.ends_on - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it runs."""
        return (self.ends_on - self.starts_on).days


@dataclass(frozen=True, slots=True)
class Plan:
    """What an act would sell, found out by doing it and taking it back; `reasons` say why it cannot be done."""

    lines: tuple[PlannedLine, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def amount_minor(self) -> int:
        """What all of it costs."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def digest(self) -> str:
        """The same for equal plans: what was seen is what is sold."""
        facts = [(line.package.pk, *map(str, (line.starts_on, line.ends_on)), line.amount_minor) for line in self.lines]
        return sha256(repr(facts).encode()).hexdigest()[:32]


def tried(act: Callable[[], Sequence[Entitlement]]) -> Plan:
    """What `act` would sell, or why it is refused; nothing of it stays."""
    try:
        with transaction.atomic():
            plan = Plan(tuple(map(_planned, act())))
            transaction.set_rollback(True)
    except UnableToSell as refusal:
        return Plan(reasons=refusal.reasons)
    return plan


@transaction.atomic
def done_as_seen(act: Callable[[], Sequence[Entitlement]], seen: str) -> bool:
    """Do `act` if what it sells now is the plan with the digest `seen`; nothing of another one stays.

    Of two who confirm one plan at once the second one sees the plan that is left. `act` locks the contract first.

    Raises:
        UnableToSell: if `act` is refused.
    """
    is_same = Plan(tuple(map(_planned, act()))).digest == seen
    if not is_same:
        transaction.set_rollback(True)
    return is_same


@transaction.atomic
def renew_contract(*, contract: Contract, actor: User | None, at: datetime, years: int = 1) -> list[Entitlement]:
    """Continue every line that ends with the contract's last term, those that others need first.

    The new term starts on the day after the old one's last, however late: a lapsed contract has no gap afterwards.

    Raises:
        UnableToSell: if the contract's status forbids it, or a line breaks a rule in its new term; then none is
            renewed.
    """
    contract = lock(contract)
    refuse(rules.act_violations("renew", status=contract.status))
    rows = open_lines(contract)
    last = max((row.ends_on for row in rows), default=None)
    ending = [row for row in rows if row.ends_on == last]
    refuse([] if ending else [Violation("nothing_to_renew", {"number": contract.number})])
    made = [continue_line(entitlement=row, years=years, actor=actor, at=at) for row in ending]
    settled = _settled(contract, made, actor, at)
    late = (at.astimezone(contract.sold_in.tz).date() - ending[0].ends_on).days
    facts = {"status": rules.ACTS["renew"].target, "late_days": max(0, late)}
    _tell(contract, "contract_renewed_late" if late > 0 else "contract_renewed", settled, facts, actor, at)
    return settled


@transaction.atomic
def co_term(*, contract: Contract, actor: User | None, at: datetime) -> list[Entitlement]:
    """Bring the lines that run today to the last of their ends: each shorter one is continued for the days between.

    Raises:
        UnableToSell: if the contract is not active, or all of them end on one day already.
    """
    contract = lock(contract)
    refuse(rules.act_violations("co_term", status=contract.status))
    today = at.astimezone(contract.sold_in.tz).date()
    rows = [row for row in open_lines(contract) if row.ends_on > today]
    until = max((row.ends_on for row in rows), default=today)
    shorter = [row for row in rows if row.ends_on < until]
    refuse([] if shorter else [Violation("nothing_to_co_term", {"number": contract.number})])
    drafts = [continuing(row, until=until) for row in shorter]
    made = [add_entitlement(contract=contract, line=draft, actor=actor, at=at) for draft in drafts]
    settled = _settled(contract, made, actor, at)
    _tell(contract, "lines_co_termed", settled, {}, actor, at)
    return settled


@transaction.atomic
def add_bundle(
    *, contract: Contract, bundle: Bundle, starts_on: date, actor: User | None, at: datetime, years: int = 1
) -> list[Entitlement]:
    """Sell a bundle: a line for each of its packages, at the price list less its discount, for one term (R12).

    Raises:
        UnableToSell: if the contract's status forbids it, a line breaks a rule, or there is no price in its currency.
    """
    contract = lock(contract)
    refuse(rules.act_violations("bundle", status=contract.status))
    made = [
        add_entitlement(contract=contract, line=draft, actor=actor, at=at)
        for draft in _drafts(bundle, contract.currency, starts_on, years)
    ]
    settled = _settled(contract, made, actor, at)
    _tell(contract, "bundle_added", settled, {"bundle": bundle.name, "percent": bundle.discount_percent}, actor, at)
    return settled


def _drafts(bundle: Bundle, currency: str, starts_on: date, years: int) -> list[LineDraft]:
    """The lines of a bundle, those first that others need."""
    rows = list(bundle.packages.prefetch_related("needs").order_by("position", "pk"))
    elsewhere = [row for row in rows if row.currency != currency]
    refuse([Violation("no_price_in_currency", {"name": row.name, "currency": currency}) for row in elsewhere])
    return [
        LineDraft(
            row,
            starts_on,
            years,
            price_minor=row.price_minor,
            discount_percent=bundle.discount_percent,
            bundle=bundle,
        )
        for row in sorted(rows, key=lambda row: bool(row.needs.all()))
    ]


def left_out(contract: Contract) -> list[Entitlement]:
    """The lines that a renewal does not continue, because they end, or ended, before the last ones."""
    rows = open_lines(contract)
    last = max((row.ends_on for row in rows), default=None)
    return [row for row in rows if row.ends_on != last]


def open_lines(contract: Contract) -> list[Entitlement]:
    """The lines that nothing ended early or continues, those first that others need."""
    rows = contract.entitlements.filter(terminated_on=None, continued_by=None)
    found = rows.select_related("package", "bundle", "contract__sold_in", "continued_by").prefetch_related(
        "package__needs"
    )
    return sorted(found, key=lambda row: (bool(row.package.needs.all()), row.package.position, row.pk))


def _settled(contract: Contract, made: Sequence[Entitlement], actor: User | None, at: datetime) -> list[Entitlement]:
    """The lines that were made, with the discounts that bundles leave them."""
    settle_bundles(contract=contract, actor=actor, at=at)
    keys = [row.pk for row in made]
    found = Entitlement.objects.select_related("package", "contract", "bundle").in_bulk(keys)
    return [found[key] for key in keys]


def _tell(
    contract: Contract,
    code: str,
    rows: Sequence[Entitlement],
    facts: dict[str, object],
    actor: User | None,
    at: datetime,
) -> None:
    amount = {"amount_minor": sum(map(amount_minor, rows)), "currency": contract.currency}
    ends_on = max(row.ends_on for row in rows)
    record(contract, code, {**facts, **amount, "ends_on": ends_on.isoformat()}, actor, at)


def _planned(row: Entitlement) -> PlannedLine:
    price = {"price_minor": row.price_minor, "discount_percent": row.discount_percent}
    return PlannedLine(row.package, row.starts_on, row.ends_on, amount_minor=amount_minor(row), **price)
