"""Pure rules of time units (R11): what time costs, which units go first, and when they expire.

The ledger is double entry: each move takes units out of one bucket and puts them into another, so that all buckets of
an account always sum to zero.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Bucket(StrEnum):
    """Where time units are. What was bought comes out of `VENDOR`, which goes below zero by it."""

    VENDOR = "vendor"
    AVAILABLE = "available"
    HELD = "held"
    CONSUMED = "consumed"
    EXPIRED = "expired"


class Move(StrEnum):
    """Why units go from one bucket into another."""

    PURCHASED = "purchased"
    HELD = "held"
    CONSUMED = "consumed"
    CORRECTED = "corrected"
    RELEASED = "released"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    REVERSED = "reversed"


MOVES: Mapping[Move, tuple[Bucket, Bucket]] = {
    Move.PURCHASED: (Bucket.VENDOR, Bucket.AVAILABLE),
    Move.HELD: (Bucket.AVAILABLE, Bucket.HELD),
    Move.CONSUMED: (Bucket.HELD, Bucket.CONSUMED),
    Move.CORRECTED: (Bucket.CONSUMED, Bucket.HELD),
    Move.RELEASED: (Bucket.HELD, Bucket.AVAILABLE),
    Move.EXPIRED: (Bucket.AVAILABLE, Bucket.EXPIRED),
    Move.REFUNDED: (Bucket.CONSUMED, Bucket.AVAILABLE),
    Move.REVERSED: (Bucket.AVAILABLE, Bucket.VENDOR),
}
"""From where, and into what."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Units that were bought together; `left` of them are available. None never expires."""

    key: int
    left: int
    expires_at: datetime | None


def units_for(minutes: int, *, unit_minutes: int, minimum: int = 0) -> int:
    """What `minutes` of one incident cost: rounded up once for the whole incident, and at least `minimum`."""
    return max(minimum, -(-minutes // unit_minutes))


def oldest_first(lots: Iterable[Lot], units: int, *, at: datetime) -> list[tuple[int, int]]:
    """From which lots `units` are taken, those that expire first before the others: (key, how many) each.

    Lots that expired by `at` give nothing. Fewer than `units` come back when there are not so many.
    """
    taken: list[tuple[int, int]] = []
    for lot in _by_expiry([lot for lot in lots if lot.expires_at is None or lot.expires_at > at]):
        share = min(lot.left, units - sum(count for _key, count in taken))
        if share > 0:
            taken.append((lot.key, share))
    return taken


def _by_expiry(lots: Sequence[Lot]) -> Sequence[Lot]:
    endless = [lot for lot in lots if lot.expires_at is None]
    ending = [(lot.expires_at, lot.key, lot) for lot in lots if lot.expires_at is not None]
    return [*(lot for *_order, lot in sorted(ending)), *sorted(endless, key=lambda lot: lot.key)]


def expiry(bought_at: datetime, months: int) -> datetime | None:
    """The instant `months` months after a purchase, on the first of the next month where that day does not exist.

    None, which is never, for 0 months.
    """
    if months == 0:
        return None
    years, month = divmod(bought_at.month - 1 + months, 12)
    year = bought_at.year + years
    try:
        return bought_at.replace(year=year, month=month + 1)
    except ValueError:
        return datetime.combine(date(year, month + 2, 1), bought_at.timetz())


def balances(moves: Iterable[tuple[Move, int]]) -> dict[Bucket, int]:
    """What the buckets of an account hold after all of its moves; the proof compares it with what is stored."""
    held: Counter[Bucket] = Counter()
    for move, units in moves:
        source, target = MOVES[move]
        held[source] -= units
        held[target] += units
    return {bucket: held[bucket] for bucket in Bucket}
