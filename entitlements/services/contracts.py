"""Contracts: signing one, and changing its regions, licenses and term."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import Organization, User
from catalog.models import Region
from entitlements import rules
from entitlements.models import Contract, License
from entitlements.services.adding import LineDraft, add_entitlement
from entitlements.services.lines import cover_new_licenses
from entitlements.services.refusals import refuse
from entitlements.services.rows import deal_of, license_facts, lines_of, record


@transaction.atomic
def sign_contract(
    *,
    organization: Organization,
    number: str,
    sold_in: Region,
    licenses: Sequence[License],
    starts_on: date,
    lines: Sequence[LineDraft],
    actor: User | None,
    at: datetime,
    years: int = 1,
    ends_on: date | None = None,
    currency: str = "USD",
    additional_regions: Iterable[Region] = (),
    status: str = Contract.Status.ACTIVE,
    contact_limit: int | None = None,
) -> Contract:
    """Make a contract with its lines, those that others need first; of `years` whole terms, or until `ends_on`.

    Raises:
        UnableToSell: if a line, a license or a region breaks a rule; then there is no contract.
    """
    contract = Contract.objects.create(
        organization=organization,
        number=number,
        sold_in=sold_in,
        starts_on=starts_on,
        ends_on=ends_on or rules.term_end(starts_on, years),
        currency=currency,
        status=status,
        contact_limit=contact_limit,
    )
    set_licenses(contract=contract, licenses=licenses, actor=actor, at=at)
    for line in sorted(lines, key=lambda line: line.package.needs.exists()):
        add_entitlement(contract=contract, line=line, actor=actor, at=at)
    contract.additional_regions.set(additional_regions)
    change_contract(contract=contract, actor=actor, at=at, code="contract_signed")
    return contract


@transaction.atomic
def change_contract(*, contract: Contract, actor: User | None, at: datetime, code: str = "contract_changed") -> None:
    """Check a contract that was changed in the caller's transaction, as a whole, and record the change.

    Raises:
        UnableToSell: if its regions, its licenses or one of its lines break a rule now.
    """
    deal, lines = deal_of(contract), lines_of(contract)
    found = rules.region_violations(deal, lines)
    facts = license_facts(contract.licenses.select_related("organization", "product", "sold_in"))
    found += rules.license_violations(facts, organization=str(contract.organization), sold_in=str(contract.sold_in))
    for line in lines:
        found += rules.outside_contract(line, deal)
    refuse(found)
    record(contract, code, {"status": contract.status, "ends_on": contract.ends_on.isoformat()}, actor, at)


@transaction.atomic
def set_licenses(*, contract: Contract, licenses: Sequence[License], actor: User | None, at: datetime) -> None:
    """Let the contract cover these licenses; a line that covered all of it goes on covering all of it.

    Raises:
        UnableToSell: if a license is not the organization's, was sold elsewhere, or is still covered by a line.
    """
    refuse(
        rules.license_violations(
            license_facts(licenses), organization=str(contract.organization), sold_in=str(contract.sold_in)
        )
    )
    before = frozenset(contract.licenses.values_list("pk", flat=True))
    contract.licenses.set(licenses)
    today = at.astimezone(contract.sold_in.tz).date()
    cover_new_licenses(contract=contract, before=before, licenses=licenses, on=today)
    record(contract, "licenses_set", {"licenses": sorted(row.pk for row in licenses)}, actor, at)
