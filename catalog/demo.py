"""The regions, desks and products of the demo world."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from catalog import rules, services
from catalog.holiday_source import published_holidays
from catalog.models import Desk, Product, Region, Version

HOLIDAY_YEARS = range(2025, 2029)


@dataclass(frozen=True)
class DemoRegion:
    """A region of the demo world; `hours` are its Monday to Friday."""

    code: str
    name: str
    city: str
    zone: str
    country: str
    subdivision: str
    phone: str
    hours: tuple[str, str]


REGIONS: tuple[DemoRegion, ...] = (
    DemoRegion(
        "AMER", "Americas", "Los Angeles", "America/Los_Angeles", "US", "", "+12135550142", ("06:00", "17:00")
    ),
    DemoRegion(
        "EMEA", "Europe, Middle East and Africa", "London", "Europe/London", "GB", "ENG", "+442079460142",
        ("06:00", "19:00"),
    ),
    DemoRegion("APAC", "Asia Pacific", "Hong Kong", "Asia/Hong_Kong", "HK", "", "+85221230142", ("09:30", "18:00")),
)  # fmt: skip

_VERSIONS: dict[str, tuple[tuple[str, date, date | None, date | None], ...]] = {
    "Meridian Server": (
        ("3.2", date(2019, 4, 1), date(2023, 4, 1), date(2025, 4, 1)),
        ("4.0", date(2021, 9, 1), date(2025, 9, 1), date(2027, 9, 1)),
        ("5.1", date(2024, 5, 1), date(2028, 5, 1), date(2030, 5, 1)),
    ),
    "Lattice Forms": (
        ("1.8", date(2018, 2, 1), date(2022, 2, 1), date(2024, 2, 1)),
        ("2.4", date(2022, 3, 1), date(2026, 3, 1), date(2028, 3, 1)),
        ("3.0", date(2025, 2, 1), None, None),
    ),
    "Beacon Analytics": (
        ("2023", date(2023, 1, 15), date(2025, 1, 15), date(2026, 1, 15)),
        ("2024", date(2024, 1, 15), date(2026, 1, 15), date(2027, 7, 15)),
        ("2026", date(2026, 1, 15), None, None),
    ),
}


@dataclass(frozen=True)
class Catalog:
    """What the demo world is sold from: regions and desks by AMER, EMEA, APAC; products by name.

    `versions` is keyed by product name and number: `("Meridian Server", "5.1")`.
    """

    regions: dict[str, Region] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    versions: dict[tuple[str, str], Version] = field(default_factory=dict)


LEAVING = ("Beacon Analytics", "2025", timedelta(days=23), timedelta(days=400))
"""The version whose support ends soon, whenever it is looked at: how long until its sunset and its end of life."""


def load_catalog(at: datetime) -> Catalog:
    """Make the catalogue, or find what was made before. Its dates are fixed but for `LEAVING`."""
    catalog = Catalog()
    for described in REGIONS:
        _load_region(catalog, described, at)
    for name, versions in _VERSIONS.items():
        product, _made = Product.objects.get_or_create(name=name, defaults={"slug": name.lower().replace(" ", "-")})
        catalog.products[name] = product
        for number, released_on, sunset_on, eol_on in (*versions, *_leaving(name, at)):
            version, _made = Version.objects.get_or_create(
                product=product,
                number=number,
                defaults={"released_on": released_on, "sunset_on": sunset_on, "eol_on": eol_on},
            )
            catalog.versions[name, number] = version
    return catalog


def _leaving(name: str, at: datetime) -> Iterator[tuple[str, date, date | None, date | None]]:
    product, number, sunset, eol = LEAVING
    if name == product:
        yield number, date(2025, 1, 15), (at + sunset).date(), (at + eol).date()


def _load_region(catalog: Catalog, described: DemoRegion, at: datetime) -> None:
    region, is_new = Region.objects.get_or_create(
        code=described.code,
        defaults={
            "name": described.name,
            "city": described.city,
            "zone": described.zone,
            "country": described.country,
            "subdivision": described.subdivision,
            "phone": described.phone,
        },
    )
    gives = Desk.Assignment.IN_TURN if described.code == "APAC" else Desk.Assignment.BY_HAND
    desk, _made = Desk.objects.get_or_create(
        code=described.code.lower(),
        defaults={"name": f"{described.city} desk", "region": region, "assignment": gives},
    )
    catalog.regions[described.code] = region
    catalog.desks[described.code] = desk
    if is_new:
        _open(region, described, at)


def _open(region: Region, described: DemoRegion, at: datetime) -> None:
    opens, closes = (rules.minute(text) for text in described.hours)
    services.set_hours(region=region, week=[rules.Hours(weekday, opens, closes) for weekday in range(5)], at=at)
    for year in HOLIDAY_YEARS:
        published = published_holidays(country=described.country, subdivision=described.subdivision, year=year)
        difference = services.compare_holidays(region=region, year=year, published=published)
        services.apply_holidays(region=region, difference=difference, at=at)
    region.refresh_from_db()
