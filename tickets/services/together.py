"""What every act on two tickets asks first: one customer, and an agent who works both."""

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import Ticket
from tickets.rules import Customer, Role
from tickets.services.changes import lock, role_of


def lock_both(one: Ticket, other: Ticket) -> None:
    """Lock two tickets, the older one first, so that two who do it at once wait for each other."""
    for ticket in sorted((one, other), key=lambda each: each.pk):
        lock(ticket)


def require_agent(actor: User, tickets: tuple[Ticket, ...], refusal: type[Unable]) -> None:
    """Refuse whoever does not stand on the vendor's side of each of the tickets, with `agents_only`."""
    if any(role_of(actor, ticket, refusal) is not Role.AGENT for ticket in tickets):
        raise refusal("agents_only")


def require_one_customer(one: Ticket, other: Ticket, refusal: type[Unable]) -> None:
    """Refuse a ticket beside itself with `itself`, and tickets of two customers with `other_customer`."""
    if one.pk == other.pk:
        raise refusal("itself")
    if not rules.same_customer(_customer(one), _customer(other)):
        raise refusal("other_customer")


def _customer(ticket: Ticket) -> Customer:
    return Customer(ticket.organization_id, ticket.requester_id)
