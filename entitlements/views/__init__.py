"""The coverage pages: a contact's own with its calendar feed, and the explorer in which an agent asks."""

from entitlements.views.contracts import contract_statement, contracts, contracts_ending
from entitlements.views.environments import environment, environment_new, environment_retirement
from entitlements.views.feeds import feed, feed_address, feed_revocation
from entitlements.views.pages import coverage_page
from entitlements.views.payments import payment_news, unit_order_payment
from entitlements.views.units import unit_order_cancellation, unit_order_new, units, units_statement

__all__ = [
    "contract_statement",
    "contracts",
    "contracts_ending",
    "coverage_page",
    "environment",
    "environment_new",
    "environment_retirement",
    "feed",
    "feed_address",
    "feed_revocation",
    "payment_news",
    "unit_order_cancellation",
    "unit_order_new",
    "unit_order_payment",
    "units",
    "units_statement",
]
