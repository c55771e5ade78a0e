"""Who may say who is on call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q

from catalog.models import Desk

if TYPE_CHECKING:
    from accounts.models import User
    from oncall.models import Rotation

DUTY_MANAGER: Final = "duty manager"
"""The vendor role that decides when nobody else does."""


def decides(user: User, rotation: Rotation) -> bool:
    """Whether `user` sets overrides of `rotation`: an agent that leads its desk, or is duty manager."""
    return leads(user, rotation.desk_id)


def leads(user: User, desk: int) -> bool:
    """Whether `user` decides for the desk of that number: an agent that leads it, or is duty manager."""
    if not user.is_active or not hasattr(user, "agent"):
        return False
    led = user.agent.memberships.filter(desk=desk, is_lead=True)
    return led.exists() or user.groups.filter(name=DUTY_MANAGER).exists()


def led(user: User) -> set[int]:
    """The numbers of the desks that `user` decides for."""
    own = Q(memberships__agent__user=user, memberships__is_lead=True)
    everywhere = user.groups.filter(name=DUTY_MANAGER).exists()
    return set(Desk.objects.filter(Q() if everywhere else own).values_list("pk", flat=True))
