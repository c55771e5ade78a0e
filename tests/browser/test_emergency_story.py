"""An emergency at 02:00: read again, confirmed, called, metered, agreed to, ended, accounted. And buying units."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Contact, ContactRole
from entitlements.models import UnitAccount, UnitOrder
from oncall.models import Page as Call
from portal.tasks import sweep, watch_meters
from tests.browser.conftest import PageAs

TWO_IN_LOS_ANGELES = datetime(2026, 6, 11, 9, tzinfo=UTC)
GINA, AMY = "member@goldonly.example", "agent.amer@vendor.example"


def after(minutes: int) -> datetime:
    return TWO_IN_LOS_ANGELES + timedelta(minutes=minutes)


def file_emergency(page: Page, *, script: bool) -> None:
    page.goto("/tickets/new/")
    page.get_by_label("Product and version").select_option("Meridian Server 5.1")
    page.get_by_label("Production down").check()
    page.get_by_label("Subject").fill("Nothing prints")
    page.get_by_label("Description").fill("Since midnight.")
    if not script:
        page.get_by_role("button", name="Show who will work on it").click()
    if script:
        expect(page.locator("#decision")).to_contain_text("or now as a paid emergency")
    page.get_by_label("This is an emergency").check()
    if script:
        expect(page.locator("#decision")).to_contain_text("works on it now, as an emergency")
    page.get_by_role("button", name="File ticket").click()
    expect(page.get_by_role("heading", name="Check before support is called")).to_be_visible()
    page.get_by_role("button", name="Take 1 time unit and call support").click()
    expect(page.locator("#meter")).to_contain_text("Nothing is charged before the work begins.")


def act(page: Page, link: str, button: str) -> None:
    """Open the form of an act, as a dialog or as a page, and send it."""
    page.get_by_role("link", name=link).click()
    expect(page.get_by_role("button", name=button)).to_be_visible()
    page.get_by_role("button", name=button).click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.story
def test_an_emergency_runs_by_its_meter_from_the_call_to_the_account(
    page_as: PageAs, moved_clock: Callable[[datetime], None], *, script: bool
) -> None:
    moved_clock(TWO_IN_LOS_ANGELES)
    before = UnitAccount.objects.get(organization__key="GLD").balance
    customer = page_as(GINA, java_script_enabled=script)
    file_emergency(customer, script=script)
    ticket = customer.url
    sweep()
    assert Call.objects.filter(paged_at=TWO_IN_LOS_ANGELES).count() == 1

    agent = page_as(AMY, java_script_enabled=script)
    agent.goto(ticket)
    act(agent, "Begin the emergency", "Begin: the meter runs")
    expect(agent.locator("#meter")).to_contain_text("What is held pays until")

    moved_clock(after(12))
    watch_meters()
    customer.goto(ticket)
    expect(customer.locator("#meter")).to_contain_text("12 min")
    expect(customer.locator("#meter")).to_contain_text("Agree to more before then")

    moved_clock(after(20))
    agent.goto(ticket)
    expect(agent.locator("#meter")).to_contain_text("Held time used up: stop or ask.")
    customer.goto(ticket)
    expect(customer.locator("#meter")).to_contain_text("Nothing is charged any more")
    customer.get_by_role("link", name="Agree to more time units").click()
    customer.get_by_label("Time units to go on with").fill("2")
    customer.get_by_label("I agree that these time units").check()
    customer.get_by_role("button", name="Agree and go on").click()
    expect(customer.locator("#meter")).to_contain_text("1 of 3 held")

    moved_clock(after(31))
    agent.goto(ticket)
    act(agent, "End the emergency", "End and settle")
    expect(agent.locator("#meter")).to_contain_text("Units returned")
    customer.goto(ticket)
    account = customer.locator("#meter")
    for said in ("26 min", "It took 31 min", "Rounded up to units of 15 minutes"):
        expect(account).to_contain_text(said)
    assert UnitAccount.objects.get(organization__key="GLD").balance == before - 2


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_billing_contact_buys_time_units(
    page_as: PageAs, moved_clock: Callable[[datetime], None], *, script: bool
) -> None:
    moved_clock(TWO_IN_LOS_ANGELES)
    ContactRole.objects.get_or_create(contact=Contact.objects.get(user__email=GINA), role="billing")
    page = page_as(GINA, java_script_enabled=script)
    page.goto("/organization/GLD/units/")
    page.get_by_role("link", name="Order time units").click()
    page.get_by_label("Time units").fill("4")
    page.get_by_role("button", name="Order", exact=True).click()
    expect(page.get_by_role("cell", name="waits for payment")).to_be_visible()
    assert UnitOrder.objects.get(organization__key="GLD").units == 4
