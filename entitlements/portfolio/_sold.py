"""What customers bought for the hours in which only on-call answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization
from catalog.models import Region
from entitlements import coverage
from entitlements.models import Contract, Package
from entitlements.portfolio import _holdings as holdings
from entitlements.portfolio._calendars import calendars_of
from entitlements.portfolio._known import known_of
from entitlements.querysets import GIVING

_SUBSCRIPTIONS = (Package.Window.BUSINESS_WEEK, Package.Window.ALWAYS)


@dataclass(frozen=True)
class Sold:
    """The after-hours `spans` of one contract, answered from `region`, for its licensed `products` by number."""

    organization: Organization
    region: Region
    products: frozenset[int]
    spans: list[coverage.Span]


def after_hours_sold(start: datetime, end: datetime, organizations: Collection[int] | None = None) -> list[Sold]:
    """The hours from `start` to `end` that active contracts cover after hours; of all customers unless they are named.

    A fixed number of statements, however many contracts. A contract whose hours lie elsewhere has no spans.
    """
    regions = {region.pk: region for region in Region.objects.all()}
    prices, contracts = holdings.price_list(), _subscribed(organizations)
    calendars = calendars_of(regions[pk] for pk in dict.fromkeys(contract.sold_in_id for contract in contracts))
    found = []
    for contract in contracts:
        contract.sold_in = regions[contract.sold_in_id]
        bought = holdings.portfolio(known_of(contract, prices.codes), None, prices, units=0)
        spans = coverage.after_hours(bought, calendars, start, end)
        products = frozenset(row.product_id for row in contract.licenses.all())
        found.append(Sold(contract.organization, contract.sold_in, products, spans))
    return found


def _subscribed(organizations: Collection[int] | None) -> list[Contract]:
    rows = Contract.objects.filter(status__in=GIVING, entitlements__package__window__in=_SUBSCRIPTIONS)
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    parts = ("additional_regions", "licenses", "entitlements__covered_licenses")
    return list(rows.distinct().select_related("organization").prefetch_related(*parts).order_by("organization", "pk"))
