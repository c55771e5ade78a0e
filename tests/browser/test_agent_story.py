"""An agent's day: the next right ticket, taken, answered, noted, set to wait, solved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Contact
from catalog.models import Version
from tests.browser.conftest import PageAs
from tests.browser.window import show_whole
from tests.world import AT
from tickets import services
from tickets.models import Ticket

EDWARD, LIAM = "agent.emea@vendor.example", "member.london@abc.example"
SUBJECT = "Workflows stop after the nightly import"


def draft(subject: str) -> services.TicketDraft:
    """What Liam asks for, at the highest severity."""
    version = Version.objects.select_related("product").get(product__name="Meridian Server", number="5.1")
    return services.TicketDraft(
        contact=Contact.objects.get(user__email=LIAM),
        product=version.product,
        version=version,
        severity=1,
        subject=subject,
        description="Since 03:00.",
    )


@pytest.fixture
def filed(page_as: PageAs) -> Ticket:  # noqa: ARG001 - the world comes first
    """A production ticket of Liam's, filed just now."""
    return services.open_ticket(requester=Contact.objects.get(user__email=LIAM).user, draft=draft(SUBJECT), at=AT)


def press(page: Page, key: str) -> None:
    """Press a shortcut, once the page listens to it."""
    expect(page.locator("html.js")).to_be_attached()
    page.keyboard.press(key)


def promised(page: Page) -> list[str]:
    """The subjects of the queue's rows, from the top."""
    return page.locator("[data-row] .subject").all_inner_texts()


@pytest.mark.story
def test_an_agent_takes_answers_notes_waits_and_resolves(page_as: PageAs, filed: Ticket) -> None:
    page = page_as(EDWARD)
    page.goto("/queue/?view=unassigned&q=nightly+import")
    row = page.locator(f"[data-row='{filed.reference}']")
    expect(row.locator(".promise")).to_contain_text("due in 1 h")
    assert promised(page).index(SUBJECT) == 0

    press(page, "j")
    expect(row).to_have_attribute("aria-selected", "true")
    press(page, "t")
    expect(page.locator(f"[data-row='{filed.reference}']")).to_have_count(0)

    page.goto("/queue/?view=mine&q=nightly")
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text(SUBJECT)
    expect(page.locator("#panel")).to_contain_text("Multi-Regional covers the business hours")

    press(page, "r")
    page.keyboard.type("Which import was it?")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".message-vendor")).to_contain_text("Which import was it?")
    expect(page.locator("#panel")).to_contain_text("First response kept")

    press(page, "n")
    page.keyboard.type("Looks like the lock of last spring.")
    expect(page.get_by_role("button", name="Send reply")).to_be_hidden()
    page.get_by_role("button", name="Add internal note").click()
    expect(page.locator(".message-note")).to_contain_text("Internal note")

    press(page, "s")
    page.get_by_label("State").select_option("Waiting for customer")
    page.get_by_label("What do you need?").fill("the import's log")
    page.get_by_role("button", name="Set the state").click()
    expect(page.locator(".subject-bar .promise")).to_contain_text("paused the import's log")

    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".subject-bar .state")).to_have_text("resolved")
    assert Ticket.objects.get(pk=filed.pk).resolved_at == AT


def test_switching_between_reply_and_note_keeps_the_text(page_as: PageAs, filed: Ticket) -> None:
    page = page_as(EDWARD)
    page.goto(f"/tickets/{filed.reference}/")
    page.get_by_label("Text").fill("Half a thought")

    page.get_by_text("Internal note", exact=True).click()

    expect(page.get_by_label("Text")).to_have_value("Half a thought")
    expect(page.get_by_role("button", name="Add internal note")).to_be_visible()
    expect(page.get_by_role("button", name="Send reply")).to_be_hidden()


def test_the_workspace_works_without_script(page_as: PageAs, filed: Ticket) -> None:
    page = page_as(EDWARD, java_script_enabled=False)
    page.goto("/queue/?view=unassigned&q=nightly")
    page.locator("[data-row]").hover()
    page.get_by_role("button", name="Take").click()
    page.goto(f"/tickets/{filed.reference}/")
    page.get_by_text("Internal note", exact=True).click()
    page.get_by_label("Text").fill("Written without script")
    page.get_by_role("button", name="Add internal note").click()
    expect(page.locator(".message-note")).to_contain_text("Written without script")

    page.get_by_role("link", name="Ask again as of now").click()
    expect(page.locator("h1")).to_have_text("As of now")


def test_the_panel_is_a_drawer_where_there_is_no_room_beside_the_conversation(page_as: PageAs, filed: Ticket) -> None:
    page = page_as(EDWARD)
    page.set_viewport_size({"width": 1024, "height": 800})
    page.goto(f"/tickets/{filed.reference}/")
    expect(page.locator("#panel")).to_be_hidden()

    page.get_by_role("button", name="Details").click()
    expect(page.locator("#panel")).to_be_visible()
    page.get_by_role("link", name="Ask again as of now").click()
    expect(page.locator("#reassessment")).to_contain_text("As of today")

    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_a_new_ticket_waits_behind_a_button_and_moves_nothing(page_as: PageAs, filed: Ticket) -> None:
    page = page_as(EDWARD)
    page.clock.install()
    page.goto("/queue/?view=unassigned")
    before = promised(page)
    services.open_ticket(requester=filed.requester, draft=draft("Another matter"), at=AT + timedelta(minutes=1))

    page.clock.fast_forward(21_000)

    news = page.get_by_role("link", name="1 new")
    expect(news).to_be_visible()
    assert promised(page) == before
    news.click()
    expect(page.locator("[data-row]").filter(has_text="Another matter")).to_be_visible()


def test_the_agents_pages_are_accessible(page_as: PageAs, filed: Ticket, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 900})
            for address in ("/queue/", f"/tickets/{filed.reference}/"):
                page.goto(address)
                show_whole(page, width, 900)
                axe(page)
                page.set_viewport_size({"width": width, "height": 900})
