"""How far a reader sees: the keys of everything by which tickets are its to read.

Where a request has bound them to its reader (`tickets.middleware.ReachMiddleware`) they are known, from one statement;
otherwise each is a statement's own subquery. The condition that is made of them is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value

from accounts.querysets import CONTRACT_ADMINISTRATORS, READS_ALL, holds_role
from entitlements.models import Contract

if TYPE_CHECKING:
    from accounts.models import User

Keys = Collection[int] | QuerySet[Any, Any]
"""Keys of rows: known, or as a statement finds them."""
PERSON = -1
"""Stands for the reader in the statement, which is written once; no row has this key."""
MOST = 100
"""So many single tickets that somebody watches, gave away or was called about are known by their keys."""


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
    administers: Q | None
    """Whether it looks after contracts: a condition, None where it does not."""


def reach_of(user: User) -> Reach:
    """How far `user` sees: as its request has found it, or as each statement will."""
    return getattr(user, "reach", None) or _written_out(user)


def ask(person: int) -> Reach:
    """How far the person with this key sees now, in one statement."""
    statement, values = _statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, [person if value == PERSON else value for value in values])
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for what, one, other in cursor.fetchall():
            found[what].append((one, other))
    return _known(person, found)


def _known(person: int, found: dict[str, list[tuple[int, int]]]) -> Reach:
    every = _written_out(person)
    reads = {one for one, _ in found["reads"]}
    return Reach(
        contacts={one for one, _ in found["contact"]},
        organizations={other for _, other in found["contact"]},
        organizations_read=reads,
        contracts={one for one, _ in found["contract"]},
        contracts_read={one for one, other in found["contract"] if other in reads},
        desks={one for one, _ in found["desk"]},
        regions={other for _, other in found["desk"]},
        watched=_few(found["watched"], every.watched),
        given=_few(found["given"], every.given),
        called=_few(found["called"], every.called),
        administers=Q() if found["administrator"] else None,
    )


def _few(found: list[tuple[int, int]], every: Keys) -> Keys:
    """The keys that were found, or all of them as a subquery where there are more."""
    return every if len(found) > MOST else {one for one, _ in found}


def _written_out(user: Any) -> Reach:
    """Every set as a subquery. `user` may be a key."""
    contacts, desks = _contacts(user), _desks(user)
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
        administers=Q(holds_role(user, CONTRACT_ADMINISTRATORS)),
    )


@cache
def _statement(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The statement of `ask` in the words of a database, and its values: writing it takes longer than asking it."""
    every, contacts = _written_out(PERSON), _contacts(PERSON)
    named = Contract.partners.through.objects.filter(organization__in=every.organizations)
    administrators = Group.objects.filter(user=PERSON, name=CONTRACT_ADMINISTRATORS)
    parts = [
        _part("contact", contacts, "pk", "organization"),
        _part("reads", contacts.filter(roles__role__in=READS_ALL), "organization"),
        _part("contract", named.filter(contract__in=Contract.objects.current()), "contract", "organization"),
        _part("desk", _desks(PERSON), "desk", "desk__region"),
        _part("administrator", administrators, "pk"),
        *(_single(name, getattr(every, name)) for name in ("watched", "given", "called")),
    ]
    return parts[0].union(*parts[1:], all=True).query.sql_with_params()


def _single(what: str, tickets: Any) -> QuerySet[Any, Any]:
    """The first of some tickets, one more than are known by their keys."""
    rows = tickets.model._default_manager.filter(pk__in=tickets.values("pk")[: MOST + 1])  # noqa: SLF001 - Django's name
    return _part(what, rows, "ticket")


def _part(what: str, rows: QuerySet[Any, Any], one: str, other: str = "") -> QuerySet[Any, Any]:
    second = F(other) if other else Value(0, IntegerField())
    return rows.order_by().values_list(Value(what, CharField()), F(one), second)


def _contacts(user: Any) -> QuerySet[Any, Any]:
    contacts: QuerySet[Any, Any] = apps.get_model("accounts", "Contact").objects.filter(user=user, left_at=None)
    return contacts


def _desks(user: Any) -> QuerySet[Any, Any]:
    places: QuerySet[Any, Any] = apps.get_model("accounts", "DeskMembership").objects.filter(agent__user=user)
    return places


def _rows(name: str) -> Any:
    return apps.get_model("tickets", name)._default_manager  # noqa: SLF001 - Django's name for it


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

    Besides those that it watches, that a desk of its gave to another, and about which it was called, at whatever desk
    they are: it must be able to take them.
    """
    reach = reach_of(user)
    readable = (
        Q(desk__in=reach.desks)
        | Q(assignee=user.agent)
        | Q(contact__home_region__in=reach.regions)
        | Q(contract__sold_in__in=reach.regions)
        | Q(pk__in=reach.watched)
        | Q(pk__in=reach.given)
        | Q(pk__in=reach.called)
    )
    if reach.administers is None:
        return readable
    return readable | reach.administers & Q(status="needs_entitlement")
