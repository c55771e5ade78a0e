"""Contracts change through services: each refuses what breaks a rule, and records what it did."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from catalog.models import Product
from entitlements import services
from entitlements.models import Contract, CoveredLicense, Entitlement, License, Package, SaleEvent, UnitAccount
from entitlements.services import LineDraft, UnableToHoldUnits, UnableToSell
from outbox.models import OutboundMessage
from tests.entitlements.conftest import Cast
from tests.world import AT

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"actor": None, "at": AT}


def of(key: str) -> Contract:
    return Contract.objects.select_related("organization", "sold_in").get(organization__key=key)


def row(key: str, package: str) -> Entitlement:
    return Entitlement.objects.get(contract__organization__key=key, package__code=package, continues=None)


def bought(contract: Contract, product: Product) -> License:
    return License.objects.create(
        organization=contract.organization, product=product, sold_in=contract.sold_in, purchased_on=AT.date()
    )


def last_event(contract: Contract) -> str:
    return SaleEvent.objects.filter(contract=contract).latest("pk").code


@pytest.mark.usefixtures("cast")
def test_a_renewal_continues_the_line_at_its_price_for_its_licenses() -> None:
    gold = row("EVE", "gold")
    renewal = services.renew(entitlement=gold, **BY)
    assert (renewal.continues, renewal.starts_on, renewal.ends_on) == (gold, gold.ends_on, date(2028, 1, 5))
    assert (renewal.price_minor, renewal.first_starts_on) == (gold.price_minor, gold.first_starts_on)
    assert renewal.covered_licenses.count() == 2
    assert of("EVE").ends_on == date(2028, 1, 5)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(("first", "code"), [("renew", "already_renewed"), ("terminate", "already_terminated")])
def test_a_line_is_renewed_once_and_not_after_its_termination(first: str, code: str) -> None:
    option = row("EVE", "everyday-after-hours")
    if first == "renew":
        services.renew_contract(contract=of("EVE"), **BY)
    else:
        services.terminate(entitlement=option, on=date(2026, 7, 1), **BY)
    with pytest.raises(UnableToSell) as refusal:
        services.renew(entitlement=row("EVE", "everyday-after-hours"), **BY)
    assert refusal.value.code == code


@pytest.mark.usefixtures("cast")
def test_a_failed_renewal_leaves_nothing_behind() -> None:
    before = of("EVE").ends_on
    with pytest.raises(UnableToSell, match="outside_base"):
        services.renew(entitlement=row("EVE", "everyday-after-hours"), **BY)
    assert of("EVE").ends_on == before
    assert Entitlement.objects.filter(contract=of("EVE")).count() == 2


@pytest.mark.usefixtures("cast")
def test_terminating_on_the_first_day_frees_the_license_at_once() -> None:
    option = row("EVE", "everyday-after-hours")
    services.terminate(entitlement=option, on=option.starts_on, **BY)
    again = LineDraft(option.package, option.starts_on)
    made = services.add_entitlement(contract=of("EVE"), line=again, **BY)
    assert made.covered_licenses.count() == 2
    assert last_event(of("EVE")) == "line_added"


@pytest.mark.usefixtures("cast")
def test_a_renewed_line_is_ended_by_its_renewal() -> None:
    gold = row("ABC", "gold")
    services.renew(entitlement=gold, **BY)
    with pytest.raises(UnableToSell, match="already_renewed"):
        services.terminate(entitlement=row("ABC", "gold"), on=date(2026, 7, 1), **BY)


def test_a_line_that_covers_everything_goes_on_covering_everything(cast: Cast) -> None:
    contract = of("EVE")
    named = contract.licenses.get(product__name="Meridian Server")
    services.set_covered_licenses(entitlement=row("EVE", "everyday-after-hours"), licenses=[named], **BY)
    added = bought(contract, cast.catalog.products["Beacon Analytics"])
    services.set_licenses(contract=contract, licenses=[*contract.licenses.all(), added], **BY)
    counts = {line.package.code: line.covered_licenses.count() for line in contract.entitlements.all()}
    assert counts == {"gold": 3, "everyday-after-hours": 1}


@pytest.mark.usefixtures("cast")
def test_a_license_that_a_line_names_stays_on_the_contract() -> None:
    contract = of("EVE")
    named = contract.licenses.get(product__name="Meridian Server")
    services.set_covered_licenses(entitlement=row("EVE", "everyday-after-hours"), licenses=[named], **BY)
    with pytest.raises(UnableToSell, match="license_not_on_contract"):
        services.set_licenses(contract=contract, licenses=list(contract.licenses.exclude(pk=named.pk)), **BY)
    assert contract.licenses.count() == 2


@pytest.mark.usefixtures("cast")
def test_a_license_sold_elsewhere_is_refused_by_the_service_too() -> None:
    contract = of("ABC")
    License.objects.filter(contracts=contract).update(sold_in=of("LTR").sold_in)
    with pytest.raises(UnableToSell) as refusal:
        services.change_contract(contract=contract, **BY)
    assert refusal.value.reasons == (
        (
            "ABC Corporation: 2 x Meridian Server was sold in Europe, Middle East and Africa."
            " A contract of Americas covers licenses that were sold there."
        ),
    )


@pytest.mark.both
@pytest.mark.usefixtures("cast")
def test_what_another_transaction_took_is_refused_in_words() -> None:
    gold = row("ABC", "gold")
    license_ = gold.covered_licenses.get().license
    CoveredLicense.objects.create(
        entitlement=row("EVE", "gold"), license=license_, package=gold.package,
        starts_on=gold.ends_on, ends_on=date(2028, 1, 5),
    )  # fmt: skip
    with pytest.raises(UnableToSell, match="overlap"):
        services.renew(entitlement=gold, **BY)


@pytest.mark.usefixtures("cast")
def test_a_sold_package_cannot_be_deleted() -> None:
    with pytest.raises(IntegrityError):
        Package.objects.get(code="gold").delete()


@pytest.mark.both
@pytest.mark.usefixtures("cast")
def test_units_never_go_below_zero() -> None:
    organization = of("GLD").organization
    services.hold_units(organization=organization, subject="GLD-1", units=2, **BY)
    with pytest.raises(UnableToHoldUnits) as refusal:
        services.hold_units(organization=organization, subject="GLD-2", units=4, **BY)
    assert refusal.value.reasons == ("There are 3 time units, not 4.",)
    assert UnitAccount.objects.get(organization=organization).balance == 3


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("units", [0, -1])
def test_units_are_counted_in_positive_numbers(units: int) -> None:
    with pytest.raises(UnableToHoldUnits, match="units_are_positive"):
        services.grant_units(organization=of("GLD").organization, units=units, **BY)
    with pytest.raises(UnableToHoldUnits, match="units_are_positive"):
        services.hold_units(organization=of("GLD").organization, subject="GLD-1", units=units, **BY)


@pytest.mark.usefixtures("cast")
def test_an_organization_without_an_account_has_no_units() -> None:
    with pytest.raises(UnableToHoldUnits, match="not_so_many_units"):
        services.hold_units(organization=of("ABC").organization, subject="ABC-1", units=1, **BY)


def test_every_change_of_a_contract_is_told(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    contract = Contract.objects.get(organization__key="EVE")
    option = contract.entitlements.get(package__code="everyday-after-hours")
    before = OutboundMessage.objects.filter(name="contract.changed").count()
    services.terminate(entitlement=option, on=option.starts_on, actor=None, at=AT)
    news = OutboundMessage.objects.filter(name="contract.changed").order_by("pk")
    assert [message.payload for message in news[before:]] == [{"key": str(contract.pk), "code": "line_terminated"}]
