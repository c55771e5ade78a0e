"""Turns the rows about a reader into the keys that it holds: what it finds is what one of them opens."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.querysets import CONTRACT_ADMINISTRATORS, is_agent
from entitlements.portfolio import Sides, products_in_force, sides_of
from search.rules import Key, barred


def keys_of(user: User | AnonymousUser | None, at: datetime) -> frozenset[str]:
    """Every key that `user` holds at `at`, in two statements; None, like anybody without a login, holds `public`.

    Keys are on the reader: who joins a desk, leaves an organization or becomes a partner finds accordingly at once. An
    agent who stands on the customer's side of a document is kept out of what is for the vendor (`rules.barred`).
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset({Key.PUBLIC.of()})
    sides = sides_of(user)
    products = products_in_force(sides.organizations, at)
    held = {Key.PUBLIC.of(), Key.REGISTERED.of(), Key.USER.of(user.pk)}
    held.update(Key.PRODUCT.of(product) for product in products)
    held.update(_as_contact(user, sides))
    if is_agent(user):
        held.update(_as_agent(user, sides))
        held.update(_kept_out(user, sides))
    return frozenset(held)


def _as_contact(user: User, sides: Sides) -> Iterator[str]:
    organizations, reads = sides.organizations, sides.organizations_read
    yield from (Key.CONTACT.of(contact) for contact in sides.contacts)
    yield from (Key.LICENSE.of(product) for product in sides.licensed)
    yield from (Key.ORGANIZATION.of(organization) for organization in reads)
    yield from (Key.WATCHER.of(user.pk, organization) for organization in organizations)
    for contract, named in sides.named:
        if named in reads:
            yield Key.CONTRACT.of(contract)
        yield from (Key.FILER.of(user.pk, partner, contract) for partner in organizations)


def _as_agent(user: User, sides: Sides) -> Iterator[str]:
    yield from (Key.AGENT.of(), Key.ASSIGNEE.of(user.agent.pk), Key.CALLED.of(user.agent.pk), Key.WATCHER.of(user.pk))
    yield from (Key.DESK.of(desk) for desk in sides.desks)
    yield from (Key.REGION.of(region) for region in sides.desks.values())
    if user.agent.sees_all_desks:
        yield Key.ALL_DESKS.of()
    if CONTRACT_ADMINISTRATORS in sides.groups:
        yield Key.CONTRACT_ADMINISTRATORS.of()


def _kept_out(user: User, sides: Sides) -> Iterator[str]:
    yield barred(Key.USER.of(user.pk))
    yield from (barred(Key.ORGANIZATION.of(organization)) for organization in sides.organizations)
    yield from (barred(Key.CONTRACT.of(contract)) for contract, _partner in sides.named)
