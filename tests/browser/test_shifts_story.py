"""An agent's shifts in a calendar of its own: the page gives an address, which answers until it is revoked."""

from collections.abc import Callable
from http import HTTPStatus

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PageAs


def test_an_agents_shifts_are_read_by_an_address_until_it_is_revoked(
    page_as: PageAs, browser: Browser, axe: Callable[[Page], None]
) -> None:
    page, calendar = page_as("agent.emea@vendor.example"), browser.new_context().request
    page.goto("/on-call/shifts/")
    page.get_by_role("button", name="Make a calendar feed").click()
    axe(page)
    first = page.get_by_label("Private address").input_value()
    answer = calendar.get(first)
    assert answer.ok
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "SUMMARY:On call: Edward Ellis" in answer.text()
    assert "set-cookie" not in answer.headers

    page.get_by_role("link", name="My shifts").click()
    page.get_by_role("button", name="Renew the address").click()
    second = page.get_by_label("Private address").input_value()
    assert [calendar.get(each).status for each in (first, second)] == [HTTPStatus.NOT_FOUND, HTTPStatus.OK]

    page.get_by_role("link", name="My shifts").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("The calendar feed is revoked. Its address answers no more.")).to_be_visible()
    assert calendar.get(second).status == HTTPStatus.NOT_FOUND
