"""Measures what a new holiday does to 100,000 open promises on PostgreSQL: `make bench-promises`.

400 organizations have 250 open tickets each, all with one promise whose due day becomes a holiday. Two acts are
measured, each as it runs in the portal: finding and keeping what would move, as the worker does when the calendar
changes, and moving it, as a duty manager does: each promise computed again from what is pinned, written, with a line
in its ticket's history and the next promise of its ticket. The whole is done several times, with a holiday more each
time; a figure is the median, of wall times and of seconds of CPU. Meanwhile another connection asks for a page of the
queue all the time. The goal for each act is 10 s. Nothing fails: figures are for people, and the load is printed with
them.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction

from tests.database import postgresql

PROMISES = 100_000
ORGANIZATIONS = 400
GOAL = 10.0
BATCH = 5_000
FILED = datetime(2026, 6, 10, 14, tzinfo=UTC)
AT = FILED + timedelta(hours=1)
TARGET = 960
DUE = [date(2026, 6, day) for day in (11, 12, 15)]
"""When the promises are due, one run after the other: each becomes a holiday."""


def main() -> int:
    """Measure on a PostgreSQL of its own."""
    if "DATABASE_URL" in os.environ and len(sys.argv) > 1:
        measure()
        return 0
    with postgresql() as url:
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
        subprocess.run([sys.executable, "-m", "tools.bench_promises", "measure"], env=environment, check=True)
    return 0


def measure() -> None:
    """Load the promises and print each figure."""
    django.setup()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    load()
    say(f"{PROMISES:,} open promises of {ORGANIZATIONS} organizations loaded in {time.perf_counter() - began:.1f} s")
    alone = [time_of_a_page() for _ in range(20)]
    found: list[Spent] = []
    moved: list[Spent] = []
    pages: list[float] = []
    for number in range(len(DUE)):
        with asking(pages):
            found.append(spent(partial(find, number)))
            moved.append(spent(move))
        say(f"  run {number + 1}: found in {found[-1]}, moved in {moved[-1]}")
    say(f"load of the machine: {os.getloadavg()[0]:.1f}, on {os.cpu_count()} cores")
    say(f"median: found and kept for review in {middle(found)}, moved in {middle(moved)}; goal {GOAL:.0f} s each")
    say(f"a page of the queue: {median(alone) * 1000:.1f} ms alone, {median(pages) * 1000:.1f} ms meanwhile")
    say(f"the slowest of {len(pages)} pages meanwhile: {max(pages) * 1000:.0f} ms")


def find(number: int) -> None:
    """Publish another holiday, and let the worker hear of it."""
    from catalog.models import Region  # noqa: PLC0415 - Django is set up only now
    from catalog.services import calendar_changed  # noqa: PLC0415 - the same
    from tickets.services import promises, reviews  # noqa: PLC0415 - the same

    promises.forget_covers()
    region = Region.objects.get(code="AMER")
    region.holidays.create(on=DUE[number], name=f"Day {number + 1}")
    calendar_changed(region=region, at=AT)
    reviews.calendar_changed(key=str(region.pk), payload={}, at=AT)


def move() -> None:
    """Apply the review, slice by slice, as the news of each says, until nothing is left of it."""
    from accounts.models import User  # noqa: PLC0415 - Django is set up only now
    from outbox.models import OutboundMessage  # noqa: PLC0415 - the same
    from tickets.models import PromiseReview  # noqa: PLC0415 - the same
    from tickets.services import reviews  # noqa: PLC0415 - the same

    review = PromiseReview.objects.waiting().get()
    duty = User.objects.get(email="admin@vendor.example")
    reviews.apply_review(review=review, actor=duty, seen_at=review.noticed_at, at=AT)
    while news := OutboundMessage.objects.filter(name="promises.applying").first():
        news.delete()
        reviews.go_on_applying(key=str(review.pk), payload=news.payload, at=AT)
    if review.moves.filter(applied_at=None).exists():
        sys.exit("Some promises did not move.")


@dataclass(frozen=True)
class Spent:
    """Seconds that something took: on the wall, and of CPU."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.cpu:.1f} s of CPU)"


def middle(taken: list[Spent]) -> Spent:
    """The median of each."""
    return Spent(median(each.wall for each in taken), median(each.cpu for each in taken))


def spent(act: Callable[[], object]) -> Spent:
    """What `act` takes."""
    began, cpu = time.perf_counter(), _cpu()
    act()
    return Spent(time.perf_counter() - began, _cpu() - cpu)


def _cpu() -> float:
    """Seconds of CPU of this thread, and of the server that answers it."""
    connection.ensure_connection()
    statistics = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    there = int(statistics.read_text().split()[0]) / 1e9 if statistics.exists() else 0.0
    return time.thread_time() + there


@contextmanager
def asking(pages: list[float]) -> Iterator[None]:
    """Ask for a page of the queue from another connection meanwhile."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            pages.append(time_of_a_page())
            over.wait(0.05)
        connection.close()

    asker = threading.Thread(target=ask)
    asker.start()
    try:
        yield
    finally:
        over.set()
        asker.join()


def time_of_a_page() -> float:
    """Seconds that fifty rows of a desk's queue take."""
    from tickets.models import Ticket  # noqa: PLC0415 - Django is set up only now
    from tickets.views.queue_page import page  # noqa: PLC0415 - the same

    return spent(lambda: page(Ticket.objects.filter(desk__code="amer").unfinished().with_warnings(), at=AT)).wall


@transaction.atomic
def load() -> None:
    """Write the tickets and their promises; each organization has a contract term of its own."""
    from catalog.models import Desk, Region  # noqa: PLC0415 - Django is set up only now
    from tests.tickets.cast import load as cast  # noqa: PLC0415 - the same
    from tickets.models import Milestone, Ticket  # noqa: PLC0415 - the same

    cast()
    desk, region = Desk.objects.get(code="amer"), Region.objects.get(code="AMER")
    covers = covers_of(region)
    tickets = Ticket.objects.bulk_create((_ticket(number, desk) for number in range(PROMISES)), batch_size=BATCH)
    rows = (_promise(ticket, *covers[number % ORGANIZATIONS]) for number, ticket in enumerate(tickets))
    Milestone.objects.bulk_create(rows, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def covers_of(region: Any) -> list[tuple[Any, Any]]:
    """A basis for each organization, with its covered time: all in business hours, each in a term of its own."""
    from entitlements import coverage, portfolio  # noqa: PLC0415 - Django is set up only now
    from entitlements.portfolio import pinned  # noqa: PLC0415 - Django is set up only now
    from tickets.services import promises  # noqa: PLC0415 - the same

    calendars = portfolio.calendars_of([region])
    made = []
    for number in range(ORGANIZATIONS):
        starts_at = FILED - timedelta(days=number % 360)
        start, end = (int(at.timestamp()) * 1_000_000 for at in (starts_at, starts_at + timedelta(days=730 + number)))
        pin = coverage.Pin(
            package="gold",
            region=region.code,
            window=coverage.Window.BUSINESS_HOURS,
            where=coverage.Where.SOLD_IN,
            covers_holidays=False,
            terms=((start, end),),
        )
        cover = pinned.cover([pin], calendars, {("gold", 4, "first_response"): TARGET})
        made.append((promises.pin(cover), cover))
    return made


def _ticket(number: int, desk: Any) -> Any:
    from accounts.models import User  # noqa: PLC0415 - Django is set up only now
    from tickets.models import Ticket  # noqa: PLC0415 - the same

    return Ticket(
        reference=f"BEN-{number}",
        requester_id=_requester(User),
        desk=desk,
        severity=4,
        subject="It stands still",
        description="",
        description_html="",
        status="open",
        outcome="covered_now",
        decision={},
        filed_at=FILED + timedelta(seconds=number % 3600),
        changed_at=FILED,
    )


_requesters: list[int] = []


def _requester(users: Any) -> int:
    """One and the same person files all of it."""
    if not _requesters:
        _requesters.append(users.objects.earliest("pk").pk)
    return _requesters[0]


def _promise(ticket: Any, basis: Any, cover: Any) -> Any:
    from tickets.models import Milestone  # noqa: PLC0415 - Django is set up only now
    from tickets.services import promises  # noqa: PLC0415 - the same

    made = Milestone(
        ticket=ticket,
        kind="first_response",
        package="gold",
        target_minutes=TARGET,
        basis=basis,
        starts_at=ticket.filed_at,
        warns=50,
    )
    promises.set_instants(made, cover.track)
    return made


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    sys.exit(main())
