"""The queue with many hands: chosen rows, the palette, a colleague who looks, and all of it without script."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django import Settings

from accounts.models import User
from tests.browser.conftest import PageAs
from tests.browser.test_agent_story import draft, press
from tests.tickets.agents_world import tickets
from tests.world import AT
from tickets import services
from tickets.models import Ticket

EDWARD, LUCY = "agent.emea@vendor.example", "lead.emea@vendor.example"


def file(subject: str) -> Ticket:
    """A ticket of Liam's with that subject, filed just now."""
    liam = User.objects.get(email="member.london@abc.example")
    return services.open_ticket(requester=liam, draft=draft(subject), at=AT)


def test_an_agent_chooses_rows_and_acts_on_all(
    page_as: PageAs, axe: Callable[[Page], None], settings: Settings
) -> None:
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, {"model": "*", "field": "*"}]  # each is locked by itself
    page = page_as(EDWARD)
    tickets(4, prefix="MANY", subject="Many of these")
    page.goto("/queue/?view=all&q=many")
    expect(page.locator("#bulk")).to_be_hidden()

    press(page, "j")
    page.keyboard.press("x")
    page.locator("[name=row]").nth(2).click(modifiers=["Shift"])
    expect(page.locator("[data-chosen]")).to_have_text("3 chosen")
    axe(page)
    page.get_by_label("What to do").select_option("status:waiting_for_vendor")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".toast")).to_contain_text("3 tickets changed.")
    assert Ticket.objects.filter(subject="Many of these", status="waiting_for_vendor").count() == 3


def test_the_palette_goes_to_a_ticket(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD)
    file("The one that is sought")
    page.goto("/queue/")

    press(page, "Control+k")
    page.keyboard.type("sought")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("The one that is sought")
    axe(page)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("The one that is sought")


def test_colleagues_see_each_other_at_a_ticket(page_as: PageAs) -> None:
    edward, lucy = page_as(EDWARD), page_as(LUCY)
    address = f"/tickets/{file('Both look').reference}/"
    edward.goto(address)
    expect(edward.locator("#presence[hx-trigger^=load]")).to_be_attached()
    edward.wait_for_load_state("networkidle")

    lucy.goto(address)

    expect(lucy.locator("#presence")).to_contain_text("1 colleague is looking: Edward Ellis")


def test_many_are_changed_without_script(page_as: PageAs) -> None:
    page = page_as(EDWARD, java_script_enabled=False)
    tickets(2, prefix="MANY", subject="Many of these")
    page.goto("/queue/?view=all&q=many")
    page.get_by_label("Choose MANY-1").check()
    page.get_by_label("What to do").select_option("status:resolved")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".toast")).to_contain_text("1 ticket changed.")
