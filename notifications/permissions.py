"""Who announces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.querysets import is_agent

if TYPE_CHECKING:
    from accounts.models import User

ANNOUNCERS = ("duty manager", "administrator")
"""The vendor roles that write announcements; those who lead a desk do too."""


def may_announce(user: User) -> bool:
    """Whether `user` writes, publishes and takes back announcements."""
    if not is_agent(user):
        return False
    return user.agent.memberships.filter(is_lead=True).exists() or user.groups.filter(name__in=ANNOUNCERS).exists()
