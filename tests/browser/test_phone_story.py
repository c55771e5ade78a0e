"""A call, taken with the keyboard alone; and the portal as a contact sees it, which lets nobody write."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts import services as accounts
from accounts.models import Contact
from tests.browser.conftest import Console, PageAs
from tests.world import AT
from tickets.models import Ticket

EDWARD, LIAM = "agent.emea@vendor.example", "member.london@abc.example"
SUBJECT = "Nothing starts since noon"
MOST_KEYS = 40
"""Keys of a call besides what is typed as text: a minute leaves time for no more."""


class Keyboard:
    """Counts the keys that are pressed, the typed text aside."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.page.keyboard.type(text)

    def tab_to(self, label: str) -> None:
        """Press Tab until the field or button of that name has the focus."""
        wanted = self.page.locator(":focus").and_(
            self.page.get_by_label(label).or_(self.page.get_by_role("button", name=label))
        )
        for _ in range(MOST_KEYS):
            self.press("Tab")
            if wanted.count():
                return
        pytest.fail(f"Tab never came to {label}")


def pin_of(email: str) -> str:
    """A new PIN of the contact."""
    contact = Contact.objects.select_related("user").get(user__email=email)
    return accounts.make_pin(contact=contact, actor=contact.user, at=AT)


def find(page: Page, keyboard: Keyboard) -> None:
    """Find Liam by typing a part of his name."""
    page.goto("/phone/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    keyboard.type("lowe")
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Liam Lowe")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_call_is_logged_with_the_keyboard_alone(page_as: PageAs, script: bool) -> None:  # noqa: FBT001
    page = page_as(EDWARD, java_script_enabled=script)
    keyboard = Keyboard(page)
    pin = pin_of(LIAM)
    find(page, keyboard)
    expect(page.get_by_label("PIN")).to_be_focused()
    keyboard.type(pin)
    keyboard.press("Enter")
    expect(page.get_by_text("The caller is known.")).to_be_visible()
    expect(page.locator("#decision")).to_contain_text("London")
    expect(page.get_by_label("Product and version")).to_be_focused()

    keyboard.tab_to("Subject")
    keyboard.type(SUBJECT)
    keyboard.press("Tab")
    keyboard.type("All nodes are down.")
    keyboard.tab_to("Log the ticket")
    keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(SUBJECT)
    ticket = Ticket.objects.get(subject=SUBJECT)
    assert (ticket.channel, ticket.requester.email) == ("phone", LIAM)
    assert keyboard.keys <= MOST_KEYS


def test_callers_appear_while_one_types(page_as: PageAs) -> None:
    page = page_as(EDWARD)
    page.goto("/phone/")
    page.get_by_role("searchbox").press_sequentially("goldl")
    expect(page.get_by_role("link", name="Gina Gold")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_the_portal_as_a_contact_sees_it_lets_nobody_write(page_as: PageAs, console: Console, script: bool) -> None:  # noqa: FBT001
    console.expect("403")
    page = page_as(EDWARD, java_script_enabled=script)
    page.goto("/organization/ABC/")
    page.get_by_role("link", name="View as Liam Lowe").click()
    page.get_by_label("Reason").fill("Cannot find the ticket")
    page.get_by_role("button", name="Look").click()
    banner = page.get_by_text("You see the portal as Liam Lowe.")
    expect(banner).to_be_visible()

    page.goto("/tickets/")
    page.get_by_role("link", name="Form designer loses unsaved changes").first.click()
    expect(banner).to_be_visible()
    page.get_by_label("Your reply").fill("As Liam")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("main")).to_contain_text("you can read, not change")

    page.get_by_role("button", name="End the view").click()
    page.goto("/queue/")
    expect(page.locator("h1")).to_have_text("Queue")
    expect(banner).to_have_count(0)


def test_the_pages_of_a_call_are_accessible(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD)
    pin = pin_of(LIAM)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        find(page, Keyboard(page))
        axe(page)
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The caller is known.")).to_be_visible()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
