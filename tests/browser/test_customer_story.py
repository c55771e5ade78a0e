"""A customer's day: who will work on it, filed, answered, closed and brought back; with script and without."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from entitlements.models import Contract
from tests.browser.conftest import Console, PageAs
from tests.world import AT
from tickets import services
from tickets.models import Ticket

LIAM, HANNAH, MARIA = "member.london@abc.example", "member.hongkong@abc.example", "manager@abc.example"
GINA = "member@goldonly.example"
SUBJECT = "Reports print half a page"
SATURDAY = datetime(2026, 6, 13, 10, 10, tzinfo=UTC)
LONDON_TEN = datetime(2026, 6, 10, 9, tzinfo=UTC)
HONG_KONG_TEN = datetime(2026, 6, 10, 2, tzinfo=UTC)
LOS_ANGELES_TEN = datetime(2026, 6, 10, 17, tzinfo=UTC)

AMERICAS = "The Los Angeles desk works on it"
LATER = f"{AMERICAS} from Wednesday 10 June"


def choose(page: Page, severity: str) -> None:
    """Press the card of a severity."""
    page.get_by_role("radio", name=severity).check()


@pytest.mark.story
def test_a_customer_sees_who_works_on_it_files_replies_closes_and_reopens(page_as: PageAs) -> None:
    page = page_as(LIAM)
    page.goto("/tickets/new/")
    decision = page.locator("#decision")
    expect(decision).to_contain_text("The London desk works on it now.")
    choose(page, "Production down")
    expect(decision).to_contain_text("First response due today, 16:00")

    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Description").fill("The **lower** half is missing.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".editor-preview strong")).to_have_text("lower")
    page.get_by_role("button", name="File ticket").click()

    expect(page.locator("h1")).to_have_text(SUBJECT)
    expect(page.locator(".lead")).to_have_text("The London desk works on it now.")
    expect(page.locator("aside")).to_contain_text("First response due today, 16:00")
    expect(page.locator("aside .reasons")).to_contain_text("Multi-Regional covers the business hours")

    page.get_by_label("Your reply").fill("It also happens in the test environment.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".message").last).to_contain_text("It also happens in the test environment.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Close ticket").click()
    expect(page.locator(".lead")).to_have_text("It is closed.")
    page.get_by_role("button", name="Reopen").click()
    expect(page.locator(".lead")).to_have_text("The London desk works on it.")


def test_a_ticket_is_filed_without_script(page_as: PageAs) -> None:
    page = page_as(LIAM, java_script_enabled=False)
    page.goto("/tickets/new/")
    page.get_by_label("Subject").fill(SUBJECT)
    choose(page, "Major function impaired")
    page.get_by_role("button", name="Show who will work on it").click()

    expect(page.locator("#decision")).to_contain_text("First response due today, 19:00")
    expect(page.get_by_label("Subject")).to_have_value(SUBJECT)
    page.get_by_label("Description").fill("Half a page.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("h1")).to_have_text(SUBJECT)


def test_an_emergency_is_confirmed_with_its_price_before_it_is_filed(
    page_as: PageAs, moved_clock: Callable[[datetime], None]
) -> None:
    moved_clock(SATURDAY)
    page = page_as(GINA)
    page.goto("/tickets/new/")
    choose(page, "Production down")
    decision = page.locator("#decision")
    expect(decision).to_contain_text("works on it from Monday 15 June, 06:00, or now as a paid emergency")

    page.get_by_label("This is an emergency").check()
    expect(decision).to_contain_text("works on it now, as an emergency")
    expect(page.get_by_label("This is an emergency")).to_be_checked()
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Description").fill("Nothing prints.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.get_by_role("heading", name="Check before support is called")).to_be_visible()
    expect(page.locator("#review")).to_contain_text("260.00 USD each")
    page.get_by_role("button", name="Take 1 time unit and call support").click()
    expect(page.locator(".lead")).to_have_text("The Los Angeles desk works on it now, as an emergency.")


@pytest.mark.parametrize(
    ("email", "at", "with_option", "with_gold_alone"),
    [
        (LIAM, LONDON_TEN, "The London desk works on it now.", f"{LATER}, 14:00."),
        (HANNAH, HONG_KONG_TEN, "The Hong Kong desk works on it now.", f"{LATER}, 21:00."),
        (MARIA, LOS_ANGELES_TEN, f"{AMERICAS} now.", f"{AMERICAS} now."),
    ],
)
def test_abc_corporation_is_told_what_the_offering_says(
    page_as: PageAs,
    moved_clock: Callable[[datetime], None],
    email: str,
    at: datetime,
    with_option: str,
    with_gold_alone: str,
) -> None:
    """R15: at ten in the morning in London, Hong Kong and Los Angeles, with Multi-Regional and with Gold alone."""
    moved_clock(at)
    page = page_as(email)
    page.goto("/tickets/new/")
    expect(page.locator("#decision")).to_contain_text(with_option)

    Contract.objects.get(number="C-1001").additional_regions.clear()
    page.goto("/tickets/new/")
    expect(page.locator("#decision")).to_contain_text(with_gold_alone)


def test_a_double_click_files_one_ticket(page_as: PageAs) -> None:
    page = page_as(LIAM)
    page.goto("/tickets/new/")
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Description").fill("Twice.")
    page.get_by_role("button", name="File ticket").dblclick()
    expect(page.locator("h1")).to_have_text(SUBJECT)
    assert Ticket.objects.filter(subject=SUBJECT).count() == 1


def test_a_refused_form_leads_to_what_is_wrong(page_as: PageAs, console: Console) -> None:
    console.expect("422")
    page = page_as(LIAM)
    page.goto("/tickets/new/")
    page.get_by_label("Description").fill("No subject.")
    page.get_by_role("button", name="File ticket").click()
    page.locator(".error-summary a").click()
    expect(page.get_by_label("Subject")).to_be_focused()
    expect(page.get_by_label("Description")).to_have_value("No subject.")


def test_what_an_agent_asks_stands_before_the_reply(page_as: PageAs) -> None:
    liam = User.objects.get(email=LIAM)
    page = page_as(LIAM)
    ticket = Ticket.objects.filter(requester=liam).order_by("-pk")[0]
    agent = User.objects.get(email="agent.emea@vendor.example")
    services.change_status(ticket=ticket, actor=agent, status="waiting_for_customer", waiting_for="The log", at=AT)

    page.goto("/tickets/")
    page.get_by_role("link", name=ticket.subject).click()
    expect(page.locator(".lead")).to_have_text("It waits for you: The log")
    expect(page.locator("#reply")).to_contain_text("Support waits for you")
