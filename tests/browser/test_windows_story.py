"""A customer books a maintenance window, moves it and cancels it; its engineer works it: with and without script."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from entitlements.models import UnitAccount
from portal.tasks import look_after_windows, sweep
from tests.browser.conftest import Console, PageAs
from tickets.models import Window

GRETA = "manager@goldonly.example"
MoveClock = Callable[[datetime], None]
both_ways = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def choose(page: Page, place: int) -> None:
    """Take one of the starts that are offered."""
    page.locator("input[name='start']").nth(place).check()


def book(page: Page) -> Window:
    """Book the first start that is offered for the lens factory."""
    page.goto("/windows/")
    page.get_by_role("link", name="Book a window").first.click()
    page.get_by_label("Environment").select_option(label="Lens factory (Meridian Server 5.1, production)")
    page.get_by_label("Work").select_option(label="Upgrade")
    page.get_by_label("Length").select_option("60")
    page.get_by_role("button", name="Show free starts").click()
    choose(page, 0)
    page.get_by_label("Plan").fill("Stop, upgrade, start. To go back, restore.")
    page.get_by_label("Checklist").fill("Backup taken\nUsers told")
    page.get_by_label("Rollback contact", exact=True).fill("Greta Gold")
    page.get_by_label("Phone of the rollback contact").fill("+1 415 555 0100")
    page.get_by_role("button", name="Book the window").click()
    expect(page.get_by_text("works in it").first).to_be_visible()
    return Window.objects.live().select_related("ticket", "reservation__agent__user").get(booked_by__email=GRETA)


@both_ways
def test_a_window_is_booked_moved_and_cancelled(
    page_as: PageAs,
    axe: Callable[[Page], None],
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    page = page_as(GRETA, java_script_enabled=script)
    window = book(page)
    if script:
        axe(page)
    page.get_by_role("link", name="Move").click()
    choose(page, 2)
    page.get_by_role("button", name="Move the window").click()
    expect(page.get_by_text("moved the window")).to_be_visible()
    window.refresh_from_db()
    assert window.sequence == 1

    page.get_by_role("link", name="Cancel", exact=True).click()
    expect(page.get_by_text("It costs nothing")).to_be_visible()
    page.get_by_label("Cancel the window. Its engineer").check()
    page.get_by_role("button", name="Cancel the window").click()
    expect(page.get_by_text("The window was cancelled")).to_be_visible()
    assert UnitAccount.objects.get(organization__key="GLD").held == 0


def test_a_start_that_is_too_near_is_refused_with_the_next_free_one(page_as: PageAs, console: Console) -> None:
    console.expect("422")
    page = page_as(GRETA)
    page.goto("/windows/")
    page.get_by_role("link", name="Book a window").first.click()
    page.get_by_label("Environment").select_option(label="Lens factory (Meridian Server 5.1, production)")
    page.get_by_role("button", name="Show free starts").click()
    page.get_by_label("Another start").fill("2026-06-11T20:00")
    page.get_by_label("Plan").fill("Stop, upgrade, start.")
    page.get_by_label("Checklist").fill("Backup taken\nUsers told")
    page.get_by_label("Rollback contact", exact=True).fill("Greta Gold")
    page.get_by_label("Phone of the rollback contact").fill("+1 415 555 0100")
    page.get_by_role("button", name="Book the window").click()
    expect(page.get_by_text("A window is booked 72 hours ahead")).to_be_visible()
    expect(page.get_by_text("The next free start is")).to_be_visible()
    expect(page.get_by_label("Plan")).to_have_value("Stop, upgrade, start.")


def test_an_engineer_ticks_the_checklist_and_ends_the_window(page_as: PageAs, moved_clock: MoveClock) -> None:
    window = book(page_as(GRETA))
    moved_clock(window.starts_at + timedelta(minutes=1))
    look_after_windows()
    sweep()
    page = page_as(window.engineer.user.email)
    page.goto("/windows/")
    page.get_by_role("link", name=window.ticket.reference).first.click()
    expect(page.get_by_text("open now")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^Done ?: Backup taken")).click()
    expect(page.get_by_role("button", name=re.compile(r"^Not done ?: Backup taken"))).to_be_visible()
    page.get_by_role("link", name="End the window").click()
    page.get_by_label("Minutes worked that are not entered yet").fill("31")
    page.get_by_role("button", name="End and settle").click()
    expect(page.get_by_text("The window is over: 31 min worked")).to_be_visible()
