"""The kinds of notices: whom each is for, which way it goes unless its reader chose another, and what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Side(StrEnum):
    """Who is told: the two have pages and defaults of their own."""

    CUSTOMER = "customer"
    AGENT = "agent"


class Mail(StrEnum):
    """When a notice goes out by mail."""

    NOW = "now"
    DIGEST = "digest"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which ways a kind of notice takes to one person: into the inbox, and by mail."""

    inbox: bool
    mail: Mail


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice, as data.

    `sides` holds the default of each side that gets it. `may_digest` and `may_silence` limit what a person chooses.
    An urgent kind goes out in quiet hours; a direct one, that asks its reader to act, goes through a mute.
    """

    code: str
    sides: Mapping[Side, Wish]
    may_digest: bool = True
    may_silence: bool = True
    is_urgent: bool = False
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """What becomes of one notice: whether the inbox shows it, and when it goes out by mail."""

    inbox: bool
    mail: Mail


BOTH = Wish(inbox=True, mail=Mail.NOW)
MAIL_ONLY = Wish(inbox=False, mail=Mail.NOW)
INBOX_ONLY = Wish(inbox=True, mail=Mail.OFF)
CUSTOMERS = MappingProxyType({Side.CUSTOMER: BOTH})
AGENTS = MappingProxyType({Side.AGENT: BOTH})
EVERYBODY = MappingProxyType({Side.CUSTOMER: BOTH, Side.AGENT: BOTH})
ALWAYS = MappingProxyType({Side.CUSTOMER: MAIL_ONLY, Side.AGENT: MAIL_ONLY})

_ALL = (
    Kind("filed", {Side.CUSTOMER: MAIL_ONLY}, may_digest=False),
    Kind("reply", EVERYBODY),
    Kind("asked", CUSTOMERS, may_digest=False, is_direct=True),
    Kind("progress", CUSTOMERS),
    Kind("resolved", CUSTOMERS),
    Kind("assigned", AGENTS, may_digest=False, is_direct=True),
    Kind("desk", AGENTS),
    Kind("note", AGENTS),
    Kind("mention", EVERYBODY, is_direct=True),
    Kind("following", EVERYBODY),
    Kind("promise", AGENTS, may_digest=False, is_direct=True),
    Kind("rating", AGENTS),
    Kind("answer", EVERYBODY),
    Kind("article", EVERYBODY),
    Kind("release", EVERYBODY),
    Kind("ending", CUSTOMERS),
    Kind("units", EVERYBODY),
    Kind("contract", EVERYBODY),
    Kind("emergency", EVERYBODY, may_digest=False, may_silence=False, is_urgent=True, is_direct=True),
    Kind("window", EVERYBODY, may_digest=False, is_direct=True),
    Kind("announcement", {Side.CUSTOMER: BOTH, Side.AGENT: INBOX_ONLY}),
    Kind("membership", CUSTOMERS, may_digest=False, is_direct=True),
    Kind("shift", AGENTS, may_digest=False, may_silence=False, is_urgent=True, is_direct=True),
    Kind("debt", AGENTS, may_digest=False, is_direct=True),
    Kind("page", AGENTS, may_digest=False, may_silence=False, is_urgent=True, is_direct=True),
    Kind("security", ALWAYS, may_digest=False, may_silence=False, is_urgent=True, is_direct=True),
)
KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in _ALL})
"""Every kind by its code, in the order of the page."""


def kinds_of(*sides: Side) -> tuple[Kind, ...]:
    """The kinds that somebody on these sides is told."""
    return tuple(kind for kind in KINDS.values() if any(side in kind.sides for side in sides))


def default_wish(kind: Kind, side: Side) -> Wish:
    """What somebody on that side gets who chose nothing; who is told a kind of the other side gets its default."""
    return kind.sides.get(side) or next(iter(kind.sides.values()))


def way_of(kind: Kind, wish: Wish, *, is_muted: bool) -> Way:
    """What becomes of a notice of that kind to a person with that wish, who muted its thing or not.

    A kind that may not be silenced, or not be put into the digest, goes out at once whatever was chosen.
    """
    if is_muted and not kind.is_direct and kind.may_silence:
        return Way(inbox=False, mail=Mail.OFF)
    if (wish.mail is Mail.OFF and not kind.may_silence) or (wish.mail is Mail.DIGEST and not kind.may_digest):
        return Way(inbox=wish.inbox, mail=Mail.NOW)
    return Way(inbox=wish.inbox, mail=wish.mail)
