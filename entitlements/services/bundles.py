"""What lines out of a bundle cost: its discount while all of it stands for one term (R12)."""

from datetime import datetime

from accounts.models import User
from catalog.rules import Violation
from entitlements import rules
from entitlements.models import Contract, Entitlement
from entitlements.services.rows import record


def discount_violations(entitlement: Entitlement, discount_percent: int) -> list[Violation]:
    """A line that came out of a bundle has the bundle's discount, or none (R12)."""
    if entitlement.bundle is None or discount_percent == entitlement.discount_percent:
        return []
    return [Violation("discount_of_a_bundle", {"name": entitlement.package.name, "bundle": entitlement.bundle.name})]


def settle_bundles(*, contract: Contract, actor: User | None, at: datetime) -> None:
    """Let each line out of a bundle have its discount while all of the bundle stands for its term, and else none (R12).

    Called in the transaction of each change of lines.
    """
    lines = contract.entitlements.exclude(bundle=None).select_related("bundle", "package")
    rows = list(lines.prefetch_related("bundle__packages"))
    packages = {
        row.bundle.code: frozenset(each.code for each in row.bundle.packages.all()) for row in rows if row.bundle
    }
    kept = rules.bundled((sold for row in rows if (sold := _sold(row))), packages)
    for row in rows:
        percent = row.bundle_percent if row.pk in kept else 0
        if row.bundle and percent != row.discount_percent and _sold(row):
            Entitlement.objects.filter(pk=row.pk).update(discount_percent=percent)
            facts = {"entitlement": row.pk, "package": row.package.name, "bundle": row.bundle.name, "percent": percent}
            record(contract, "bundle_whole" if percent else "bundle_broken", facts, actor, at)


def _sold(row: Entitlement) -> rules.Sold | None:
    """A line of a bundle as its discount looks at it; nothing for one that never began."""
    ends_on = row.terminated_on or row.ends_on
    if row.bundle is None or ends_on <= row.starts_on:
        return None
    return rules.Sold(row.pk, row.bundle.code, row.package.code, row.starts_on, ends_on)
