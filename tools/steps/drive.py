"""Clients that ask for what the busiest hour asks for: as fast as answers come, or at a given pace."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import accumulate, cycle, repeat
from threading import Lock

from tools.bench.asking import Answer, Client
from tools.bench.pages import OURS, Ask, session_of
from tools.steps.work import Person, hour

WELL = {200, 302}


class UnexpectedAnswerError(Exception):
    """Something was answered in another way than people are."""


@dataclass
class Load:
    """What was answered in how many seconds, and how many milliseconds each answer took."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)


class Crew:
    """People in turn, and the cards of an hour in turn, for all clients together."""

    def __init__(self, people: Sequence[Person]) -> None:
        asks: dict[str, list[tuple[str, Ask]]] = defaultdict(list)
        for person in people:
            session = session_of(person.user, OURS)
            for name, ask in person.asks.items():
                asks[name].append((session, ask))
        self._asks: Mapping[str, Iterator[tuple[str, Ask]]] = {name: cycle(each) for name, each in asks.items()}
        self._cards = cycle(hour())
        self._lock = Lock()

    def warm(self, port: int, clients: int, hours: int) -> None:
        """Ask for so many hours of an agent: what is kept after the first time is kept then."""
        due = repeat(0.0, hours * len(hour()))
        self._ask(port, clients, lambda: next(due, None))

    def rush(self, port: int, clients: int, seconds: float) -> Load:
        """So many clients ask, each again once it is answered; the last are answered after that time."""
        began = time.perf_counter()
        load = self._ask(port, clients, lambda: None if (now := time.perf_counter()) - began > seconds else now)
        load.seconds = time.perf_counter() - began
        return load

    def pace(self, port: int, clients: int, rate: float, seconds: float) -> Load:
        """So many requests a second arrive by chance; what one took counts from when it should have been asked."""
        chance = random.Random(2)  # noqa: S311 - no secret
        began = time.perf_counter()
        due = iter(list(accumulate((chance.expovariate(rate) for _ in range(int(rate * seconds))), initial=began)))
        load = self._ask(port, clients, lambda: next(due, None))
        load.seconds = time.perf_counter() - began
        return load

    def _ask(self, port: int, clients: int, due: Callable[[], float | None]) -> Load:
        load = Load()

        def work() -> None:
            client = Client(port, "")
            while (turn := self._turn(due)) is not None:
                at, name, session, ask = turn
                time.sleep(max(at - time.perf_counter(), 0))
                client.becomes(session)
                checked(name, ask(client))
                load.took.append((time.perf_counter() - at) * 1000)

        with ThreadPoolExecutor(clients) as pool:
            for done in [pool.submit(work) for _ in range(clients)]:
                done.result()
        return load

    def _turn(self, due: Callable[[], float | None]) -> tuple[float, str, str, Ask] | None:
        """When what is asked by whom; None at the end."""
        with self._lock:
            at = due()
            if at is None:
                return None
            name = next(self._cards)
            session, ask = next(self._asks[name])
            return at, name, session, ask


def checked(name: str, answer: Answer) -> None:
    """Go on if that was an answer.

    Raises:
        UnexpectedAnswerError: if it was none.
    """
    if answer.status not in WELL or "/accounts/login/" in answer.location:
        raise UnexpectedAnswerError(f"{name}: {answer.status} {answer.location}")
