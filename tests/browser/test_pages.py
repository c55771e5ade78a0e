"""Every page that people see, as one of its readers: accessible, as wide as its screen, usable without script."""

from collections.abc import Callable, Iterable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tests.browser.sheets import SCHEMES, WIDTHS
from tests.browser.window import show_whole
from tests.pages import PAGES, Address, Reader

READERS = sorted({address.portrait for address in PAGES if address.looked_at})
# A world is loaded and somebody logs in once for several pages.
SHARES = 3

each_share = pytest.mark.parametrize("share", range(SHARES))
each_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name.lower())


def seen_by(reader: Reader, share: int) -> list[Address]:
    """A share of the pages that are looked at as `reader`."""
    return [address for address in PAGES if address.looked_at and address.portrait is reader][share::SHARES]


def complaints(addresses: Iterable[Address], look: Callable[[Address], None]) -> list[str]:
    """What `look` says against each of the pages; one that it refuses keeps it from none of the others."""
    found = []
    for address in addresses:
        try:
            look(address)
        except AssertionError as complaint:
            found.append(f"{address.name}: {complaint}")
    return found


def visit(page: Page, address: Address) -> None:
    """Open `address`, which answers with a page."""
    answer = page.goto(reverse(address.name, kwargs=address.arguments()))
    assert answer is not None
    assert answer.status == address.answers[address.portrait]


@each_share
@each_reader
def test_pages_are_accessible_at_every_width_in_both_themes(
    reader: Reader, share: int, page_as: PageAs, axe: Callable[[Page], None]
) -> None:
    page = page_as(reader)

    def look(address: Address) -> None:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width, height in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": height})
                visit(page, address)
                fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
                assert page.evaluate(fits), f"wider than {width}"
                # The bar of a phone covers what can be scrolled to: axe looks at the page as a whole.
                show_whole(page, width, height)
                axe(page)

    assert complaints(seen_by(reader, share), look) == []


@each_reader
def test_pages_say_what_they_are_without_script(reader: Reader, page_as: PageAs) -> None:
    page = page_as(reader, java_script_enabled=False)

    def look(address: Address) -> None:
        visit(page, address)
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("main")).to_be_visible()

    assert complaints((address for share in range(SHARES) for address in seen_by(reader, share)), look) == []
