"""What is only noticed when it is missing: alerts, the height of rows, the place on a page, a list under a finger."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.conftest import PageAs
from tests.browser.test_agent_story import draft
from tests.browser.test_queue_story import EDWARD
from tests.tickets.agents_world import LIAM, tickets
from tests.world import AT
from tickets import services
from tickets.models import Ticket

LATER = AT + timedelta(minutes=1)

REMEMBERS = """
window.told = [];
window.Notification = class extends window.Notification {
  constructor(title, facts) {
    super(title, facts);
    window.told.push(facts.body);
  }
};
"""
"""The browser's own alerts, written down as they are shown."""
HIDES = "Object.defineProperty(document, 'hidden', { get: () => true })"
POLL = 21_000
"""Milliseconds after which the queue asks for news."""


def file(subject: str, at: datetime) -> Ticket:
    """A ticket of Liam's with that subject."""
    return services.open_ticket(requester=User.objects.get(email=LIAM), draft=draft(subject), at=at)


def test_a_hidden_queue_tells_of_news_in_its_title_and_on_the_desktop_once(
    page_as: PageAs, moved_clock: Callable[[datetime], None]
) -> None:
    page = page_as(EDWARD, permissions=["notifications"])
    page.add_init_script(REMEMBERS)
    page.clock.install()
    page.goto("/queue/?view=all")
    alerts = page.get_by_role("button", name="Desktop alerts")
    expect(alerts).to_have_attribute("aria-pressed", "false")
    alerts.click()
    expect(alerts).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(alerts).to_have_attribute("aria-pressed", "true")

    page.evaluate(HIDES)
    moved_clock(LATER)
    file("It came while nobody looked", LATER)
    page.clock.fast_forward(POLL)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator("#queue-news")).to_contain_text("1 new")
    with page.expect_response(re.compile("/queue/news/")):
        page.clock.fast_forward(POLL)
    assert page.evaluate("window.told.length") == 1
    assert "1 new" in page.evaluate("window.told[0]")

    alerts.click()
    file("Another one", LATER)
    page.clock.fast_forward(POLL)
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    assert page.evaluate("window.told.length") == 1


def test_low_rows_stay_low(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD)
    page.goto("/queue/")
    heights = "rows => Math.max(...rows.map(row => row.getBoundingClientRect().height))"
    before = page.locator("[data-row]").evaluate_all(heights)
    page.get_by_role("button", name="Compact rows").click()
    assert page.locator("[data-row]").evaluate_all(heights) < min(before, 40)

    page.goto("/queue/?view=all")
    expect(page.get_by_role("button", name="Compact rows")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-walks]")).to_have_class(re.compile("table-compact"))
    axe(page)


def test_going_back_leads_to_the_same_place_and_row(page_as: PageAs) -> None:
    page = page_as(EDWARD)
    tickets(40, prefix="LONG", subject="Zephyr stands still")
    last = file("Zephyr at the end", AT)
    page.goto("/queue/?view=all&q=zephyr")
    expect(page.locator("[data-row]")).to_have_count(41)
    link = page.locator(f"[data-row='{last.reference}'] a.subject")
    link.scroll_into_view_if_needed()
    opened = str(link.get_attribute("href"))
    link.click()
    expect(page.locator("h1")).to_have_text("Zephyr at the end")
    page.go_back()

    page.wait_for_function("scrollY > 300")
    expect(page.locator('[data-row][aria-selected="true"] a').first).to_have_attribute("href", opened)


def test_a_finger_chooses_whom_to_mention(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(EDWARD, has_touch=True)
    page.set_viewport_size({"width": 390, "height": 844})
    ticket = Ticket.objects.filter(desk__code="emea", status="open").order_by("pk")[0]
    page.goto(f"/tickets/{ticket.reference}/")
    area = page.locator("#composer textarea")
    area.tap()
    area.press_sequentially("Ask @lu")
    offered = page.get_by_role("option", name="Lucy")
    expect(offered).to_be_visible()
    axe(page)
    box = offered.bounding_box()
    assert box
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= 390
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/draft/" in answer.url):
        offered.tap()
    expect(area).to_have_value(re.compile(r"^Ask @lead\.emea "))
    expect(area).to_be_focused()
