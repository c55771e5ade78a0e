"""Who may do what to a ticket that they can see; which ones they see is `visible_to`."""

from typing import Any

from django.db.models import Q

from accounts.models import Organization, User
from accounts.querysets import ContactQuerySet, is_agent
from entitlements.models import Contract
from oncall.permissions import DUTY_MANAGER
from tickets.rules import Role

WRITES = ("member", "manager")
"""The roles of a contact that file tickets; a viewer and a billing contact read."""


def is_customer(user: User, ticket: Any) -> bool:
    """Whether `user` asked for the ticket, or is a contact of its organization or of a partner that files for it."""
    return ticket.requester_id == user.pk or _standing(user, ticket).exists()


def role_of(user: User, ticket: Any) -> Role | None:
    """On which side of the ticket `user` stands; None for a stranger to it."""
    if is_customer(user, ticket):
        return Role.CUSTOMER
    return Role.AGENT if is_agent(user) else None


def is_duty_manager(user: User) -> bool:
    """Whether `user` decides what becomes of open promises when something changes that they were made by."""
    return is_agent(user) and user.groups.filter(name=DUTY_MANAGER).exists()


def may_write(user: User, ticket: Any) -> bool:
    """Whether `user` may reply, close and reopen.

    The requester, the contact whom it concerns, a manager of the organization or of a partner that its contract names,
    an agent. What somebody filed is its own only while it is a contact of the organization or, for a partner, while
    the contract names that partner and is not over (R1).
    Who asked for a ticket that was merged into it answers in it too.
    """
    if ticket.requester_id == user.pk:
        return ticket.organization_id is None or _standing(user, ticket).exists()
    if role_of(user, ticket) is Role.AGENT:
        return True
    writes = Q(roles__role="manager") | Q(pk=ticket.contact_id) | Q(user__tickets__merged_into=ticket.pk)
    return _standing(user, ticket).filter(writes).exists()


def may_rate(user: User, ticket: Any) -> bool:
    """Whether `user` may say how the service was: the requester, and a manager on the customer's side."""
    if ticket.requester_id == user.pk:
        return may_write(user, ticket)
    return _standing(user, ticket).filter(roles__role="manager").exists()


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


def may_file_under(user: User, contract: Any, partner: Any) -> bool:
    """Whether `user`, as a contact of `partner`, may file for the customer of the current `contract` (R1)."""
    if not contract.is_current or partner is None:
        return False
    own = user.contacts.filter(left_at=None, organization=partner, organization__partner_contracts=contract)
    return own.filter(roles__role__in=WRITES).exists()


def partner_of(user: User, ticket: Any) -> Organization | None:
    """The organization for which `user` files under the ticket's contract as its partner; None for everybody else."""
    named = _standing(user, ticket).exclude(organization=ticket.organization_id).filter(roles__role__in=WRITES)
    found = named.select_related("organization").first()
    return found.organization if found else None


def may_be_concerned(contact: Any, contract: Any) -> bool:
    """Whether what a partner files under `contract` may concern `contact`: one of its customer's that files itself."""
    if contact.organization_id != contract.organization_id or contact.left_at is not None:
        return False
    return bool(contact.roles.filter(role__in=WRITES).exists())


def _standing(user: User, ticket: Any) -> ContactQuerySet:
    """The contacts that `user` is on the customer's side of the ticket: of its organization, of partners named.

    Partners are those of a contract that is not over (R1).
    """
    sides = Q(organization=ticket.organization_id)
    if ticket.contract_id:
        sides |= Q(organization__partner_contracts__in=Contract.objects.current().filter(pk=ticket.contract_id))
    return user.contacts.filter(sides, left_at=None)
