"""Putting an agent on call by decision, whatever the layers say."""

from datetime import datetime

from django.db import transaction

from accounts.models import Agent
from common.refusal import Unable
from oncall import portfolio
from oncall.models import Override, Rotation
from oncall.permissions import decides
from oncall.services.telling import told


class UnableToOverride(Unable):
    """Codes: "not-yours", "not-a-colleague", "away", "ends-before-it-starts", "over", "ended", "stands"."""


@transaction.atomic
def set_override(
    *,
    rotation: Rotation,
    agent: Agent,
    starts_at: datetime,
    ends_at: datetime,
    actor: Agent,
    at: datetime,
    reason: str = "",
) -> Override:
    """Put `agent` on call from `starts_at` until `ends_at`; it and those whose place it takes are mailed.

    Raises:
        UnableToOverride: if `actor` does not lead the desk and is no duty manager, `agent` does not work at the
            desk, is away then or is put on call for a part of it already, or the time is over or ends before it starts.
    """
    if not decides(actor.user, rotation):
        raise UnableToOverride("not-yours")
    check_stretch(UnableToOverride, starts_at, ends_at, at)
    if not portfolio.colleagues(rotation).filter(pk=agent.pk).exists():
        raise UnableToOverride("not-a-colleague")
    if portfolio.is_away(agent, starts_at, ends_at):
        raise UnableToOverride("away")
    Rotation.objects.select_for_update().get(pk=rotation.pk)  # two overrides at once wait for each other
    newest = Override.objects.filter(rotation=rotation).in_force().between(starts_at, ends_at).last()
    if newest is not None and newest.agent_id == agent.pk:
        raise UnableToOverride("stands")
    displaced = holders(rotation, starts_at, ends_at, at)
    made = put(rotation, agent, starts_at, ends_at, reason=reason[:200], actor=actor, at=at)
    told(act="override_set", change=made, actor=actor, readers=[agent, *displaced], at=at)
    return made


def put(
    rotation: Rotation,
    agent: Agent,
    starts_at: datetime,
    ends_at: datetime,
    *,
    reason: str,
    actor: Agent,
    at: datetime,
) -> Override:
    """Store an override in the caller's transaction; an older one of the same agent and time ends with it."""
    same = Override.objects.filter(rotation=rotation, agent=agent, starts_at=starts_at, ends_at=ends_at, ended_at=None)
    same.update(ended_at=at, ended_by=actor)
    return Override.objects.create(
        rotation=rotation,
        agent=agent,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        made_at=at,
        made_by=actor,
    )


@transaction.atomic
def end_override(*, override: Override, actor: Agent, at: datetime) -> None:
    """Take an override back: the layers count again; whoever was put on call and whoever is again are mailed.

    Raises:
        UnableToOverride: if `actor` may not, it was taken back already, or its time is over.
    """
    if not decides(actor.user, override.rotation):
        raise UnableToOverride("not-yours")
    if override.ends_at <= at:
        raise UnableToOverride("over")
    open_ones = Override.objects.filter(pk=override.pk, ended_at=None)
    if open_ones.update(ended_at=at, ended_by=actor) != 1:
        raise UnableToOverride("ended")
    again = holders(override.rotation, override.starts_at, override.ends_at, at)
    told(act="override_ended", change=override, actor=actor, readers=[override.agent, *again], at=at)


def check_stretch(refusal: type[Unable], starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Refuse what ends before it starts, or is over at `at`."""
    if ends_at <= starts_at:
        raise refusal("ends-before-it-starts")
    if ends_at <= at:
        raise refusal("over")


def holders(rotation: Rotation, starts_at: datetime, ends_at: datetime, at: datetime) -> list[Agent]:
    """Whoever is on call in a part of [starts_at, ends_at) as the rotation stands now."""
    full = portfolio.in_full(Rotation.objects.filter(pk=rotation.pk), at).get()
    return portfolio.holders(full, starts_at, ends_at)
