"""The status page in a browser: what was given up is read, and tried again, with and without script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from outbox import rules
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal.watch.lookout import lookout
from portal.watch.rounds import CALLS, LABELS
from tests.browser.conftest import PageAs
from tests.world import AT

ADMINISTRATOR, AGENT = "admin@vendor.example", "agent.emea@vendor.example"


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    """What the server saw of the worker is forgotten after the story."""
    lookout.reset()
    yield
    lookout.reset()


def given_up(count: int) -> None:
    """Mails that nobody took."""
    for number in range(count):
        address = f"reader-{number}@abc.example"
        outbox.mail(name="tickets/mail/replied", recipient=address, payload={}, dedupe_key=address, at=AT)
    reason = "SMTPRecipientsRefused: 550 5.1.1 mailbox unavailable"
    made = OutboundMessage.objects.filter(recipient__startswith="reader-")
    made.update(dead_at=AT, attempts=20, last_error=reason)


@pytest.mark.parametrize("scripted", [True, False], ids=["with_script", "without_script"])
def test_an_administrator_has_what_was_given_up_tried_again(
    page_as: PageAs,
    axe: Callable[[Page], None],
    *,
    scripted: bool,
) -> None:
    given_up(2)
    for name in LABELS:
        outbox.ended(name, at=AT)
    page = page_as(ADMINISTRATOR, java_script_enabled=scripted)
    page.goto("/status/")
    letters = page.get_by_role("table", name="Given up, newest first")
    expect(letters.get_by_text("mailbox unavailable")).to_have_count(2)
    if scripted:
        axe(page)
    letters.get_by_role("link", name="Try again").first.click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 message is tried again.")).to_be_visible()
    expect(letters.get_by_text("mailbox unavailable")).to_have_count(1)
    page.get_by_role("link", name="Try 1 again").click()
    page.get_by_role("button", name="Try all again").click()
    expect(page.get_by_text("Nothing was given up.")).to_be_visible()


def test_an_agent_is_warned_and_led_to_what_stands_still(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    for name in LABELS:
        outbox.ended(name, at=AT - rules.LATE if name == CALLS else AT)
    lookout.look(AT)
    page = page_as(AGENT)
    page.goto("/queue/")
    warning = page.get_by_text("Mails and calls are late.")
    expect(warning).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Status").click()
    expect(page.get_by_text("The worker stands still.")).to_be_visible()
    axe(page)
