"""Whose time can be given away: neither away, nor kept for something else, nor on call."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Absence, Agent
from catalog.models import Desk
from entitlements.coverage import Span
from oncall.models import ReservedQuarter, Rotation
from oncall.portfolio.rotas import Tier, holders, in_full
from oncall.rules import quarters


def free_engineers(desk: Desk, span: Span) -> list[Agent]:
    """The agents of `desk` who can be kept for all of `span`, by name.

    Whoever is first on call in a part of it is not among them: a call would find that one at work elsewhere.
    """
    numbers = quarters(span.starts_at, span.ends_at)
    taken = ReservedQuarter.objects.filter(number__gte=numbers.start, number__lt=numbers.stop)
    agents = Agent.objects.current().filter(memberships__desk=desk).select_related("user")
    free = agents.exclude(pk__in=taken.values("agent")).exclude(pk__in=_away(span.starts_at, span.ends_at))
    on_call = {agent.pk for agent in _on_call(desk, span)}
    return [agent for agent in free.order_by("user__name", "id") if agent.pk not in on_call]


def is_away(agent: Agent, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether `agent` is away in a part of [starts_at, ends_at)."""
    return agent.pk in set(_away(starts_at, ends_at).filter(agent=agent))


def _away(starts_at: datetime, ends_at: datetime) -> QuerySet[Absence, int]:
    lasting = Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=starts_at), starts_at__lt=ends_at)
    return lasting.values_list("agent", flat=True)


def _on_call(desk: Desk, span: Span) -> list[Agent]:
    rotation = in_full(Rotation.objects.filter(desk=desk, tier=Tier.PRIMARY), span.starts_at).first()
    return [] if rotation is None else holders(rotation, span.starts_at, span.ends_at)
