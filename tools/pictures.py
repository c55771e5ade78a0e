"""Takes pictures of pages and lays them side by side: one contact sheet a page, in the ignored folder `pictures/`.

`python tools/pictures.py --base http://127.0.0.1:8000 / /queue/ --email agent.emea@vendor.example --password ...`
Each page is seen at 1440 and 390 wide, light and dark, and once without script. Needs playwright and a Chromium.
"""

import argparse
import base64
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "pictures"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHT = 900
TALLEST = 4000
PHONE = 390
BROKEN = 500


@dataclass(frozen=True)
class View:
    """One way of looking at a page."""

    width: int
    scheme: str
    script: bool = True

    @property
    def name(self) -> str:
        """What the contact sheet writes above the picture."""
        return f"{self.width} {self.scheme}{'' if self.script else ' without script'}"


VIEWS = (
    View(1440, "light"),
    View(1440, "dark"),
    View(390, "light"),
    View(390, "dark"),
    View(1440, "light", script=False),
    View(390, "light", script=False),
)


def main(arguments: Sequence[str]) -> int:
    """Write a contact sheet per path; answer 1 when a page failed or complained."""
    options = _options(arguments)
    FOLDER.mkdir(exist_ok=True)
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        cookies = log_in(browser, options) if options.email else []
        for path in options.paths:
            sheet = _sheet(browser, options, path, cookies, complaints)
            sys.stdout.write(f"{sheet}\n")
        browser.close()
    for complaint in complaints:
        sys.stderr.write(f"{complaint}\n")
    return 1 if complaints else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", help="paths of the pages, with their query")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the portal runs")
    parser.add_argument("--email", help="log in as this account first")
    parser.add_argument("--password", default="demo-portal")
    parser.add_argument("--singles", action="store_true", help="also write each picture to its own file")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    return parser.parse_args(arguments)


def log_in(browser: Browser, options: argparse.Namespace) -> list[dict[str, object]]:
    """Log in as `options.email`; the cookies that come of it."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(urljoin(options.base, "/accounts/login/"))
    page.fill("form:has([name=login]:visible) [name=login]", options.email)
    page.fill("form:has([name=login]:visible) [name=password]", options.password)
    page.click("form:has([name=login]:visible) button[type=submit]")
    cookies = [dict(cookie) for cookie in context.cookies()]
    context.close()
    return cookies


def _context(browser: Browser, view: View, cookies: list[dict[str, object]]) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": view.width, "height": HEIGHT},
        color_scheme="dark" if view.scheme == "dark" else "light",
        java_script_enabled=view.script,
        has_touch=view.width <= PHONE,
    )
    if cookies:
        context.add_cookies(cookies)  # type: ignore[arg-type]
    return context


def _sheet(
    browser: Browser, options: argparse.Namespace, path: str, cookies: list[dict[str, object]], complaints: list[str]
) -> Path:
    shots = list(_shots(browser, urljoin(options.base, path), cookies, complaints))
    stem = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "home"
    if options.singles:
        for view, image in shots:
            (FOLDER / f"{stem}-{view.name.replace(' ', '-')}.png").write_bytes(image)
    target = FOLDER / f"{stem}.png"
    page = browser.new_page(viewport={"width": 4000, "height": HEIGHT})
    page.set_content("".join(_figure(view, image) for view, image in shots))
    page.add_style_tag(content="body{display:flex;gap:16px;align-items:start;font:20px sans-serif} figure{margin:0}")
    page.screenshot(path=target, full_page=True)
    page.close()
    return target


def _figure(view: View, image: bytes) -> str:
    data = base64.b64encode(image).decode()
    width = 900 if view.width > PHONE else 390
    return f'<figure><p>{view.name}</p><img width="{width}" src="data:image/png;base64,{data}"></figure>'


def _shots(
    browser: Browser, url: str, cookies: list[dict[str, object]], complaints: list[str]
) -> Iterator[tuple[View, bytes]]:
    for view in VIEWS:
        context = _context(browser, view, cookies)
        page = context.new_page()
        _listen(page, f"{url} at {view.name}", complaints)
        response = page.goto(url)
        if response is None or response.status >= BROKEN:
            complaints.append(f"{url} at {view.name}: no answer")
        yield view, _picture(page, f"{url} at {view.name}", complaints, script=view.script)
        context.close()


def _listen(page: Page, where: str, complaints: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            complaints.append(f"{where}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{where}: {error}"))


def _picture(page: Page, where: str, complaints: list[str], *, script: bool) -> bytes:
    if script:
        room, needed = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if needed > room:
            complaints.append(f"{where}: {needed - room} pixels wider than the screen")
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        page.set_viewport_size({"width": room, "height": max(tall, HEIGHT)})
    return page.screenshot(full_page=not script)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
