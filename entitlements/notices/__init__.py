"""Who is told of time units - their orders, refunds and what is left of them - and of contracts that end."""

from entitlements.notices._ends import contract_ending
from entitlements.notices._units import refund_decided, refund_proposed, units_noticed, units_ordered, units_paid

__all__ = ["contract_ending", "refund_decided", "refund_proposed", "units_noticed", "units_ordered", "units_paid"]
