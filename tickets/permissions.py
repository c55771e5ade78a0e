"""Who may do what to a ticket that they can see; which ones they see is `visible_to`."""

from typing import Any

from accounts.models import User
from accounts.querysets import is_agent
from tickets.rules import Role

WRITES = ("member", "manager")
"""The roles of a contact that file tickets; a viewer and a billing contact read."""


def is_customer(user: User, ticket: Any) -> bool:
    """Whether `user` asked for the ticket or is a contact of its organization."""
    if ticket.requester_id == user.pk:
        return True
    return user.contacts.filter(left_at=None, organization=ticket.organization_id).exists()


def role_of(user: User, ticket: Any) -> Role | None:
    """On which side of the ticket `user` stands; None for a stranger to it."""
    if is_customer(user, ticket):
        return Role.CUSTOMER
    return Role.AGENT if is_agent(user) else None


def may_write(user: User, ticket: Any) -> bool:
    """Whether `user` may reply, close and reopen: the requester, a manager of the organization, an agent."""
    if ticket.requester_id == user.pk:
        return True
    if role_of(user, ticket) is Role.AGENT:
        return True
    own = user.contacts.filter(left_at=None, organization=ticket.organization_id)
    return own.filter(roles__role="manager").exists()


def may_file_for(user: User, contact: Any) -> bool:
    """Whether `user` may file as `contact`: its own, not left, with a role that files."""
    if contact.user_id != user.pk or contact.left_at is not None:
        return is_agent(user) and contact.left_at is None
    return bool(contact.roles.filter(role__in=WRITES).exists())


def may_delete_view(user: User, view: Any) -> bool:
    """Whether `user` may delete a saved view: its own, and as a lead one that is shared with the desk it leads."""
    if view.owner_id == user.pk:
        return True
    return is_agent(user) and user.agent.memberships.filter(desk=view.desk_id, is_lead=True).exists()
