"""Somebody looks for a word: results while it is typed, and the same page without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs

LIAM, EDWARD = "member.london@abc.example", "agent.emea@vendor.example"


@pytest.mark.usefixtures("world")
def test_results_come_while_a_word_is_typed(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(LIAM)
    page.goto("/search/")
    page.get_by_role("main").get_by_role("searchbox").press_sequentially("unsav")
    expect(page.locator(".search-result mark")).to_have_text(["unsaved"])
    expect(page).to_have_url("/search/?q=unsav")
    axe(page)

    page.get_by_role("link", name="Form designer loses unsaved changes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Form designer")


@pytest.mark.usefixtures("world")
def test_the_bar_searches_without_javascript_and_says_what_to_try(page_as: PageAs) -> None:
    page = page_as(LIAM, java_script_enabled=False)
    page.goto("/tickets/")
    page.get_by_role("searchbox", name="Search everything").fill("unsaved ")
    page.keyboard.press("Enter")
    expect(page.locator(".search-result mark")).to_have_text(["unsaved"])

    page.get_by_role("main").get_by_role("searchbox").fill("zebrafinch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()


@pytest.mark.usefixtures("world")
def test_an_agent_searches_from_the_palette(page_as: PageAs) -> None:
    page = page_as(EDWARD)
    page.goto("/queue/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Ticket, place or act").press_sequentially("renewal")
    page.get_by_role("option", name="Search everything for renewal").click()
    expect(page.locator(".search-note")).to_have_count(1)
