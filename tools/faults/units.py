"""The books of time units: the ledger of what was bought, held and used, against the balances."""

from entitlements import services
from entitlements.models import UnitAccount

SAID = "the ledger sums to every balance"


def compared() -> tuple[int, int, int]:
    """How many accounts there are, how many books do not add up, and how many accounts are below zero."""
    accounts = UnitAccount.objects.all()
    below = sum(account.balance < 0 or account.held < 0 for account in accounts)
    return len(accounts), len(services.prove_units()), below
