"""`make pictures`: a contact sheet of each page in `pictures/`, for eyes to look at."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.conftest import PageAs
from tests.browser.sheets import WIDTHS, Shot, is_blank, sheet, shots
from tests.pages import PAGES, Address

pytestmark = pytest.mark.pictures

FOLDER = Path(__file__).resolve().parent.parent.parent / "pictures"


@pytest.mark.parametrize(
    "address", [address for address in PAGES if address.looked_at], ids=lambda address: address.name
)
def test_a_page_has_its_picture(address: Address, page_as: PageAs) -> None:
    url = reverse(address.name, kwargs=address.arguments())
    readers: dict[tuple[str, bool], Page] = {}
    pictures: list[tuple[Shot, bytes]] = []
    for shot in shots(address):
        key = (shot.reader, shot.has_script)
        page = readers.get(key) or page_as(shot.reader, java_script_enabled=shot.has_script)
        readers[key] = page
        pictures.append((shot, taken(page, url, shot)))

    FOLDER.mkdir(exist_ok=True)
    sheet(pictures).save(FOLDER / f"{address.name.replace(':', '-')}.png")
    assert [shot.label for shot, data in pictures if is_blank(data)] == []


def taken(page: Page, url: str, shot: Shot) -> bytes:
    """The whole page as a picture."""
    page.emulate_media(color_scheme=shot.scheme)
    page.set_viewport_size({"width": shot.width, "height": WIDTHS[shot.width]})
    page.goto(url)
    return page.screenshot(full_page=True, animations="disabled")
