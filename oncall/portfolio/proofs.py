"""When it was last seen that a page reaches somebody: of a desk, and of each way of an agent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Subquery

from accounts.models import Agent
from catalog.models import Desk
from oncall import rules
from oncall.models import ChannelCode, Delivery, DrillPlan, Page


@dataclass(frozen=True)
class Proof:
    """When a desk was last proven, by a page or a drill that was acknowledged, and when the next drill comes."""

    desk: Desk
    proven_at: datetime | None
    plan: DrillPlan | None
    next_at: datetime | None
    is_late: bool
    drill: Page | None


def proofs(at: datetime, days: int) -> list[Proof]:
    """Every desk by name; `is_late` says that it was not proven in the last `days`."""
    taken = Page.objects.filter(desk=OuterRef("pk"), acknowledged_at__isnull=False).order_by("-acknowledged_at")
    last = Subquery(taken.values("acknowledged_at")[:1])
    desks = Desk.objects.select_related("region", "drill_plan").annotate(proven_at=last).order_by("name")
    drills = Page.objects.filter(kind=Page.Kind.DRILL, paged_at__gt=at - timedelta(days=days))
    newest = {page.desk_id: page for page in drills.select_related("agent__user").order_by("paged_at", "id")}
    return [_proof(desk, desk.proven_at, newest.get(desk.pk), at, days) for desk in desks]


def _proof(desk: Desk, proven_at: datetime | None, drill: Page | None, at: datetime, days: int) -> Proof:
    plan = getattr(desk, "drill_plan", None)
    return Proof(
        desk=desk,
        proven_at=proven_at,
        plan=plan,
        next_at=_next(plan, desk, at) if plan else None,
        is_late=proven_at is None or proven_at < at - timedelta(days=days),
        drill=drill,
    )


def _next(plan: DrillPlan, desk: Desk, at: datetime) -> datetime:
    """The first time of the plan after `at`: the last one in the week that follows; in eight days at a clock change."""
    zone = str(desk.region.zone)
    found = (rules.last_weekly(zone, plan.weekday, plan.minute, at + timedelta(days=days)) for days in (7, 8))
    return next(each for each in found if each > at)


def proven(agent: Agent) -> dict[str, datetime]:
    """When the link of each channel, by its name, was last used by `agent`."""
    used = Delivery.objects.filter(agent=agent, answered_at__isnull=False)
    labels = dict(ChannelCode.choices)
    return {str(labels[code]): last for code, last in used.values_list("channel").annotate(Max("answered_at"))}
