"""Lines are added to a contract: checked against what stands, here and on other contracts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from catalog.rules import Violation
from entitlements import rules
from entitlements.models import Bundle, Contract, CoveredLicense, Entitlement, License, Package
from entitlements.portfolio import amount_minor
from entitlements.services.refusals import UnableToSell, refuse
from entitlements.services.rows import deal_of, lines_elsewhere, lines_of, lock, option_of, record


@dataclass(frozen=True)
class LineDraft:
    """A line to add: `years` whole terms from `starts_on`, or co-termed with what the package needs (R3).

    `ends_on` is the end to co-term with, where it is not that of what the package needs. `licenses` None covers all of
    the contract's. `price_minor` is for 12 months, or for one time unit. `bundle` is where it comes from (R12).
    `reference` names it in spreadsheets; without one it gets one.
    """

    package: Package
    starts_on: date
    years: int = 1
    is_co_termed: bool = False
    licenses: tuple[License, ...] | None = None
    price_minor: int = 0
    discount_percent: int = 0
    ends_on: date | None = None
    bundle: Bundle | None = None
    reference: str = ""


@dataclass(frozen=True)
class Standing:
    """What lines of a contract are added to, read once: its facts, its lines, which grow, and lines of others."""

    contract: Contract
    deal: rules.Deal
    lines: list[rules.Line]
    elsewhere: Sequence[rules.Line]


def standing(contract: Contract) -> Standing:
    """What stands, locked: called in the transaction in which lines are added."""
    locked = lock(contract)
    deal = deal_of(locked)
    return Standing(locked, deal, lines_of(locked), lines_elsewhere(locked, deal.licenses))


@transaction.atomic
def add_entitlement(*, contract: Contract, line: LineDraft, actor: User | None, at: datetime) -> Entitlement:
    """Add a line to the contract, continuing the one that ends where it starts.

    Raises:
        UnableToSell: if it would break a rule of R2 or R3, or cover a license twice.
    """
    return add_line(to=standing(contract), line=line, actor=actor, at=at)


def add_line(*, to: Standing, line: LineDraft, actor: User | None, at: datetime) -> Entitlement:
    """Add a line to what stands, in the caller's transaction; the next one is checked against it too.

    Raises:
        UnableToSell: as `add_entitlement`.
    """
    chosen = to.deal.licenses if line.licenses is None else frozenset(row.pk for row in line.licenses)
    planned = rules.planned_line(
        option_of(line.package),
        starts_on=line.starts_on,
        years=line.years,
        is_co_termed=line.is_co_termed,
        licenses=chosen,
        others=to.lines,
    )
    if line.is_co_termed and line.ends_on:
        planned = replace(planned, ends_on=line.ends_on)
    refuse(rules.line_violations(planned, to.lines, to.deal) + rules.overlap_violations(planned, to.elsewhere))
    before = rules.continued_line(planned.option, planned.starts_on, planned.licenses, to.lines)
    entitlement = _insert(to.contract, line, planned, before)
    write_covered(entitlement, planned)
    if before:
        to.lines[to.lines.index(before)] = replace(before, is_continued=True)
    to.lines.append(replace(planned, key=entitlement.pk))
    data = {"entitlement": entitlement.pk, "package": line.package.name, "ends_on": planned.ends_on.isoformat()}
    if planned.is_co_termed:
        data |= {"days": (planned.ends_on - planned.starts_on).days, "amount_minor": amount_minor(entitlement)}
    record(to.contract, "line_added", data, actor, at)
    return entitlement


def check(contract: Contract, line: rules.Line, others: Sequence[rules.Line]) -> None:
    """Refuse a line that breaks a rule beside the `others` of its contract, or covers what another contract does."""
    found = rules.line_violations(line, others, deal_of(contract))
    refuse(found + rules.overlap_violations(line, lines_elsewhere(contract, line.licenses)))


def _insert(contract: Contract, draft: LineDraft, line: rules.Line, before: rules.Line | None) -> Entitlement:
    return Entitlement.objects.create(
        contract=contract,
        package=draft.package,
        first_starts_on=line.first_starts_on,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        is_co_termed=line.is_co_termed,
        price_minor=draft.price_minor,
        discount_percent=draft.discount_percent,
        continues_id=before.key if before else None,
        bundle=draft.bundle,
        bundle_percent=draft.discount_percent if draft.bundle else 0,
        **({"reference": draft.reference} if draft.reference else {}),
    )


def write_covered(entitlement: Entitlement, line: rules.Line) -> None:
    """Write the licenses of a line; the database refuses what another transaction took in the meantime."""
    rows = [
        CoveredLicense(
            entitlement=entitlement,
            license_id=key,
            package_id=entitlement.package_id,
            starts_on=line.starts_on,
            ends_on=max(line.starts_on, line.ends_on),
        )
        for key in sorted(line.licenses)
    ]
    try:
        with transaction.atomic():
            CoveredLicense.objects.bulk_create(rows)
    except IntegrityError as problem:
        raise UnableToSell([Violation("overlap_now", {"name": line.name})]) from problem
