"""Where mails and calls arrive: a mail server that keeps their keys, and may be slow or be watched."""

import socketserver
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from threading import Event, Lock, Thread
from typing import Any

LONGEST_LINE = 10_000


@dataclass(frozen=True)
class Arrival:
    """One mail as it arrived: its Message-ID, the recipient, and all of its text."""

    key: str
    recipient: str
    text: str


class Sink:
    """Counts what arrives by its Message-ID. Whoever calls `watch` is told before a mail is confirmed."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.delay = 0.0
        self.watch: Callable[[Arrival], None] | None = None
        self._lock = Lock()
        self._arrivals: list[Arrival] = []
        self._counts: Counter[str] = Counter()
        self._pause = Event()
        sink = self

        class Handler(Conversation):
            def greeted(self) -> None:
                sink.wait()

            def arrived(self, arrival: Arrival) -> None:
                sink.take(arrival)

        self._server = Server((host, port), Handler)
        Thread(target=self._server.serve_forever, name="smtp", daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def take(self, arrival: Arrival) -> None:
        """Keep a mail: from here on it has arrived, whether its sender hears of that or not."""
        with self._lock:
            self._arrivals.append(arrival)
            self._counts[arrival.key] += 1
        self.wait()
        if self.watch:
            self.watch(arrival)

    def wait(self) -> None:
        """Be as slow as asked: before a mail is taken, and again before that is confirmed."""
        if self.delay:
            self._pause.wait(self.delay / 2)

    def counts(self) -> Counter[str]:
        """How often each Message-ID has arrived."""
        with self._lock:
            return Counter(self._counts)

    def arrivals(self) -> list[Arrival]:
        """Everything that has arrived, in order."""
        with self._lock:
            return list(self._arrivals)

    def repeats(self) -> int:
        """How many arrivals repeat a Message-ID."""
        with self._lock:
            return len(self._arrivals) - len(self._counts)


class Server(socketserver.ThreadingTCPServer):
    """A thread for each sender."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, _request: Any, _address: Any) -> None:
        """A sender that was ended in the middle is what the suite is about."""


class Conversation(socketserver.StreamRequestHandler):
    """SMTP, as far as one sender that we know needs it."""

    recipient = ""

    def greeted(self) -> None:
        """Somebody is there."""
        raise NotImplementedError

    def arrived(self, arrival: Arrival) -> None:
        """A mail was sent whole."""
        raise NotImplementedError

    def handle(self) -> None:
        self.greeted()
        self.say("220 sink")
        while line := self.rfile.readline(LONGEST_LINE).decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            self.say(self.answer(verb, line))

    def answer(self, verb: str, line: str) -> str:
        """What a command is answered."""
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
        if verb == "DATA":
            self.say("354 go on")
            self.arrived(self.read())
        return "250 sink"

    def read(self) -> Arrival:
        """The mail up to the line with a dot alone.

        Raises:
            ConnectionError: if its sender is gone before; nothing arrived then.
        """
        lines = []
        while (line := self.rfile.readline(LONGEST_LINE)) != b".\r\n":
            if not line.endswith(b"\n"):
                raise ConnectionError
            lines.append(line.removeprefix(b"."))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        return Arrival(str(mail["Message-ID"]).strip(), self.recipient, "\n".join([str(mail["Subject"]), *parts]))

    def say(self, line: str) -> None:
        """Answer a line."""
        self.wfile.write(f"{line}\r\n".encode())
