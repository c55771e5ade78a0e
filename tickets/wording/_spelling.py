"""What the codes of a decision are called, and what packages cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from catalog.models import Region
from common import money
from entitlements.coverage import Lifecycle
from entitlements.models import Package


@dataclass(frozen=True)
class Spelling:
    """What codes are called and what packages cost, read once per page."""

    names: Mapping[str, str]
    cities: Mapping[str, str]
    zones: Mapping[str, tzinfo]
    prices: Mapping[str, str]
    covering: Mapping[str, tuple[str, ...]]
    """The packages that cover versions in each state of their life."""


def spelling() -> Spelling:
    """Read the names of packages and regions and the prices, in two statements."""
    packages = list(Package.objects.order_by("position", "pk"))
    regions = list(Region.objects.only("code", "name", "city", "zone"))
    return Spelling(
        names={each.code: each.name for each in packages} | {each.code: each.name for each in regions},
        cities={each.code: each.city for each in regions},
        zones={each.code: each.tz for each in regions},
        prices={each.code: price(each.price_minor, each.currency) for each in packages if each.price_minor},
        covering={
            life.value: tuple(each.code for each in packages if life.value in each.lifecycles) for life in Lifecycle
        },
    )


def price(minor: int, currency: str) -> str:
    """An amount of money: 480000 and USD are "4,800.00 USD"."""
    return money.written(minor, currency)
