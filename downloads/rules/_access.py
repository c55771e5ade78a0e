"""Who gets what of a release (R13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from downloads.rules._steps import State


class Access(Enum):
    """What somebody gets of a release: its files, its title with the reason, or nothing at all."""

    FILES = "files"
    TITLE = "title"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [starts_at, ends_at) in which Gold is in force for a product; `holder` is whose it is."""

    starts_at: datetime
    ends_at: datetime
    holder: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: whether it works for the vendor, the products of its licenses, and Gold of each by product."""

    is_agent: bool = False
    licensed: frozenset[int] = frozenset()
    gold: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides of a release: its product, where it stands, when it was published, whether all may know of it."""

    product: int
    state: str
    published_at: datetime | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """Why no files: `withdrawn`, `lapsed` and `not_begun` (with the end or start of Gold), `no_gold`, `unlicensed`."""

    code: str
    at: datetime | None = None


def access(release: Facts, reader: Reader, at: datetime) -> Access:
    """What `reader` gets of `release` at `at`.

    Agents get all. Whoever holds a license of the product, or may know of the release as everybody may, gets the
    title; the files come with Gold. What Gold has opened once stays open when it ends.
    """
    if reader.is_agent:
        return Access.FILES
    if release.state not in {State.PUBLISHED, State.WITHDRAWN}:
        return Access.NOTHING
    if not (release.is_public or release.product in reader.licensed):
        return Access.NOTHING
    return Access.TITLE if why_closed(release, reader, at) else Access.FILES


def why_closed(release: Facts, reader: Reader, at: datetime) -> Closed | None:
    """Why `reader` does not get the files of a published release at `at`; None when it does."""
    if reader.is_agent:
        return None
    if release.state == State.WITHDRAWN:
        return Closed("withdrawn")
    if release.product not in reader.licensed:
        return Closed("unlicensed")
    if opening(release, reader, at):
        return None
    spans = reader.gold.get(release.product, ())
    begun = [span for span in spans if span.starts_at <= at]
    if begun:
        return Closed("lapsed", max(span.ends_at for span in begun))
    return Closed("not_begun", min(span.starts_at for span in spans)) if spans else Closed("no_gold")


def opening(release: Facts, reader: Reader, at: datetime) -> Span | None:
    """The stretch of Gold that opens the release at `at`: one that has begun, and ends after its publication."""
    if release.published_at is None or release.published_at > at:
        return None
    spans = reader.gold.get(release.product, ())
    opens = [span for span in spans if span.starts_at <= at and release.published_at < span.ends_at]
    return min(opens, key=lambda span: (span.starts_at, span.holder), default=None)
