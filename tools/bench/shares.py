"""Copies of patterns in shares: what is in a share follows from its place alone, whoever writes it and when."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing import get_context

from django.db import connection, connections, transaction

from search.rules import plain
from tickets.models import ReferenceCounter
from tools.bench import copying, haste
from tools.bench.haste import Show
from tools.bench.rows import FIRST, Pattern, Table, go_on, last_of
from tools.bench.words import handful, only_in

SIZE = 500
"""Copies in a share."""
SEED = 2026
LAST_REFERENCE = 1000


@dataclass(frozen=True)
class Section:
    """Things of one kind: how many there are, and of what and how much later each is a copy."""

    what: str
    many: int
    copy: Callable[[int], tuple[Pattern, timedelta]]


@dataclass(frozen=True)
class Share:
    """Some things of a section, and where what must not be there twice begins: numbers, keys and references."""

    section: int
    first: int
    after: int
    number: int
    keys: Mapping[str, int]
    references: Mapping[str, int]


@dataclass
class Dealer:
    """Deals shares out, and knows how far the keys of each table and the references of each organization are."""

    sections: Sequence[Section]
    number: int = 0
    keys: dict[Table, int] = field(default_factory=dict)
    references: Counter[str] = field(default_factory=Counter)

    def shares(self, place: int) -> Iterator[Share]:
        """Everything of one section."""
        section = self.sections[place]
        for first in range(0, section.many, SIZE):
            after = min(first + SIZE, section.many)
            many = Counter(section.copy(number)[0] for number in range(first, after))
            for pattern in many:
                self._know(pattern)
            keys = {table.name: key for table, key in self.keys.items()}
            yield Share(place, first, after, self.number, keys, dict(self.references))
            self.number += after - first
            for pattern, copies in many.items():
                self._count(pattern, copies)

    def end(self) -> None:
        """Let everything that comes now be numbered on."""
        go_on({table: key - 1 for table, key in self.keys.items()})
        for key, last in self.references.items():
            ReferenceCounter.objects.update_or_create(key=key, defaults={"last_number": last})

    def _know(self, pattern: Pattern) -> None:
        for table in pattern.templates:
            if table not in self.keys:
                self.keys[table] = 1 + last_of(table, FIRST)
        if pattern.organization:
            self.references.setdefault(pattern.organization, LAST_REFERENCE)

    def _count(self, pattern: Pattern, copies: int) -> None:
        for table in pattern.keys.values():
            self.keys[table] += copies
        if pattern.organization:
            self.references[pattern.organization] += copies


def lines(share: Share, section: Section) -> Mapping[Table, Sequence[str]]:
    """The rows of a share, by table."""
    chance = random.Random(SEED + share.number)  # noqa: S311 - no secret
    keys, references = dict(share.keys), dict(share.references)
    written: dict[Table, list[str]] = defaultdict(list)
    times: dict[tuple[Pattern, timedelta], Mapping[str, str]] = {}
    for place in range(share.first, share.after):
        pattern, delta = section.copy(place)
        if (pattern, delta) not in times:
            times[pattern, delta] = pattern.at(delta)
        name = _name(pattern, references)
        values = {**times[pattern, delta], "name": name, "searched": plain(name)}
        values |= zip(pattern.words, handful(chance, len(pattern.words)), strict=True)
        values |= dict.fromkeys(pattern.numbered, only_in(share.number + place - share.first))
        values |= {hole: f"{chance.getrandbits(128):032x}" for hole in pattern.random}
        for hole, table in pattern.keys.items():
            values[hole] = str(keys[table.name])
            keys[table.name] += 1
        for table, text in pattern.filled(values):
            written[table].append(text)
    return written


def _name(pattern: Pattern, references: dict[str, int]) -> str:
    """The next reference of the organization, if the thing has one."""
    if not pattern.organization:
        return ""
    references[pattern.organization] += 1
    return f"{pattern.organization}-{references[pattern.organization]}"


def write(sections: Sequence[Section], show: Show, writers: int) -> None:
    """Write all sections: here, or in so many processes at once where there are any."""
    dealer = Dealer(sections)
    for place, section in enumerate(sections):
        done = 0
        for many in _written(sections, dealer.shares(place), writers):
            done += many
            show(section.what, done, section.many)
    dealer.end()


def _written(sections: Sequence[Section], shares: Iterator[Share], writers: int) -> Iterator[int]:
    """How many copies each share held, once it is written."""
    if not writers:
        yield from (_write(share, sections[share.section]) for share in shares)
        return
    dealt = list(shares)  # it asks the database, which the processes must not share
    _part()
    with get_context("fork").Pool(writers, _begin, [sections]) as pool:
        yield from pool.imap_unordered(_write_one, dealt)


def _write(share: Share, section: Section) -> int:
    rows = lines(share, section)
    with transaction.atomic():
        for table, each in rows.items():
            copying.write(table, each)
    return share.after - share.first


_sections: Sequence[Section] = ()
"""What a writing process writes copies of."""


def _begin(sections: Sequence[Section]) -> None:
    global _sections  # noqa: PLW0603 - a process of a pool is given its things once
    _sections = sections
    haste.hurry()


def _write_one(share: Share) -> int:
    return _write(share, _sections[share.section])


def _part() -> None:
    """Close what a process that is forked would hold as well."""
    connections.close_all()
    with suppress(AttributeError):  # SQLite has no pool
        connection.close_pool()  # type: ignore[attr-defined]
