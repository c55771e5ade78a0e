"""Asks for the pages in turn, round after round, and says what each took."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from django.conf import settings

from tools.bench import server
from tools.bench.asking import Answer, Client
from tools.bench.pages import BARE, OURS, Page, session_of
from tools.bench.server import Server

AT_ONCE = 4
SHOWN = 200
WARM = 80
"""So often each page is asked for before anything is measured, by four clients: a connection's first answers cost more.

PostgreSQL keeps a plan once it has planned a statement ten times in a connection.
"""
WARM_WRITES = 12
"""What is written leaves work to the worker, which would be busy while other pages are measured."""


@dataclass
class Figure:
    """What a page took: milliseconds of each answer by round, of CPU, and answers a second with four clients."""

    rounds: list[list[float]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0

    @property
    def median(self) -> float:
        """The median of all answers."""
        return median(each for round_ in self.rounds for each in round_)

    @property
    def p95(self) -> float:
        """What 95 in 100 answers took at most."""
        return quantiles([each for round_ in self.rounds for each in round_], n=20)[-1]

    def times(self, bare: Figure) -> float:
        """How many times the bare page it took: the median of the rounds, each compared with itself."""
        return median(median(own) / median(other) for own, other in zip(self.rounds, bare.rounds, strict=True))

    def cpu_times(self, bare: Figure) -> float:
        """The same, of CPU."""
        return median(self.cpu) / max(median(bare.cpu), 0.01)


class UnexpectedAnswerError(Exception):
    """A page answered something else than what is measured."""


class Stand:
    """The pages, the two servers, and the clients that ask."""

    def __init__(self, pages: Sequence[Page], ours: Server, bare: Server) -> None:
        self.pages = pages
        self._servers = {False: ours, True: bare}
        keys = {(page.is_bare, page.reader) for page in pages}
        self._sessions = {key: session_of(key[1], BARE if key[0] else OURS) for key in keys}
        self._clients = {key: self._client(key) for key in keys}

    def run(self, rounds: int, requests: int, show: Callable[[int, int], None]) -> Mapping[str, Figure]:
        """Ask for each page in each round, alone and with four clients."""
        figures = {page.name: self._look(page) for page in self.pages}
        for number in range(rounds):
            for place, page in enumerate(self.pages):
                show(number * len(self.pages) + place, rounds * len(self.pages))
                self._alone(page, figures[page.name], requests)
                self._together(page, figures[page.name], requests)
        show(rounds * len(self.pages), rounds * len(self.pages))
        return figures

    def _look(self, page: Page) -> Figure:
        """Warm up, and count what does not differ from one answer to the next."""
        client = self._clients[page.is_bare, page.reader]
        self._together(page, Figure(), WARM if page.status == SHOWN else WARM_WRITES)
        client.counts = True
        answer = checked(page, page.ask(client))
        client.counts = False
        return Figure(statements=answer.statements, size=len(answer.page))

    def _alone(self, page: Page, figure: Figure, requests: int) -> None:
        client = self._clients[page.is_bare, page.reader]
        processes = [*self._servers[page.is_bare].workers(), *server.database()]
        before = server.spent(processes)
        figure.rounds.append([checked(page, page.ask(client)).took for _ in range(requests)])
        figure.cpu.append((server.spent(processes) - before) * 1000 / requests)

    def _together(self, page: Page, figure: Figure, requests: int) -> None:
        clients = [self._client((page.is_bare, page.reader)) for _ in range(AT_ONCE)]

        def some(client: Client) -> None:
            for _ in range(requests // AT_ONCE or 1):
                checked(page, page.ask(client))

        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(some, clients))
        figure.rates.append((requests // AT_ONCE or 1) * AT_ONCE / (time.perf_counter() - began))

    def _client(self, key: tuple[bool, object]) -> Client:
        return Client(self._servers[key[0]].port, self._sessions[key])  # type: ignore[index]


def checked(page: Page, answer: Answer) -> Answer:
    """The answer, if it is the one that is measured.

    Raises:
        UnexpectedAnswerError: if it is another one.
    """
    if answer.status != page.status or "/accounts/login/" in answer.location:
        kept = Path(settings.VAR) / "unexpected.html"
        kept.write_bytes(answer.page)
        raise UnexpectedAnswerError(f"{page.name}: {answer.status} {answer.location}, see {kept}")
    return answer
