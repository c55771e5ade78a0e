"""Rotations as rows, turned into who is on call and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Prefetch, Q

from accounts.models import Absence, Agent
from accounts.querysets import AgentQuerySet
from catalog.models import Desk
from oncall import rules
from oncall.models import Layer, Override, Rotation, RotationMember
from oncall.querysets import RotationQuerySet

Tier = Rotation.Tier
FAR: Final = 52
"""How many weeks ahead gaps are looked for."""
OVERRIDES_KEPT: Final = timedelta(weeks=10)
"""How long after its end an override still says who was on call, where rotas are drawn."""


@dataclass(frozen=True)
class Watch:
    """A stretch [starts_at, ends_at) of a rota; without an agent it is a gap, in which the fallback is paged.

    It is none where no layer is meant to hold: then `is_planned` is False. `ends_at` None is a stretch that nothing
    ends as far as is looked.
    """

    agent: Agent | None
    starts_at: datetime
    ends_at: datetime | None
    is_planned: bool = True

    @property
    def is_gap(self) -> bool:
        """Whether somebody should be on call and nobody is."""
        return self.agent is None and self.is_planned


@dataclass(frozen=True)
class DeskWatch:
    """What the on-call page says of a rotation of a desk: who is on call, who is next, and when nobody will be.

    `gaps` are those of 52 weeks; `watches` end sooner.
    """

    desk: Desk
    rotation: Rotation | None
    now: Watch
    following: Watch | None
    watches: list[Watch]
    gaps: list[Watch]

    @property
    def is_second(self) -> bool:
        """Whether it is called only when the primary one does not answer."""
        return self.rotation is not None and self.rotation.tier == Tier.SECONDARY

    @property
    def gap_seconds(self) -> int | None:
        """How long nobody will be on call in 52 weeks; None when nothing ends a gap."""
        if any(gap.ends_at is None for gap in self.gaps):
            return None
        return sum(int((gap.ends_at - gap.starts_at).total_seconds()) for gap in self.gaps if gap.ends_at)


def in_full(rotations: RotationQuerySet, at: datetime) -> RotationQuerySet:
    """The rotations with all that says who is on call around and after `at`, by desk, the primary one first."""
    away = Prefetch("agent__absences", Absence.objects.not_over(at - OVERRIDES_KEPT))
    members = RotationMember.objects.select_related("agent__user").prefetch_related(away).order_by("position")
    overrides = Override.objects.in_force().not_over(at - OVERRIDES_KEPT).select_related("agent__user")
    overrides = overrides.prefetch_related(away)
    parts = (Prefetch("layers__members", members), Prefetch("overrides", overrides))
    return rotations.select_related("desk__region").prefetch_related(*parts).order_by("desk__name", "tier")


def desk_watches(start: datetime, weeks: int) -> list[DeskWatch]:
    """Every rotation by desk with its rota of the `weeks` (at least 1) from `start`; a desk without one is a gap."""
    rotations = Prefetch("rotations", in_full(Rotation.objects.all(), start))
    desks = Desk.objects.select_related("region").prefetch_related(rotations).order_by("name")
    return [_desk_watch(desk, each, start, weeks) for desk in desks for each in desk.rotations.all() or (None,)]


def on_call(desk: Desk, at: datetime, tier: str = Tier.PRIMARY) -> Agent | None:
    """Who is called for `desk` at `at`; None when it is nobody's turn or nobody of that turn may log in any more."""
    rotation = in_full(Rotation.objects.filter(desk=desk, tier=tier), at).first()
    if rotation is None:
        return None
    found = rules.on_call(as_values(rotation), at)
    return None if found is None else _agents(rotation)[found]


def holds(rotation: Rotation, agent: Agent, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether `agent` is on call in all of [starts_at, ends_at)."""
    found = rules.stretches(as_values(rotation), starts_at, ends_at)
    return bool(found) and all(shift.agent == agent.pk for shift in found)


def holders(rotation: Rotation, starts_at: datetime, ends_at: datetime) -> list[Agent]:
    """Whoever is on call in a part of [starts_at, ends_at), each once."""
    agents, found = _agents(rotation), rules.shifts(as_values(rotation), starts_at, ends_at)
    return [agents[pk] for pk in dict.fromkeys(shift.agent for shift in found) if pk is not None]


def rota(rotation: Rotation | None, start: datetime, weeks: int) -> list[Watch]:
    """Who is on call in the `weeks` from `start`, without a hole: a gap is a watch without an agent.

    The first and the last watch reach beyond these weeks when their turns do.
    """
    if rotation is None:
        return [Watch(None, start, None)]
    end, values, agents = start + timedelta(weeks=weeks), as_values(rotation), _agents(rotation)
    first, last = start - rules.reach(values), end + rules.reach(values)
    return [
        Watch(
            agents[shift.agent] if shift.agent is not None else None,
            shift.starts_at if shift.agent is not None else max(shift.starts_at, start),
            None if shift.ends_at == last else shift.ends_at,
            shift.is_planned,
        )
        for shift in rules.stretches(values, first, last)
        if shift.ends_at > start and shift.starts_at < end
    ]


@dataclass(frozen=True)
class OwnShift:
    """A shift of an agent: which rotation, from when until when."""

    rotation: Rotation
    watch: Watch


def shifts_of(agent: Agent, start: datetime, weeks: int) -> list[OwnShift]:
    """The shifts of `agent` in any rotation in the `weeks` from `start`, the first one first."""
    named = Q(layers__members__agent=agent) | Q(overrides__agent=agent)
    rotations = in_full(Rotation.objects.filter(named).distinct(), start)
    found = [OwnShift(each, watch) for each in rotations for watch in rota(each, start, weeks) if watch.agent == agent]
    return sorted(found, key=lambda shift: shift.watch.starts_at)


def colleagues(rotation: Rotation) -> AgentQuerySet:
    """Who may be put on call: the agents that work at the rotation's desk, by name."""
    agents = Agent.objects.current().filter(memberships__desk=rotation.desk_id).select_related("user")
    return agents.order_by("user__name", "id")


def as_values(rotation: Rotation) -> rules.Rota:
    """A rotation of `in_full` as the rule takes it."""
    layers = sorted(rotation.layers.all(), key=lambda layer: layer.position)
    agents = _agents(rotation)
    return rules.Rota(
        zone=str(rotation.desk.region.zone),
        layers=tuple(_layer(layer) for layer in layers),
        overrides=tuple(
            rules.Override(each.agent_id, each.starts_at, each.ends_at) for each in rotation.overrides.all()
        ),
        members=frozenset(pk for pk, agent in agents.items() if agent.user.is_active),
        absences={pk: _away(agent) for pk, agent in agents.items()},
    )


def _away(agent: Agent) -> tuple[tuple[datetime, datetime | None], ...]:
    return tuple((absence.starts_at, absence.ends_at) for absence in agent.absences.all())


def _layer(layer: Layer) -> rules.Layer:
    return rules.Layer(
        starts_on=layer.starts_on,
        members=tuple(member.agent_id for member in layer.members.all()),
        days=layer.days,
        handover_minute=layer.handover_minute,
        weekdays=frozenset(map(int, layer.weekdays)),
        from_minute=layer.from_minute,
        to_minute=layer.to_minute,
    )


def _agents(rotation: Rotation) -> dict[int, Agent]:
    """Everybody whom the rotation may name, by number."""
    members = [member.agent for layer in rotation.layers.all() for member in layer.members.all()]
    return {agent.pk: agent for agent in (*members, *(each.agent for each in rotation.overrides.all()))}


def _desk_watch(desk: Desk, rotation: Rotation | None, start: datetime, weeks: int) -> DeskWatch:
    year: Sequence[Watch] = rota(rotation, start, FAR)
    watches = [watch for watch in year if watch.starts_at < start + timedelta(weeks=weeks)]
    return DeskWatch(
        desk=desk,
        rotation=rotation,
        now=watches[0],
        following=year[1] if len(year) > 1 else None,
        watches=watches,
        gaps=[watch for watch in year if watch.is_gap],
    )
