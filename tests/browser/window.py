"""A window in which nothing of a page is covered by a bar that stays where it is."""

from playwright.sync_api import Page

WHOLE = "document.documentElement.scrollHeight"
BAR = 240
GROWTH = 10


def show_whole(page: Page, width: int, height: int) -> None:
    """Make the window as high as the page and the bar beneath it; a field of a long text grows with the window."""
    for _ in range(GROWTH):
        whole = page.evaluate(WHOLE)
        if whole <= height:
            break
        height = whole
        page.set_viewport_size({"width": width, "height": height})
    page.set_viewport_size({"width": width, "height": height + BAR})
