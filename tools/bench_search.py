"""Measures the search on 100,000 documents, on PostgreSQL and on SQLite: `make bench-search`.

The documents are the same in every run: words that are as frequent as in a language, tickets of 400 organizations at
six desks. Two readers ask, each with about ten keys: a contact who finds one document in 400, and an agent who finds
one in three. A figure is the median of several searches, each for other words; the ratio is to a bare SELECT of one
page of documents by their keys. Times are of the CPU, of the process and of its PostgreSQL server together, so that a
busy machine disturbs them less. The goal is 20 ms. Nothing fails: figures are for people.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from statistics import median

import django
from django.core.management import call_command
from django.db import connection, transaction

from search.rules import barred, token
from tests.database import postgresql, sqlite

DOCUMENTS = 100_000
ORGANIZATIONS = 400
DESKS = 6
VOCABULARY = 30_000
WORDS = 40
RUNS = 25
GOAL = 20.0
AT = datetime(2026, 6, 10, 14, tzinfo=UTC)
CONTACT = ("public", "registered", "user:9", "contact:9", "org:7", "watcher:9:7", *(f"contract:{n}" for n in range(4)))
AGENT = (
    "public",
    "registered",
    "user:5",
    "agent",
    "assignee:5",
    "watcher:5",
    "desk:1",
    "desk:2",
    "region:1",
    barred("user:5"),
)
COLUMNS = 'id, kind, key, "group", url, title, note, body, title_words, body_words, audience, at, indexed_at'
DATABASES = {"postgresql": postgresql, "sqlite": sqlite}


def main() -> int:
    """Measure each database in a process of its own, since Django knows one at a time."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
        return 0
    for name, started in DATABASES.items():
        with started() as url:
            environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
            subprocess.run([sys.executable, "-m", "tools.bench_search", name], env=environment, check=True)  # noqa: S603 - ourselves
    return 0


def measure(name: str) -> None:
    """Load the documents and print each figure of the database `name`."""
    django.setup()
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    load()
    say(f"{name}: {DOCUMENTS:,} documents loaded in {time.perf_counter() - began:.1f} s")
    bare = figure(bare_select, [""])
    say(f"  {'a bare SELECT of a page':<44}{bare:>8.2f} ms")
    for reader, keys in (("contact", CONTACT), ("agent", AGENT)):
        for kind, questions in kinds_of_questions():
            found = figure(search_as(keys), questions)
            verdict = "" if found < GOAL else "  above the goal"
            say(f"  {f'{kind}, as {reader}':<44}{found:>8.2f} ms{found / bare:>8.1f} times{verdict}")


def figure(ask: Callable[[str], object], questions: Sequence[str]) -> float:
    """The median in milliseconds of asking `questions` in turn."""
    taken = []
    for number in range(RUNS):
        ask(questions[number % len(questions)])
        began = spent()
        ask(questions[(number + 1) % len(questions)])
        taken.append((spent() - began) * 1000)
    return median(taken)


def spent() -> float:
    """Seconds of CPU of this process, and of the server that answers it."""
    server = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    statistics = Path(f"/proc/{server}/schedstat")
    there = int(statistics.read_text().split()[0]) / 1e9 if server and statistics.exists() else 0.0
    return time.process_time() + there


def search_as(keys: tuple[str, ...]) -> Callable[[str], object]:
    """A search of somebody who holds `keys`."""
    from search.services import Narrow, find  # noqa: PLC0415 - Django is set up only now

    return lambda text: find(text, keys=keys, narrow=Narrow(), at=AT)


def bare_select(_question: str) -> object:
    """A page of documents, by their keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_searchdocument WHERE id BETWEEN 50000 AND 50019")
        return cursor.fetchall()


def kinds_of_questions() -> Iterator[tuple[str, list[str]]]:
    """What is looked for: by a name, some searches."""
    yield "two rare words of one text", written_together()
    yield "two rare words of no text", [f"{word(n)} {word(n + 1)} " for n in range(9000, 9020)]
    yield "two words, neither rare", [f"{word(n)} {word(n + 1)} " for n in range(100, 120)]
    yield "two common words", [f"{word(n)} {word(n + 1)} " for n in range(10, 25)]
    yield "two of the ten commonest words", [f"{word(n)} {word(n + 1)} " for n in range(9)]
    yield "a common word and a beginning", [f"{word(n)} {word(n + 40)[:3]}" for n in range(10, 25)]
    yield "a phrase", [f'"{word(n)} {word(n + 1)}"' for n in range(10, 20)]
    yield "a word that nobody wrote", [f"zz{word(n)} {word(n + 1)} " for n in range(20)]


def written_together() -> list[str]:
    """The two rarest words of texts that the contact and the agent find."""
    ranks = {word(number): number for number in range(VOCABULARY)}
    tickets = [ticket for ticket in range(7, DOCUMENTS // 4, ORGANIZATIONS) if ticket % DESKS in (1, 2)][:20]
    with connection.cursor() as cursor:
        places = ", ".join(str(ticket * 4) for ticket in tickets)
        cursor.execute(f"SELECT body_words FROM search_searchdocument WHERE id IN ({places})")  # noqa: S608 - numbers
        texts = [row[0].split() for row in cursor.fetchall()]
    return [f"{' '.join(sorted(set(said), key=ranks.__getitem__)[-2:])} " for said in texts]


def word(number: int) -> str:
    """A word of the vocabulary, the more frequent the smaller its number."""
    syllables = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "xu", "za")
    made = ""
    rest = number + 300
    while rest:
        rest, digit = divmod(rest, len(syllables))
        made += syllables[digit]
    return f"{made}n"


def load() -> None:
    """Write the documents and their audiences, all at once."""
    from tools.bench.haste import in_haste  # noqa: PLC0415 - it takes its words from here

    chance = random.Random(2026)  # noqa: S311 - no secret
    vocabulary = [word(n) for n in range(VOCABULARY)]
    weights = list(accumulate(1 / (n + 3) for n in range(VOCABULARY)))
    with in_haste(), transaction.atomic():
        write(_document(number, chance, vocabulary, weights) for number in range(1, DOCUMENTS + 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _document(number: int, chance: random.Random, vocabulary: list[str], weights: list[float]) -> tuple[object, ...]:
    said = chance.choices(vocabulary, cum_weights=weights, k=WORDS + 6)
    title, body = " ".join(said[:6]), " ".join(said[6:])
    at = AT - timedelta(minutes=7 * (DOCUMENTS - number))
    group = f"ticket:{number // 4}"
    return number, "ticket", f"reply:{number}", group, "/", title, "", body, title, body, _audience(number // 4), at, at


def _audience(ticket: int) -> str:
    """Who finds a text: its organization, its contract, some people, a desk with its region, all desks."""
    organization, desk = ticket % ORGANIZATIONS, ticket % DESKS
    keys = (
        "all-desks",
        f"desk:{desk}",
        f"region:{desk // 2 + 10}",
        f"org:{organization}",
        f"contract:{organization + 100}",
        f"contact:{organization * 10 + ticket % 5}",
        f"watcher:{ticket % 3000}",
    )
    return " ".join(map(token, keys))


def write(rows: Iterator[tuple[object, ...]]) -> None:
    """Write `rows` as fast as the database can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY search_searchdocument ({COLUMNS}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join("?" * (COLUMNS.count(",") + 1))
            insert = f"INSERT INTO search_searchdocument ({COLUMNS}) VALUES ({places})"  # noqa: S608 - no text of others
            cursor.cursor.connection.executemany(insert, ([*row[:-2], str(row[-2]), str(row[-1])] for row in rows))


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    sys.exit(main())
