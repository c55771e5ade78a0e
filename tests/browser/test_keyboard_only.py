"""Whole days without a mouse: an agent's round, a customer's ticket, a call; and where one is can always be seen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import PageAs
from tests.browser.test_agent_story import SUBJECT, draft, press
from tests.browser.test_phone_story import Keyboard, find, pin_of
from tests.world import AT
from tickets import services
from tickets.models import Draft, Ticket

EDWARD, LUCY, LIAM = "agent.emea@vendor.example", "lead.emea@vendor.example", "member.london@abc.example"
MOST_TABS = 60
UNSEEN = """() => {
  const at = document.activeElement;
  const shows = (each) => {
    const { outlineStyle, outlineWidth, boxShadow, opacity } = getComputedStyle(each);
    return opacity !== "0" && (boxShadow !== "none" || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0));
  };
  const drawn = at.querySelector(".strip-fill");
  if (drawn && getComputedStyle(drawn).strokeWidth === "2px") return "";
  const list = at.closest(".select2-selection");
  const around = [at, ...(at.labels ?? []), at.nextElementSibling, at.parentElement, list].filter(Boolean);
  return at === document.body || around.some(shows) ? "" : at.outerHTML.slice(0, 200);
}"""
"""The element with the focus, when neither it nor what stands for it shows that."""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field, button or link of that name has the focus; each stop on the way can be seen."""
    named = page.get_by_label(name)
    for role in ("button", "link", "radio"):
        named = named.or_(page.get_by_role(role, name=name))
    wanted = page.locator(":focus").and_(named)
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) == ""
        if wanted.count():
            return
    pytest.fail(f"Tab never came to {name}")


@pytest.fixture
def filed(page_as: PageAs) -> Ticket:  # noqa: ARG001 - the world comes first
    """A production ticket of Liam's that nobody has."""
    return services.open_ticket(requester=User.objects.get(email=LIAM), draft=draft(SUBJECT), at=AT)


def test_an_agent_works_a_ticket_without_a_mouse(page_as: PageAs, filed: Ticket, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD)
    page.goto("/queue/?view=all&q=nightly+import")
    press(page, "j")
    row = page.locator(f"[data-row='{filed.reference}']")
    expect(row).to_have_attribute("aria-selected", "true")
    assert page.evaluate(UNSEEN) == ""
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(SUBJECT)

    press(page, "r")
    expect(page.get_by_label("Text")).to_be_focused()
    page.keyboard.type("Which import was it?")
    tab_to(page, "Send reply")
    page.keyboard.press("Enter")
    expect(page.locator(".message-vendor")).to_contain_text("Which import was it?")
    expect(page.locator("#latest")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert not Draft.objects.filter(place=filed.reference).exists()

    press(page, "a")
    lucy = page.get_by_role("button", name="Lucy Lamb")
    expect(lucy).to_be_focused()
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator(".subject-bar")).to_contain_text("Lucy Lamb")

    press(page, "c")
    expect(page.get_by_role("searchbox", name="Search macros")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-arrows] a").first).to_be_focused()
    page.keyboard.press("Enter")
    applies = page.locator("#dialog").get_by_role("button", name=re.compile(r"pply$"))
    expect(applies).to_be_visible()
    axe(page)
    tab_to(page, applies.inner_text())
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(".message-vendor, .message-note")).to_have_count(2)

    press(page, "u")
    expect(page.locator("h1")).to_have_text("Queue")
    expect(page).to_have_url(re.compile(r"q=nightly"))
    expect(row).to_have_attribute("aria-selected", "true")
    expect(row.get_by_role("link")).to_be_focused()


def test_a_customer_files_answers_and_rates_without_a_mouse(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(LIAM)
    page.goto("/tickets/new/")
    tab_to(page, "Subject")
    page.keyboard.type("Typed on a train")
    tab_to(page, "Description")
    page.keyboard.type("The touchpad is dead.")
    axe(page)
    tab_to(page, "File ticket")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Typed on a train")

    tab_to(page, "Your reply")
    page.keyboard.type("It lives again.")
    tab_to(page, "Send reply")
    page.keyboard.press("Enter")
    expect(page.locator(".message").last).to_contain_text("It lives again.")

    ticket = Ticket.objects.get(subject="Typed on a train")
    services.resolve(ticket=ticket, actor=User.objects.get(email=EDWARD), at=AT)
    page.reload()
    tab_to(page, "Rate the service")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Very good")).to_be_focused()
    page.keyboard.press("Space")
    axe(page)
    tab_to(page, "Send the rating")
    page.keyboard.press("Enter")
    expect(page.locator("#rating")).to_contain_text("Very good")


def test_where_one_is_on_the_pages_of_a_call_can_be_seen(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD)
    pin = pin_of(LIAM)
    find(page, Keyboard(page))
    assert page.evaluate(UNSEEN) == ""
    page.keyboard.type(pin)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The caller is known.")).to_be_visible()
    axe(page)
    tab_to(page, "Subject")
    page.keyboard.type("Nothing starts")
    tab_to(page, "Description")
    page.keyboard.type("Since noon.")
    tab_to(page, "Log the ticket")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Nothing starts")
