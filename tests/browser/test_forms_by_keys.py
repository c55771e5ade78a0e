"""Forms without a mouse: an administrator signs a renewal, a customer asks the community and marks what helped."""

import re

from playwright.sync_api import Page, expect

from accounts.models import User
from community.models import Thread
from community.services import answer
from entitlements.models import Contract
from tests.browser.conftest import Console, PageAs
from tests.browser.test_keyboard_only import EDWARD, LIAM, tab_to
from tests.world import AT

ADMINISTRATOR = "admin@vendor.example"


def past_the_menu(page: Page) -> None:
    """Take the link that skips what stands on every page."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def press_on(page: Page, name: str) -> None:
    """Tab to the button or link of that name, and press it."""
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_an_administrator_signs_a_renewal_without_a_mouse(page_as: PageAs) -> None:
    contract = Contract.objects.get(number="C-1007")
    page = page_as(ADMINISTRATOR)
    page.goto(f"/admin/entitlements/contract/{contract.pk}/change/")
    past_the_menu(page)
    tab_to(page, "Licenses")
    press_on(page, "Add another Entitlement")
    package = page.locator("#id_entitlements-1-package")
    expect(package).to_be_focused()
    press_on(page, "Remove")
    expect(page.get_by_role("button", name="Add another Entitlement")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Every")
    expect(package.locator("option:checked")).to_have_text("Everyday After-Hours")
    page.keyboard.press("Tab")
    page.keyboard.type(contract.starts_on.isoformat())
    press_on(page, "Preview")
    expect(page.locator(".contract-preview")).to_be_focused()

    page.goto(f"/admin/entitlements/contract/{contract.pk}/acts/renewal/")
    past_the_menu(page)
    tab_to(page, "Years")
    page.keyboard.press("ArrowUp")
    press_on(page, "Preview")
    expect(page.locator(".contract-plan tfoot")).to_contain_text("24,000.00 USD")
    past_the_menu(page)
    press_on(page, "Renew")
    expect(page.locator(".messagelist")).to_contain_text("C-1007: Renewed until 3 July 2028 for 24,000.00 USD.")


def test_a_customer_asks_and_marks_what_helped_without_a_mouse(page_as: PageAs, console: Console) -> None:
    console.expect("422 (Unprocessable Entity)")
    page = page_as(LIAM)
    page.goto("/community/")
    past_the_menu(page)
    press_on(page, "Ask a question")
    expect(page).to_have_url(re.compile("/community/ask/$"))
    tab_to(page, "Your question in one sentence")
    page.keyboard.type("Where does the log go?")
    press_on(page, "Ask")
    expect(page.locator(".error-summary")).to_be_focused()
    press_on(page, "Choose from “Category”.")
    expect(page.get_by_label("Category")).to_be_focused()
    page.keyboard.type("Gen")
    tab_to(page, "Details")
    page.keyboard.type("It is not where it was.")
    press_on(page, "Ask")
    expect(page.locator("h1")).to_have_text("Where does the log go?")

    thread = Thread.objects.get(title="Where does the log go?")
    said = answer(thread=thread, author=User.objects.get(email=EDWARD), body="To the journal.", at=AT)
    page.reload()
    press_on(page, "This solved it")
    expect(page.locator(f"#post-{said.pk}")).to_be_focused()
    expect(page.locator(f"#post-{said.pk}")).to_contain_text("Accepted answer")
    press_on(page, "Not solved after all")
    expect(page.locator(f"#post-{said.pk}")).not_to_contain_text("Accepted answer")
