"""Two texts side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_MOST_LINES = 16_000_000
_MOST_WORDS = 250_000
"""Pairs of lines, and of the words of two lines, that are compared: more would take minutes at the length of a text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line, and whether the other side has it differently."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of both texts; None where a side has none. `kind` is same, changed, added or removed."""

    kind: str
    before: tuple[Part, ...] | None
    after: tuple[Part, ...] | None


def compared(before: str, after: str) -> list[Row]:
    """Both texts line by line, with the words marked that differ within a line."""
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    for tag, i1, i2, j1, j2 in _steps(old, new, _MOST_LINES):
        if tag == "equal":
            rows.extend(Row("same", (Part(line),), (Part(line),)) for line in old[i1:i2])
        else:
            rows.extend(_changed(old[i1:i2], new[j1:j2]))
    return rows


def _steps(old: Sequence[str], new: Sequence[str], most: int) -> list[tuple[str, int, int, int, int]]:
    """What makes `new` of `old`; where they differ in more pairs than `most`, that stretch is replaced as a whole."""
    begun = _shared(old, new)
    ended = _shared(old[begun:][::-1], new[begun:][::-1])
    left, right = old[begun : len(old) - ended], new[begun : len(new) - ended]
    middle: Sequence[tuple[str, int, int, int, int]]
    if len(left) * len(right) > most:
        middle = [("replace", 0, len(left), 0, len(right))]
    else:
        middle = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [
        ("equal", 0, begun, 0, begun),
        *((tag, begun + i1, begun + i2, begun + j1, begun + j2) for tag, i1, i2, j1, j2 in middle),
        ("equal", len(old) - ended, len(old), len(new) - ended, len(new)),
    ]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(old), len(new)))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    shared = min(len(old), len(new))
    for left, right in zip(old[:shared], new[:shared], strict=True):
        yield Row("changed", *_words(left, right))
    yield from (Row("removed", (Part(line, is_changed=True),), None) for line in old[shared:])
    yield from (Row("added", None, (Part(line, is_changed=True),)) for line in new[shared:])


def _words(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    old, new = _WORDS.findall(left), _WORDS.findall(right)
    steps = _steps(old, new, _MOST_WORDS)
    before = [Part("".join(old[i1:i2]), is_changed=tag != "equal") for tag, i1, i2, _, _ in steps if i2 > i1]
    after = [Part("".join(new[j1:j2]), is_changed=tag != "equal") for tag, _, _, j1, j2 in steps if j2 > j1]
    return tuple(before), tuple(after)
