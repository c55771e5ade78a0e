"""A group of child processes that start and end together."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import IO, Self

PATIENCE = 10.0
"""Seconds that a child has to end after it was asked."""


class ProcessGroup:
    """Children in a group of their own, so that a terminal's Ctrl-C reaches this process alone and it decides.

    Used as a context manager; on leaving, the children end in the reverse of the order in which they started. If this
    process is killed, the group's keeper ends them.
    """

    def __init__(self, output: IO[str], environment: Mapping[str, str]) -> None:
        self._output = output
        self._environment = dict(environment)
        self._shows: list[Thread] = []
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "portal.processes.keeper"], stdin=subprocess.PIPE, process_group=0
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for name in reversed(self._children):
            self._end(name)
        if self._keeper.stdin:
            self._keeper.stdin.write(b".")
            self._keeper.stdin.close()
        self._keeper.wait()
        for shows in self._shows:
            shows.join(PATIENCE)

    def start(self, name: str, command: Sequence[str], *, user: str | None = None) -> int:
        """Start `command` as the child `name`; each line that it writes is shown with its name before it.

        It may take the place of one of that name that has ended, and run as another `user`. Answers its process id.
        """
        child = subprocess.Popen(  # noqa: S603 - commands of this package's callers, no user input
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self._environment,
            process_group=self._keeper.pid,
            user=user,
        )
        self._children[name] = child
        shows = Thread(target=self._show, args=(name, child.stdout), daemon=True)
        shows.start()
        self._shows.append(shows)
        return child.pid

    def pid(self, name: str) -> int:
        """The process id of a child."""
        return self._children[name].pid

    def runs(self, name: str) -> bool:
        """Whether a child of that name was started and has not ended."""
        return name in self._children and self._children[name].poll() is None

    def wait(self, name: str, seconds: float) -> bool:
        """Whether a child ends within so many seconds."""
        try:
            self._children[name].wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self, name: str) -> None:
        """End a child, and forget it."""
        self._end(name)
        del self._children[name]

    def ended(self) -> str | None:
        """The name and exit of a child that ended by itself; None while all run."""
        for name, child in {**self._children, "keeper": self._keeper}.items():
            if child.poll() is not None:
                return f"{name} ended with {_exit(child.returncode)}"
        return None

    def _end(self, name: str) -> None:
        child = self._children[name]
        child.terminate()
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _show(self, name: str, lines: IO[bytes]) -> None:
        """Read on when nobody listens any more, so that the child never waits for a reader."""
        with lines:
            for line in lines:
                with suppress(OSError):
                    self._output.write(f"{name:6} | {line.decode(errors='replace').rstrip()}\n")
                    self._output.flush()


def _exit(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
