"""The administration of what is sold."""

from entitlements.admin.bundles import BundleAdmin
from entitlements.admin.contracts import ContractAdmin
from entitlements.admin.entitlements import EntitlementAdmin
from entitlements.admin.ledger import LedgerEntryAdmin, PaymentEventAdmin, UnitOrderAdmin, UnitTermsAdmin
from entitlements.admin.licenses import LicenseAdmin
from entitlements.admin.packages import PackageAdmin
from entitlements.admin.refunds import RefundAdmin
from entitlements.admin.units import UnitAccountAdmin

__all__ = [
    "BundleAdmin",
    "ContractAdmin",
    "EntitlementAdmin",
    "LedgerEntryAdmin",
    "LicenseAdmin",
    "PackageAdmin",
    "PaymentEventAdmin",
    "RefundAdmin",
    "UnitAccountAdmin",
    "UnitOrderAdmin",
    "UnitTermsAdmin",
]
