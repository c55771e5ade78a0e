"""The lines of a contract: renewing, terminating, pricing, and the licenses they cover."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from catalog.rules import Violation
from entitlements import rules
from entitlements.models import Contract, CoveredLicense, Entitlement, License
from entitlements.services.adding import LineDraft, add_entitlement, check, write_covered
from entitlements.services.bundles import discount_violations, settle_bundles
from entitlements.services.refusals import refuse
from entitlements.services.rows import line_of, lines_elsewhere, lines_of, lock, record


@transaction.atomic
def renew(*, entitlement: Entitlement, actor: User | None, at: datetime, years: int = 1) -> Entitlement:
    """Continue a line from the day it ends, at its price, for the licenses it covers; the contract grows with it.

    Raises:
        UnableToSell: if it was renewed or terminated already, its contract cannot be renewed, or what it needs is not
            on the contract for that term.
    """
    renewal = continue_line(entitlement=entitlement, actor=actor, at=at, years=years)
    settle_bundles(contract=renewal.contract, actor=actor, at=at)
    renewal.refresh_from_db()
    return renewal


def continue_line(*, entitlement: Entitlement, actor: User | None, at: datetime, years: int) -> Entitlement:
    """What `renew` does in its transaction, before it looks at bundles."""
    contract = lock(entitlement.contract)
    refuse(rules.act_violations("renew", status=contract.status))
    refuse(_not_renewable(entitlement))
    first = entitlement.ends_on if entitlement.is_co_termed else entitlement.first_starts_on
    ends_on = rules.term_end(first, entitlement.ends_on.year - first.year + years)
    today = at.astimezone(contract.sold_in.tz).date()
    facts: dict[str, str | date] = {"name": entitlement.package.name, "ends": ends_on, "today": today}
    refuse([Violation("renewal_is_over", facts)] if ends_on <= today else [])
    contract.ends_on = max(contract.ends_on, ends_on)
    contract.status = rules.ACTS["renew"].target
    contract.save(update_fields=["ends_on", "status"])
    return add_entitlement(contract=contract, line=continuing(entitlement, years=years), actor=actor, at=at)


def continuing(entitlement: Entitlement, *, years: int = 1, until: date | None = None) -> LineDraft:
    """A line like `entitlement` from the day it ends: for `years` whole terms, or until a day to co-term with."""
    return LineDraft(
        package=entitlement.package,
        starts_on=entitlement.ends_on,
        years=years,
        is_co_termed=until is not None,
        ends_on=until,
        licenses=tuple(License.objects.filter(covered_by__entitlement=entitlement)),
        price_minor=entitlement.price_minor,
        discount_percent=entitlement.bundle_percent if entitlement.bundle_id else entitlement.discount_percent,
        bundle=entitlement.bundle,
    )


@transaction.atomic
def terminate(*, entitlement: Entitlement, on: date, actor: User | None, at: datetime) -> None:
    """End a line early, at the start of the local day `on` of the sold-in region; its first day undoes it whole.

    Raises:
        UnableToSell: if `on` is outside its term, it ended already, was renewed, or another line needs it after `on`.
    """
    contract = lock(entitlement.contract)
    refuse(termination_violations(entitlement, on))
    entitlement.terminated_on = on
    entitlement.save(update_fields=["terminated_on"])
    CoveredLicense.objects.filter(entitlement=entitlement).update(ends_on=on)
    data = {"entitlement": entitlement.pk, "package": entitlement.package.name, "on": on.isoformat()}
    record(contract, "line_terminated", data, actor, at)
    settle_bundles(contract=contract, actor=actor, at=at)


def termination_violations(entitlement: Entitlement, on: date) -> list[Violation]:
    """Why a line cannot end on the day `on`; nothing when it can."""
    line = line_of(entitlement)
    found = _not_terminable(entitlement, line, on)
    if found:
        return found
    ended = replace(line, ends_on=on, is_terminated=True)
    others = [other for other in lines_of(entitlement.contract) if other.key != entitlement.pk]
    return rules.dependent_violations([*others, ended])


@transaction.atomic
def set_covered_licenses(
    *, entitlement: Entitlement, licenses: Sequence[License], actor: User | None, at: datetime
) -> None:
    """Let a line cover these licenses.

    Raises:
        UnableToSell: if one is not on the contract, or is covered by the same package at the same time.
    """
    contract = lock(entitlement.contract)
    line = replace(line_of(entitlement), licenses=frozenset(row.pk for row in licenses))
    others = [other for other in lines_of(contract) if other.key != entitlement.pk]
    check(contract, line, others)
    CoveredLicense.objects.filter(entitlement=entitlement).delete()
    write_covered(entitlement, line)
    record(contract, "line_licenses_set", {"entitlement": entitlement.pk, "licenses": sorted(line.licenses)}, actor, at)


@transaction.atomic
def price_entitlement(
    *, entitlement: Entitlement, price_minor: int, discount_percent: int, actor: User | None, at: datetime
) -> None:
    """Change what a line costs, in minor units of the contract's currency, and its discount in percent.

    Raises:
        UnableToSell: if the discount is that of a bundle, and would be another one.
    """
    refuse(discount_violations(entitlement, discount_percent))
    entitlement.price_minor = price_minor
    entitlement.discount_percent = discount_percent
    entitlement.save(update_fields=["price_minor", "discount_percent"])
    priced = {"price_minor": price_minor, "currency": entitlement.contract.currency}
    data = {"entitlement": entitlement.pk, **priced, "discount_percent": discount_percent}
    record(entitlement.contract, "line_priced", data, actor, at)


def cover_new_licenses(*, contract: Contract, before: frozenset[int], licenses: Sequence[License], on: date) -> None:
    """Widen the lines that covered all of `before` and have not ended on the day `on` to all of `licenses`.

    Raises:
        UnableToSell: if a line that covers some licenses by name covers one that is not listed any more.
    """
    wanted = frozenset(row.pk for row in licenses)
    rows: dict[int | None, Entitlement] = {row.pk: row for row in contract.entitlements.all()}
    for line in lines_of(contract):
        if line.is_terminated or line.ends_on <= on or line.licenses == wanted:
            continue
        if line.licenses != before:
            refuse([] if line.licenses <= wanted else [Violation("license_not_on_contract", {"name": line.name})])
            continue
        widened = replace(line, licenses=wanted)
        refuse(rules.overlap_violations(widened, lines_elsewhere(contract, wanted)))
        entitlement = rows[line.key]
        CoveredLicense.objects.filter(entitlement=entitlement).delete()
        write_covered(entitlement, widened)


def _not_renewable(entitlement: Entitlement) -> list[Violation]:
    name = entitlement.package.name
    if entitlement.terminated_on is not None:
        return [Violation("already_terminated", {"name": name, "on": entitlement.terminated_on})]
    if hasattr(entitlement, "continued_by"):
        return [Violation("already_renewed", {"name": name, "starts": entitlement.ends_on})]
    return []


def _not_terminable(entitlement: Entitlement, line: rules.Line, on: date) -> list[Violation]:
    renewal = getattr(entitlement, "continued_by", None)
    if renewal is not None and renewal.terminated_on != renewal.starts_on:
        return [Violation("already_renewed", {"name": line.name, "starts": renewal.starts_on})]
    if line.is_terminated:
        return [Violation("already_terminated", {"name": line.name, "on": line.ends_on})]
    if not line.starts_on <= on <= line.ends_on:
        own = {"starts": line.starts_on, "ends": line.ends_on}
        return [Violation("terminated_outside_term", {"name": line.name, **own})]
    return []
