"""Back, and the same form once more: the ticket that was filed, a word about it, and no second one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Console, PageAs
from tickets.models import Ticket

LIAM, SUBJECT = "member.london@abc.example", "The scanner reads nothing"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_way_back_and_the_same_form_lead_to_the_ticket_that_was_filed(
    page_as: PageAs,
    console: Console,
    axe: Callable[[Page], None],
    script: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    console.expect("409")
    page = page_as(LIAM, java_script_enabled=script)
    page.goto("/tickets/new/")
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_label("Description").fill("Since the new firmware.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("h1")).to_have_text(SUBJECT)

    page.go_back()
    expect(page.get_by_label("Description")).to_have_value("Since the new firmware.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("h1")).to_have_text(SUBJECT)
    expect(page.locator(".toast")).to_contain_text("This was sent before.")
    assert Ticket.objects.filter(subject=SUBJECT).count() == 1

    page.go_back()
    expect(page.get_by_label("Subject")).to_have_value(SUBJECT)
    page.get_by_text("Production down").click()
    page.get_by_role("button", name="File ticket").click()
    expect(page.get_by_role("alert")).to_contain_text("This was filed before")
    expect(page.get_by_label("Description")).to_have_value("Since the new firmware.")
    if script:
        axe(page)
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("h1")).to_have_text(SUBJECT)
    assert Ticket.objects.filter(subject=SUBJECT).count() == 2
