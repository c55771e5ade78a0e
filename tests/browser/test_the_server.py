"""The browser, the server and the clock of the other stories."""

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer


def test_a_browser_reaches_the_server(page: Page, live_server: LiveServer) -> None:
    answer = page.goto(f"{live_server.url}/healthz/")

    assert answer is not None
    assert answer.status == 200
