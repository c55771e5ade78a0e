"""What was sold: packages, licenses, contracts and their lines, and the time units."""

from entitlements.models.contracts import Contract, CoveredLicense, Entitlement, License, SaleEvent
from entitlements.models.feeds import CoverageFeed
from entitlements.models.life import ContractVersion, EndNotice
from entitlements.models.orders import UnitOrder
from entitlements.models.payments import PaymentEvent
from entitlements.models.prices import (
    CURRENCY,
    Bundle,
    Package,
    Target,
    all_severities,
    severities_that_page,
    supported_only,
)
from entitlements.models.refunds import Refund
from entitlements.models.unit_notices import UnitNotice
from entitlements.models.units import HeldUnits, LedgerEntry, UnitAccount, UnitHold, UnitLot, UnitTerms

__all__ = [
    "CURRENCY",
    "Bundle",
    "Contract",
    "ContractVersion",
    "CoverageFeed",
    "CoveredLicense",
    "EndNotice",
    "Entitlement",
    "HeldUnits",
    "LedgerEntry",
    "License",
    "Package",
    "PaymentEvent",
    "Refund",
    "SaleEvent",
    "Target",
    "UnitAccount",
    "UnitHold",
    "UnitLot",
    "UnitNotice",
    "UnitOrder",
    "UnitTerms",
    "all_severities",
    "severities_that_page",
    "supported_only",
]
