"""What the tickets of the measurement say: invented words, the most frequent as frequent as in a language."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, count

from tools.bench_search import VOCABULARY, word

NUMBER = "qxnumberq"
"""Stands for a word that only one copy holds."""
MARK = r"qx(?:number|[a-z]{2})q"
"""How a word that is replaced in each copy looks, wherever it was written."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Marks:
    """Gives the marks of one story out, each once; in a copy each becomes a word."""

    def __init__(self) -> None:
        self._numbers = count()

    def words(self, many: int) -> str:
        """So many words with spaces between them."""
        return " ".join(self._mark(next(self._numbers)) for _ in range(many))

    def text(self, paragraphs: int = 2) -> str:
        """A message as people write it: paragraphs, a list and a name in code."""
        said = [f"{self.words(9)}. {self.words(8)}." for _ in range(paragraphs)]
        points = "\n".join(f"- {self.words(2)}" for _ in range(2))
        return "\n\n".join([*said, points, f"See `{self.words(1)}`."])

    def _mark(self, number: int) -> str:
        tens, ones = divmod(number % len(LETTERS) ** 2, len(LETTERS))
        return f"qx{LETTERS[tens]}{LETTERS[ones]}q"


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """All words, and how frequent each is with those before it."""
    weights = accumulate(1 / (number + 3) for number in range(VOCABULARY))
    return [word(number) for number in range(VOCABULARY)], list(weights)


def handful(chance: random.Random, many: int) -> list[str]:
    """So many words."""
    words, weights = vocabulary()
    return chance.choices(words, cum_weights=weights, k=many)


def drawn(seed: int) -> Iterator[list[str]]:
    """Handfuls of words for ever, the same for the same seed: the caller takes as many of each as it needs."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    while True:
        yield handful(chance, len(LETTERS) ** 2 + 1)


def only_in(number: int) -> str:
    """A word that stands in the copy of that number alone."""
    made = ""
    rest = number + 1
    while rest:
        rest, digit = divmod(rest, len(LETTERS))
        made += LETTERS[digit]
    return f"only{made}"
