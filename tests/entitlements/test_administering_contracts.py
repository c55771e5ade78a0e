"""An administrator sells: what is typed is what is sold, and what cannot be sold says why."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from entitlements.models import Contract, Entitlement, License, Package, SaleEvent, UnitAccount
from tests.administration import Answer, administrator, opened, saved, values
from tests.entitlements.conftest import Cast

pytestmark = pytest.mark.django_db

ADD = "admin:entitlements_contract_add"
START = "2026-06-01"


def key(code: str) -> str:
    return str(Package.objects.get(code=code).pk)


def line(index: int, package: str, starts_on: str = START, **fields: str) -> dict[str, str]:
    """The fields of one new line."""
    typed = {"package": key(package), "starts_on": starts_on, "years": "1", "price_minor": "0", "discount_percent": "0"}
    sent = {f"entitlements-{index}-{name}": value for name, value in (typed | fields).items()}
    return {"entitlements-TOTAL_FORMS": str(index + 1), **sent}


def new_contract(cast: Cast, *lines: dict[str, str], **fields: Any) -> Answer:
    """Enter a contract of the organization GLD, for a license bought in AMER that no contract covers yet."""
    organization, amer = cast.people.organizations["GLD"], cast.catalog.regions["AMER"]
    product = cast.catalog.products["Lattice Forms"]
    owned = License.objects.create(
        organization=organization, product=product, sold_in=amer, purchased_on=date(2026, 5, 1)
    )
    typed = {
        "number": "N-1", "organization": str(organization.pk), "sold_in": str(amer.pk), "starts_on": START,
        "licenses": [str(owned.pk)],
    }  # fmt: skip
    sent: dict[str, Any] = {**typed, **fields}
    for row in lines:
        sent |= row
    return saved(administrator(), reverse(ADD), sent)


def change_url(contract: Contract) -> str:
    return reverse("admin:entitlements_contract_change", args=[contract.pk])


def of(key: str) -> Contract:
    return Contract.objects.get(organization__key=key)


def test_a_contract_with_gold_and_an_option_is_entered_in_one_form(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "gold"), line(1, "everyday-after-hours"))
    assert answer.errors == []
    contract = Contract.objects.get(number="N-1")
    assert (contract.status, contract.ends_on) == ("active", date(2027, 6, 1))
    rows = contract.entitlements.order_by("package__position")
    assert [(row.package.code, row.ends_on) for row in rows.select_related("package")] == [
        ("gold", date(2027, 6, 1)),
        ("everyday-after-hours", date(2027, 6, 1)),
    ]
    assert {row.covered_licenses.get().license for row in rows} == set(contract.licenses.all())
    codes = SaleEvent.objects.filter(contract=contract).order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["licenses_set", "line_added", "line_added", "contract_signed"]


def test_the_order_of_lines_does_not_matter(cast: Cast) -> None:
    assert new_contract(cast, line(0, "everyday-after-hours"), line(1, "gold")).errors == []


def test_an_option_without_gold_is_refused_in_words(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "everyday-after-hours"))
    assert answer.errors == [
        "Everyday After-Hours is an add-on to Gold Support. Add Gold Support for the same term to this contract first."
    ]
    assert not Contract.objects.filter(number="N-1").exists()


def test_an_option_outside_golds_term_is_refused_with_both_terms(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "gold"), line(1, "everyday-after-hours", "2026-09-01"), ends_on="2028-06-01")
    assert answer.errors == [
        (
            "Everyday After-Hours runs from 1 September 2026 until 1 September 2027, but Gold Support runs from"
            " 1 June 2026 until 1 June 2027. An add-on lies within the term of Gold Support: renew Gold Support, or"
            " co-term the add-on."
        )
    ]


def test_an_option_added_mid_term_is_co_termed_with_gold(cast: Cast) -> None:
    added = line(1, "everyday-after-hours", "2026-09-01", is_co_termed="on")
    assert new_contract(cast, line(0, "gold"), added).errors == []
    option = Entitlement.objects.get(contract__number="N-1", package__code="everyday-after-hours")
    assert (option.starts_on, option.ends_on, option.is_co_termed) == (date(2026, 9, 1), date(2027, 6, 1), True)


def test_a_second_line_of_a_package_for_the_same_license_is_refused(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "gold"), line(1, "gold", "2026-12-01"), ends_on="2028-06-01")
    assert any(error.startswith("Gold Support already covers one of these licenses") for error in answer.errors)


def test_a_license_that_another_contract_covers_is_refused(cast: Cast) -> None:
    covered = of("GLD").licenses.order_by("pk")[0]
    answer = new_contract(cast, line(0, "gold"), licenses=[str(covered.pk)])
    assert answer.errors == [
        (
            "Gold Support already covers one of these licenses from 5 March 2026 until 5 March 2027."
            " One package covers a license once at a time: let this one start on the day that one ends."
        )
    ]


def test_a_license_of_somebody_else_is_refused(cast: Cast) -> None:
    other = of("ABC").licenses.get()
    answer = new_contract(cast, line(0, "gold"), licenses=[str(other.pk)])
    assert answer.errors == ["ABC Corporation: 2 x Meridian Server is not a license of Goldleaf Optics."]


def test_a_license_sold_in_another_region_is_refused(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "gold"), sold_in=str(cast.catalog.regions["APAC"].pk))
    assert answer.errors == [
        (
            "Goldleaf Optics: 1 x Lattice Forms was sold in Americas."
            " A contract of Asia Pacific covers licenses that were sold there."
        )
    ]


def test_additional_regions_without_multi_regional_are_refused(cast: Cast) -> None:
    regions = [str(cast.catalog.regions["EMEA"].pk)]
    answer = new_contract(cast, line(0, "gold"), additional_regions=regions)
    assert answer.errors == [
        (
            "Additional regions (Europe, Middle East and Africa) come with Multi-Regional."
            " Add that option, or leave the regions out."
        )
    ]


def test_the_sold_in_region_is_not_an_additional_one(cast: Cast) -> None:
    regions = [str(cast.catalog.regions["AMER"].pk)]
    answer = new_contract(cast, line(0, "gold"), line(1, "multi-regional"), additional_regions=regions)
    assert answer.errors == ["Americas is the sold-in region. Additional regions are those beside it: leave it out."]


def test_a_line_outside_the_contract_is_refused(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "gold", years="2"))
    assert answer.errors == [
        (
            "Gold Support runs from 1 June 2026 until 1 June 2028,"
            " outside the contract's term from 1 June 2026 until 1 June 2027."
            " Choose days within it, or let the contract end later first."
        )
    ]


@pytest.mark.parametrize("currency", ["usd", "EURO", "1"])
def test_a_currency_is_three_capital_letters(cast: Cast, currency: str) -> None:
    answer = new_contract(cast, line(0, "gold"), currency=currency)
    assert answer.errors
    assert not Contract.objects.filter(number="N-1").exists()


def test_a_contract_saved_as_it_is_changes_nothing(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    contract = of("ABC")
    before = list(contract.entitlements.values())
    answer = saved(administrator(), change_url(contract), {})
    assert (answer.errors, answer.status) == ([], 200)
    assert list(contract.entitlements.values()) == before
    assert contract.additional_regions.count() == 2


def test_an_option_is_added_to_a_running_contract(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    contract = of("GLD")
    added = line(3, "everyday-after-hours", "2026-06-15", is_co_termed="on")
    assert saved(administrator(), change_url(contract), added).errors == []
    assert contract.entitlements.get(package__code="everyday-after-hours").ends_on == date(2027, 3, 5)


def test_taking_the_last_multi_regional_regions_needs_no_option(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    contract = of("ABC")
    assert saved(administrator(), change_url(contract), {"additional_regions": []}).errors == []
    assert not contract.additional_regions.exists()


def test_price_and_licenses_of_a_line_are_changed(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    contract = of("EVE")
    option = contract.entitlements.get(package__code="everyday-after-hours")
    named = contract.licenses.get(product__name="Meridian Server")
    sent: dict[str, Any] = {"entitlements-1-price_minor": "500.25", "entitlements-1-licenses": [str(named.pk)]}
    assert saved(administrator(), change_url(contract), sent).errors == []
    option.refresh_from_db()
    assert (option.price_minor, option.covered_licenses.get().license) == (50_025, named)


def test_a_contract_has_no_way_to_delete_a_line(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    client, contract = administrator(), of("ABC")
    page = opened(client, change_url(contract))
    assert not page.css("input[name$=DELETE]")
    gold = contract.entitlements.get(package__code="gold")
    assert client.post(reverse("admin:entitlements_entitlement_delete", args=[gold.pk])).status_code == 403
    assert client.post(reverse("admin:entitlements_contract_delete", args=[contract.pk])).status_code == 403


def terminated(key: str, package: str, on: str) -> Answer:
    row = of(key).entitlements.get(package__code=package)
    url = reverse("admin:entitlements_entitlement_change", args=[row.pk])
    return saved(administrator(), url, {"terminated_on": on})


def test_a_line_is_ended_early_on_its_page(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    assert terminated("EVE", "everyday-after-hours", "2026-07-01").errors == []
    row = of("EVE").entitlements.get(package__code="everyday-after-hours")
    assert row.terminated_on == date(2026, 7, 1)
    assert {covered.ends_on for covered in row.covered_licenses.all()} == {date(2026, 7, 1)}


@pytest.mark.parametrize(
    ("package", "on", "error"),
    [
        ("everyday-after-hours", "2028-01-01", ("Everyday After-Hours runs from 5 January 2026 until 5 January 2027:"
         " it ends early on one of these days.")),
        ("gold", "2026-07-01", ("Everyday After-Hours runs from 5 January 2026 until 5 January 2027, but Gold Support"
         " runs from 5 January 2026 until 1 July 2026. An add-on lies within the term of Gold Support: renew Gold"
         " Support, or co-term the add-on.")),
    ],
)  # fmt: skip
def test_a_line_that_cannot_end_then_says_why(cast: Cast, package: str, on: str, error: str) -> None:  # noqa: ARG001 - it loads the contracts
    assert terminated("EVE", package, on).errors == [error]


def act(client: Client, model: str, action: str, rows: Any, **fields: str) -> list[str]:
    """Run an action of a list and read what it says."""
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows], **fields}
    response = client.post(reverse(f"admin:entitlements_{model}_changelist"), chosen, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_a_contract_is_renewed_in_one_action(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    contract = of("ABC")
    assert act(administrator(), "contract", "renew", [contract]) == [
        "C-1001: Gold Support, Multi-Regional renewed until 2028-01-05."
    ]
    contract.refresh_from_db()
    assert contract.ends_on == date(2028, 1, 5)
    renewals = contract.entitlements.exclude(continues=None)
    assert {row.first_starts_on for row in renewals} == {date(2026, 1, 5)}


def test_an_option_is_not_renewed_before_gold(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    option = of("ABC").entitlements.get(package__code="multi-regional")
    (message,) = act(administrator(), "entitlement", "renew", [option])
    assert message.startswith("C-1001: Multi-Regional runs from 5 January 2027 until 5 January 2028, but Gold Support")


def test_time_units_are_granted_by_an_action(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    account = UnitAccount.objects.get(organization__key="GLD")
    assert act(administrator(), "unitaccount", "grant", [account], units="4") == [
        "Goldleaf Optics has 9 time units now."
    ]
    assert act(administrator(), "unitaccount", "grant", [account]) == ["A number of time units is 1 or more."]
    account.refresh_from_db()
    assert account.balance == 9


def test_an_account_is_opened_with_what_was_bought(cast: Cast) -> None:
    organization = cast.people.organizations["ABC"]
    sent = {"organization": str(organization.pk), "units": "6"}
    assert saved(administrator(), reverse("admin:entitlements_unitaccount_add"), sent).errors == []
    assert UnitAccount.objects.get(organization=organization).balance == 6


@pytest.mark.parametrize("model", ["contract", "entitlement", "license", "package", "unitaccount"])
def test_every_list_of_what_is_sold_opens_and_can_be_searched(cast: Cast, model: str) -> None:  # noqa: ARG001 - it loads the contracts
    page = opened(administrator(), reverse(f"admin:entitlements_{model}_changelist") + "?q=Gold")
    assert page.css("#result_list tbody tr")


@pytest.mark.parametrize("code", ["gold", "extended-term", "emergency-after-hours"])
def test_a_package_saved_as_it_is_changes_nothing(cast: Cast, code: str) -> None:  # noqa: ARG001 - it loads the contracts
    before = Package.objects.filter(code=code).values().get()
    url = reverse("admin:entitlements_package_change", args=[before["id"]])
    assert saved(administrator(), url, {}).errors == []
    assert Package.objects.filter(code=code).values().get() == before


def test_a_target_of_a_package_is_edited(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    gold = Package.objects.get(code="gold")
    url = reverse("admin:entitlements_package_change", args=[gold.pk])
    assert saved(administrator(), url, {"targets-0-minutes": "30"}).errors == []
    assert gold.targets.get(milestone="first_response", severity=1).minutes == 30


def test_a_license_on_a_contract_stays_where_it_was_sold(cast: Cast) -> None:
    owned = of("ABC").licenses.get()
    url = reverse("admin:entitlements_license_change", args=[owned.pk])
    assert saved(administrator(), url, {"quantity": "3", "sold_in": str(cast.catalog.regions["APAC"].pk)}).errors == []
    owned.refresh_from_db()
    assert (owned.quantity, owned.sold_in) == (3, cast.catalog.regions["AMER"])


def test_a_price_is_shown_and_typed_as_an_amount(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    url = reverse("admin:entitlements_package_change", args=[Package.objects.get(code="gold").pk])
    assert values(opened(administrator(), url))["price_minor"] == ["12000.00"]
    assert saved(administrator(), url, {"price_minor": "12500.5"}).errors == []
    assert Package.objects.get(code="gold").price_minor == 1_250_050
    listed = opened(administrator(), reverse("admin:entitlements_package_changelist"))
    assert "12,500.50 USD" in [node.text() for node in listed.css("td.field-price")]


@pytest.mark.parametrize(
    ("price", "currency", "error"),
    [
        ("0.005", "USD", "An amount in USD has at most 2 decimals."),
        ("10.5", "JPY", "An amount in JPY has at most 0 decimals."),
        ("30000000", "USD", "A price is 21,474,836.47 USD at most."),
        ("-1", "USD", "Ensure this value is greater than or equal to 0."),
    ],
)
def test_a_price_that_cannot_be_kept_is_refused(cast: Cast, price: str, currency: str, error: str) -> None:
    assert error in new_contract(cast, line(0, "gold", price_minor=price), currency=currency).errors
    assert not Contract.objects.filter(number="N-1").exists()


def test_a_line_without_a_price_costs_what_the_price_list_says(cast: Cast) -> None:
    assert new_contract(cast, line(0, "gold", price_minor="")).errors == []
    assert Entitlement.objects.get(contract__number="N-1").price_minor == Package.objects.get(code="gold").price_minor


def test_a_line_in_another_currency_needs_a_price(cast: Cast) -> None:
    answer = new_contract(cast, line(0, "gold", price_minor=""), currency="EUR")
    assert answer.errors == ["The price list has no price in EUR. Type one."]


def test_a_package_is_read_in_words_and_ticked(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    url = reverse("admin:entitlements_package_change", args=[Package.objects.get(code="emergency-after-hours").pk])
    page = opened(administrator(), url)
    ticked = [label.text(strip=True) for label in page.css("#id_eligible_severities label:has(input[checked])")]
    assert ticked == ["1: production down"]
    assert [label.text(strip=True) for label in page.css("#id_needs label:has(input[checked])")] == ["Gold Support"]
    assert len(page.css("#package_form .help")) >= 10


def test_a_contract_shows_the_cover_of_its_organization_as_saved(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    page = opened(administrator(), change_url(of("EVE")))
    shown = page.css_first(".saved-cover")
    assert shown is not None
    assert "As saved: the next seven days of Erik Everett (Americas)" in shown.text()
    assert "168 h of cover" in shown.text()
    assert len(shown.css(".strip-day")) == 7


def test_a_lapsed_contract_shows_that_nothing_covers_these_days(cast: Cast) -> None:  # noqa: ARG001 - it loads the contracts
    shown = opened(administrator(), change_url(of("LAP"))).css_first(".saved-cover")
    assert shown is not None
    assert "No contract of the organization covers these days." in shown.text()
