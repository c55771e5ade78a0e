"""What the script of every page does, and that the style guide holds at every width and in both themes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.urls("tests.browser.styleguide_urls")


@pytest.fixture
def guide(live_server: LiveServer, new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Opens the style guide; the options are Playwright's for a context."""

    def opened(**options: Any) -> Page:
        page = new_context(base_url=live_server.url, **options).new_page()
        page.goto("/styleguide/")
        return page

    return opened


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_the_style_guide_is_accessible_and_never_wider_than_its_screen(
    guide: Callable[..., Page], axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = guide(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    axe(page)


def test_the_question_mark_lists_the_shortcuts_and_the_slash_searches(guide: Callable[..., Page]) -> None:
    page = guide()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Search")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("[role=search] input[data-hotkey='/']")).to_be_focused()


def test_the_chosen_theme_is_served_with_the_next_page(guide: Callable[..., Page]) -> None:
    page = guide(color_scheme="light")
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_chosen_files_are_listed_and_one_can_be_taken_back(guide: Callable[..., Page], tmp_path: Path) -> None:
    page = guide()
    field = page.locator("#id_attachments")
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text("x")
    field.set_input_files([tmp_path / "a.log", tmp_path / "b.log"])
    page.get_by_role("button", name="a.log").click()
    expect(page.locator(".attachment", has_text="b.log")).to_have_count(1)
    assert field.evaluate("field => [...field.files].map(file => file.name)") == ["b.log"]


def test_the_preview_shows_what_the_server_makes_of_the_text(guide: Callable[..., Page]) -> None:
    page = guide()
    page.get_by_label("Description").fill("It is **down**")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".editor-preview strong")).to_have_text("down")


def test_arrow_keys_walk_along_the_strip_and_its_line_says_what_is_there(guide: Callable[..., Page]) -> None:
    page = guide()
    strip = page.locator("#strip-change")
    strip.locator(".strip-seg").first.focus()
    page.keyboard.press("ArrowRight")
    expect(strip.locator(".strip-detail")).to_contain_text("Business hours, Gold, London")


def test_without_script_the_strip_keeps_its_titles_and_its_table(guide: Callable[..., Page]) -> None:
    page = guide(java_script_enabled=False)
    strip = page.locator("#strip-change")
    expect(strip.locator(".strip-seg title").first).to_contain_text("After hours, Everyday After-Hours, Los Angeles")
    strip.locator("summary").click()
    expect(strip.locator("tbody tr").first).to_contain_text("After hours")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_bar_that_is_still_arriving_shows_nothing_that_would_move(guide: Callable[..., Page], width: int) -> None:
    page = guide()
    page.set_viewport_size({"width": width, "height": 900})
    arrived, rest, _ = page.content().partition('<div class="menu-body">')
    assert rest
    page.route("**/half/", lambda route: route.fulfill(body=arrived, content_type="text/html"))
    page.goto("/half/")
    assert page.locator(":is(.topbar-inner, .rail) :is(a, button, summary):visible").count() == 0
    page.goto("/styleguide/")
    expect(page.locator("details.menu > summary")).to_be_visible()


SIX_FRAMES = "new Promise(done => setTimeout(done, 100))"
"""A page that may be painted shows the first of them."""
FIRST_PAINT = "new Promise(done => new PerformanceObserver(() => done(true)).observe({type: 'paint', buffered: true}))"


def test_nothing_is_painted_before_the_whole_page_is_there(guide: Callable[..., Page]) -> None:
    page = guide()
    page.goto("/halves/", wait_until="commit")
    page.locator("main").wait_for(state="attached")
    page.evaluate(SIX_FRAMES)
    assert page.evaluate("performance.getEntriesByType('paint').length") == 0
    page.request.get("/rest/")
    assert page.evaluate(FIRST_PAINT)
