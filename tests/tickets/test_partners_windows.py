"""A partner books maintenance windows for the customers whose contracts name it, and for nobody else (R1, R9)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import Environment, Organization
from entitlements.models import Contract
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tests.tickets.test_partners import GOLD_MANAGER, PARTNER, PARTNERS_MANAGER, stop_naming
from tests.tickets.test_windows import MORNING, NIGHT, draft, environment, stand
from tickets import services
from tickets.models import Ticket, Window
from tickets.services import UnableToBook


@pytest.fixture
def contract(cast: Cast) -> Contract:  # noqa: ARG001 - it signs the contract
    """Goldleaf's, which names Portside as its partner."""
    return Contract.objects.get(number="C-1004")


@pytest.fixture
def partner(cast: Cast) -> Organization:  # noqa: ARG001 - it makes the partner
    return Organization.objects.get(key="PRT")


@pytest.fixture
def plant(cast: Cast) -> Environment:
    """Where Goldleaf runs the server."""
    return environment(cast, who.GOLD)


def book(cast: Cast, where: Environment, email: str = PARTNER, concerned: str = "", **more: Any) -> Window:
    facts: dict[str, Any] = {
        "contract": Contract.objects.get(number="C-1004"),
        "partner": Organization.objects.get(key="PRT"),
    }
    starts_at = more.pop("starts_at", NIGHT)
    whom = cast.contact(concerned) if concerned else None
    asked = replace(draft(cast, where, starts_at, **{**facts, **more}), contact=whom)
    return services.book_window(requester=cast.user(email), draft=asked, at=WEDNESDAY)


def refused(cast: Cast, where: Environment, **more: Any) -> str:
    with pytest.raises(UnableToBook) as refusal:
        book(cast, where, **more)
    assert not Ticket.objects.filter(kind="maintenance").exists()
    return refusal.value.code


def test_the_window_is_the_customers_and_takes_the_customers_units(
    cast: Cast, plant: Environment, contract: Contract, partner: Organization
) -> None:
    window = book(cast, plant)
    ticket = window.ticket
    assert (ticket.organization, ticket.contract, ticket.partner) == (contract.organization, contract, partner)
    assert (ticket.requester, ticket.contact, window.booked_by) == (cast.user(PARTNER), None, cast.user(PARTNER))
    assert ticket.reference.startswith("GLD-")
    assert stand() == (0, 8)
    filed = ticket.events.filter(code__in=["filed", "window_booked"])
    assert {event.actor for event in filed} == {cast.user(PARTNER)}


@pytest.mark.parametrize(
    ("email", "is_read"),
    [(PARTNER, True), (PARTNERS_MANAGER, True), (GOLD_MANAGER, True), (who.GOLD, False), (who.LONDON, False)],
)
def test_those_concerned_read_it(
    cast: Cast, plant: Environment, email: str, is_read: bool  # noqa: FBT001 - the table's columns
) -> None:  # fmt: skip
    window = book(cast, plant)
    assert Window.objects.visible_to(cast.user(email)).filter(pk=window.pk).exists() is is_read


def test_it_is_moved_and_cancelled_by_the_partner_and_the_units_go_back(cast: Cast, plant: Environment) -> None:
    window = book(cast, plant)
    manager = cast.user(PARTNERS_MANAGER)
    moved = services.move_window(window=window, starts_at=NIGHT + timedelta(days=1), actor=manager, at=WEDNESDAY)
    assert (moved.starts_at, stand()) == (NIGHT + timedelta(days=1), (0, 8))
    services.cancel_window(window=moved, actor=cast.user(PARTNER), at=WEDNESDAY)
    assert stand() == (8, 0)


def test_it_opens_covered_by_the_contract_that_names_the_partner(
    cast: Cast, plant: Environment, contract: Contract
) -> None:
    window = book(cast, plant)
    services.run_windows(window.starts_at)
    ticket = Ticket.objects.get(pk=window.ticket_id)
    assert (ticket.status, ticket.outcome, ticket.contract) == ("open", "covered_now", contract)


def test_the_customers_managers_and_whom_it_concerns_are_told_with_the_invitation(
    cast: Cast, plant: Environment
) -> None:
    window = book(cast, plant, concerned=who.GOLD)
    deliver(WEDNESDAY)
    told = {address for each in mail.outbox for address in each.to}
    assert {PARTNER, GOLD_MANAGER, who.GOLD, window.engineer.user.email} == told
    assert all("BEGIN:VCALENDAR" in str(each.message()) or each.attachments for each in mail.outbox)


def test_who_is_named_no_more_is_not_told_of_it_and_the_customer_is(
    cast: Cast, plant: Environment, contract: Contract, partner: Organization
) -> None:
    window = book(cast, plant)
    stop_naming(contract, partner)
    services.cancel_window(window=window, actor=cast.user(GOLD_MANAGER), at=WEDNESDAY)
    deliver(WEDNESDAY)
    cancelled = {address for each in mail.outbox if "cancelled" in each.subject.lower() for address in each.to}
    assert PARTNER not in cancelled
    assert GOLD_MANAGER in cancelled


def test_nobody_but_a_named_partner_who_files_books_there(
    cast: Cast, plant: Environment, contract: Contract, partner: Organization
) -> None:
    for email in (who.LONDON, who.STRANGER, GOLD_MANAGER, who.AMY):
        assert refused(cast, plant, email=email) == "not_yours"
    roles = cast.user(PARTNER).contacts.get().roles
    roles.update(role="viewer")
    assert refused(cast, plant) == "not_yours"
    roles.update(role="member")
    stop_naming(contract, partner)
    assert refused(cast, plant) == "not_yours"


def test_an_environment_of_somebody_else_or_of_what_the_contract_does_not_cover_is_refused(
    cast: Cast, plant: Environment, contract: Contract
) -> None:
    assert refused(cast, environment(cast, who.ABC_MANAGER)) == "not_yours"
    assert refused(cast, plant, concerned=who.LONDON) == "not_yours"
    contract.licenses.remove(*contract.licenses.filter(product=plant.product))
    assert refused(cast, plant) == "not_yours"


def test_another_contract_of_the_customer_pays_for_nothing(
    cast: Cast, plant: Environment, partner: Organization
) -> None:
    """Only the one that names the partner is asked, though another has the option."""
    named = Contract.objects.create(
        organization=plant.organization,
        number="C-0004",
        sold_in=Contract.objects.get(number="C-1004").sold_in,
        starts_on=WEDNESDAY.date().replace(year=2020),
        ends_on=WEDNESDAY.date().replace(year=2021),
        status=Contract.Status.ACTIVE,
    )
    named.licenses.set(Contract.objects.get(number="C-1004").licenses.all())
    named.partners.add(partner)
    for starts_at in (NIGHT, MORNING):
        assert refused(cast, plant, contract=named, starts_at=starts_at) == "not_given"
