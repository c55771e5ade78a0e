"""What a browser loads of a page, and when it shows it: `make weight`, while `make demo` runs.

Each page is opened in a new Chromium profile, so that nothing is there yet, at 390 wide with a processor slowed down
four times, and once more. Said are the bytes of the first and of the second visit, as a proxy that compresses would
send them (gzip, level 6), how many requests the first one takes, when the largest thing on the page is painted, and how
far things moved. Goals are printed as met or MISSED; nothing fails.
"""

import argparse
import gzip
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, Response, sync_playwright

from tools.pictures import FLAGS, HEIGHT, PHONE, log_in

SLOWED = 4
QUEUE = "/queue/"
AGENT, CUSTOMER = "agent.emea@vendor.example", "member.london@abc.example"
PAGES = {
    AGENT: (QUEUE, "/queue/board/", "/on-call/", "/inbox/"),
    CUSTOMER: ("/", "/tickets/", "/tickets/new/", "/coverage/", "/kb/", "/community/"),
}
MOST, MOST_OF_QUEUE, MOST_REQUESTS = 100.0, 60.0, 8
"""Kilobytes of a page, and of the queue with its style and script; requests of the queue."""
LATEST = 1000.0
PAINTED = """() => new Promise(done => {
  const said = {lcp: 0, shift: 0};
  new PerformanceObserver(list => list.getEntries().forEach(each => said.lcp = each.startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(each => said.shift += each.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(said), 500);
})"""

KEPT = "() => performance.getEntriesByType('resource').filter(each => each.transferSize === 0).map(each => each.name)"
"""What came from the browser's own cache."""


@dataclass
class Visit:
    """What one visit of a page fetched, in kilobytes by address, and when it was painted."""

    fetched: dict[str, float] = field(default_factory=dict)
    painted: float = 0.0
    shift: float = 0.0

    @property
    def weight(self) -> float:
        """Kilobytes of everything."""
        return sum(self.fetched.values())


def main(arguments: Sequence[str]) -> int:
    """Print a line for each page."""
    options = _options(arguments)
    sys.stdout.write(f"{'':20}{'first kB':>9}{'requests':>9}{'again kB':>9}{'painted':>9}{'shift':>7}  goals\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=FLAGS)
        for email, paths in PAGES.items():
            options.email = email
            cookies = log_in(browser, options)
            for path in paths:
                first, again = visits(browser, urljoin(options.base, path), cookies)
                sys.stdout.write(f"{line(path, first, again)}\n")
                sys.stdout.flush()
        browser.close()
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make weight", description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="where the portal runs")
    parser.add_argument("--password", default="demo-portal")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    return parser.parse_args(arguments)


def visits(browser: Browser, url: str, cookies: list[dict[str, object]]) -> tuple[Visit, Visit]:
    """The first visit of a page, and one after it."""
    context = browser.new_context(viewport={"width": PHONE, "height": HEIGHT})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    first, again = visit(page, url), visit(page, url)
    context.close()
    return first, again


def visit(page: Page, url: str) -> Visit:
    """Open a page, and note what it fetches that is not in the cache."""
    seen = Visit()
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("response", note)
    kept = set(page.evaluate(KEPT))
    for answer in answers:
        if answer.ok and answer.url not in kept and not answer.url.startswith("data:"):
            seen.fetched[answer.url] = len(gzip.compress(page.context.request.get(answer.url).body(), 6)) / 1000
    said = page.evaluate(PAINTED)
    seen.painted, seen.shift = said["lcp"], said["shift"]
    return seen


def line(path: str, first: Visit, again: Visit) -> str:
    """The figures of a page, and its goals."""
    figures = f"{first.weight:9.1f}{len(first.fetched):9}{again.weight:9.1f}{first.painted:6.0f} ms{first.shift:7.4f}"
    return f"{path:20}{figures}  {', '.join(judged(path, first))}"


def judged(path: str, first: Visit) -> Iterator[str]:
    """Each goal, and whether it is met."""
    goals = [("kB", first.weight, MOST_OF_QUEUE if path == QUEUE else MOST)]
    goals += [("requests", len(first.fetched), MOST_REQUESTS)] if path == QUEUE else []
    goals += [("painted", first.painted, LATEST), ("shift", first.shift, 0.0)]
    for name, value, most in goals:
        yield f"{name} {'met' if value <= most else 'MISSED'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
