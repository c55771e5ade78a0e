"""Rotations as rows, turned into who is on call and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Agent
from catalog.models import Desk
from oncall import rules
from oncall.models import Rotation


@dataclass(frozen=True)
class Watch:
    """A stretch [starts_at, ends_at) of a desk's rota; `agent` None is a gap in which the fallback is paged."""

    agent: Agent | None
    starts_at: datetime
    ends_at: datetime


def desks_with_rotations() -> list[Desk]:
    """Every desk by name, with its rotation, members and their people, in two statements."""
    rows = Desk.objects.select_related("region", "rotation")
    return list(rows.prefetch_related("rotation__members__agent__user").order_by("name"))


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
    """Who is on call for `desk` in the `weeks` from `start`, without a hole: a gap is a watch without an agent."""
    return list(_gapless(_watches(desk, start, start + timedelta(weeks=weeks)), start, start + timedelta(weeks=weeks)))


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
    """Cut `watches` to [start, end) and name what nobody holds."""
    reached = start
    for watch in watches:
        if watch.starts_at > reached:
            yield Watch(None, reached, watch.starts_at)
        yield Watch(watch.agent, max(watch.starts_at, start), min(watch.ends_at, end))
        reached = min(watch.ends_at, end)
    if reached < end:
        yield Watch(None, reached, end)


def _rotation(desk: Desk) -> Rotation | None:
    return getattr(desk, "rotation", None)


def _members(rotation: Rotation) -> Sequence[Agent]:
    """The members in their order; sorted here so that what was prefetched is used."""
    return [member.agent for member in sorted(rotation.members.all(), key=lambda member: member.position)]


def _reachable(agent: Agent) -> Agent | None:
    return agent if agent.user.is_active else None
