"""A lead sees that hours were sold with nobody on call, puts a colleague on call, and owes nothing any more."""

import pytest
from playwright.sync_api import Page, expect

from portal.tasks import sweep
from tests.browser.conftest import Console, PageAs

LEAD = "lead.amer@vendor.example"


def close_the_gap(page: Page) -> None:
    page.goto("/on-call/")
    banner = page.locator(".notice").filter(has_text="sold with nobody on call")
    expect(banner).to_contain_text("Bauer Daywork, Everfresh Foods")
    banner.get_by_role("link", name="Show and close the gaps").click()
    expect(page.get_by_role("heading", name="Coverage debt")).to_be_visible()
    expect(page.get_by_role("row", name="Everfresh Foods")).to_contain_text("Los Angeles desk")
    page.get_by_role("link", name="Put somebody on call").click()
    choice = page.get_by_label("Who is on call")
    expect(choice).to_be_visible()
    choice.select_option(label="Luis Lang")
    page.get_by_role("button", name="Put on call").click()
    expect(page.get_by_text("is away in a part of that time").first).to_be_visible()
    page.get_by_label("Who is on call").select_option(label="Amy Archer")
    page.get_by_role("button", name="Put on call").click()
    expect(page.get_by_text("The override is set.")).to_be_visible()
    sweep()
    page.goto("/on-call/debt/")
    expect(page.get_by_text("Somebody is on call for every hour that was sold.")).to_be_visible()
    expect(page.get_by_text("Luis Lang put Amy Archer on call.").first).to_be_visible()
    page.goto("/on-call/")
    expect(page.get_by_text("sold with nobody on call")).to_have_count(0)


@pytest.mark.story
def test_a_lead_closes_a_gap_and_the_debt_goes_away(page_as: PageAs, console: Console) -> None:
    console.expect("422")
    close_the_gap(page_as(LEAD))


def test_a_lead_closes_a_gap_without_script(page_as: PageAs, console: Console) -> None:
    console.expect("422")
    close_the_gap(page_as(LEAD, java_script_enabled=False))
