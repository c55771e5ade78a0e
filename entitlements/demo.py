"""What the customers of the demo world bought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from accounts.models import Organization
from catalog.models import Product, Region
from entitlements import rules, services
from entitlements.models import Bundle, Contract, License, Package, UnitAccount

PRICES = {
    "gold": 12_000_00,
    "business-day-after-hours": 6_500_00,
    "everyday-after-hours": 9_800_00,
    "multi-regional": 4_200_00,
    "extended-term": 7_400_00,
    "scheduled-after-hours": 180_00,
    "emergency-after-hours": 260_00,
}
"""A year of a package, or one of its time units, in US cents."""


BOUGHT = timedelta(days=7)
"""How long ago time units were bought."""


class Catalog(Protocol):
    """The catalogue of the demo world: regions by AMER, EMEA, APAC and products by name."""

    @property
    def regions(self) -> Mapping[str, Region]: ...

    @property
    def products(self) -> Mapping[str, Product]: ...


class People(Protocol):
    """The people of the demo world: organizations by key."""

    @property
    def organizations(self) -> Mapping[str, Organization]: ...


@dataclass(frozen=True)
class DemoContract:
    """A contract of the demo world.

    `months_ago` is when it began, unless `days_left` says how long its first year lasts yet; `licenses` are counts by
    product; `units` the balance of time units; `partners` who files for the customer too (R1). `act` is what was done
    to it since: "renew", "suspend" or "bundle". `contact_limit` is how many contacts may file.
    """

    organization: str
    number: str
    sold_in: str
    licenses: tuple[tuple[str, int], ...]
    options: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    months_ago: int = 5
    units: int = 0
    partners: tuple[str, ...] = ()
    days_left: int | None = None
    act: str = ""
    contact_limit: int | None = None


CONTRACTS: tuple[DemoContract, ...] = (
    DemoContract(
        "ABC", "C-1001", "AMER", (("Meridian Server", 2),), ("multi-regional",), regions=("EMEA", "APAC"),
        contact_limit=10,
    ),
    DemoContract("EVE", "C-1002", "AMER", (("Meridian Server", 1), ("Lattice Forms", 5)), ("everyday-after-hours",)),
    DemoContract("BDC", "C-1003", "AMER", (("Lattice Forms", 3),), ("business-day-after-hours",), months_ago=8),
    DemoContract(
        "GLD", "C-1004", "AMER", (("Meridian Server", 1), ("Beacon Analytics", 1)),
        ("scheduled-after-hours", "emergency-after-hours"), months_ago=3, units=8,
        partners=("PRT",),
    ),
    DemoContract("LTR", "C-1005", "EMEA", (("Meridian Server", 4),), ("extended-term",), months_ago=10),
    DemoContract("LAP", "C-1006", "AMER", (("Beacon Analytics", 2),), months_ago=14),
    DemoContract("HRB", "C-1007", "AMER", (("Lattice Forms", 2),), days_left=23),
    DemoContract("HRB", "C-1008", "AMER", (("Lattice Forms", 1),), months_ago=11, act="renew"),
    DemoContract("HRB", "C-1009", "AMER", (("Lattice Forms", 4),), months_ago=7, act="suspend"),
    DemoContract("HRB", "C-1010", "AMER", (("Lattice Forms", 3),), months_ago=2, act="bundle"),
)  # fmt: skip


def load_contracts(at: datetime, catalog: Catalog, people: People) -> None:
    """Price the packages and sign the contracts, in force on the day of `at`; what was loaded before stays as it is."""
    packages = {package.code: package for package in Package.objects.prefetch_related("needs")}
    for code, price in PRICES.items():
        Package.objects.filter(code=code, price_minor=0).update(price_minor=price)
    for described in CONTRACTS:
        if not Contract.objects.filter(number=described.number).exists():
            _sign(described, at=at, catalog=catalog, people=people, packages=packages)


def _sign(
    described: DemoContract, *, at: datetime, catalog: Catalog, people: People, packages: dict[str, Package]
) -> None:
    organization, sold_in = people.organizations[described.organization], catalog.regions[described.sold_in]
    starts_on = _begins(described, at, sold_in)
    licenses = [
        License.objects.create(
            organization=organization,
            product=catalog.products[name],
            quantity=quantity,
            sold_in=sold_in,
            purchased_on=starts_on - timedelta(days=7),
        )
        for name, quantity in described.licenses
    ]
    contract = services.sign_contract(
        organization=organization,
        number=described.number,
        sold_in=sold_in,
        licenses=licenses,
        starts_on=starts_on,
        lines=[
            services.LineDraft(packages[code], starts_on, price_minor=PRICES[code])
            for code in ("gold", *described.options)
            if described.act != "bundle"
        ],
        contact_limit=described.contact_limit,
        additional_regions=[catalog.regions[code] for code in described.regions],
        actor=None,
        at=at,
    )
    contract.partners.set([people.organizations[key] for key in described.partners])
    _do(described.act, contract, at)
    if described.units and not UnitAccount.objects.filter(organization=organization).exists():
        services.grant_units(organization=organization, units=described.units, actor=None, at=at - BOUGHT)


def _do(act: str, contract: Contract, at: datetime) -> None:
    """What was done to a contract since it was signed."""
    if act == "renew":
        services.renew_contract(contract=contract, actor=None, at=at)
    elif act == "suspend":
        services.suspend_contract(contract=contract, reason="The invoice of May is open.", actor=None, at=at)
    elif act == "bundle":
        services.add_bundle(contract=contract, bundle=_bundle(), starts_on=contract.starts_on, actor=None, at=at)


def _bundle() -> Bundle:
    """Gold with Multi-Regional, ten percent off."""
    facts = {"name": "Global Teams", "discount_percent": 10}
    bundle, _made = Bundle.objects.get_or_create(code="global-teams", defaults=facts)
    bundle.packages.set(Package.objects.filter(code__in=["gold", "multi-regional"]))
    return bundle


def _begins(described: DemoContract, at: datetime, sold_in: Region) -> date:
    """The first day of the contract, seen from the day of `at`."""
    if described.days_left is None:
        return _months_before(at.date(), described.months_ago)
    today = at.astimezone(sold_in.tz).date()
    return rules.term_end(today + timedelta(days=described.days_left), -1)


def _months_before(day: date, months: int) -> date:
    """The fifth day of the month that is `months` before that of `day`."""
    count = day.year * 12 + day.month - 1 - months
    return rules.term_end(date(2000, count % 12 + 1, 5), count // 12 - 2000)
