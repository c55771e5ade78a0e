"""The conversation in a browser: drafts, mentions, quotes, edits and a session that ends; with script and without."""

import pytest
from playwright.sync_api import expect

from accounts.demo import PASSWORD
from accounts.models import Contact, User
from catalog.models import Version
from tests.browser.conftest import Console, PageAs
from tests.world import AT
from tickets import services
from tickets.models import Draft, Ticket

LIAM, EDWARD = "member.london@abc.example", "agent.emea@vendor.example"


@pytest.fixture
def ticket(page_as: PageAs) -> Ticket:  # noqa: ARG001 - the world comes first
    """Liam's ticket, with a reply of the vendor."""
    contact = Contact.objects.get(user__email=LIAM)
    version = Version.objects.get(product__name="Meridian Server", number="5.1")
    draft = services.TicketDraft(
        contact=contact, product=version.product, version=version, severity=2, subject="Down", description="It is."
    )
    filed = services.open_ticket(requester=contact.user, draft=draft, at=AT)
    services.reply(ticket=filed, author=User.objects.get(email=EDWARD), body="Which *part*?", at=AT)
    return filed


def test_a_draft_survives_a_closed_tab_and_a_second_tab_shows_both_texts(
    page_as: PageAs, ticket: Ticket, console: Console
) -> None:
    console.expect("409")
    page = page_as(LIAM)
    address = f"/tickets/{ticket.reference}/"
    page.goto(address)
    second = page.context.new_page()
    second.goto(address)
    with page.expect_response("**/draft/"):
        page.get_by_label("Your reply").fill("The first half")
    with second.expect_response("**/draft/"):
        second.get_by_label("Your reply").fill("Another text")
    expect(second.locator("[data-draft-other]")).to_contain_text("The first half")
    expect(second.get_by_label("Your reply")).to_have_value("Another text")
    page.close()

    third = second.context.new_page()
    third.goto(address)
    expect(third.get_by_label("Your reply")).to_have_value("The first half")
    expect(third.locator("[data-draft-line]")).to_contain_text("Draft of 15:00 restored.")
    third.get_by_role("button", name="Send reply").click()
    expect(third.locator(".message").last).to_contain_text("The first half")
    assert not Draft.objects.filter(place=address.split("/")[2]).exists()


def test_an_agent_mentions_quotes_and_edits(page_as: PageAs, ticket: Ticket) -> None:
    page = page_as(EDWARD)
    page.goto(f"/tickets/{ticket.reference}/")
    reply = page.locator(".message-vendor").last
    reply.hover()
    reply.get_by_role("link", name="Quote").click()
    area = page.locator("#composer textarea")
    expect(area).to_have_value("> **Edward Hall**\n>\n> Which *part*?\n\n".replace("Edward Hall", _name(EDWARD)))
    page.locator("#composer .composer-modes label", has_text="Internal note").click()
    area.press_sequentially("Ask @agent.ap")
    expect(page.locator(".mention-list [role=option]")).to_have_count(1)
    page.locator(".mention-list [role=option]").click()
    area.press_sequentially("now.")
    page.get_by_role("button", name="Add internal note").click()
    note = page.locator(".message-note").last
    expect(note.locator(".mention")).to_have_text("@agent.apac")

    note.hover()
    note.get_by_role("link", name="Edit").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Text").fill("Never mind.")
    dialog.get_by_role("button", name="Save the text").click()
    expect(page.locator(".message-note").last).to_contain_text("Never mind.")
    expect(page.locator(".message-note").last.get_by_role("link", name="edited")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_session_that_ends_loses_no_text(page_as: PageAs, ticket: Ticket, *, script: bool) -> None:
    page = page_as(LIAM, java_script_enabled=script)
    page.goto(f"/tickets/{ticket.reference}/")
    page.get_by_label("Your reply").fill("A long story.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send reply").click()
    page.locator("input[name=login]").fill(LIAM)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")

    expect(page.locator("[data-rescued]")).to_contain_text("This was not sent")
    expect(page.get_by_label("Your reply")).to_have_value("A long story.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".message").last).to_contain_text("A long story.")


def _name(email: str) -> str:
    return User.objects.get(email=email).name
