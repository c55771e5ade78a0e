"""Who may do what with an organization's people: predicates that views and services ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.predicates import predicate

if TYPE_CHECKING:
    from accounts.models import Organization, User


@predicate  # type: ignore[untyped-decorator]  # rules has no types
def manages(user: User, organization: Organization) -> bool:
    """Whether `user` is a manager of `organization` today: decides who joins, grants and revokes roles."""
    return (
        user.is_active and organization.contacts.filter(user=user, left_at=None, roles__role__in=["manager"]).exists()
    )
