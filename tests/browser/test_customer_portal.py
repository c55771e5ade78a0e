"""The customer's portal: from the mail of an invitation to a first ticket, a partner's, a table, a rating."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from outbox.models import OutboundMessage
from tests.browser.conftest import PageAs
from tests.world import AT
from tickets import services
from tickets.models import Ticket

LIAM, MARIA, PAUL = "member.london@abc.example", "manager@abc.example", "member@partner.example"
NINA = "nina@abc.example"
both_ways = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def file_ticket(page: Page, subject: str) -> None:
    page.get_by_label("Subject").fill(subject)
    page.get_by_label("Description").fill("Since this morning.")
    page.get_by_role("button", name="File ticket").click()
    expect(page.locator("h1")).to_have_text(subject)


@both_ways
def test_an_invitation_leads_from_the_mail_to_a_first_ticket(
    page_as: PageAs,
    world: LiveServer,
    new_context: object,
    script: bool,  # noqa: FBT001 - a parameter
) -> None:
    manager = page_as(MARIA, java_script_enabled=script)
    manager.goto("/organization/ABC/")
    manager.get_by_role("link", name="Invite somebody").click()
    form = manager.locator("form[action$='/invitations/']")
    form.get_by_label("E-mail address").fill(NINA)
    form.get_by_label("Home region").select_option(label="Europe, Middle East and Africa")
    form.get_by_role("button", name="Send the invitation").click()
    expect(manager.get_by_text(f"{NINA} is invited by mail.")).to_be_visible()
    expect(manager.locator("#invitations")).to_contain_text(NINA)

    mail = OutboundMessage.objects.get(name="accounts/mail/invitation", recipient=NINA)
    page = new_context(base_url=world.url, java_script_enabled=script).new_page()  # type: ignore[operator]
    page.goto(mail.payload["secret"]["url"])
    page.get_by_label("Name").fill("Nina Novak")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Join ABC Corporation").click()
    expect(page.get_by_text("You are a contact of ABC Corporation now.")).to_be_visible()

    page.goto("/tickets/new/")
    file_ticket(page, "The first one")
    expect(page.locator(".lead")).to_have_text("The London desk works on it now.")


@both_ways
def test_a_partner_files_for_its_customer(page_as: PageAs, script: bool) -> None:  # noqa: FBT001 - a parameter
    page = page_as(PAUL, java_script_enabled=script)
    page.goto("/tickets/new/")
    page.get_by_label("For which organization?").select_option(label="Goldleaf Optics (C-1004)")
    page.get_by_label("Whom does it concern?").select_option(label="Gina Gold")
    if not script:
        page.get_by_role("button", name="Show who will work on it").click()
    expect(page.locator("#decision")).to_contain_text("The Los Angeles desk works on it now.")
    file_ticket(page, "Drawings open flat")
    expect(page.locator("aside")).to_contain_text("Portside Consulting")

    customer = page_as("manager@goldonly.example", java_script_enabled=script)
    customer.goto(page.url)
    expect(customer.locator("aside")).to_contain_text("Filed by partner")


@both_ways
def test_a_rating_is_given_and_read(page_as: PageAs, script: bool) -> None:  # noqa: FBT001 - a parameter
    liam, agent = User.objects.get(email=LIAM), User.objects.get(email="agent.emea@vendor.example")
    page = page_as(LIAM, java_script_enabled=script)
    ticket = Ticket.objects.unfinished().filter(requester=liam, links_to_later=None)[0]
    services.resolve(ticket=ticket, actor=agent, at=AT)

    page.goto(f"/tickets/{ticket.reference}/")
    page.get_by_role("link", name="Rate the service").click()
    page.get_by_role("radio", name="4 · Good").check()
    page.get_by_label("What should we know?").fill("Quick.")
    page.get_by_role("button", name="Send the rating").click()
    expect(page.locator("#rating")).to_contain_text("4 · Good")
    expect(page.locator("#rating")).to_contain_text("Quick.")


@both_ways
def test_the_table_holds_what_is_on_the_screen(page_as: PageAs, script: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    page = page_as(MARIA, java_script_enabled=script)
    page.goto("/tickets/?severity=3&state=all")
    shown = page.locator("tbody .subject").all_inner_texts()
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV of these tickets").click()
    started.value.save_as(tmp_path / "tickets.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "tickets.csv").read_text(encoding="utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == shown
    assert "Filed (America/Los_Angeles)" in rows[0]
