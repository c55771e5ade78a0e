"""Somebody looks for a word: results while it is typed, and the same page without JavaScript."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page, expect

from search.services import PAGE
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
    _narrow(page, axe)


@pytest.mark.usefixtures("world")
def test_the_bar_searches_without_javascript_and_says_what_to_try(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(LIAM, java_script_enabled=False)
    page.goto("/tickets/")
    page.get_by_role("searchbox", name="Search everything").fill("unsaved ")
    page.keyboard.press("Enter")
    expect(page.locator(".search-result mark")).to_have_text(["unsaved"])

    _narrow(page, axe)


def _look_for(page: Page, words: str) -> None:
    """Type what is looked for, where one is."""
    box = page.get_by_role("main").get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"q={words}"))


def _narrow(page: Page, axe: Callable[[Page], None]) -> None:
    """A kind, a product and a version narrow what is found; a word that is spelled wrong, or unknown, is helped."""
    page.goto("/search/?q=server")
    page.get_by_role("navigation", name="Kinds").get_by_role("link", name="Articles").click()
    expect(page.locator(".search-result")).to_have_count(_counted(page.locator(".tabs [aria-current]")))
    tag = page.get_by_role("list", name="Products").get_by_role("link", name="Meridian Server")
    tag.click()
    expect(page.locator(".search-result")).to_have_count(_counted(tag))
    version = page.get_by_role("list", name="Versions").get_by_role("link").first
    fewer = _counted(version)
    version.click()
    expect(page.locator(".search-result")).to_have_count(fewer)
    axe(page)
    _look_for(page, "zebrafinch")
    expect(page.locator("main")).to_contain_text("Nothing of this kind, product or version matches.")
    page.get_by_role("link", name="Search everything").click()
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Try fewer words")
    expect(page.get_by_role("link", name="File a ticket")).to_be_visible()
    axe(page)
    if connection.vendor == "postgresql":
        _look_for(page, "certifcate")
        expect(page.get_by_role("status")).to_contain_text("Did you mean one of these?")
        expect(page.locator(".search-result").first).to_contain_text(re.compile("certificate", re.IGNORECASE))
        axe(page)


def _counted(label: Locator) -> int:
    """The number that stands in a tab or tag, up to a page of results."""
    return min(int(re.findall(r"\d+", label.inner_text().replace(",", ""))[-1]), PAGE)


@pytest.mark.usefixtures("world")
def test_an_agent_searches_from_the_palette(page_as: PageAs) -> None:
    page = page_as(EDWARD)
    page.goto("/queue/")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Ticket, place or act").press_sequentially("renewal")
    page.get_by_role("option", name="Search everything for renewal").click()
    expect(page.locator(".search-note")).to_have_count(1)
