"""Who may do what to a ticket that they can see; which ones they see is `visible_to`."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import ContactRole, Organization, User
from accounts.querysets import is_agent
from common.statements import Statement
from entitlements.portfolio import sides_of
from oncall.permissions import DUTY_MANAGER
from tickets.rules import Role

WRITES = ("member", "manager")
"""The roles of a contact that file tickets; a viewer and a billing contact read."""


def is_customer(user: User, ticket: Any) -> bool:
    """Whether `user` asked for the ticket, or is a contact of its organization or of a partner that files for it.

    A partner stays so while the contract is not over (R1).
    """
    return ticket.requester_id == user.pk or bool(sides_of(user).beside(ticket.organization_id, ticket.contract_id))


def role_of(user: User, ticket: Any) -> Role | None:
    """On which side of the ticket `user` stands; None for a stranger to it."""
    if is_customer(user, ticket):
        return Role.CUSTOMER
    return Role.AGENT if is_agent(user) else None


def is_duty_manager(user: User) -> bool:
    """Whether `user` decides what becomes of open promises when something changes that they were made by."""
    return is_agent(user) and DUTY_MANAGER in sides_of(user).groups


def may_write(user: User, ticket: Any) -> bool:
    """Whether `user` may reply, close and reopen."""
    return writes_as(user, ticket) is not None


def writes_as(user: User, ticket: Any) -> Role | None:
    """On which side of the ticket `user` may reply, close and reopen; None for who may only read.

    The requester, the contact whom it concerns, a manager of the organization or of a partner that its contract names,
    an agent. What somebody filed is its own only while it is a contact of the organization or, for a partner, while
    the contract names that partner and is not over (R1).
    Who asked for a ticket that was merged into it answers in it too.
    """
    is_own = ticket.requester_id == user.pk
    if is_own and ticket.organization_id is None:
        return Role.CUSTOMER
    sides = sides_of(user)
    beside = sides.beside(ticket.organization_id, ticket.contract_id)
    if is_own:
        return Role.CUSTOMER if beside else None
    if not beside:
        return Role.AGENT if is_agent(user) else None
    speaks = beside & sides.as_any_of(["manager"]) or sides.contacts.get(ticket.contact_id) in beside
    return Role.CUSTOMER if speaks or ticket.merged.filter(requester=user).exists() else None


def may_rate(user: User, ticket: Any) -> bool:
    """Whether `user` may say how the service was: the requester, and a manager on the customer's side."""
    if ticket.requester_id == user.pk:
        return may_write(user, ticket)
    sides = sides_of(user)
    return bool(sides.beside(ticket.organization_id, ticket.contract_id) & sides.as_any_of(["manager"]))


def may_file_for(user: User, contact: Any) -> bool:
    """Whether `user` may file as `contact`: its own, not left, with a role that files."""
    if contact.user_id != user.pk or contact.left_at is not None:
        return is_agent(user) and contact.left_at is None
    return bool(_WRITING.rows(contact=contact.pk))


def _writing(*, contact: int) -> QuerySet[ContactRole, tuple[Any, ...]]:
    return ContactRole.objects.filter(contact=contact, role__in=WRITES).values_list("pk")[:1]


_WRITING = Statement(_writing)


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
    sides = sides_of(user)
    named = sides.beside(None, ticket.contract_id) & sides.as_any_of(WRITES) - {ticket.organization_id}
    return Organization.objects.filter(pk__in=named).first() if named else None


def may_be_concerned(contact: Any, contract: Any) -> bool:
    """Whether what a partner files under `contract` may concern `contact`: one of its customer's that files itself."""
    if contact.organization_id != contract.organization_id or contact.left_at is not None:
        return False
    return bool(contact.roles.filter(role__in=WRITES).exists())
