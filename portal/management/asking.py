"""Questions of a command: an answer that cannot be used is told at once, and asked for again."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.management import CommandError
from django.core.management.base import OutputWrapper

from portal.answers import UnableToSetUp
from portal.branding import UnableToBrand

NONE = "-"
"""What somebody types for "none"."""


@contextmanager
def unrung() -> Iterator[None]:
    """Let nobody be told meanwhile that the broker did not take what was rung for: it need not run yet."""
    log = logging.getLogger("common.queue")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Enter gives what is `offered`; `example` is shown where it is missing as an argument."""

    words: str
    offered: str = ""
    example: str = ""

    @property
    def prompt(self) -> str:
        """How it stands on a terminal."""
        return f"{self.words} [{self.offered}]: " if self.offered else f"{self.words}: "


class Asker:
    """Takes answers from what was `given` as arguments, and else from a terminal, where `is_asking`."""

    def __init__(
        self,
        given: Mapping[str, Any],
        *,
        is_asking: bool,
        check: Callable[[str, str, Mapping[str, str]], None],
        out: OutputWrapper,
    ) -> None:
        self.is_asking = is_asking
        self._given, self._check, self._out = given, check, out
        self._said: dict[str, str] = {}

    def answer(self, key: str, question: Question) -> str:
        """The answer to `question`, checked; "" is none.

        Raises:
            CommandError: if it was not given, or cannot be used, and nobody can be asked.
        """
        said = str(self._given[key] or "").strip()
        if said or not self.is_asking:
            self._said[key] = self._usable(key, question, said)
        else:
            while key not in self._said:
                self._ask(key, question)
        return self._said[key]

    def _usable(self, key: str, question: Question, said: str) -> str:
        if not said:
            flag = f"--{key.replace('_', '-')}"
            raise CommandError(
                f"{question.words}: give it as {flag}, such as {question.offered or question.example!r}."
            )
        said = "" if said == NONE else said
        self._check(key, said, self._said)
        return said

    def _ask(self, key: str, question: Question) -> None:
        said = input(question.prompt).strip() or question.offered
        said = "" if said == NONE else said
        try:
            self._check(key, said, self._said)
        except (UnableToBrand, UnableToSetUp) as refusal:
            self._out.write(f"        {refusal}")
        else:
            self._said[key] = said
