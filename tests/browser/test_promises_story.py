"""A duty manager reads which promises a new holiday would move, and moves them all, with and without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Contact
from catalog.models import Region, Version
from catalog.services import calendar_changed
from tests.browser.conftest import Console, PageAs
from tests.world import AT
from tickets import services
from tickets.models import PromiseReview, Ticket
from tickets.services import reviews

DUTY, GINA = "admin@vendor.example", "member@goldonly.example"
SUBJECT = "Labels are printed upside down"
TITLE = "The calendar of Americas changed"


@pytest.fixture
def ticket(world: object) -> Ticket:  # noqa: ARG001 - it comes first
    """Filed at the world's instant at severity 4: due on Thursday at 12:00 in Los Angeles, which becomes a holiday."""
    contact = Contact.objects.get(user__email=GINA)
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact,
        product=version.product,
        version=version,
        severity=4,
        subject=SUBJECT,
        description="Since this morning.",
    )
    filed = services.open_ticket(requester=contact.user, draft=draft, at=AT)
    region = Region.objects.get(code="AMER")
    region.holidays.create(on=(AT + timedelta(days=1)).date(), name="Moving day")
    calendar_changed(region=region, at=AT)
    reviews.calendar_changed(key=str(region.pk), payload={}, at=AT)
    return filed


@pytest.mark.parametrize("java_script", [True, False])
def test_a_duty_manager_moves_the_promises_of_a_new_holiday(
    page_as: PageAs, ticket: Ticket, axe: Callable[[Page], None], *, java_script: bool
) -> None:
    page = page_as(DUTY, java_script_enabled=java_script)
    page.goto("/queue/board/")
    page.get_by_role("link", name="changes would move open promises").click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Thursday 11 June 2026 is a day off: Moving day")
    row = page.get_by_role("row", name=ticket.reference)
    expect(row).to_contain_text("First response")
    expect(row).to_contain_text("later")
    if java_script:
        axe(page)

    page.get_by_role("link", name="Move").click()
    asked = page.locator("#dialog") if java_script else page.locator("main")
    expect(asked).to_contain_text("Each ticket gets a line in its history")
    asked.get_by_role("button", name="Move them").click()
    expect(page.locator(".page-header")).to_contain_text("moved")
    expect(row).to_contain_text("moved")
    assert ticket.milestones.get().due_at == AT + timedelta(days=2, hours=5)

    page = page_as(GINA, java_script_enabled=java_script)
    page.goto(f"/tickets/{ticket.reference}/")
    expect(page.locator("main")).to_contain_text("because the calendar of Americas changed")
    page.goto(f"/tickets/{ticket.reference}/why/")
    expect(page.locator(".arithmetic")).to_contain_text("16 h")
    if java_script:
        axe(page)


def test_what_went_on_meanwhile_is_refused_and_shown_anew(page_as: PageAs, ticket: Ticket, console: Console) -> None:
    console.expect("409")
    page = page_as(DUTY, java_script_enabled=False)
    review = PromiseReview.objects.waiting().get(cause="calendar")
    page.goto(f"/promises/{review.pk}/application/")
    PromiseReview.objects.filter(pk=review.pk).update(noticed_at=AT + timedelta(minutes=1))
    page.get_by_role("button", name="Move them").click()
    expect(page.locator("main")).to_contain_text("The change went on, or somebody decided")
    assert ticket.milestones.get().due_at == AT + timedelta(days=1, hours=5)
    page.get_by_role("button", name="Move them").click()
    expect(page.locator(".page-header")).to_contain_text("moved")
