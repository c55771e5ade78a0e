"""What is sold changes here: contracts, their lines and time units, each in one transaction with its event."""

from entitlements.services.contracts import change_contract, renew_contract, set_licenses, sign_contract
from entitlements.services.feeds import feed_of, open_feed, revoke_feed
from entitlements.services.ledger import unit_terms
from entitlements.services.lines import (
    LineDraft,
    add_entitlement,
    price_entitlement,
    renew,
    set_covered_licenses,
    terminate,
    termination_violations,
)
from entitlements.services.orders import MOST_UNITS, UnitOrderDraft, cancel_order, confirm_order, order_units
from entitlements.services.refusals import UnableToHoldUnits, UnableToOrderUnits, UnableToSell
from entitlements.services.units import (
    close_hold,
    expire_due_units,
    expire_units,
    grant_units,
    hold_more_units,
    hold_units,
    prove_units,
    reverse_purchase,
    use_units,
)

__all__ = [
    "MOST_UNITS",
    "LineDraft",
    "UnableToHoldUnits",
    "UnableToOrderUnits",
    "UnableToSell",
    "UnitOrderDraft",
    "add_entitlement",
    "cancel_order",
    "change_contract",
    "close_hold",
    "confirm_order",
    "expire_due_units",
    "expire_units",
    "feed_of",
    "grant_units",
    "hold_more_units",
    "hold_units",
    "open_feed",
    "order_units",
    "price_entitlement",
    "prove_units",
    "renew",
    "renew_contract",
    "reverse_purchase",
    "revoke_feed",
    "set_covered_licenses",
    "set_licenses",
    "sign_contract",
    "terminate",
    "termination_violations",
    "unit_terms",
    "use_units",
]
