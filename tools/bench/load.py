"""Loads a portal with as many tickets as are asked for: fast, and the same in every run but for the instant.

A few things are made by the services, and copied.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from django.db import transaction

from tickets.models import ReferenceCounter
from tools.bench import copying, stories
from tools.bench.rows import FIRST, Pattern, Table, go_on, last_of, written_by
from tools.bench.stories import MINUTE, WEEK, Told
from tools.bench.words import NUMBER, drawn, only_in
from tools.bench.world import World, make

OPEN = 10
"""One ticket of so many is open."""
WEEKS = 100
"""So far back the tickets go that are closed."""
LONG = 200
POSTS, LONG_THREAD = 3, 50
BATCH = 500
Show = Callable[[str, int, int], None]
"""Is told what is loaded, how many of them are, and of how many."""


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


@dataclass
class Copier:
    """Writes copies of patterns, some at once."""

    words: Iterator[list[str]]
    numbers: Iterator[int] = field(default_factory=count)
    keys: dict[Table, Iterator[int]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1000))
    _lines: dict[Table, list[str]] = field(default_factory=lambda: defaultdict(list))
    _times: dict[tuple[int, timedelta], Mapping[str, str]] = field(default_factory=dict)
    _chance: random.Random = field(default_factory=lambda: random.Random(2026))  # noqa: S311 - no secret

    def copy(self, pattern: Pattern, delta: timedelta) -> None:
        """One more of the same, so much later, in other words."""
        values = {**self._at(pattern, delta), "name": self._name(pattern)}
        values |= {place: str(next(self._keys_of(table))) for place, table in pattern.keys.items()}
        values |= dict(zip(pattern.words, next(self.words), strict=False))
        number = next(self.numbers)
        values |= {place: only_in(number) for place, said in pattern.words.items() if said == NUMBER}
        values |= {place: f"{self._chance.getrandbits(128):032x}" for place in pattern.random}
        for table, lines in pattern.filled(values):
            self._lines[table].append(lines)

    def flush(self) -> None:
        """Write what was copied."""
        with transaction.atomic():
            for table, lines in self._lines.items():
                copying.write(table, lines)
        self._lines.clear()

    def end(self) -> None:
        """Let everything that comes now be numbered on."""
        self.flush()
        go_on({table: next(numbers) - 1 for table, numbers in self.keys.items()})
        for key, last in self.last.items():
            ReferenceCounter.objects.update_or_create(key=key, defaults={"last_number": last})

    def _at(self, pattern: Pattern, delta: timedelta) -> Mapping[str, str]:
        known = (id(pattern), delta)
        if known not in self._times:
            self._times[known] = pattern.at(delta)
        return self._times[known]

    def _name(self, pattern: Pattern) -> str:
        """The next reference of the organization, if the thing has one."""
        for name in pattern.named:
            key = name.rpartition("-")[0]
            self.last[key] += 1
            return f"{key}-{self.last[key]}"
        return ""

    def _keys_of(self, table: Table) -> Iterator[int]:
        return self.keys.setdefault(table, count(1 + last_of(table, FIRST)))


def load(amount: Amount, *, at: datetime, show: Show) -> World:
    """Fill an empty database, whose tables are made."""
    world = make(at, amount.customers)
    stories.settle_sales(at)
    copier = Copier(drawn(2026))
    _tickets(world, amount, copier, show)
    _articles(world, amount, copier, show)
    _threads(world, amount, copier, show)
    copier.end()
    return world


def _tickets(world: World, amount: Amount, copier: Copier, show: Show) -> None:
    """Closed ones from the oldest on, then the open ones, and last the long one."""
    customers = world.customers
    told = [Told(customer, place, is_over) for is_over in (True, False) for place, customer in enumerate(customers)]
    made = [_pattern(world, each, number, len(told) + 1, show) for number, each in enumerate(told)]
    long = Told(customers[0], 1, is_over=False, replies=amount.long)
    longest = _pattern(world, long, len(told), len(told) + 1, show)
    over, running = made[: len(customers)], made[len(customers) :]
    still = max(amount.tickets // OPEN, 1)
    closed = amount.tickets - still - 1
    for number in range(closed):
        ago = WEEK * (1 + WEEKS * (closed - number) // closed)
        copier.copy(over[number % len(over)], -ago)
        _progress(copier, show, "tickets", number + 1, amount.tickets)
    for number in range(still):
        copier.copy(running[number % len(running)], -timedelta(seconds=7 * (still - number) // len(running)))
        _progress(copier, show, "tickets", closed + number + 1, amount.tickets)
    copier.copy(longest, timedelta())
    copier.flush()
    show("tickets", amount.tickets, amount.tickets)


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


def _articles(world: World, amount: Amount, copier: Copier, show: Show) -> None:
    made = [
        written_by(partial(stories.tell_article, world, place, at=world.at - timedelta(days=2)))
        for place in range(min(4, amount.articles))
    ]
    patterns = [_kept(Pattern(rows, root="knowledgebase_article", line=copying.line)) for rows in made]
    for number in range(amount.articles):
        copier.copy(patterns[number % len(patterns)], -timedelta(hours=8 * (amount.articles - number)))
        _progress(copier, show, "articles", number + 1, amount.articles)
    copier.flush()


def _threads(world: World, amount: Amount, copier: Copier, show: Show) -> None:
    patterns = [_thread(world, place, POSTS) for place in range(min(6, amount.threads))]
    for number in range(amount.threads - 1):
        copier.copy(patterns[number % len(patterns)], -timedelta(hours=4 * (amount.threads - number)))
        _progress(copier, show, "threads", number + 1, amount.threads)
    if amount.threads:
        copier.copy(_thread(world, 0, LONG_THREAD), timedelta())
    copier.flush()


def _thread(world: World, place: int, posts: int) -> Pattern:
    began = world.at - timedelta(days=1)
    rows = written_by(partial(stories.tell_thread, world, place, at=began, posts=posts))
    return _kept(Pattern(rows, root="community_thread", line=copying.line))


def _progress(copier: Copier, show: Show, what: str, number: int, of: int) -> None:
    if number % BATCH == 0:
        copier.flush()
        show(what, number, of)
