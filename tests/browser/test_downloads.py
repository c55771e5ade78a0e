"""An editor publishes a release with a file sent in pieces; a customer gets it, a lapsed one learns why not."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from downloads.models import Download, File, Release
from tests.browser.conftest import Console, PageAs

EDWARD = "agent.emea@vendor.example"
GINA, LARS = "member@goldonly.example", "member@lapsed.example"
CONTENT = b"PK\x03\x04" + b"beacon" * 900_000
"""More than one piece of the script."""
HEADING = "Beacon Analytics 2026.3"


@pytest.mark.story
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_agent_publishes_a_release_and_customers_get_what_gold_opens(
    page_as: PageAs, axe: Callable[[Page], None], console: Console, tmp_path: Path, *, script: bool
) -> None:
    console.expect("422")
    (tmp_path / "beacon 2026.3.zip").write_bytes(CONTENT)
    editing = page_as(EDWARD, java_script_enabled=script)
    editing.goto("/downloads/work/")
    editing.get_by_role("link", name="New release").click()
    editing.get_by_label("Title", exact=True).fill("Maps of every region")
    editing.get_by_label("Notes").fill("## New\n\nMaps.")
    editing.get_by_label("Version").select_option(label="Beacon Analytics 2026")
    editing.get_by_role("button", name="Save").click()
    expect(editing.get_by_role("alert")).to_contain_text("Say how the release is numbered")
    editing.get_by_label("Number").fill("2026.3")
    editing.get_by_role("button", name="Save").click()
    expect(editing.get_by_role("heading", level=1)).to_have_text(HEADING)

    editing.get_by_role("link", name="Add a file").click()
    editing.get_by_label("File", exact=True).set_input_files(tmp_path / "beacon 2026.3.zip")
    if script:
        expect(editing.locator(".attachment[data-state=done]")).to_contain_text("Sent")
        axe(editing)
    editing.get_by_label("Platform").fill("Windows x64")
    editing.get_by_role("button", name="Add the file").click()
    expect(editing.locator(".file-name")).to_have_text("beacon-2026.3.zip")
    assert File.objects.get(name="beacon-2026.3.zip").sha256 == hashlib.sha256(CONTENT).hexdigest()

    editing.get_by_role("link", name="Publish").click()
    expect(editing.get_by_role("heading", name="Publish the release")).to_be_visible()
    editing.get_by_role("button", name="Publish").click()
    expect(editing.get_by_role("link", name="Withdraw")).to_be_visible()
    assert Release.objects.get(number="2026.3").state == "published"

    _a_customer_gets_it(page_as(GINA, java_script_enabled=script), axe if script else None)
    _a_lapsed_customer_learns_why(page_as(LARS, java_script_enabled=script), axe if script else None)


def _a_customer_gets_it(page: Page, axe: Callable[[Page], None] | None) -> None:
    page.goto("/downloads/?product=beacon-analytics")
    page.get_by_role("link", name="2026.3 · Maps of every region").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADING)
    expect(page.locator("article h2")).to_have_text("New")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download beacon-2026.3.zip").click()
    assert waiting.value.suggested_filename == "beacon-2026.3.zip"
    assert Path(waiting.value.path()).read_bytes() == CONTENT
    assert Download.objects.get(file__name="beacon-2026.3.zip").user.email == GINA
    page.locator("summary", has_text="Check what you got").click()
    expect(page.locator(".checks code")).to_contain_text("Get-FileHash")
    copies = page.get_by_role("button", name="Copy")
    expect(copies.first).to_be_visible() if axe else expect(copies).to_have_count(0)
    if axe:
        axe(page)


def _a_lapsed_customer_learns_why(page: Page, axe: Callable[[Page], None] | None) -> None:
    page.goto("/downloads/?product=beacon-analytics")
    page.get_by_role("link", name="2026.3 · Maps of every region").click()
    expect(page.get_by_role("heading", name="Published after your Gold ended")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("SHA-256")
    if axe:
        axe(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Beacon Analytics")
    page.get_by_role("link", name="2026.1 · Warehouses").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download beacon-analytics-2026.1-linux-x64.tar.gz").click()
    assert waiting.value.suggested_filename == "beacon-analytics-2026.1-linux-x64.tar.gz"
