"""Customers and an agent who write over HTTP without a pause, and remember what was acknowledged."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from threading import Event, Lock, Thread

from tools.faults.browser import Answer, Browser, NoAnswerError, Wait
from tools.faults.world import AGENT, CUSTOMERS

ACKNOWLEDGED = 302
NEW = "/tickets/new/"
REST = 4
"""How many times as long as an answer takes nothing is asked: the load follows the machine."""
READY = 240.0
"""Seconds that everybody has to log in."""


@dataclass
class Book:
    """What was acknowledged, what was refused, and how long answers took, by marker: a word that is nowhere else."""

    tickets: dict[str, str] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    failures: int = 0
    _lock: Lock = field(default_factory=Lock)
    _numbers: "count[int]" = field(default_factory=count)

    def marker(self, kind: str) -> str:
        """A word that nothing else says."""
        with self._lock:
            word = f"{kind}{next(self._numbers):05}x"
            self.asked.append(word)
            return word

    def during(self, stretches: list[tuple[float, float]]) -> list[Wait]:
        """The waits for what was asked in these stretches, also of what was never answered."""
        with self._lock:
            return [wait for wait in self.waits if within(wait, stretches)]

    def outside(self, stretches: list[tuple[float, float]]) -> list[Wait]:
        """The waits for what was asked in none of these stretches."""
        with self._lock:
            return [wait for wait in self.waits if not within(wait, stretches)]

    def usual(self) -> float:
        """How long an answer takes on this machine at the moment, in seconds: the median of the last ones."""
        with self._lock:
            return usually(self.waits[-50:])

    def took(self, wait: Wait) -> None:
        """Note how long an answer took."""
        with self._lock:
            self.waits.append(wait)


def usually(waits: list[Wait]) -> float:
    """How long an answer took, in seconds: the median."""
    return median([wait.seconds for wait in waits] or [0.0])


def within(wait: Wait, stretches: list[tuple[float, float]]) -> bool:
    """Whether it was asked in one of these stretches."""
    return any(began <= wait.began <= ended for began, ended in stretches)


class Writer(Thread):
    """One person at a browser; what is not acknowledged is sent again, the same form with the same token."""

    def __init__(self, base: str, email: str, book: Book, rng: random.Random) -> None:
        super().__init__(name=email, daemon=True)
        self.browser, self.book, self.rng = Browser(base, email), book, rng
        self.quiet, self.ended, self.ready = Event(), Event(), Event()
        self.problem = ""
        self.pace = 0.6

    def run(self) -> None:
        self.insist(self.begin)
        self.ready.set()
        while not self.ended.is_set():
            if not self.quiet.is_set():
                self.act()
            self.ended.wait(self.rng.uniform(0.5, 1.5) * max(self.pace, REST * self.book.usual()))

    def begin(self) -> None:
        """Log in, and get ready."""
        self.browser.log_in()
        self.get_ready()

    def get_ready(self) -> None:
        """Read the form that will be sent."""

    def act(self) -> None:
        """Write one thing."""
        raise NotImplementedError

    def insist(self, work: Callable[[], object]) -> object:
        """Do something until it is answered; None when the suite ends before."""
        while not self.ended.is_set():
            try:
                return work()
            except NoAnswerError as error:
                self.problem = str(error)
                self.book.failures += 1
                if error.wait:
                    self.book.took(error.wait)
                self.ended.wait(0.5)
        return None

    def send(self, path: str, fields: dict[str, str]) -> str | None:
        """Send a form until it is acknowledged; where it leads. None when it is refused, or the suite ends."""
        answer = self.insist(lambda: self.browser.post(path, fields))
        if not isinstance(answer, Answer):
            return None
        self.book.took(answer.wait)
        if answer.status != ACKNOWLEDGED:
            return None
        if self.rng.random() < 0.1:  # noqa: PLR2004 - a double click now and then
            again = self.insist(lambda: self.browser.post(path, fields))
            if isinstance(again, Answer) and again.location != answer.location:
                self.book.differing.append(f"{answer.location} and {again.location}")
        return answer.location


class Customer(Writer):
    """Files tickets, replies to them, and now and then sends a form that is refused."""

    form: dict[str, str]

    def get_ready(self) -> None:
        self.form = self.browser.form(NEW, "description")

    def act(self) -> None:
        draw = self.rng.random()
        own = self.mine
        if draw < 0.1:  # noqa: PLR2004 - one form in ten is refused
            self.be_refused()
        elif draw < 0.5 and own:  # noqa: PLR2004 - four in ten are replies
            self.reply(self.rng.choice(own))
        else:
            self.file(severity=self.rng.choice("123"))

    @property
    def mine(self) -> list[str]:
        """The pages of the tickets that this customer filed."""
        return [where for marker, where in list(self.book.tickets.items()) if marker.startswith(self.prefix)]

    @property
    def prefix(self) -> str:
        """How the markers of this customer begin."""
        return f"T{CUSTOMERS.index(self.browser.email)}"

    def file(self, *, severity: str) -> str | None:
        """File a ticket; its page when that is acknowledged."""
        marker = self.book.marker(self.prefix)
        words = {"subject": f"It stopped {marker}", "description": f"Since noon {marker}.", "severity": severity}
        if severity == "1":
            words["emergency_confirmed"] = "on"
        where = self.send(NEW, {**self.form, **words, "token": f"token-{marker}"})
        if where is not None:
            self.book.tickets[marker] = where
        return where

    def reply(self, ticket: str) -> None:
        """Write to a ticket."""
        marker = self.book.marker("R")
        where = self.send(f"{ticket}replies/", {"body": f"Still so {marker}.", "token": f"token-{marker}"})
        if where is not None:
            self.book.replies[marker] = ticket

    def be_refused(self) -> None:
        """Send a form that nobody may store: without a subject, or without the token of the session."""
        marker = self.book.marker("X")
        fields = {**self.form, "subject": "", "description": f"Refused {marker}.", "severity": "3", "token": marker}
        with_token = self.rng.random() < 0.5  # noqa: PLR2004 - either way
        if not with_token:
            fields["subject"] = f"Refused {marker}"
        answer = self.insist(lambda: self.browser.post(NEW, fields, with_token=with_token))
        if isinstance(answer, Answer) and answer.status != ACKNOWLEDGED:
            self.book.refused.append(marker)


class Agent(Writer):
    """Writes internal notes and replies to what is filed at its desk."""

    def act(self) -> None:
        tickets = [where for marker, where in list(self.book.tickets.items()) if marker.startswith("T0")]
        if not tickets:
            return
        ticket, mode = self.rng.choice(tickets), self.rng.choice(["note", "reply"])
        form = self.insist(lambda: self.browser.form(ticket, "edit"))
        if not isinstance(form, dict):
            return
        marker = self.book.marker("N" if mode == "note" else "V")
        words = {"mode": mode, "body": f"Among us {marker}.", "token": f"token-{marker}"}
        edit = {name: form[name] for name in ("edit", "seen") if name in form}
        where = self.send(f"{ticket}{'notes' if mode == 'note' else 'replies'}/", {**edit, **words})
        if where is not None:
            (self.book.notes if mode == "note" else self.book.replies)[marker] = ticket


class Load:
    """All writers together."""

    def __init__(self, base: str, rng: random.Random) -> None:
        self.book = Book()
        seeds = [random.Random(rng.random()) for _ in range(len(CUSTOMERS) + 1)]  # noqa: S311 - repeatable choices
        self.customers = [Customer(base, email, self.book, seed) for email, seed in zip(CUSTOMERS, seeds, strict=False)]
        self.writers: list[Writer] = [*self.customers, Agent(base, AGENT, self.book, seeds[-1])]

    def start(self) -> None:
        """Let them log in and begin.

        Raises:
            NoAnswerError: if one of them cannot.
        """
        for writer in self.writers:
            writer.start()
        for writer in self.writers:
            if not writer.ready.wait(READY):
                raise NoAnswerError(f"{writer.name}: {writer.problem}")

    def rest(self, *, quiet: bool = True) -> None:
        """Let them write nothing new for a while, or go on."""
        for writer in self.writers:
            (writer.quiet.set if quiet else writer.quiet.clear)()

    def end(self) -> None:
        """Let them finish what they are at."""
        self.rest()
        for writer in self.writers:
            writer.ended.wait(0)
        Event().wait(2)
        for writer in self.writers:
            writer.ended.set()
            writer.join(60)
