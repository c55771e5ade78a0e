"""Who is told of orders of time units, and of contracts that end."""

from entitlements.notices._ends import contract_ending
from entitlements.notices._units import units_ordered, units_paid

__all__ = ["contract_ending", "units_ordered", "units_paid"]
