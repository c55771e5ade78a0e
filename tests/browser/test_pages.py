"""Every page that people see, as one of its readers: accessible, as wide as its screen, usable without script."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tests.browser.sheets import SCHEMES, WIDTHS
from tests.pages import PAGES, Address

each_page = pytest.mark.parametrize(
    "address", [address for address in PAGES if address.looked_at], ids=lambda address: address.name
)


def visit(page: Page, address: Address) -> None:
    """Open `address`, which answers with a page."""
    answer = page.goto(reverse(address.name, kwargs=address.arguments()))
    assert answer is not None
    assert answer.status == address.answers[address.portrait]


@each_page
def test_a_page_is_accessible_at_every_width_in_both_themes(
    address: Address, page_as: PageAs, axe: Callable[[Page], None]
) -> None:
    page = page_as(address.portrait)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            visit(page, address)
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            axe(page)


@each_page
def test_a_page_says_what_it_is_without_script(address: Address, page_as: PageAs) -> None:
    page = page_as(address.portrait, java_script_enabled=False)
    visit(page, address)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main")).to_be_visible()
