"""A contract is renewed in one act, its lines are brought to one end, and a bundle costs less while it is whole."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organization
from catalog.models import Product, Region
from entitlements import portfolio, services, wording
from entitlements.models import Bundle, Contract, Entitlement, License, Package, SaleEvent
from entitlements.services import LineDraft, UnableToSell
from tests.administration import administrator, opened, values
from tests.at_once import at_once, closed
from tests.entitlements.conftest import Cast
from tests.world import AT

__all__ = ["closed"]
pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"actor": None, "at": AT}


def of(key: str) -> Contract:
    return Contract.objects.select_related("organization", "sold_in").get(organization__key=key)


def happened(contract: Contract) -> list[str]:
    return list(SaleEvent.objects.filter(contract=contract).order_by("pk").values_list("code", flat=True))


@pytest.fixture
def bundle(cast: Cast) -> Bundle:  # noqa: ARG001 - it loads the packages
    """Gold with Everyday, 10 percent off."""
    made = Bundle.objects.create(code="round-the-clock", name="Round the Clock", discount_percent=10)
    made.packages.set(Package.objects.filter(code__in=["gold", "everyday-after-hours"]))
    return made


@pytest.fixture
def bundled(cast: Cast, bundle: Bundle) -> Contract:
    """A contract of GLD with the bundle alone, for a license that nothing covers."""
    organization, amer = cast.people.organizations["GLD"], cast.catalog.regions["AMER"]
    owned = License.objects.create(
        organization=organization, product=cast.catalog.products["Lattice Forms"], sold_in=amer, purchased_on=AT.date()
    )
    contract = services.sign_contract(
        organization=organization,
        number="B-1",
        sold_in=amer,
        licenses=[owned],
        starts_on=date(2026, 6, 1),
        lines=[],
        **BY,
    )
    services.add_bundle(contract=contract, bundle=bundle, starts_on=date(2026, 6, 1), **BY)
    return contract


@pytest.mark.both
@pytest.mark.usefixtures("cast")
def test_a_renewal_continues_every_line_on_the_day_after_its_last() -> None:
    made = services.renew_contract(contract=of("EVE"), **BY)
    assert {(line.starts_on, line.ends_on) for line in made} == {(date(2027, 1, 5), date(2028, 1, 5))}
    for line in made:
        before = line.continues
        assert before is not None
        assert (line.package, line.price_minor) == (before.package, before.price_minor)
        named = [set(row.covered_licenses.values_list("license", flat=True)) for row in (line, before)]
        assert named[0] == named[1]
    assert happened(of("EVE"))[-1] == "contract_renewed"


@pytest.mark.usefixtures("cast")
def test_an_expired_contract_is_active_again_and_its_history_names_the_gap() -> None:
    lapsed = of("LAP")
    services.expire_contracts(AT)
    services.renew_contract(contract=lapsed, **BY)
    lapsed.refresh_from_db()
    event = SaleEvent.objects.filter(contract=lapsed).latest("pk")
    assert (lapsed.status, lapsed.ends_on, event.code) == ("active", date(2027, 4, 5), "contract_renewed_late")
    assert event.data["late_days"] == 66


@pytest.mark.usefixtures("cast")
def test_a_renewal_that_would_be_over_is_refused_in_words() -> None:
    late = datetime(2027, 6, 1, tzinfo=UTC)
    plan = services.tried(lambda: services.renew_contract(contract=of("LAP"), actor=None, at=late))
    assert plan.reasons == (
        (
            "Gold Support would be renewed until 5 April 2027, and that is over: today is 31 May 2027."
            " Renew it for more years, or add a new line that starts today."
        ),
    )
    made = services.renew_contract(contract=of("LAP"), years=2, actor=None, at=late)
    assert made[0].ends_on == date(2028, 4, 5)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("act", [services.suspend_contract, services.terminate_contract])
def test_a_suspended_or_terminated_contract_is_not_renewed(act: Any) -> None:
    day = {"on": date(2026, 6, 20)} if act is services.terminate_contract else {}
    act(contract=of("EVE"), reason="Unpaid.", **day, **BY)
    with pytest.raises(UnableToSell, match="cannot_renew"):
        services.renew_contract(contract=of("EVE"), **BY)


@pytest.mark.both
@pytest.mark.usefixtures("cast")
def test_what_is_only_tried_leaves_nothing_and_says_what_would_be_sold() -> None:
    contract = of("EVE")
    before = (contract.entitlements.count(), len(happened(contract)))
    plan = services.tried(lambda: services.renew_contract(contract=of("EVE"), **BY))
    assert [(line.package.code, line.days, line.amount_minor) for line in plan.lines] == [
        ("gold", 365, 12_000_00),
        ("everyday-after-hours", 365, 9_800_00),
    ]
    assert plan.amount_minor == 21_800_00
    assert (contract.entitlements.count(), len(happened(contract))) == before
    again = services.tried(lambda: services.renew_contract(contract=of("EVE"), **BY))
    assert again.digest == plan.digest
    assert services.tried(lambda: services.renew_contract(contract=of("EVE"), years=2, **BY)).digest != plan.digest


def two_ends() -> Contract:
    """Everyday ends on 5 January 2027, Gold a year later."""
    contract = of("EVE")
    services.renew(entitlement=contract.entitlements.get(package__code="gold"), **BY)
    return contract


@pytest.mark.both
@pytest.mark.usefixtures("cast")
def test_lines_with_different_ends_are_brought_to_one_for_the_days_between() -> None:
    contract = two_ends()
    option = contract.entitlements.get(package__code="everyday-after-hours")
    Entitlement.objects.filter(pk=option.pk).update(is_co_termed=True, ends_on=date(2026, 9, 1))
    option.covered_licenses.update(ends_on=date(2026, 9, 1))
    (line,) = services.co_term(contract=contract, **BY)
    assert (line.starts_on, line.ends_on, line.is_co_termed) == (date(2026, 9, 1), date(2028, 1, 5), True)
    days = (date(2028, 1, 5) - date(2027, 9, 1)).days
    assert portfolio.amount_minor(line) == 9_800_00 + round(9_800_00 * days / 366)
    added = SaleEvent.objects.filter(contract=contract, code="line_added").latest("pk")
    assert added.data["days"] == 365 + days
    assert {row.ends_on for row in contract.entitlements.filter(continued_by=None)} == {date(2028, 1, 5)}


@pytest.mark.usefixtures("cast")
def test_lines_that_end_together_are_not_co_termed() -> None:
    with pytest.raises(UnableToSell, match="nothing_to_co_term"):
        services.co_term(contract=of("EVE"), **BY)


@pytest.mark.usefixtures("cast")
def test_a_renewal_says_which_lines_it_leaves_out() -> None:
    contract = two_ends()
    assert [line.package.code for line in services.left_out(contract)] == ["everyday-after-hours"]
    assert [line.package.code for line in services.renew_contract(contract=contract, **BY)] == ["gold"]


def test_who_breaks_a_bundle_on_the_page_of_a_line_is_told(bundled: Contract) -> None:
    line = bundled.entitlements.get(package__code="everyday-after-hours")
    url, client = reverse("admin:entitlements_entitlement_change", args=[line.pk]), administrator()
    answer = client.post(url, {**values(opened(client, url)), "terminated_on": "2026-12-01"}, follow=True)
    for package in ("Gold Support", "Everyday After-Hours"):
        assert f"is not whole any more: {package} loses its discount." in answer.text
    ended = bundled.events.get(code="line_terminated")
    assert wording.happened(ended.code, ended.data) == "Everyday After-Hours terminated as of 1 December 2026."


@pytest.mark.both
def test_a_bundle_expands_to_lines_at_its_discount(bundled: Contract, bundle: Bundle) -> None:
    rows = bundled.entitlements.select_related("package").order_by("package__position")
    assert [(row.package.code, row.discount_percent, row.bundle) for row in rows] == [
        ("gold", 10, bundle),
        ("everyday-after-hours", 10, bundle),
    ]
    assert [portfolio.amount_minor(row) for row in rows] == [10_800_00, 8_820_00]


def test_a_broken_bundle_loses_its_discount(bundled: Contract) -> None:
    option = bundled.entitlements.get(package__code="everyday-after-hours")
    services.terminate(entitlement=option, on=date(2026, 9, 1), **BY)
    assert set(bundled.entitlements.values_list("discount_percent", flat=True)) == {0}
    assert happened(bundled)[-2:] == ["bundle_broken", "bundle_broken"]


def test_a_bundle_renewed_whole_keeps_its_discount_and_in_part_has_none(bundled: Contract) -> None:
    gold = services.renew(entitlement=bundled.entitlements.get(package__code="gold"), **BY)
    assert gold.discount_percent == 0
    option = services.renew(entitlement=bundled.entitlements.get(package__code="everyday-after-hours"), **BY)
    gold.refresh_from_db()
    assert (gold.discount_percent, option.discount_percent) == (10, 10)
    assert set(bundled.entitlements.filter(continues=None).values_list("discount_percent", flat=True)) == {10}


def test_a_terminated_contract_ends_its_bundle_together(bundled: Contract) -> None:
    services.terminate_contract(contract=bundled, on=date(2026, 9, 1), reason="Closed.", **BY)
    assert set(bundled.entitlements.values_list("discount_percent", flat=True)) == {10}


def test_a_discount_of_a_bundle_is_not_typed_over(bundled: Contract) -> None:
    gold: Entitlement = bundled.entitlements.select_related("bundle", "package").get(package__code="gold")
    with pytest.raises(UnableToSell) as refusal:
        services.price_entitlement(entitlement=gold, price_minor=1, discount_percent=50, **BY)
    assert refusal.value.reasons == (
        (
            "Gold Support was sold in the bundle Round the Clock: its discount is the bundle's,"
            " and ends when the bundle is broken."
        ),
    )


def test_a_bundle_without_a_price_in_the_currency_is_refused(bundled: Contract, bundle: Bundle) -> None:
    Contract.objects.filter(pk=bundled.pk).update(currency="EUR")
    with pytest.raises(UnableToSell, match="no_price_in_currency"):
        services.add_bundle(contract=bundled, bundle=bundle, starts_on=date(2027, 6, 1), **BY)


def test_a_bundle_beside_a_line_of_its_package_is_refused(bundled: Contract, bundle: Bundle) -> None:
    with pytest.raises(UnableToSell, match="overlap"):
        services.add_bundle(contract=bundled, bundle=bundle, starts_on=date(2026, 6, 1), **BY)
    assert bundled.entitlements.count() == 2


@pytest.mark.usefixtures("cast")
def test_a_line_that_is_co_termed_late_starts_where_the_old_one_ended() -> None:
    contract = of("EVE")
    gold = contract.entitlements.get(package__code="gold")
    draft = LineDraft(gold.package, gold.ends_on, is_co_termed=True, ends_on=date(2027, 4, 1))
    with pytest.raises(UnableToSell) as refusal:
        services.add_entitlement(contract=contract, line=draft, **BY)
    assert {each.code for each in refusal.value.violations} == {"co_termed_with_nothing", "outside_contract"}


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("closed")
def test_of_four_who_confirm_one_renewal_at_once_one_renews() -> None:
    region = Region.objects.create(code="TWO", name="Two", city="Two", zone="UTC")
    product = Product.objects.create(name="Two Server", slug="two-server")
    organization = Organization.objects.create(name="Two at Once", key="TWO")
    owned = License.objects.create(organization=organization, product=product, sold_in=region, purchased_on=AT.date())
    gold = LineDraft(package=Package.objects.get(code="gold"), starts_on=date(2026, 1, 5))
    facts: dict[str, Any] = {"organization": organization, "number": "T-1", "sold_in": region, "licenses": [owned]}
    contract = services.sign_contract(**facts, starts_on=date(2026, 1, 5), lines=[gold], **BY)
    renew = partial(services.renew_contract, contract=contract, **BY)
    seen = services.tried(renew).digest
    assert sorted(at_once(*[lambda: services.done_as_seen(renew, seen)] * 4)) == [False, False, False, True]
    assert [line.ends_on.year for line in contract.entitlements.order_by("ends_on")] == [2027, 2028]
