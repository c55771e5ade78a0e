"""What in a text looks like a secret, and how it is taken out."""

import re
from collections.abc import Iterator, Sequence

MARK = "[secret removed]"
"""What stands where a secret stood."""
SHORTEST_PIECE = 4
"""Shorter pieces would take words apart."""
MOST_PIECES = 50

_BLOCKS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_TOKENS = re.compile(
    r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}|github_pat_\w{20,}|[sr]k_(?:live|test)_\w{10,}|xox[abprs]-[\w-]{10,}"
    r"|glpat-[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)"
)
_NAMED = re.compile(
    r"(?i)(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|authorization)\w{0,12}[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
    r"(?:(?:bearer|basic)\s{1,3})?([^\s\"'`,;<>]{4,})"
)
_IN_ADDRESSES = re.compile(r"\w://[^\s/:@]+:([^\s/@]{4,})@")
_DIGITS = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")


def looks_secret(text: str) -> tuple[str, ...]:
    """The pieces of `text` that look like private keys, tokens, passwords or card numbers, each once."""
    found = sorted(_found(text), key=lambda match: match[0])
    return tuple(dict.fromkeys(piece for _, piece in found))[:MOST_PIECES]


def piece_problem(text: str, pieces: Sequence[str]) -> str:
    """Why `pieces` cannot be taken out of `text`: `no_piece`, `too_short`, `too_many`, `not_in_text`; else nothing."""
    if not pieces:
        return "no_piece"
    if len(pieces) > MOST_PIECES:
        return "too_many"
    if any(len(piece.strip()) < SHORTEST_PIECE for piece in pieces):
        return "too_short"
    return "" if all(piece in text for piece in pieces) else "not_in_text"


def without(text: str, pieces: Sequence[str]) -> tuple[str, int]:
    """The text with the mark in place of each piece, the longest first, and in how many places that was."""
    places = 0
    for piece in sorted(pieces, key=len, reverse=True):
        places += text.count(piece)
        text = text.replace(piece, MARK)
    return text, places


def _found(text: str) -> Iterator[tuple[int, str]]:
    for pattern in (_BLOCKS, _TOKENS):
        yield from ((match.start(), match[0]) for match in pattern.finditer(text))
    for pattern in (_NAMED, _IN_ADDRESSES):
        yield from ((match.start(1), match[1]) for match in pattern.finditer(text) if match[1] not in MARK)
    yield from ((match.start(), match[0]) for match in _DIGITS.finditer(text) if _is_card(match[0]))


def _is_card(number: str) -> bool:
    """Whether the digits pass Luhn's check, as those of every card do."""
    digits = [int(letter) for letter in reversed(number) if letter.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return any(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0
