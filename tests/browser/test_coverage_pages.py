"""The coverage pages and the trace behind a ticket, in a browser."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageAs
from tickets.models import Ticket

GOLD, LONDON, AGENT = "member@goldonly.example", "member.london@abc.example", "agent.emea@vendor.example"
WITHOUT_SCRIPT = {"java_script_enabled": False}


def test_an_agent_asks_the_explorer_about_a_saturday(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(AGENT)
    page.goto("/coverage/")
    page.get_by_label("Contact").select_option(label="Gina Gold (Goldleaf Optics)")
    page.get_by_label("Severity").select_option("1")
    page.get_by_label("At", exact=False).fill("2026-06-13T10:10Z")
    page.get_by_role("button", name="Decide").click()

    expect(page.locator("#now-title")).to_contain_text("Not covered now; Los Angeles opens")
    expect(page.locator(".reasons")).to_contain_text("it is Saturday 03:10")
    expect(page.locator("#id_as_of")).to_have_value("2026-06-13T10:10Z")
    expect(page.locator("figure.strip").first).to_be_visible()
    expect(page.get_by_role("row", name="Production down")).to_contain_text("Mon 15 Jun, 15:00")
    axe(page)


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPT], ids=["with script", "without script"])
def test_a_customer_sees_what_everyday_would_change(page_as: PageAs, options: dict[str, bool]) -> None:
    page = page_as(GOLD, **options)
    page.goto("/coverage/")
    expect(page.locator("figure.strip")).to_have_count(1)
    page.locator("#what-if-package").select_option("everyday-after-hours")
    page.get_by_role("button", name="Show the difference").click()

    expect(page.locator(".difference-gain")).to_contain_text("+113 h")
    expect(page.locator("figure.strip")).to_have_count(3)
    expect(page.locator(".versus")).to_contain_text("no gap is left")
    assert "what_if=everyday-after-hours" in page.url


def test_what_if_is_accessible_and_fits_a_phone(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(GOLD)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/coverage/?what_if=multi-regional:EMEA")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    axe(page)


@pytest.mark.parametrize("options", [{}, WITHOUT_SCRIPT], ids=["with script", "without script"])
def test_a_customer_makes_a_calendar_feed_and_revokes_it(page_as: PageAs, options: dict[str, bool]) -> None:
    page = page_as(LONDON, **options)
    page.goto("/coverage/")
    page.get_by_role("button", name="Make a calendar feed").click()
    address = page.get_by_label("Private address").input_value()
    path = address[address.index("/coverage/feed/") :]
    assert "Covered by London" in Client().get(path).content.decode()

    page.goto("/coverage/")
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_role("button", name="Make a calendar feed")).to_be_visible()
    assert Client().get(path).status_code == 404


def test_the_address_of_a_feed_is_shown_on_an_accessible_page(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    page = page_as(LONDON)
    page.goto("/coverage/")
    page.get_by_role("button", name="Make a calendar feed").click()
    expect(page.get_by_label("Private address")).to_be_visible()
    axe(page)


def test_an_agent_follows_a_ticket_to_its_reasons(page_as: PageAs, axe: Callable[[Page], None]) -> None:
    ticket = Ticket.objects.filter(desk__code="emea", milestones__isnull=False).order_by("id")[0]
    page = page_as(AGENT)
    page.goto(f"/tickets/{ticket.reference}/")
    page.get_by_role("link", name="Why?").click()

    expect(page.locator("h1")).to_contain_text(ticket.reference)
    expect(page.locator(".arithmetic").first).to_contain_text("Due")
    axe(page)
    page.get_by_role("link", name="Ask the explorer about this instant").click()
    expect(page.locator("#now-title")).to_be_visible()
