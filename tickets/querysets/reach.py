"""How far a reader sees: the keys of everything by which tickets are its to read.

Where a request has bound them to its reader (`tickets.middleware.ReachMiddleware`) they are known, from one statement;
otherwise each is a statement's own subquery. The condition that is made of them is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q, QuerySet

from accounts.models import Contact, DeskMembership
from accounts.querysets import CONTRACT_ADMINISTRATORS, READS_ALL, holds_role
from common.gathering import Gathering, Part, part
from entitlements.models import Contract
from entitlements.portfolio import Sides, parts_of, read
from oncall.permissions import DUTY_MANAGER

if TYPE_CHECKING:
    from accounts.models import User

Keys = Collection[int] | QuerySet[Any, Any]
"""Keys of rows: known, or as a statement finds them."""
MOST = 100
"""So many single tickets of each sort are known by their keys."""
SINGLE = ("watched", "given", "called", "unstaffed")


@dataclass(frozen=True)
class Reach:
    """What somebody stands for, and single tickets that are its to read besides."""

    contacts: Keys
    organizations: Keys
    """Those that it speaks for."""
    organizations_read: Keys
    """Those of which it reads everything, by role."""
    contracts: Keys
    """Current ones that name one of its organizations as a partner (R1)."""
    contracts_read: Keys
    """Current ones that name one of which it reads everything."""
    desks: Keys
    regions: Keys
    """The regions of its desks."""
    watched: Keys
    given: Keys
    """Tickets that a desk of its gave to another desk."""
    called: Keys
    """Tickets about which it was called."""
    unstaffed: Keys
    """For a duty manager those of live windows of which it was told that their engineer cannot work in them."""
    administers: Q | None
    """Whether it looks after contracts: a condition, None where it does not."""
    sides: Sides | None = None
    """Where it stands, if that is known."""


def reach_of(user: User) -> Reach:
    """How far `user` sees: as its request has found it, or as each statement will."""
    return getattr(user, "reach", None) or written_out(user)


def ask(person: int) -> Reach:
    """How far the person with this key sees now, in one statement."""
    found = _GATHERING.about(person)
    sides = read(found)
    reads = sides.organizations_read
    return Reach(
        contacts=set(sides.contacts),
        organizations=sides.organizations,
        organizations_read=reads,
        contracts={contract for contract, _ in sides.named},
        contracts_read={contract for contract, named in sides.named if named in reads},
        desks=set(sides.desks),
        regions=set(sides.desks.values()),
        **{name: _few(person, name, found[name]) for name in SINGLE},
        administers=Q() if CONTRACT_ADMINISTRATORS in sides.groups else None,
        sides=sides,
    )


@contextmanager
def known(user: Any) -> Iterator[None]:
    """Let the statements of the block have how far `user` sees from one statement; those after it find it anew."""
    found = ask(user.pk)
    user.reach, user.sides = found, found.sides
    try:
        yield
    finally:
        del user.reach, user.sides


def _few(person: int, name: str, rows: Sequence[tuple[int, int]]) -> Keys:
    """The tickets of these rows, or all of their kind as a subquery where there are more."""
    every: Keys = {ticket for ticket, _ in rows} if len(rows) <= MOST else getattr(written_out(person), name)
    return every


def written_out(user: Any) -> Reach:
    """Every set as a subquery. `user` may be a key."""
    contacts = Contact.objects.filter(user=user, left_at=None)
    desks = DeskMembership.objects.filter(agent__user=user)
    reads = contacts.filter(roles__role__in=READS_ALL).values("organization")
    organizations, current = contacts.values("organization"), Contract.objects.current()
    return Reach(
        contacts=contacts.values("pk"),
        organizations=organizations,
        organizations_read=reads,
        contracts=current.filter(partners__in=organizations).values("pk"),
        contracts_read=current.filter(partners__in=reads).values("pk"),
        desks=desks.values("desk"),
        regions=desks.values("desk__region"),
        watched=_rows("Watcher").filter(user=user).values("ticket"),
        given=_rows("HandOver").filter(from_desk__in=desks.values("desk")).values("ticket"),
        called=_rows("TicketPage").filter(page__run__attempts__agent__user=user).values("ticket"),
        unstaffed=_unstaffed().filter(holds_role(user, DUTY_MANAGER)).values("ticket"),
        administers=Q(holds_role(user, CONTRACT_ADMINISTRATORS)),
    )


def _parts(person: int) -> list[Part]:
    every = written_out(person)
    return [*parts_of(person), *(_first(name, getattr(every, name)) for name in SINGLE)]


def _first(what: str, tickets: QuerySet[Any, Any]) -> Part:
    """The first of some tickets, one more than are known by their keys."""
    some = tickets.values("pk")[: MOST + 1]
    return part(what, _rows(tickets.model.__name__).filter(pk__in=some), "ticket")


def _unstaffed() -> Any:
    return _rows("Window").live().filter(due_at__isnull=False, ticket__events__code="window_unstaffed")


def _rows(name: str) -> Any:
    return apps.get_model("tickets", name)._default_manager  # noqa: SLF001 - Django's name for it


_GATHERING = Gathering(_parts)


def as_contact(user: User) -> Q:
    """Own tickets, those watched in own organizations, and by role all of the organization and of its customers.

    A partner reads (R1) the tickets of contracts that name it, by role all or those that it filed. Once a contract
    stops naming it, or is over, nothing of that contract is left to it.
    """
    reach, filed = reach_of(user), Q(requester=user)
    return (
        filed & Q(organization=None)
        | Q(contact__in=reach.contacts)
        | Q(organization__in=reach.organizations_read)
        | Q(organization__in=reach.organizations, pk__in=reach.watched)
        | Q(contract__in=reach.contracts_read)
        | filed & Q(partner__in=reach.organizations, contract__in=reach.contracts)
    )


def as_agent(user: User) -> Q:
    """Tickets of the agent's desks and regions, and those assigned to it; to contract administrators R16's.

    Besides those that it watches, that a desk of its gave to another, and about which it was called or told that a
    window has no engineer, at whatever desk they are: it must be able to take them.
    """
    reach = reach_of(user)
    readable = (
        Q(desk__in=reach.desks)
        | Q(assignee=user.agent)
        | Q(contact__in=Contact.objects.filter(home_region__in=reach.regions).values("pk"))
        | Q(contract__in=Contract.objects.filter(sold_in__in=reach.regions).values("pk"))
        | Q(pk__in=reach.watched)
        | Q(pk__in=reach.given)
        | Q(pk__in=reach.called)
        | Q(pk__in=reach.unstaffed)
    )
    if reach.administers is None:
        return readable
    return readable | reach.administers & Q(status="needs_entitlement")
