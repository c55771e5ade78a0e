"""Pure rules of search: what is looked for, how text becomes words, what ranks first, and which lines are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

MOST_TERMS = 12
"""Words and phrases of one search; what follows is not looked for."""
MOST_TEXT = 400
"""Characters of one search that are read."""
CANDIDATES = 250
"""Matches that are ranked: all of a rare search, the newest of a common one."""
SIMILAR = 10
"""Titles that are proposed when nothing is spelled as it was looked for."""
SHORTEST_LIKE = 4
"""Words are compared by their spelling from so many letters on."""
SHORTEST_PREFIX = 2
"""The last word also finds longer words from so many letters on."""
TELLING, MOST_TELLING = 5, 4
"""Letters of a word that says what a sentence is about, and how many of them are looked for."""
FRESH = timedelta(days=365)
"""After so long a document has lost half of what its age can give it."""
START, END = "\x02", "\x03"
"""Around a word that was found, in a snippet; no stored text holds them."""
SNIPPET = 240
"""Characters of a snippet, about."""

_UNSTORED = dict.fromkeys((0, ord(START), ord(END)))
_WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


class Key(StrEnum):
    """What a key of an audience begins with. `docs/search.md` says who holds which."""

    PUBLIC = "public"
    REGISTERED = "registered"
    USER = "user"
    CONTACT = "contact"
    ORGANIZATION = "org"
    WATCHER = "watcher"
    CONTRACT = "contract"
    FILER = "filer"
    PRODUCT = "product"
    LICENSE = "license"
    AGENT = "agent"
    ASSIGNEE = "assignee"
    CALLED = "called"
    DESK = "desk"
    REGION = "region"
    ALL_DESKS = "all-desks"
    CONTRACT_ADMINISTRATORS = "contract-administrators"

    def of(self, *rows: int) -> str:
        """The key of some rows, such as `desk:2`; without rows the word alone."""
        return ":".join((self.value, *map(str, rows)))


def barred(key: str) -> str:
    """What keeps the holders of `key` out of a document, whatever else they hold."""
    return f"not-{key}"


def token(key: str) -> str:
    """How a key stands in the index; no word of a text can look like it."""
    return f"={key}"


def is_barred(key: str) -> bool:
    """Whether a key keeps its holder out."""
    return key.startswith("not-")


def is_opened(audience: str, keys: Collection[str]) -> bool:
    """Whether one who holds `keys` finds a document with this `audience`, tokens with spaces between them."""
    held = {token(key) for key in keys if not is_barred(key)}
    out = {token(key) for key in keys if is_barred(key)}
    tokens = set(audience.split())
    return bool(tokens & held) and not tokens & out


def goes_on(before: str, after: str) -> bool:
    """Whether one of two searches is the beginning of the other, as while somebody types."""
    return after.startswith(before) or before.startswith(after)


def telling_words(text: str) -> list[str]:
    """The words of a sentence that say what it is about: its longest, each once."""
    return sorted({word for word in words(text) if len(word) >= TELLING}, key=lambda word: (-len(word), word))[
        :MOST_TELLING
    ]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. A term is a sequence of words that follow each other; most have one.

    All `terms` must be found and none of `excluded`; the last word of the last term is the beginning of a word when
    `is_open`, since its writer may still be typing.
    """

    terms: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    is_open: bool = False

    def __bool__(self) -> bool:
        """Whether it can find anything: exclusion alone finds nothing."""
        return bool(self.terms)

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that is looked for."""
        return tuple(word for term in self.terms for word in term)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match before it is ranked. Of all that share a `group` only the best is shown."""

    id: int
    kind: str
    group: str
    product: int | None
    relevance: float
    at: datetime


def parse(text: str) -> Query:
    """Read what somebody typed: words, "phrases" and -exclusions, in any alphabet; nothing in it is an operator."""
    terms: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    is_open = False
    for found in _TERM.finditer(text[:MOST_TEXT].replace("\x00", " ")):
        term = words(found["phrase"] if found["phrase"] is not None else found["word"])
        if not term or len(terms) + len(excluded) == MOST_TERMS:
            continue
        (excluded if found["minus"] else terms).append(term)
        is_open = found["phrase"] is None and not found["minus"] and found.end() == len(text)
    return Query(tuple(terms), tuple(excluded), is_open and len(terms[-1][-1]) >= SHORTEST_PREFIX)


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are stored and looked for: no accents, no case, letters and digits only."""
    return tuple(_WORD.findall(plain(text)))


def plain(text: str) -> str:
    """The text without accents, in lower case, with nothing between its words but spaces."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(_WORD.findall(bare.casefold()))


def storable(text: str) -> str:
    """The text without what stands for marks, and without what a database refuses."""
    return text.translate(_UNSTORED)


def ranked(candidates: Iterable[Candidate], at: datetime) -> list[Candidate]:
    """The best of each group, the best first; equal ones newest first."""
    best: dict[str, tuple[float, Candidate]] = {}
    for each in candidates:
        score = each.relevance * _freshness(each.at, at)
        if each.group not in best or score > best[each.group][0]:
            best[each.group] = (score, each)
    ordered = sorted(best.values(), key=lambda pair: (-pair[0], -pair[1].at.timestamp(), pair[1].id))
    return [each for _, each in ordered]


def _freshness(written_at: datetime, at: datetime) -> float:
    """Between 1 for what was written now and a half for what is very old."""
    age = max(at - written_at, timedelta())
    return 0.5 + 0.5 / (1 + age / FRESH)


def snippet(text: str, query: Query) -> str:
    """A piece of the text around the first word that was found, with `START` and `END` around each found word."""
    first = next((start for start, _end in _hits(text, query)), 0)
    begins = 0 if first < SNIPPET // 3 else _after_space(text, first - SNIPPET // 3)
    ends = len(text) if begins + SNIPPET >= len(text) else _before_space(text, begins + SNIPPET)
    piece = mark(text[begins:ends], query)
    return f"{'… ' if begins else ''}{' '.join(piece.split())}{' …' if ends < len(text) else ''}"


def mark(text: str, query: Query) -> str:
    """The text with `START` and `END` around each word that was found."""
    pieces, done = [], 0
    for start, end in _hits(text, query):
        pieces += [text[done:start], START, text[start:end], END]
        done = end
    return "".join([*pieces, text[done:]])


def _hits(text: str, query: Query) -> Iterator[tuple[int, int]]:
    """Where the words stand that are among those looked for; without accents, by the beginnings of these."""
    pattern, stored = (_beginnings(query), text.lower()) if text.isascii() else (_WORD, text)
    return (found.span() for found in pattern.finditer(stored) if _is_found(found[0], query))


@lru_cache(maxsize=100)
def _beginnings(query: Query) -> re.Pattern[str]:
    """Words that begin as one of those looked for: the few of a long text that are worth a closer look."""
    begun = "|".join(sorted({word[:SHORTEST_PREFIX] for word in query.words}))
    return re.compile(rf"(?<![a-z0-9])(?:{begun})[a-z0-9]*")


def _is_found(word: str, query: Query) -> bool:
    """Whether a word of a text is one of those looked for, in another form too: "leases" for "lease"."""
    stored = plain(word)
    return any(_is_form(stored, wanted) for wanted in query.words) or (
        query.is_open and bool(query.words) and stored.startswith(query.words[-1])
    )


def _is_form(stored: str, wanted: str) -> bool:
    if stored == wanted:
        return True
    shared = min(len(stored), len(wanted))
    return shared > 3 and stored[: shared - 1] == wanted[: shared - 1] and abs(len(stored) - len(wanted)) <= 3  # noqa: PLR2004 - endings


def _after_space(text: str, place: int) -> int:
    found = text.find(" ", place)
    return place if found < 0 else found + 1


def _before_space(text: str, place: int) -> int:
    found = text.rfind(" ", 0, place)
    return place if found < 0 else found


def facets(candidates: Sequence[Candidate]) -> tuple[dict[str, int], dict[int, int]]:
    """How many groups there are of each kind and of each product."""
    kinds: dict[str, set[str]] = {}
    products: dict[int, set[str]] = {}
    for each in candidates:
        kinds.setdefault(each.kind, set()).add(each.group)
        if each.product is not None:
            products.setdefault(each.product, set()).add(each.group)
    return {key: len(found) for key, found in kinds.items()}, {key: len(found) for key, found in products.items()}
