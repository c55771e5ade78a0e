"""Turns the rows about a reader into the keys that it holds: what it finds is what one of them opens."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import CharField, F, IntegerField, QuerySet, Value

from accounts.models import User
from accounts.querysets import CONTRACT_ADMINISTRATORS, READS_ALL, is_agent
from entitlements.models import Contract, License
from entitlements.portfolio import products_in_force
from search.rules import Key, barred


@dataclass
class _Standing:
    """Where a reader stands: its contacts, the organizations that it reads whole, contracts that name them."""

    contacts: dict[int, int] = field(default_factory=dict)
    reads: set[int] = field(default_factory=set)
    contracts: set[tuple[int, int]] = field(default_factory=set)
    desks: dict[int, int] = field(default_factory=dict)
    licensed: set[int] = field(default_factory=set)
    is_administrator: bool = False


def keys_of(user: User | AnonymousUser | None, at: datetime) -> frozenset[str]:
    """Every key that `user` holds at `at`, in two statements; None, like anybody without a login, holds `public`.

    Keys are on the reader: who joins a desk, leaves an organization or becomes a partner finds accordingly at once. An
    agent who stands on the customer's side of a document is kept out of what is for the vendor (`rules.barred`).
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset({Key.PUBLIC.of()})
    standing = _standing(user)
    products = products_in_force(set(standing.contacts.values()), at)
    held = {Key.PUBLIC.of(), Key.REGISTERED.of(), Key.USER.of(user.pk)}
    held.update(Key.PRODUCT.of(product) for product in products)
    held.update(_as_contact(user, standing))
    if is_agent(user):
        held.update(_as_agent(user, standing))
        held.update(_kept_out(user, standing))
    return frozenset(held)


def _standing(user: User) -> _Standing:
    found = _Standing()
    for what, one, other in _rows(user):
        if what == "contact":
            found.contacts[one] = other
        elif what == "reads":
            found.reads.add(one)
        elif what == "contract":
            found.contracts.add((one, other))
        elif what == "license":
            found.licensed.add(one)
        elif what == "desk":
            found.desks[one] = other
        else:
            found.is_administrator = True
    return found


def _rows(user: User) -> QuerySet[Any, tuple[str, int, int]]:
    """What is asked of a reader, in one statement."""
    contacts = user.contacts.filter(left_at=None)
    named = Contract.partners.through.objects.filter(organization__in=contacts.values("organization"))
    partners = named.filter(contract__in=Contract.objects.current())
    parts = [
        _part(contacts.filter(roles__role__in=READS_ALL), "reads", "organization"),
        _part(partners, "contract", "contract", "organization"),
        _part(License.objects.filter(organization__in=contacts.values("organization")), "license", "product"),
    ]
    if is_agent(user):
        administrators = Group.objects.filter(user=user, name=CONTRACT_ADMINISTRATORS)
        parts.append(_part(user.agent.memberships.all(), "desk", "desk", "desk__region"))
        parts.append(_part(administrators, "administrator", "pk"))
    return _part(contacts, "contact", "pk", "organization").union(*parts)


def _part(rows: QuerySet[Any], what: str, one: str, other: str = "") -> QuerySet[Any, tuple[str, int, int]]:
    second = F(other) if other else Value(0, IntegerField())
    return rows.order_by().values_list(Value(what, CharField()), F(one), second)


def _as_contact(user: User, standing: _Standing) -> Iterator[str]:
    organizations = set(standing.contacts.values())
    yield from (Key.CONTACT.of(contact) for contact in standing.contacts)
    yield from (Key.LICENSE.of(product) for product in standing.licensed)
    yield from (Key.ORGANIZATION.of(organization) for organization in standing.reads)
    yield from (Key.WATCHER.of(user.pk, organization) for organization in organizations)
    for contract, named in standing.contracts:
        if named in standing.reads:
            yield Key.CONTRACT.of(contract)
        yield from (Key.FILER.of(user.pk, partner, contract) for partner in organizations)


def _as_agent(user: User, standing: _Standing) -> Iterator[str]:
    yield from (Key.AGENT.of(), Key.ASSIGNEE.of(user.agent.pk), Key.CALLED.of(user.agent.pk), Key.WATCHER.of(user.pk))
    yield from (Key.DESK.of(desk) for desk in standing.desks)
    yield from (Key.REGION.of(region) for region in standing.desks.values())
    if user.agent.sees_all_desks:
        yield Key.ALL_DESKS.of()
    if standing.is_administrator:
        yield Key.CONTRACT_ADMINISTRATORS.of()


def _kept_out(user: User, standing: _Standing) -> Iterator[str]:
    yield barred(Key.USER.of(user.pk))
    yield from (barred(Key.ORGANIZATION.of(organization)) for organization in standing.contacts.values())
    yield from (barred(Key.CONTRACT.of(contract)) for contract, _partner in standing.contracts)
