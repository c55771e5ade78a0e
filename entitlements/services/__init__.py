"""What is sold changes here: contracts, their lines and time units, each in one transaction with its event."""

from entitlements.services.contracts import change_contract, renew_contract, set_licenses, sign_contract
from entitlements.services.feeds import feed_of, open_feed, revoke_feed
from entitlements.services.lines import (
    LineDraft,
    add_entitlement,
    price_entitlement,
    renew,
    set_covered_licenses,
    terminate,
    termination_violations,
)
from entitlements.services.refusals import UnableToHoldUnits, UnableToSell
from entitlements.services.units import (
    close_hold,
    expire_units,
    grant_units,
    hold_more_units,
    hold_units,
    reverse_purchase,
    use_units,
)

__all__ = [
    "LineDraft",
    "UnableToHoldUnits",
    "UnableToSell",
    "add_entitlement",
    "change_contract",
    "close_hold",
    "expire_units",
    "feed_of",
    "grant_units",
    "hold_more_units",
    "hold_units",
    "open_feed",
    "price_entitlement",
    "renew",
    "renew_contract",
    "reverse_purchase",
    "revoke_feed",
    "set_covered_licenses",
    "set_licenses",
    "sign_contract",
    "terminate",
    "termination_violations",
    "use_units",
]
