"""Who is on call at an instant. Pure: shifts follow the wall clock of a zone, so a clock change never moves one.

Instants are counted in whole microseconds since 1970 UTC inside; see `entitlements.coverage.zones`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count, groupby, pairwise
from operator import itemgetter
from typing import Final

from entitlements.coverage.algebra import Pair, common, merged, without
from entitlements.coverage.instants import DAY, MINUTE, day_number, instant, micros
from entitlements.coverage.zones import Segment, first_reading, project, segments

EVERY_DAY: Final = frozenset(range(7))
DAY_MINUTES: Final = 1440
_MONDAY: Final = 3  # 1970-01-01 was a Thursday
_SPARE: Final = 3 * DAY
Piece = tuple[int, int, int | None]
"""First instant, end, and who; nobody when None."""
Away = Mapping[int, Sequence[Pair]]
"""When somebody is away, merged."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Members in turn for `days` each, counted from `starts_on`, handed over at a minute of the local day.

    It holds from `from_minute` to `to_minute` of the `weekdays` (Monday is 0); an end at or before its start runs into
    the next day. Outside these hours the layer below is asked.
    """

    starts_on: date
    members: tuple[int, ...]
    days: int = 7
    handover_minute: int = 9 * 60
    weekdays: frozenset[int] = EVERY_DAY
    from_minute: int = 0
    to_minute: int = DAY_MINUTES


@dataclass(frozen=True, slots=True)
class Override:
    """`agent` is on call from `starts_at` until `ends_at`, whatever the layers say."""

    agent: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch [starts_at, ends_at) of `agent`; of nobody when None.

    Of nobody where no layer is meant to hold it is no gap: then `is_planned` is False.
    """

    agent: int | None
    starts_at: datetime
    ends_at: datetime
    is_planned: bool = True

    @property
    def is_gap(self) -> bool:
        """Whether somebody should be on call and nobody is."""
        return self.agent is None and self.is_planned


@dataclass(frozen=True, slots=True)
class Rota:
    """A rotation as values: the highest layer last, the newest override last.

    `members` are those who can be called: whoever is not among them is passed over for the next layer below. So is
    who is away: `absences` are [start, end) by agent, without an end until further notice.
    """

    zone: str
    layers: tuple[Layer, ...]
    overrides: tuple[Override, ...]
    members: frozenset[int]
    absences: Mapping[int, tuple[tuple[datetime, datetime | None], ...]] = field(default_factory=dict)


def on_call(rota: Rota, at: datetime) -> int | None:
    """Who is called at `at`: an override before the layers, a higher layer before a lower one; None is nobody."""
    return _stretches(rota, micros(at), micros(at) + 1)[0][2]


def shifts(rota: Rota, start: datetime, end: datetime) -> list[Shift]:
    """Who is on call from `start` to `end`, clipped, in order; neighbours of one agent are one shift."""
    return [shift for shift in stretches(rota, start, end) if shift.agent is not None]


def gaps(rota: Rota, start: datetime, end: datetime) -> list[Shift]:
    """When somebody should be on call from `start` to `end` and nobody is, clipped, in order."""
    return [shift for shift in stretches(rota, start, end) if shift.is_gap]


def stretches(rota: Rota, start: datetime, end: datetime) -> list[Shift]:
    """Shifts, gaps and what nobody is meant to hold together: from `start` to `end` without a hole."""
    if start >= end:
        return []
    first, last = micros(start), micros(end)
    found = _stretches(rota, first, last)
    nobody = [(opens, closes) for opens, closes, agent in found if agent is None]
    meant = _planned(rota, first, last)
    pieces = [
        *((*piece, True) for piece in found if piece[2] is not None),
        *((opens, closes, None, True) for opens, closes in common(nobody, meant)),
        *((opens, closes, None, False) for opens, closes in without(nobody, meant)),
    ]
    pieces.sort(key=itemgetter(0))
    return [Shift(agent, instant(opens), instant(closes), planned) for opens, closes, agent, planned in pieces]


def reach(rota: Rota) -> timedelta:
    """How long a turn can last: who looks so far before and after an instant sees its shift whole."""
    return timedelta(days=1 + max((layer.days for layer in rota.layers), default=0))


def _stretches(rota: Rota, start: int, end: int) -> list[Piece]:
    parts = segments(rota.zone, start - _SPARE, end + _SPARE)
    sources = [[_override(each)] for each in reversed(rota.overrides) if each.agent in rota.members]
    sources += [_layer(layer, parts, rota.members, start, end) for layer in reversed(rota.layers)]
    away = {agent: _away(absences, end) for agent, absences in rota.absences.items()}
    laid = _laid([_present(_clipped(source, start, end), away) for source in sources], start, end)
    return [_joined(list(run)) for _, run in groupby(laid, key=lambda piece: piece[2])]


def _planned(rota: Rota, start: int, end: int) -> list[Pair]:
    """When any layer is meant to hold, whether it has begun or not; without a layer always."""
    if not rota.layers:
        return [(start, end)]
    parts = segments(rota.zone, start - _SPARE, end + _SPARE)
    return merged(pair for layer in rota.layers for pair in project(parts, _hours(layer, start, end)))


def _away(absences: Sequence[tuple[datetime, datetime | None]], end: int) -> list[Pair]:
    return merged((micros(starts_at), end if ends_at is None else micros(ends_at)) for starts_at, ends_at in absences)


def _present(pieces: Sequence[Piece], away: Away) -> list[Piece]:
    """The pieces without what their agent is away for."""
    return [
        (opens, closes, agent)
        for starts, ends, agent in pieces
        for opens, closes in without([(starts, ends)], away.get(agent or 0, ()))
    ]


def _override(override: Override) -> Piece:
    return micros(override.starts_at), micros(override.ends_at), override.agent


def _layer(layer: Layer, parts: Sequence[Segment], members: frozenset[int], start: int, end: int) -> list[Piece]:
    """What one layer says: its turns inside its hours, without those whose member cannot be called."""
    hours = project(parts, _hours(layer, start, end))
    return [
        (opens, closes, agent)
        for turn_starts, turn_ends, agent in _turns(layer, parts, start, end)
        if agent in members
        for opens, closes in common([(turn_starts, turn_ends)], _touching(hours, turn_starts, turn_ends))
    ]


def _touching(pairs: Sequence[Pair], start: int, end: int) -> Sequence[Pair]:
    """Those of a merged list that touch [start, end]: a layer has as many turns as it has hours."""
    return pairs[bisect_left(pairs, start, key=itemgetter(1)) : bisect_right(pairs, end, key=itemgetter(0))]


def _hours(layer: Layer, start: int, end: int) -> list[tuple[int, int]]:
    """The hours of the layer on the wall clock, in local microseconds, merged."""
    length = layer.to_minute - layer.from_minute
    lasts = (length if length > 0 else length + DAY_MINUTES) * MINUTE
    days = [day for day in range(start // DAY - 3, end // DAY + 4) if (day + _MONDAY) % 7 in layer.weekdays]
    return merged((opens, opens + lasts) for day in days for opens in [day * DAY + layer.from_minute * MINUTE])


def _turns(layer: Layer, parts: Sequence[Segment], start: int, end: int) -> Iterator[Piece]:
    """The turns that touch [start, end); a turn begins when the wall clock first reads its hand-over or later."""
    if not layer.members:
        return
    first = day_number(layer.starts_on)
    for turn in count(max(0, (start // DAY - 3 - first) // layer.days)):
        opens, closes = (
            first_reading(parts, (first + number * layer.days) * DAY + layer.handover_minute * MINUTE)
            for number in (turn, turn + 1)
        )
        if opens is None or opens >= end:
            return
        yield opens, end if closes is None else closes, layer.members[turn % len(layer.members)]


def _clipped(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    clipped = [(max(opens, start), min(closes, end), agent) for opens, closes, agent in pieces]
    return [piece for piece in clipped if piece[0] < piece[1]]


def _laid(sources: Sequence[Sequence[Piece]], start: int, end: int) -> Iterator[Piece]:
    """Lay the sources over each other, the first one on top; each is in order and without an overlap."""
    edges = sorted({start, end, *(edge for source in sources for piece in source for edge in (piece[0], piece[1]))})
    rest = [list(reversed(source)) for source in sources]
    for opens, closes in pairwise(edges):
        for source in rest:
            while source and source[-1][1] <= opens:
                source.pop()
        holding = (source[-1][2] for source in rest if source and source[-1][0] <= opens)
        yield opens, closes, next(holding, None)


def _joined(run: Sequence[Piece]) -> Piece:
    return run[0][0], run[-1][1], run[0][2]
