"""A text is sent back, corrected, published later, compared and restored; with script and without."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from knowledgebase.models import Feedback
from tests.browser.conftest import Console, PageAs
from tests.browser.worker import settle
from tests.knowledgebase.conftest import EDITOR, GOLD, LAPSED, REVIEWER, publish
from tests.world import AT

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
Axe = Callable[[Page], None]
MISSED = "Say where the file is."


def wall(days: int) -> datetime:
    """As many days after the world's instant, on the wall clock of who reviews."""
    return (AT + timedelta(days=days)).astimezone(ZoneInfo("America/Los_Angeles"))


def rewrite(page: Page, line: str) -> None:
    """Put another line behind the text, and ask for a review."""
    page.get_by_role("link", name="Edit", exact=True).click()
    text = page.get_by_label("Text", exact=True)
    text.fill(f"{text.input_value()}\n\n{line}")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.locator(".state").first).to_have_text("draft")
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.locator(".state").first).to_have_text("in review")


@both_ways
def test_a_text_is_sent_back_corrected_published_later_and_restored(
    page_as: PageAs, axe: Axe, moved_clock: Callable[[datetime], None], console: Console, *, script: bool
) -> None:
    console.expect("422")
    article = publish(title="Read the warehouse", summary="", body="## First\n\nOpen the file.")
    settle(AT)
    manuscript, page = f"/kb/{article.slug}/manuscript/", f"/kb/{article.slug}/"
    reader = page_as(GOLD, java_script_enabled=script)
    _miss_something(reader, page, axe)

    editor, reviewer = (page_as(email, java_script_enabled=script) for email in (EDITOR, REVIEWER))
    editor.goto(manuscript)
    expect(editor.locator("aside")).to_contain_text(MISSED)
    axe(editor)
    rewrite(editor, "It is in /var.")
    _send_back(reviewer, manuscript, axe)
    editor.goto(manuscript)
    expect(editor.locator("aside")).to_contain_text("Which of the two?")
    rewrite(editor, "It is in /var/lib.")

    _approve_for_tomorrow(reviewer, manuscript, axe)
    reader.goto(page)
    expect(reader.locator("article")).not_to_contain_text("/var/lib")
    tomorrow = AT + timedelta(days=1, hours=1)
    moved_clock(tomorrow)
    settle(tomorrow)
    reader.goto(page)
    expect(reader.locator("article")).to_contain_text("It is in /var/lib.")

    _restore_the_first(editor, manuscript, axe)
    _is_told_to_renew(page_as(LAPSED, java_script_enabled=script), "Read the warehouse", axe)


def _miss_something(page: Page, address: str, axe: Axe) -> None:
    page.goto(address)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("button", name="Unsubscribe")).to_be_visible()
    page.get_by_text("No, something is missing or wrong").click()
    page.get_by_label("What was missing or wrong?").fill(MISSED)
    axe(page)
    page.get_by_role("button", name="Tell the editors").click()
    expect(page.locator("#helpful")).to_contain_text("You said that it did not help.")
    assert Feedback.objects.get(reason=MISSED).is_helpful is False
    page.goto("/kb/subscriptions/")
    axe(page)
    page.get_by_role("button", name="Subscribe Beacon Analytics", exact=True).click()
    expect(page.get_by_role("button", name="Unsubscribe Beacon Analytics")).to_be_visible()


def _send_back(page: Page, address: str, axe: Axe) -> None:
    """Without a reason it comes back; with one the editor reads it."""
    page.goto(address)
    page.locator("summary", has_text="Send it back").click()
    axe(page)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Say what the editor should change.").first).to_be_visible()
    page.get_by_label("What is missing").fill("Which of the two?")
    page.get_by_role("button", name="Send back").click()
    expect(page.locator(".state").first).to_have_text("draft")


def _approve_for_tomorrow(page: Page, address: str, axe: Axe) -> None:
    page.goto(address)
    page.get_by_role("link", name="Compare").click()
    expect(page.locator("table.diff ins")).to_contain_text(["It is in /var.", "It is in /var/lib."])
    axe(page)
    page.goto(address)
    page.get_by_label("Publish at").fill(f"{wall(-1):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("main")).to_contain_text("That is in the past.")
    axe(page)
    page.get_by_label("Publish at").fill(f"{wall(1):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".state").first).to_have_text("scheduled")
    expect(page.locator(".page-header")).to_contain_text("to be published")


def _restore_the_first(page: Page, address: str, axe: Axe) -> None:
    """Of any two texts the words that differ are marked; the first comes back as a draft."""
    page.goto(address)
    page.get_by_role("link", name="Compare").click()
    page.get_by_label("Text", exact=True).select_option("1")
    if (compare := page.get_by_role("button", name="Compare")).is_visible():
        compare.click()
    expect(page).to_have_url(re.compile("before=1&after=3"))
    expect(page.locator("table.diff ins")).to_contain_text(["It is in /var.", "It is in /var/lib."])
    page.get_by_role("button", name="Restore text 1 as a draft").click()
    expect(page.locator(".state").first).to_have_text("draft")
    expect(page.locator("article.prose")).not_to_contain_text("/var")
    axe(page)


def _is_told_to_renew(page: Page, title: str, axe: Axe) -> None:
    """Whose Gold has ended finds the title, in the list and in the search, and why there is no text."""
    page.goto("/kb/?product=beacon-analytics")
    expect(page.get_by_role("link", name=f"For customers with Gold: {title}")).to_be_visible()
    page.goto("/search/?q=warehouse+read")
    found = page.locator(".search-result", has_text=title)
    expect(found).not_to_contain_text("/var")
    found.get_by_role("link").click()
    expect(page.locator(".locked")).to_contain_text("For customers with Gold for Beacon Analytics")
    page.get_by_role("link", name="See what to renew").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    axe(page)
