"""What the queue offers by name: desks, products, organizations, words and colleagues that unfinished tickets have.

Every agent knows all of these but organizations. To ask of each whether the reader sees one of its tickets would read
all that it does not see.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from accounts.models import Contact
from entitlements.models import Contract
from tickets.querysets.reach import SINGLE, reach_of

if TYPE_CHECKING:
    from accounts.models import User
    from tickets.models import Ticket
    from tickets.querysets import TicketQuerySet


def is_open(column: str) -> Exists:
    """Whether an unfinished ticket has the row of the outer statement in `column`."""
    return Exists(_unfinished().filter(**{column: OuterRef("pk")}))


def may_have_work(user: User) -> Q:
    """Organizations with unfinished tickets of which the agent `user` may see some.

    By desk and by single tickets that is exact; by region it is an organization with a contract or a contact there, so
    that what is read does not grow with its tickets.
    """
    if user.agent.sees_all_desks:
        return Q(is_open("organization"))
    reach, its = reach_of(user), OuterRef("pk")
    at_desks = _unfinished().filter(organization=its, desk__in=reach.desks)
    sold = Contract.objects.filter(organization=its, sold_in__in=reach.regions)
    at_home = Contact.objects.filter(organization=its, home_region__in=reach.regions)
    here = Q(Exists(sold)) | Q(Exists(at_home)) | Q(pk__in=reach.organizations)
    single = [Q(pk__in=_unfinished().filter(pk__in=getattr(reach, name)).values("organization")) for name in SINGLE]
    if reach.administers is not None:
        single.append(reach.administers & Q(pk__in=_unfinished().needing_entitlement().values("organization")))
    return Q(Exists(at_desks)) | Q(is_open("organization")) & here | reduce(or_, single)


def agents_with_work() -> Any:
    """The agents who have an unfinished ticket."""
    return _unfinished().assignees()


def _unfinished() -> TicketQuerySet:
    ticket: type[Ticket] = apps.get_model("tickets", "Ticket")
    return ticket.objects.unfinished()
