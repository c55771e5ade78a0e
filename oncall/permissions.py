"""Who may say who is on call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rules.predicates import predicate

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import Rotation

DUTY_MANAGER: Final = "duty manager"
"""The vendor role that decides when nobody else does."""


@predicate  # type: ignore[untyped-decorator]  # rules has no types
def decides(user: User, rotation: Rotation) -> bool:
    """Whether `user` sets overrides of `rotation`: an agent that leads its desk, or is duty manager."""
    if not user.is_active or not hasattr(user, "agent"):
        return False
    led = user.agent.memberships.filter(desk=rotation.desk_id, is_lead=True)
    return led.exists() or user.groups.filter(name=DUTY_MANAGER).exists()
