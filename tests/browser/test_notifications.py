"""A customer silences a kind, gets a digest, and ends its mails from the link in it; with script and without."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from notifications import services
from notifications.models import Announcement, Notification
from outbox.services import deliver_due
from portal.followers import handlers
from tests.browser.conftest import PageAs
from tests.browser.sheets import Scheme
from tests.browser.window import show_whole
from tests.world import AT
from tickets import services as tickets
from tickets.models import Ticket

LIAM, AGENT, LEAD = "member.london@abc.example", "agent.emea@vendor.example", "lead.emea@vendor.example"


def deliver(at: datetime) -> list[mail.EmailMessage]:
    mail.outbox.clear()
    while deliver_due(handlers=handlers(at), at=at):
        pass
    return [sent for sent in mail.outbox if sent.to == [LIAM]]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_customer_chooses_reads_a_digest_and_ends_it(page_as: PageAs, *, script: bool) -> None:
    liam = User.objects.get(email=LIAM)
    services.mark_all(user=liam, at=AT)
    page = page_as(LIAM, java_script_enabled=script)
    page.goto("/account/notifications/")
    page.get_by_label("Replies: mail").select_option("digest")
    page.get_by_label("Resolved: mail").select_option("off")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()

    ticket = Ticket.objects.filter(requester=liam, status="open").latest("pk")
    tickets.reply(ticket=ticket, author=User.objects.get(email=AGENT), body="Try it again, please.", at=AT)
    assert deliver(AT) == []
    page.goto("/inbox/")
    expect(page.locator(".inbox-group").first).to_contain_text(ticket.reference)
    expect(page.locator("#inbox-unread")).to_contain_text("1")

    (digest,) = deliver(AT + timedelta(days=1))
    assert "Your digest" in digest.subject
    stranger = page.context.browser.new_page(java_script_enabled=script)  # type: ignore[union-attr]
    link = urlsplit(digest.extra_headers["List-Unsubscribe"].strip("<>")).path
    stranger.goto(page.url.removesuffix("/inbox/") + link)
    stranger.get_by_role("button", name="End these mails").click()
    expect(stranger.get_by_text("You get no more mails of this kind")).to_be_visible()
    stranger.close()

    page.locator(".inbox-group").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ticket.subject)
    expect(page.locator("#inbox-unread")).not_to_contain_text("1")
    page.goto("/account/notifications/")
    expect(page.get_by_label("Replies: mail")).to_have_value("off")
    assert not Notification.objects.visible_to(liam).unread().exists()


def test_a_lead_announces_and_a_customer_takes_it_off_its_home(page_as: PageAs) -> None:
    lead = page_as(LEAD)
    lead.goto("/announcements/new/")
    lead.get_by_label("Title").fill("A patch is out")
    lead.locator("textarea[name=body]").fill("Install **5.1.4**.")
    lead.get_by_role("button", name="Save the draft").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("A patch is out")
    row = Announcement.objects.get(title="A patch is out")
    lead.goto(f"/announcements/{row.pk}/publication/")
    lead.get_by_role("button", name="Publish").click()
    expect(lead.get_by_text("The announcement is published.")).to_be_visible()

    page = page_as(LIAM)
    page.goto("/")
    shown = page.get_by_role("region", name="A patch is out")
    expect(shown).to_contain_text("Install 5.1.4.")
    shown.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("region", name="A patch is out")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_pages_pass_axe_and_fit_their_screen(
    page_as: PageAs, axe: Callable[[Page], None], width: int, scheme: Scheme
) -> None:
    page = page_as(LEAD)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    row = Announcement.objects.latest("pk")
    for address in ("/inbox/", "/account/notifications/", "/announcements/", f"/announcements/{row.pk}/"):
        page.goto(address)
        show_whole(page, width, 0)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
