"""Loads a portal with as many tickets as are asked for: fast, and the same in every run but for the instant.

A few things are made by the services, and copied.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from tools.bench import copying, shares, stories
from tools.bench.haste import Show
from tools.bench.rows import Pattern, go_on, last_of, written_by
from tools.bench.shares import Section
from tools.bench.stories import MINUTE, WEEK, Told
from tools.bench.world import World, make

OPEN = 10
"""One ticket of so many is open."""
OPEN_OF_FEW, FEW = 5, 200
"""Where these are few, one of so many, up to this number: a page of each desk's queue is full at a thousand, too."""
WEEKS = 100
"""So far back the tickets go that are closed."""
LONG = 200
POSTS, LONG_THREAD = 3, 50


@dataclass(frozen=True)
class Amount:
    """How much of everything is loaded."""

    tickets: int
    articles: int = 1_000
    threads: int = 2_000
    customers: int | None = None
    """How many customers file them; None is as many as make 50 organizations."""
    long: int = LONG
    """How many replies the longest ticket has."""


def load(
    amount: Amount,
    *,
    at: datetime,
    show: Show,
    haste: Callable[[], AbstractContextManager[None]] = nullcontext,
    writers: int = 0,
) -> World:
    """Fill an empty database, whose tables are made: by the services, then with copies, in `haste`.

    Copies are written here, or by so many `writers`, processes that see what is committed alone.
    """
    world = make(at, amount.customers)
    stories.settle_sales(at)
    sections = [_tickets(world, amount, show), _articles(world, amount), _threads(world, amount)]
    with haste():
        shares.write(sections, show, writers)
    return world


def _tickets(world: World, amount: Amount, show: Show) -> Section:
    """Closed ones from the oldest on, then the open ones, and last the long one."""
    customers = world.customers
    told = [Told(customer, place, is_over) for is_over in (True, False) for place, customer in enumerate(customers)]
    told.append(Told(customers[0], 1, is_over=False, replies=amount.long))
    made = [_pattern(world, each, number, len(told), show) for number, each in enumerate(told)]
    over, running = made[: len(customers)], made[len(customers) : -1]
    still = max(amount.tickets // OPEN, min(FEW, amount.tickets // OPEN_OF_FEW), 1)
    closed = amount.tickets - still - 1

    def copy(number: int) -> tuple[Pattern, timedelta]:
        if number < closed:
            return over[number % len(over)], -WEEK * (1 + WEEKS * (closed - number) // closed)
        left = closed + still - number
        if left:
            return running[(still - left) % len(running)], -timedelta(seconds=7 * left // len(running))
        return made[-1], timedelta()

    return Section("tickets", amount.tickets, copy)


def _pattern(world: World, told: Told, number: int, of: int, show: Show) -> Pattern:
    """One ticket that the services make: a closed one ended yesterday, an open one is some hours old."""
    ago = timedelta(days=4 if told.is_over else 1, hours=13 * (number % 7), minutes=number)
    if told.replies > Told.replies:
        ago = 10 * MINUTE * (told.replies + 20)
    rows = written_by(partial(stories.tell_ticket, world, told, at=world.at - ago))
    show("tickets by the services", number + 1, of)
    return _kept(Pattern(rows, root="tickets_ticket", line=copying.line))


def _kept(pattern: Pattern) -> Pattern:
    """Write what copies of the pattern and others share."""
    with transaction.atomic():
        for table, rows in pattern.shared.items():
            copying.write(table, [copying.line(row) for row in rows])
        go_on({table: last_of(table) for table in pattern.shared})
    return pattern


def _articles(world: World, amount: Amount) -> Section:
    made = [
        written_by(partial(stories.tell_article, world, place, at=world.at - timedelta(days=2)))
        for place in range(min(4, amount.articles))
    ]
    patterns = [_kept(Pattern(rows, root="knowledgebase_article", line=copying.line)) for rows in made]

    def copy(number: int) -> tuple[Pattern, timedelta]:
        return patterns[number % len(patterns)], -timedelta(hours=8 * (amount.articles - number))

    return Section("articles", amount.articles, copy)


def _threads(world: World, amount: Amount) -> Section:
    """Short ones, and last the long one."""
    patterns = [_thread(world, place, POSTS) for place in range(min(6, amount.threads))]
    long = _thread(world, 0, LONG_THREAD)

    def copy(number: int) -> tuple[Pattern, timedelta]:
        if number == amount.threads - 1:
            return long, timedelta()
        return patterns[number % len(patterns)], -timedelta(hours=4 * (amount.threads - number))

    return Section("threads", amount.threads, copy)


def _thread(world: World, place: int, posts: int) -> Pattern:
    began = world.at - timedelta(days=1)
    rows = written_by(partial(stories.tell_thread, world, place, at=began, posts=posts))
    return _kept(Pattern(rows, root="community_thread", line=copying.line))
