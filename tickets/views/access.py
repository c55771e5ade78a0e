"""Who may come to a page at all; which rows it shows is for `visible_to(user)`."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.querysets import is_agent
from common.http import Request, doorkeeper
from common.statements import Statement
from tickets import permissions
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet, readers
from tickets.querysets.reach import known
from tickets.rules import Role
from tickets.views import customer_words


@doorkeeper
def agents_only(request: Request) -> None:
    """Let only agents through; to anybody else the page does not exist."""
    if not is_agent(request.user):
        raise Http404


def fetch_to_write(request: Request, reference: str) -> tuple[Ticket, Role]:
    """The ticket without what a page says of it, and on which side its reader writes: what a service is called with.

    Raises:
        Http404: unknown and invisible alike.
        PermissionDenied: for those who may only read it.
    """
    with known(request.user):
        rows: list[Ticket] = _TICKET.rows(reader=readers.known(request.user), reference=reference)
        if not rows:
            raise Http404
        [found] = rows
        refuse_readers(request, found)
        return found, permissions.role_of(request.user, found) or Role.CUSTOMER


def _ticket(*, reader: Mapping[str, Any], reference: str) -> TicketQuerySet:
    return Ticket.objects.visible_to(readers.stand_in(reader)).filter(reference=reference)


_TICKET = Statement(_ticket)


def side_of(request: Request, ticket: Ticket) -> str:
    """On which side of the ticket the reader is: "agent", or "customer" as everybody else."""
    return "agent" if permissions.role_of(request.user, ticket) is Role.AGENT else "customer"


def refuse_readers(request: Request, ticket: Ticket) -> None:
    """Let only those through who may write on the ticket.

    Raises:
        PermissionDenied: for those who may read it, with the words that say who writes.
    """
    if not permissions.may_write(request.user, ticket):
        raise PermissionDenied(str(customer_words.WORDS["forbidden"]))


def refuse_agents(request: Request, ticket: Ticket) -> None:
    """Let only those through who stand on the customer's side of the ticket and write on it.

    Raises:
        PermissionDenied: for everybody else.
    """
    refuse_readers(request, ticket)
    if permissions.role_of(request.user, ticket) is not Role.CUSTOMER:
        raise PermissionDenied(str(customer_words.WORDS["customers_only"]))
