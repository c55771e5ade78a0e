"""Rotations as rows, turned into who is on call and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from accounts.models import Agent
from catalog.models import Desk
from oncall import rules
from oncall.models import Rotation


@dataclass(frozen=True)
class Watch:
    """A stretch [starts_at, ends_at) of a desk's rota; `agent` None is a gap in which the fallback is paged.

    `ends_at` None is a gap that nothing ends.
    """

    agent: Agent | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class DeskWatch:
    """What the on-call page says of one desk: who is on call, who is next, and when nobody will be."""

    desk: Desk
    now: Watch
    following: Watch | None
    watches: list[Watch]
    gaps: list[Watch]


def desk_watches(start: datetime, weeks: int) -> list[DeskWatch]:
    """Every desk by name with its rota of the `weeks` (at least 1) from `start`."""
    desks = Desk.objects.select_related("region", "rotation").order_by("name")
    return [_desk_watch(desk, start, weeks) for desk in desks.prefetch_related("rotation__members__agent__user")]


def on_call(desk: Desk, at: datetime) -> Agent | None:
    """Who is called for `desk` at `at`; None when it is nobody's turn or the agent may not log in any more."""
    rotation = _rotation(desk)
    if rotation is None:
        return None
    members = _members(rotation)
    index = rules.on_call_index(
        rotation.starts_on, rotation.handover_minute, rotation.days, len(members), desk.region.tz, at
    )
    return None if index is None else _reachable(members[index])


def rota(desk: Desk, start: datetime, weeks: int) -> list[Watch]:
    """Who is on call for `desk` in the `weeks` from `start`, without a hole: a gap is a watch without an agent.

    The first and the last watch reach beyond these weeks when their turns do.
    """
    end = start + timedelta(weeks=weeks)
    return list(_joined(_gapless(_watches(desk, start, end), start, end)))


def _desk_watch(desk: Desk, start: datetime, weeks: int) -> DeskWatch:
    watches = rota(desk, start, weeks)
    now, *later = watches
    return DeskWatch(
        desk=desk,
        now=now,
        following=later[0] if later else None,
        watches=watches,
        gaps=[watch for watch in watches if watch.agent is None],
    )


def _watches(desk: Desk, start: datetime, end: datetime) -> list[Watch]:
    rotation = _rotation(desk)
    if rotation is None:
        return []
    members = _members(rotation)
    turns = rules.shifts(
        rotation.starts_on, rotation.handover_minute, rotation.days, len(members), desk.region.tz, start, end
    )
    return [Watch(_reachable(members[turn.index]), turn.starts_at, turn.ends_at) for turn in turns]


def _gapless(watches: Iterable[Watch], start: datetime, end: datetime) -> Iterable[Watch]:
    """Name what nobody holds from `start` to `end`; watches that reach beyond stay whole."""
    reached: datetime | None = start
    for watch in watches:
        if reached and watch.starts_at > reached:
            yield Watch(None, reached, watch.starts_at)
        yield watch
        reached = watch.ends_at
    if reached and reached < end:
        yield Watch(None, reached, None)


def _joined(watches: Iterable[Watch]) -> Iterable[Watch]:
    """Make one watch of neighbours that the same agent, or nobody, holds."""
    for agent, run in groupby(watches, key=attrgetter("agent")):
        held = list(run)
        yield Watch(agent, held[0].starts_at, held[-1].ends_at)


def _rotation(desk: Desk) -> Rotation | None:
    return getattr(desk, "rotation", None)


def _members(rotation: Rotation) -> Sequence[Agent]:
    """The members in their order; sorted here so that what was prefetched is used."""
    return [member.agent for member in sorted(rotation.members.all(), key=lambda member: member.position)]


def _reachable(agent: Agent) -> Agent | None:
    return agent if agent.user.is_active else None
