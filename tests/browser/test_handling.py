"""Prepared answers with a look before, what a product asks, and time, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tests.browser.test_agent_story import EDWARD, SUBJECT, filed, press
from tickets.models import Macro, Ticket

__all__ = ["filed"]
STRANGER = "stranger@nowhere.example"
SCRIPT = pytest.mark.parametrize("java_script", [True, False])
ASK = "Dear {contact}, about {subject}: send the log."


@pytest.fixture
def macro(filed: Ticket) -> Macro:  # noqa: ARG001 - the world comes first
    """A macro that asks, takes and waits."""
    asks = {"status": "waiting_for_customer", "waiting_for": "the log"}
    return Macro.objects.create(name="Zeroth: ask for the log", text=ASK, takes=True, **asks)


def test_an_agent_finds_a_macro_by_the_keyboard_looks_at_it_edits_and_sends_it(
    page_as: PageAs, filed: Ticket, macro: Macro, axe: Callable[[Page], None]
) -> None:
    page = page_as(EDWARD)
    page.goto(f"/tickets/{filed.reference}/")
    press(page, "c")
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading", name="Macros")).to_be_visible()
    page.keyboard.type("zeroth")
    expect(dialog.locator("[data-arrows] a")).to_have_count(1)
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(dialog.get_by_role("heading", name=macro.name)).to_be_visible()
    expect(dialog).to_contain_text("You take the ticket.")
    expect(dialog).to_contain_text("Asked for: the log.")
    expect(dialog.get_by_label("Text")).to_have_value(f"Dear Liam Lowe, about {SUBJECT}: send the log.")
    assert not filed.replies.exists()
    axe(page)
    dialog.get_by_label("Text").fill("Please send the log.")
    dialog.get_by_role("button", name="Send and apply").click()

    expect(page.locator(".message-vendor")).to_contain_text("Please send the log.")
    expect(page.locator(".subject-bar .promise")).to_contain_text("paused the log")


def test_the_text_alone_goes_into_the_composer_behind_what_is_typed(
    page_as: PageAs, filed: Ticket, macro: Macro
) -> None:
    page = page_as(EDWARD)
    page.goto(f"/tickets/{filed.reference}/")
    page.locator("#composer textarea").fill("Half a thought")
    page.locator("#composer").get_by_role("link", name="Macro").click()
    page.get_by_role("link", name=macro.name).click()
    page.get_by_role("button", name="Put only the text into the composer").click()
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#composer textarea")).to_have_value(
        f"Half a thought\n\nDear Liam Lowe, about {SUBJECT}: send the log."
    )


def test_a_macro_is_applied_without_script(page_as: PageAs, filed: Ticket, macro: Macro) -> None:
    page = page_as(EDWARD, java_script_enabled=False)
    page.goto(f"/tickets/{filed.reference}/")
    page.locator("#composer").get_by_role("link", name="Macro").click()
    page.get_by_label("Search macros").fill("zeroth")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=macro.name).click()
    expect(page.get_by_text("What will be done")).to_be_visible()
    page.get_by_role("button", name="Send and apply").click()
    expect(page.locator(".message-vendor")).to_contain_text("send the log.")


@SCRIPT
def test_the_form_asks_what_the_chosen_product_wants_to_know(
    page_as: PageAs, axe: Callable[[Page], None], *, java_script: bool
) -> None:
    page = page_as(STRANGER, java_script_enabled=java_script)
    page.goto("/tickets/new/")
    page.get_by_label("Product and version").select_option(label="Lattice Forms 3.0")
    if not java_script:
        page.get_by_role("button", name="Show who will work on it").click()
    expect(page.get_by_label("Build number")).to_have_count(0)
    page.get_by_label("Product and version").select_option(label="Meridian Server 5.1")
    if not java_script:
        page.get_by_role("button", name="Show who will work on it").click()
    page.get_by_label("Build number").fill("5.1.2077")
    expect(page.get_by_label("Cause")).to_have_count(0)
    if java_script:
        axe(page)
    page.get_by_label("Subject").fill("It does not start")
    page.get_by_label("Description").fill("Since today.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("aside").first).to_contain_text("5.1.2077")


@SCRIPT
def test_an_agent_enters_time_and_cancels_a_mistake(page_as: PageAs, filed: Ticket, *, java_script: bool) -> None:
    page = page_as(EDWARD, java_script_enabled=java_script)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/tickets/{filed.reference}/")
    page.locator("#panel").get_by_role("link", name="Enter time").click()
    page.get_by_role("textbox", name="Time", exact=True).fill("1h 30")
    page.get_by_label("What was done").fill("Read the import's log")
    page.get_by_role("button", name="Enter time").click()
    expect(page.get_by_role("heading", name="1 h 30 min in all")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name="no time in all")).to_be_visible()
    expect(page.get_by_text("cancelled by")).to_be_visible()
