"""Who reads what was sold beside the contacts of the organization itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import leads
from accounts.querysets import CONTRACT_ADMINISTRATORS

if TYPE_CHECKING:
    from accounts.models import User


def sees_ends(user: User) -> bool:
    """Whether `user` looks after contracts that end: leads a desk, or administers contracts."""
    if not user.is_active:
        return False
    administers = user.groups.filter(name=CONTRACT_ADMINISTRATORS).exists() or renews(user)
    return administers or bool(leads(user))


def renews(user: User) -> bool:
    """Whether `user` may open the administration of contracts and change them."""
    return user.is_active and user.is_staff and user.has_perm("entitlements.change_contract")
