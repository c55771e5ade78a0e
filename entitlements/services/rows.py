"""Rows as the values that the rules look at, and the history that every change appends to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from accounts.models import Organization, User
from entitlements import rules
from entitlements.models import (
    Contract,
    ContractVersion,
    CoveredLicense,
    EndNotice,
    Entitlement,
    License,
    Package,
    SaleEvent,
)
from entitlements.portfolio import Known, dump_known, known_of
from outbox import services as outbox

_waiting: ContextVar[dict[int, tuple[Contract, str, datetime]] | None] = ContextVar("waiting", default=None)
"""What changed inside `as_one_change`, by contract."""


def lock(contract: Contract) -> Contract:
    """Let one change of a contract's lines wait for another."""
    return Contract.objects.select_for_update(of=("self",)).select_related("sold_in").get(pk=contract.pk)


def option_of(package: Package) -> rules.Option:
    """The package as the rules see it."""
    return rules.Option(
        code=package.code,
        name=package.name,
        needs={needed.code: needed.name for needed in package.needs.all()},
        is_for_contacts_region=package.where == Package.Where.CONTACT,
    )


def line_of(entitlement: Entitlement) -> rules.Line:
    """The entitlement as the rules see it."""
    terminated_on = entitlement.terminated_on
    return rules.Line(
        option=option_of(entitlement.package),
        first_starts_on=entitlement.first_starts_on,
        starts_on=entitlement.starts_on,
        ends_on=entitlement.ends_on if terminated_on is None else terminated_on,
        licenses=frozenset(row.license_id for row in entitlement.covered_licenses.all()),
        is_co_termed=entitlement.is_co_termed,
        is_terminated=terminated_on is not None,
        is_continued=hasattr(entitlement, "continued_by"),
        key=entitlement.pk,
    )


def lines_of(contract: Contract) -> list[rules.Line]:
    """Every line of the contract, terminated ones too."""
    rows = contract.entitlements.select_related("package", "continued_by").order_by("starts_on", "pk")
    return [line_of(row) for row in rows.prefetch_related("package__needs", "covered_licenses")]


def lines_elsewhere(contract: Contract | None, licenses: Iterable[int]) -> list[rules.Line]:
    """The lines of other contracts that cover any of these licenses."""
    rows = CoveredLicense.objects.filter(license__in=list(licenses)).select_related("package", "entitlement")
    if contract is not None and contract.pk:
        rows = rows.exclude(entitlement__contract=contract)
    return [
        rules.Line(
            option=rules.Option(row.package.code, row.package.name),
            first_starts_on=row.starts_on,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            licenses=frozenset([row.license_id]),
            key=row.entitlement_id,
        )
        for row in rows
    ]


def deal_of(contract: Contract) -> rules.Deal:
    """The contract as the rules see it."""
    return rules.Deal(
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        sold_in=str(contract.sold_in),
        additional_regions=frozenset(str(region) for region in contract.additional_regions.all()),
        licenses=frozenset(contract.licenses.values_list("pk", flat=True)),
    )


def license_facts(licenses: Iterable[License]) -> list[tuple[str, str, str]]:
    """Name, organization and sold-in region of each license."""
    return [(str(row), str(row.organization), str(row.sold_in)) for row in licenses]


def record(contract: Contract, code: str, data: dict[str, Any], actor: User | None, at: datetime) -> None:
    """Append what happened to the contract's history, and what it is from now on to its versions.

    Its announcements follow its ends, and how many contacts may file follows its contracts. The topic
    "contract.changed" is told, with its key. Inside `as_one_change` all but the event waits for its end.
    """
    SaleEvent.objects.create(
        organization_id=contract.organization_id, contract=contract, code=code, data=data, actor=actor, at=at
    )
    waiting = _waiting.get()
    if waiting is None:
        _settle(contract, code, at)
    else:
        waiting[contract.pk] = (contract, code, at)


@contextmanager
def as_one_change() -> Iterator[None]:
    """Let all that happens to a contract inside, at one time and in the caller's transaction, be one version of it."""
    waiting: dict[int, tuple[Contract, str, datetime]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for changed in waiting.values():
        _settle(*changed)


def _settle(contract: Contract, code: str, at: datetime) -> None:
    ContractVersion.objects.create(contract=contract, recorded_at=at, terms=dump_known(as_stored(contract)))
    arm(contract, at)
    count_places(contract.organization_id)
    outbox.publish("contract.changed", str(contract.pk), at=at, payload={"code": code})


def count_places(organization: int) -> None:
    """Let the organization know how many contacts its current contracts let file."""
    limits = Contract.objects.current().filter(organization=organization).values_list("contact_limit", flat=True)
    Organization.objects.filter(pk=organization).update(contact_limit=rules.contact_limit(limits))


def as_stored(contract: Contract) -> Known:
    """The contract as its rows stand now, whatever was fetched with it before."""
    parts = ("additional_regions", "licenses", "entitlements__covered_licenses")
    fresh = Contract.objects.select_related("sold_in").prefetch_related(*parts).get(pk=contract.pk)
    return known_of(fresh, dict(Package.objects.values_list("pk", "code")))


def arm(contract: Contract, at: datetime) -> None:
    """Let the announcements be those of the contract's ends as they stand now; what was sent stays sent."""
    wanted = {(due.ends_on, due.days): due for due in _announcements(contract, at)}
    kept = set()
    for notice in EndNotice.objects.filter(contract=contract):
        key = (notice.ends_on, notice.days)
        kept.add(key)
        withdrawn_at = None if key in wanted or notice.sent_at else notice.withdrawn_at or at
        if withdrawn_at != notice.withdrawn_at:
            EndNotice.objects.filter(pk=notice.pk, sent_at=None).update(withdrawn_at=withdrawn_at)
    EndNotice.objects.bulk_create(
        EndNotice(contract=contract, ends_on=due.ends_on, days=due.days, due_at=due.due_at)
        for key, due in sorted(wanted.items())
        if key not in kept
    )


def _announcements(contract: Contract, at: datetime) -> set[rules.Announcement]:
    """What has to be said of lines that end and that nothing continues; of a draft or terminated contract nothing."""
    status = Contract.objects.values_list("status", flat=True).get(pk=contract.pk)
    if status in {Contract.Status.DRAFT, Contract.Status.TERMINATED}:
        return set()
    ends = Entitlement.objects.ending().filter(contract=contract).values_list("ends_on", flat=True)
    return rules.announcements(ends, contract.sold_in.tz, at)
