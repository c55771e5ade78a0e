"""An administrator renews a contract after reading what it costs; the customer reads what became of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from entitlements.models import Contract
from tests.browser.conftest import Console, PageAs

ADMINISTRATOR, LEAD, HANNA = "admin@vendor.example", "lead.amer@vendor.example", "manager@harbor.example"
both_ways = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@both_ways
def test_a_contract_that_ends_is_renewed_as_it_was_shown(
    page_as: PageAs,
    axe: Callable[[Page], None],
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    customer = page_as(HANNA, java_script_enabled=script)
    customer.goto("/organization/HRB/contracts/")
    ending = customer.locator("section", has=customer.get_by_role("heading", name="C-1007"))
    expect(ending).to_contain_text("It ends in 23 days: 2 July 2026 is the last day.")
    expect(ending).to_contain_text("Account owner: Luis Lang")
    if script:
        axe(customer)

    vendor = page_as(ADMINISTRATOR, java_script_enabled=script)
    vendor.goto("/contracts/ending/")
    row = vendor.get_by_role("row", name="Harbor Lines C-1007")
    expect(row).to_contain_text("in 23 days")
    row.get_by_role("link", name="Renew").click()
    plan = vendor.locator(".contract-plan")
    expect(plan).to_contain_text("3 July 2026")
    expect(plan.locator("tfoot")).to_contain_text("12,000.00 USD")
    vendor.get_by_label("Years").fill("2")
    if script:
        vendor.get_by_label("Years").press("Tab")  # the plan follows what was typed
    else:
        vendor.get_by_role("button", name="Preview").click()
    expect(vendor.locator(".plan-sum")).to_contain_text("24,000.00 USD")
    if script:
        expect(vendor.get_by_role("button", name="Renew")).to_be_focused()
    expect(plan.locator("tfoot")).to_contain_text("24,000.00 USD")
    expect(vendor.get_by_role("heading", name="Preview: nothing is saved yet")).to_be_visible()
    vendor.get_by_role("button", name="Renew").click()
    expect(vendor.locator(".messagelist")).to_contain_text("C-1007: Renewed until 3 July 2028 for 24,000.00 USD.")

    customer.goto("/organization/HRB/contracts/")
    expect(ending).to_contain_text("to 2 July 2028")
    expect(ending).not_to_contain_text("It ends in 23 days")
    assert Contract.objects.get(number="C-1007").entitlements.count() == 2


def test_a_plan_that_changed_meanwhile_is_shown_again(page_as: PageAs, console: Console) -> None:
    console.expect("409 (Conflict)")
    vendor = page_as(ADMINISTRATOR)
    contract = Contract.objects.get(number="C-1007")
    vendor.goto(f"/admin/entitlements/contract/{contract.pk}/acts/renewal/")
    expect(vendor.locator(".contract-plan tfoot")).to_contain_text("12,000.00 USD")
    contract.entitlements.update(price_minor=13_000_00)
    vendor.get_by_role("button", name="Renew").click()
    expect(vendor.locator(".errornote").first).to_contain_text("The contract was changed since this plan was shown.")
    expect(vendor.locator(".contract-plan tfoot")).to_contain_text("13,000.00 USD")


def test_a_lead_reads_what_ends_and_a_suspended_contract_says_so(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    lead = page_as(LEAD)
    lead.goto("/contracts/ending/")
    expect(lead.get_by_role("row", name="Harbor Lines C-1007")).to_be_visible()
    axe(lead)
    lead.set_viewport_size({"width": 390, "height": 844})
    lead.goto("/organization/HRB/contracts/")
    expect(lead.locator("main")).to_contain_text("It gives nothing while it is suspended.")
    expect(lead.locator("main")).to_contain_text("Global Teams: 10 % off")
    assert lead.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
