"""When an agent works: its weekly hours and its absences, kept by itself or by a lead of its desk."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import Absence, Agent, User, WorkingHours
from accounts.permissions import plans_for
from catalog.rules import Hours, overlapping_hours
from common.refusal import Unable
from outbox import services as outbox

CHANGED = "agent.changed"
"""The topic, with the agent's key: it is away, is back, or may or may not log in. `code` says which."""


class UnableToPlan(Unable):
    """Codes: "not-your-agent", "hours-overlap", "over-midnight", "ends-before-it-starts", "away-already"."""


def set_working_hours(*, agent: Agent, week: Collection[Hours], actor: User) -> None:
    """Replace the weekly hours of an agent; none at all means those of its desk's region.

    Raises:
        UnableToPlan: if `actor` is neither the agent nor a lead of its desk, or the hours overlap or run over
            midnight.
    """
    _check_actor(agent, actor)
    if any(each.closes <= each.opens for each in week):
        raise UnableToPlan("over-midnight")
    if overlapping_hours(week):
        raise UnableToPlan("hours-overlap")
    rows = [
        WorkingHours(agent=agent, weekday=each.weekday, starts_minute=each.opens, ends_minute=each.closes)
        for each in week
    ]
    with transaction.atomic():
        Agent.objects.select_for_update().get(pk=agent.pk)
        agent.working_hours.all().delete()
        WorkingHours.objects.bulk_create(rows)


@transaction.atomic
def plan_absence(
    *, agent: Agent, starts_at: datetime, ends_at: datetime | None, actor: User, at: datetime, note: str = ""
) -> Absence:
    """Let an agent be away from `starts_at` until `ends_at`, or until further notice; a shorter one from then on ends.

    Raises:
        UnableToPlan: if `actor` is neither the agent nor a lead of its desk, it ends before it starts, or the
            agent is away for all of it already.
    """
    _check_actor(agent, actor)
    if ends_at is not None and ends_at <= starts_at:
        raise UnableToPlan("ends-before-it-starts")
    Agent.objects.select_for_update().get(pk=agent.pk)
    if agent.absences.around(starts_at, ends_at).exists():
        raise UnableToPlan("away-already", (str(agent),))
    agent.absences.filter(starts_at=starts_at).delete()
    outbox.publish(CHANGED, str(agent.pk), at=at, payload={"code": "absence_planned"})
    return Absence.objects.create(agent=agent, starts_at=starts_at, ends_at=ends_at, note=note[:120])


def go_away(*, agent: Agent, until: datetime | None, actor: User, at: datetime, note: str = "") -> Absence:
    """Let an agent be away from now; an absence that lasts already is replaced.

    Raises:
        UnableToPlan: see `plan_absence`.
    """
    with transaction.atomic():
        come_back(agent=agent, actor=actor, at=at)
        return plan_absence(agent=agent, starts_at=at, ends_at=until, actor=actor, at=at, note=note)


def come_back(*, agent: Agent, actor: User, at: datetime) -> None:
    """End what keeps an agent away now; what is planned ahead stays.

    Raises:
        UnableToPlan: if `actor` is neither the agent nor a lead of its desk.
    """
    _check_actor(agent, actor)
    with transaction.atomic():
        lasting = Absence.objects.at(at).filter(agent=agent)
        if lasting.exists():
            outbox.publish(CHANGED, str(agent.pk), at=at, payload={"code": "absence_ended"})
        lasting.filter(starts_at=at).delete()
        lasting.filter(starts_at__lt=at).update(ends_at=at)


@transaction.atomic
def cancel_absence(*, absence: Absence, actor: User, at: datetime) -> None:
    """Take back an absence that is planned ahead.

    Raises:
        UnableToPlan: if `actor` is neither the agent nor a lead of its desk.
    """
    _check_actor(absence.agent, actor)
    outbox.publish(CHANGED, str(absence.agent_id), at=at, payload={"code": "absence_ended"})
    absence.delete()


def _check_actor(agent: Agent, actor: User) -> None:
    if not plans_for(actor, agent):
        raise UnableToPlan("not-your-agent", (str(agent),))
