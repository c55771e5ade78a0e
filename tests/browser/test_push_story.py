"""A page reaches a browser: encrypted for it, taken by a push service, and shown by the worker that no page runs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import Agent
from oncall import services
from portal.tasks import sweep
from tests.browser.conftest import PageAs
from tests.oncall.browser import Browser, PushService, push_service

__all__ = ["push_service"]
NIGHT = datetime(2026, 6, 11, 10, tzinfo=UTC)
REGISTER = """async () => {
    await navigator.serviceWorker.register("/on-call/worker.js", { scope: "/on-call/" });
    await navigator.serviceWorker.ready;
}"""
SHOWN = """async (count) => {
    const found = await (await navigator.serviceWorker.ready).getNotifications();
    return found.length < count ? null : found.map((each) => [each.title, each.body, each.tag, each.data.url]);
}"""


class Worker:
    """The worker of a page's browser, to which pushes are handed as its push service would."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.session = page.context.new_cdp_session(page)
        self.registrations: list[dict[str, Any]] = []
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._hear)
        self.session.send("ServiceWorker.enable")
        page.evaluate(REGISTER)

    def deliver(self, data: str) -> None:
        """Hand over a push that the browser has decrypted."""
        facts = {"origin": self.origin, "registrationId": self.registrations[-1]["registrationId"], "data": data}
        self.session.send("ServiceWorker.deliverPushMessage", facts)

    def shown(self, count: int) -> list[list[str]]:
        """The notifications that are shown, once there are `count`."""
        found: list[list[str]] = self.page.wait_for_function(SHOWN, arg=count).json_value()
        return found

    def _hear(self, event: dict[str, Any]) -> None:
        self.registrations += [each for each in event["registrations"] if not each["isDeleted"]]


def test_a_page_is_shown_by_the_worker_and_answered_by_its_link(
    page_as: PageAs, moved_clock: Callable[[datetime], None], world: LiveServer, push_service: PushService
) -> None:
    moved_clock(NIGHT)
    agent = Agent.objects.get(user__email="agent.apac@vendor.example")
    browser = Browser()
    where = f"{push_service.origin}/push/1"
    device = services.add_device(agent=agent, name="Phone", endpoint=where, at=NIGHT, **browser.keys())
    services.try_out(agent=agent, device=device, at=NIGHT)
    sweep()
    (body,) = push_service.kept.values()

    page = page_as("agent.apac@vendor.example")
    page.context.grant_permissions(["notifications"])
    page.goto("/on-call/devices/")
    worker = Worker(page, world.url)
    worker.deliver(json.dumps(browser.read(body)))
    ((title, text, tag, url),) = worker.shown(1)
    assert (title, text) == ("Page: Your devices", "TEST: this shows that you can be reached")
    assert [tag] == list(push_service.kept)

    page.goto(url)
    page.get_by_role("button", name="It arrived").click()
    page.get_by_text("this way to reach you is proven").wait_for()
    assert device.deliveries.get().answered_at == NIGHT

    page.goto("/on-call/devices/")
    worker.deliver("this is not what the portal sends")
    assert ["On call", "", "page", "/on-call/"] in worker.shown(2)
