"""What the codes of a decision are called, and what packages cost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast

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


class Spelt(NamedTuple):
    """A package, or a region with its city and zone, in their order; what one of them has not is empty."""

    is_region: int
    position: int
    key: int
    code: str
    name: str
    city: str
    zone: str
    price_minor: int
    currency: str
    lifecycles: str
    """As JSON."""


def spelling() -> Spelling:
    """Read the names of packages and regions and the prices, in one statement."""
    rows = sorted(Spelt(*row) for row in _packages().union(_regions(), all=True))
    packages = [row for row in rows if not row.is_region]
    regions = [row for row in rows if row.is_region]
    return Spelling(
        names={row.code: row.name for row in rows},
        cities={row.code: row.city for row in regions},
        zones={row.code: ZoneInfo(row.zone) for row in regions},
        prices={row.code: price(row.price_minor, row.currency) for row in packages if row.price_minor},
        covering={
            life.value: tuple(row.code for row in packages if life.value in json.loads(row.lifecycles))
            for life in Lifecycle
        },
    )


def _packages() -> QuerySet[Any, Any]:
    nothing, covered = Value("", CharField()), Cast("lifecycles", TextField())
    return Package.objects.order_by().values_list(
        Value(0), "position", F("pk"), "code", "name", nothing, nothing, "price_minor", "currency", covered
    )


def _regions() -> QuerySet[Any, Any]:
    nothing, zone = Value("", CharField()), Cast("zone", CharField())
    return Region.objects.order_by().values_list(
        Value(1), Value(0), F("pk"), "code", "name", "city", zone, Value(0), nothing, Value("[]", TextField())
    )


def price(minor: int, currency: str) -> str:
    """An amount of money: 480000 and USD are "4,800.00 USD"."""
    return money.written(minor, currency)
