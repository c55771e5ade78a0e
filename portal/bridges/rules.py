"""Pure rules of what a text may not take along when it becomes public: what is found, and what stands in its place."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from tickets.rules import looks_secret

SHORTEST_NAME = 3
"""Shorter names would take words apart."""
MOST = 200
"""Findings of one text that are proposed."""


class Kind(StrEnum):
    """What a piece of a text looks like."""

    SECRET = "secret"  # noqa: S105 - the word for it
    LICENSE = "license"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"
    PHONE = "phone"
    HOST = "host"
    PICTURE = "picture"
    PERSON = "person"
    CUSTOMER = "customer"
    OTHER = "other"


MARKS = {
    Kind.SECRET: "[secret removed]",
    Kind.LICENSE: "[license key removed]",
    Kind.EMAIL: "[e-mail removed]",
    Kind.ADDRESS: "[network address removed]",
    Kind.PLACE: "[postal address removed]",
    Kind.PHONE: "[phone removed]",
    Kind.HOST: "[host removed]",
    Kind.PICTURE: "[picture removed]",
    Kind.PERSON: "[person]",
    Kind.CUSTOMER: "[customer]",
    Kind.OTHER: "[removed]",
}
"""What stands where a piece stood. No mark looks like anything itself."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of a text that should not become public."""

    kind: Kind
    piece: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who a ticket is about: names of people, and of the customer with its keys and references."""

    people: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()


_OWN = frozenset(re.findall(r"\w+", " ".join(MARKS.values()).casefold()))
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LICENSE = re.compile(r"(?<![\w-])(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,9}(?![\w-])")
_NAMED_LICENSE = re.compile(
    r"(?<!\w)(?i:licen[cs]e|serial|activation|s/n)(?i:[ _-](?:key|code|number|no|id)\b\.?)?"
    r"[ \t]{0,3}[:=#]?[ \t]{0,3}[\"']?((?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{7,63})(?![\w-])"
)
_SAID_SECRET = re.compile(
    r"(?i)(?<!\w)(?:passw(?:or)?d|passphrase|pwd|pin|secret|token)[ \t]{1,3}(?:is|was)[ \t]{1,3}[\"']?"
    r"((?=[^\s\"'`,;<>]{0,60}\d)[^\s\"'`,;<>]{4,60})(?<![.!?])"
)
_PIN = re.compile(r"(?<!\w)PIN[ \t]{0,2}[:=]?[ \t]{0,3}(\d{4,8})(?!\w)")
_UUID = re.compile(r"(?i)(?<![\w-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])")
_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_MAC = re.compile(r"(?<![\w:-])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\w:-])")
_STREET = re.compile(
    r"(?<![\w.-])\d{1,5}[A-Za-z]? (?:[A-Z][\w'-]{1,30} ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Square|Court|Place|Terrace|Highway)(?!\w)"
    r"|(?<!\w)[A-Z\u00c4\u00d6\u00dc][\w-]{2,30}(?:stra\u00dfe|strasse|str\.|gasse|allee|platz|weg) \d{1,4}[a-z]?(?!\w)"
)
_POSTCODE = re.compile(r"(?<!\w)(?:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?)(?!\w)")
_SALUTED = re.compile(
    r"(?:(?<!\w)(?:[Hh]i|[Hh]ello|[Hh]ey|[Dd]ear|[Mm]r|[Mm]rs|[Mm]s|[Dd]r)\.?[ \t]{1,3}"
    r"|(?<!\w)(?:[Rr]egards|[Tt]hanks|[Cc]heers|[Ss]incerely|[Yy]ours|[Bb]est),?[ \t]{0,3}\r?\n\s{0,3}"
    r"|(?<!\w)(?:[Rr]egards|[Tt]hanks|[Cc]heers), )"
    r"(?:(?:Mr|Mrs|Ms|Dr)\.?[ \t]{1,3})?"
    r"((?!(?:All|Everyone|Everybody|Folks|Sir|Madam|Support|Team|There|World|The|This|That|We|It|If|You|Please)\b)"
    r"[^\W\d_a-z][\w'-]{2,30}(?:[ \t][^\W\d_a-z][\w'-]{2,30}){0,2})"
)
_HOME = re.compile(
    r"(?:/home/|/Users/|\\Users\\)((?!(?:admin|administrator|Public|Shared|root|user)\b)[A-Za-z][\w.-]{2,30}\w)"
)
_PHONE = re.compile(
    r"(?<![\w+.-])(?:\+\d[\d ()/.-]{6,18}\d|\(\d{2,5}\)[ -]?\d[\d -]{4,12}\d|0\d{2,5}[ /-]\d[\d -]{4,12}\d"
    r"|\d{3}[-. ]\d{3}[-. ]\d{4})(?![\w-])"
)
_PRIVATE_ENDS = "local|localdomain|internal|intranet|intra|corp|lan|home|priv|private|example|test|invalid"
_PUBLIC_ENDS = "com|net|org|io|eu|edu|gov|mil|info|biz|cloud|dev|app|tech|co|uk|de|fr|us|hk|jp|cn|in|au|ca|nl|ch|at"
_HOST = re.compile(
    rf"(?i)(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_PRIVATE_ENDS}|{_PUBLIC_ENDS})(?![\w-]|\.\w)"
)
_PICTURE = re.compile(r"!\[[^\]\n]*\]\(/(?:kb/)?files/[0-9a-f]{32}/\)")
_SHARE = re.compile(r"\\\\[\w.-]{2,63}(?=\\)")
_PATTERNS = (
    (Kind.EMAIL, _EMAIL),
    (Kind.LICENSE, _LICENSE),
    (Kind.LICENSE, _NAMED_LICENSE),
    (Kind.LICENSE, _UUID),
    (Kind.SECRET, _SAID_SECRET),
    (Kind.SECRET, _PIN),
    (Kind.ADDRESS, _MAC),
    (Kind.PLACE, _STREET),
    (Kind.PLACE, _POSTCODE),
    (Kind.PERSON, _SALUTED),
    (Kind.PERSON, _HOME),
    (Kind.PHONE, _PHONE),
    (Kind.HOST, _HOST),
    (Kind.HOST, _SHARE),
    (Kind.PICTURE, _PICTURE),
)


def findings(text: str, known: Known) -> tuple[Finding, ...]:
    """What of `text` looks private, each piece once, the longest first."""
    found: dict[str, Finding] = {}
    for each in _found(text, known):
        found.setdefault(each.piece, each)
    return tuple(sorted(found.values(), key=lambda each: (-len(each.piece), each.piece)))[:MOST]


def removed(text: str, found: Iterable[Finding], kept: Collection[str] = ()) -> str:
    """The text with a mark in place of each piece, the longest first; a name whatever its case. `kept` pieces stay."""
    pieces = _between(text, kept)
    for each in sorted(found, key=lambda one: (-len(one.piece), one.piece)):
        pieces[::2] = [MARKS[each.kind].join(_pattern(each).split(piece)) for piece in pieces[::2]]
    return "".join(pieces)


def left(text: str, known: Known, kept: Collection[str]) -> tuple[Finding, ...]:
    """What still looks private in a text of which `kept` pieces may stay."""
    rest = "\n".join(_between(text, kept)[::2])
    return tuple(each for each in findings(rest, known) if each.piece not in kept)


def others(lines: str) -> tuple[Finding, ...]:
    """What somebody typed to be taken out too, one piece a line."""
    typed = dict.fromkeys(line.strip() for line in lines.splitlines())
    return tuple(Finding(Kind.OTHER, piece) for piece in typed if len(piece) >= SHORTEST_NAME)[:MOST]


def fingerprint(*texts: str) -> str:
    """What tells one proposal from another: what was seen is what becomes public."""
    return sha256("\0".join(" ".join(text.split()) for text in texts).encode()).hexdigest()


def _between(text: str, kept: Collection[str]) -> list[str]:
    """The text cut at the kept pieces: these are every second one."""
    whole = [re.escape(piece) for piece in sorted(filter(None, kept), key=len, reverse=True)]
    return re.split(f"({'|'.join(whole)})", text) if whole else [text]


def _found(text: str, known: Known) -> Iterator[Finding]:
    marks = tuple(MARKS.values())
    yield from (Finding(Kind.SECRET, piece) for piece in looks_secret(text) if not any(piece in mark for mark in marks))
    for kind, pattern in _PATTERNS:
        yield from (Finding(kind, match[match.lastindex or 0]) for match in pattern.finditer(text))
    for pattern in (_IPV4, _IPV6):
        yield from (Finding(Kind.ADDRESS, match[0]) for match in pattern.finditer(text) if _is_address(match[0]))
    yield from _names(text, Kind.CUSTOMER, known.customers)
    yield from _names(text, Kind.PERSON, _with_parts(known.people))


def _names(text: str, kind: Kind, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        if len(name) >= SHORTEST_NAME and name.casefold() not in _OWN:
            yield from (Finding(kind, match[0]) for match in _word(name).finditer(text))


def _with_parts(people: Iterable[str]) -> tuple[str, ...]:
    """Whole names, and each part of them: who writes "Hi Ana" names Ana Torres."""
    return tuple(dict.fromkeys(part for name in people for part in (name, *name.split())))


def _pattern(each: Finding) -> re.Pattern[str]:
    if each.kind in {Kind.PERSON, Kind.CUSTOMER}:
        return _word(each.piece)
    return re.compile(re.escape(each.piece))


def _word(name: str) -> re.Pattern[str]:
    """The name as words of their own, whatever its case; references that begin with a key count as the key's."""
    return re.compile(rf"(?i)(?<!\w){re.escape(name)}(?:-\d+)?(?!\w)")


def _is_address(piece: str) -> bool:
    try:
        found = ipaddress.ip_address(piece)
    except ValueError:
        return False
    return any(map(str.isdigit, piece)) and not (found.is_loopback or found.is_unspecified)
