"""A Chromium for each test: logged in through the form, at an instant of one's choice, and quiet.

What a page writes to the console as an error, a refused script or style among it, fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError
from pytest_django.live_server_helper import LiveServer

from accounts.demo import PASSWORD
from tests.browser.answering import answered
from tests.world import AT, load_world, standing_clock, stop

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium was not found; `apt-get install chromium`, or name it in CHROMIUM."
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 10_000
"""Milliseconds until a page that does not come fails its story."""
# A change of the theme fades in: axe would measure colours that are on their way.
AT_REST = """async () => {
    await new Promise(requestAnimationFrame);
    const ends = (each) => each.effect.getComputedTiming().endTime !== Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map((each) => each.finished));
    return true;
}"""
# Where no script runs nothing calls back, and axe waits for it: what it puts off comes at once.
AT_ONCE = """() => {
    if (!matchMedia("(scripting: none)").matches) return false;
    const now = (call, _wait, ...rest) => { Promise.resolve().then(() => call(...rest)); return 0; };
    Object.assign(window, { setTimeout: now, requestAnimationFrame: now });
    return true;
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Playwright's synchronous interface runs an event loop in the test's own thread, beside Django's queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class PageAs(Protocol):
    """Opens a browser of its own for a person."""

    def __call__(self, email: str, **options: Any) -> Page:
        """Log `email` in through the form; `options` are Playwright's for a context."""


class Console:
    """What the pages of a test complained about."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def expect(self, part: str) -> None:
        """Let complaints that contain `part` pass: a story about a refusal causes one."""
        self.expected.append(part)

    def listen(self, context: BrowserContext) -> None:
        """Hear every page of `context`."""
        context.on("console", self._hear)
        context.on("weberror", self._catch)

    def unexpected(self) -> list[str]:
        """The complaints that no test announced."""
        return [said for said in self.complaints if not any(part in said for part in self.expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _catch(self, error: WebError) -> None:
        self.complaints.append(str(error.error))


@pytest.fixture(scope="session")
def chromium(in_ci: bool) -> str:  # noqa: FBT001 - a fixture
    """Where Chromium is; without it the test is skipped, and fails in CI."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        (pytest.fail if in_ci else pytest.skip)(MISSING)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    """How Playwright starts the machine's own Chromium."""
    return {"executable_path": chromium, "args": FLAGS, "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A desk's screen, in English, wherever the machine stands."""
    return {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def console() -> Iterator[Console]:
    """Fails the test when a page complained."""
    heard = Console()
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def new_context(new_context: Callable[..., BrowserContext], console: Console) -> Callable[..., BrowserContext]:
    """Playwright's factory, with every context listened to."""

    def listened(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE)
        console.listen(context)
        return context

    return listened


@pytest.fixture
def clock_file(tmp_path: Path) -> Path:
    """The file that the portal of this test reads its clock from."""
    return tmp_path / "clock.json"


@pytest.fixture
def world(live_server: LiveServer, clock_file: Path) -> Iterator[LiveServer]:
    """The demo world on a running server whose clock stands at the world's instant."""
    with standing_clock(clock_file, AT), override_settings(BASE_URL=live_server.url), answered():
        load_world(AT)
        yield live_server


@pytest.fixture
def moved_clock(world: LiveServer, clock_file: Path) -> Callable[[datetime], None]:  # noqa: ARG001 - it comes first
    """Makes the portal's clock stand at another instant, from the next request on."""
    return lambda at: stop(clock_file, at)


@pytest.fixture
def page_as(world: LiveServer, new_context: Callable[..., BrowserContext]) -> PageAs:
    """Opens a browser of its own for each person, logged in through the form."""

    def opened(email: str, **options: Any) -> Page:
        page = new_context(base_url=world.url, **options).new_page()
        page.goto("/accounts/login/?next=/account/")
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url("**/account/")
        return page

    return opened


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fails, with what and where, when axe finds something on a page; with script and without."""

    def look(page: Page) -> None:
        if not page.evaluate(AT_ONCE):
            page.wait_for_function(AT_REST)  # unlike `evaluate` it has an end
        results = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return look
