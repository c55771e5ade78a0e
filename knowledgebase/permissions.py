"""Who writes and who approves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.querysets import is_agent
from knowledgebase.rules import Role

if TYPE_CHECKING:
    from accounts.models import User


def roles_of(user: User) -> frozenset[str]:
    """The roles of `user` in the knowledge base, in one statement; of somebody who is no agent none."""
    if not is_agent(user):
        return frozenset()
    return frozenset(user.groups.filter(name__in=[*Role]).values_list("name", flat=True))
