"""Who may do what with an organization's people: predicates that views and services ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Agent, Organization, User


def manages(user: User, organization: Organization) -> bool:
    """Whether `user` is a manager of `organization` today: decides who joins, grants and revokes roles."""
    return (
        user.is_active and organization.contacts.filter(user=user, left_at=None, roles__role__in=["manager"]).exists()
    )


def buys_for(user: User, organization: Organization) -> bool:
    """Whether `user` looks after the contracts and time units of `organization` today."""
    held = organization.contacts.filter(user=user, left_at=None, roles__role__in=["billing", "manager"])
    return user.is_active and held.exists()


def gives_roles(user: User | AnonymousUser) -> bool:
    """Whether `user` administers the vendor's roles: who is staff, in which groups, and who is an agent."""
    return user.has_perm("auth.view_group")


def plans_for(user: User, agent: Agent) -> bool:
    """Whether `user` says when `agent` works: the agent itself, or a lead of a desk of its."""
    if not user.is_active or not hasattr(user, "agent"):
        return False
    led = user.agent.memberships.filter(is_lead=True).values("desk")
    return agent.user_id == user.pk or agent.memberships.filter(desk__in=led).exists()


def leads(user: User) -> bool:
    """Whether `user` answers for a desk."""
    return user.is_active and hasattr(user, "agent") and user.agent.memberships.filter(is_lead=True).exists()
