"""The books of time units: what an organization bought and used, against its balance."""

from collections import Counter

from entitlements.models import SaleEvent, UnitAccount

SAID = "what was granted, held and returned is the balance"
SIGNS = {"units_granted": 1, "units_held": -1, "units_returned": 1}


def compared() -> tuple[int, int, int]:
    """How many accounts there are, how many of them do not add up, and how often one was below zero."""
    sums: Counter[int] = Counter()
    for event in SaleEvent.objects.filter(code__in=SIGNS):
        sums[event.organization_id or 0] += SIGNS[event.code] * event.data["units"]
    accounts = list(UnitAccount.objects.all())
    wrong = sum(sums[account.organization_id] != account.balance for account in accounts)
    return len(accounts), wrong, sum(account.balance < 0 for account in accounts)
