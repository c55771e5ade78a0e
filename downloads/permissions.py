"""Who publishes releases, and who reads who downloaded what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.querysets import CONTRACT_ADMINISTRATORS, is_agent

if TYPE_CHECKING:
    from accounts.models import User

EDITOR = "editor"
"""The vendor role that writes and publishes."""
READS_THE_LOG = ("manager", "billing")
"""The roles of a contact that read what the organization downloaded."""


def roles_of(user: User) -> frozenset[str]:
    """The roles of `user` in the downloads, in one statement; of somebody who is no agent none."""
    if not is_agent(user):
        return frozenset()
    return frozenset(user.groups.filter(name=EDITOR).values_list("name", flat=True))


def sees_exposure(user: User) -> bool:
    """Whether `user` looks after customers whose versions leave support: an agent, or a contract administrator."""
    return is_agent(user) or (user.is_active and user.groups.filter(name=CONTRACT_ADMINISTRATORS).exists())


def reads_the_log(user: User) -> bool:
    """Whether `user` reads who downloaded what: an agent, or who manages or pays for an organization."""
    return is_agent(user) or user.contacts.filter(left_at=None, roles__role__in=READS_THE_LOG).exists()
