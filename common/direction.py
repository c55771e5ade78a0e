"""What somebody wrote, in a sentence of ours: where it turns the direction of letters, that ends with it (UAX 9)."""

import unicodedata
from collections.abc import Mapping
from typing import Any

TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI"})
"""Classes of letters and marks after which a line may run the other way."""
ISOLATES, ENDS = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def apart(words: object) -> str:
    """The words, to their own end alone where they turn the direction of letters."""
    text = str(words)
    turns = not text.isascii() and any(unicodedata.bidirectional(letter) in TURNING for letter in text)
    return f"{ISOLATES}{text}{ENDS}" if turns else text


def each_apart(value: Any) -> Any:
    """The same with every text in it `apart`: what a sentence, or the template of a mail, is given."""
    if isinstance(value, str):
        return apart(value)
    if isinstance(value, Mapping):
        return {name: each_apart(each) for name, each in value.items()}
    return [each_apart(each) for each in value] if isinstance(value, list) else value
