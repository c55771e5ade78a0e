"""What is sold changes here: contracts, their lines and time units, each in one transaction with its event."""

from entitlements.services.adding import LineDraft, add_entitlement
from entitlements.services.bundles import discount_violations, settle_bundles
from entitlements.services.contracts import change_contract, set_licenses, sign_contract
from entitlements.services.ending import ENDING, announce_ends
from entitlements.services.feeds import feed_of, open_feed, revoke_feed
from entitlements.services.ledger import unit_terms
from entitlements.services.life import (
    activate_contract,
    allowed,
    expire_contracts,
    resume_contract,
    suspend_contract,
    terminate_contract,
    termination_day_refused,
)
from entitlements.services.lines import (
    price_entitlement,
    renew,
    set_covered_licenses,
    terminate,
    termination_violations,
)
from entitlements.services.orders import MOST_UNITS, UnitOrderDraft, cancel_order, confirm_order, order_units
from entitlements.services.payments import begin_checkout, signed_by_stripe, take_payment_news, takes_cards
from entitlements.services.refunds import approve_refund, decline_refund, propose_refund, refundable
from entitlements.services.refusals import UnableToHoldUnits, UnableToOrderUnits, UnableToRefund, UnableToSell
from entitlements.services.renewals import (
    Plan,
    PlannedLine,
    add_bundle,
    co_term,
    done_as_seen,
    left_out,
    open_lines,
    renew_contract,
    tried,
)
from entitlements.services.unit_notices import notice_units
from entitlements.services.units import (
    close_hold,
    expire_due_units,
    expire_units,
    grant_units,
    hold_more_units,
    hold_units,
    prove_units,
    reverse_purchase,
    settle_hold,
    use_units,
)

__all__ = [
    "ENDING",
    "MOST_UNITS",
    "LineDraft",
    "Plan",
    "PlannedLine",
    "UnableToHoldUnits",
    "UnableToOrderUnits",
    "UnableToRefund",
    "UnableToSell",
    "UnitOrderDraft",
    "activate_contract",
    "add_bundle",
    "add_entitlement",
    "allowed",
    "announce_ends",
    "approve_refund",
    "begin_checkout",
    "cancel_order",
    "change_contract",
    "close_hold",
    "co_term",
    "confirm_order",
    "decline_refund",
    "discount_violations",
    "done_as_seen",
    "expire_contracts",
    "expire_due_units",
    "expire_units",
    "feed_of",
    "grant_units",
    "hold_more_units",
    "hold_units",
    "left_out",
    "notice_units",
    "open_feed",
    "open_lines",
    "order_units",
    "price_entitlement",
    "propose_refund",
    "prove_units",
    "refundable",
    "renew",
    "renew_contract",
    "resume_contract",
    "reverse_purchase",
    "revoke_feed",
    "set_covered_licenses",
    "set_licenses",
    "settle_bundles",
    "settle_hold",
    "sign_contract",
    "signed_by_stripe",
    "suspend_contract",
    "take_payment_news",
    "takes_cards",
    "terminate",
    "terminate_contract",
    "termination_day_refused",
    "termination_violations",
    "tried",
    "unit_terms",
    "use_units",
]
