"""Whose time can be given away: neither away, nor kept for something else, nor on call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Absence, Agent
from catalog.models import Desk
from entitlements.coverage import Span
from oncall import rules
from oncall.models import Reservation, ReservedQuarter, Rotation
from oncall.portfolio.rotas import Tier, as_values, in_full


@dataclass(frozen=True)
class Capacity:
    """The agents of a desk by name, and when each of them cannot be kept, read once for a stretch of time.

    `taken` holds the reserved quarters of an hour by agent, `busy` when one is away or first on call; without an end
    it is until further notice.
    """

    agents: tuple[Agent, ...]
    taken: Mapping[int, frozenset[int]]
    busy: Mapping[int, tuple[tuple[datetime, datetime | None], ...]]

    def free(self, span: Span) -> list[Agent]:
        """Who can be kept for all of `span`, which lies in the stretch."""
        numbers = rules.quarters(span.starts_at, span.ends_at)
        return [agent for agent in self.agents if self._is_free(agent.pk, span, numbers)]

    def _is_free(self, agent: int, span: Span, numbers: range) -> bool:
        if not self.taken.get(agent, frozenset()).isdisjoint(numbers):
            return False
        return not _meets(agent, span, [(agent, start, end) for start, end in self.busy.get(agent, ())])


def capacity(desk: Desk, span: Span, *, besides: Reservation | None = None) -> Capacity:
    """Who can be kept when in all of `span`, as if what is kept `besides` were given back.

    Whoever is first on call at an instant is not free then: a call would find that one at work elsewhere.
    """
    agents = Agent.objects.current().filter(memberships__desk=desk).select_related("user").order_by("user__name", "id")
    listed = tuple(agents)
    busy: dict[int, list[tuple[datetime, datetime | None]]] = {agent.pk: [] for agent in listed}
    for agent, starts_at, ends_at in [*_away(span).values_list("agent", "starts_at", "ends_at"), *_on_call(desk, span)]:
        busy.setdefault(agent, []).append((starts_at, ends_at))
    return Capacity(listed, _taken(span, besides), {agent: tuple(spans) for agent, spans in busy.items()})


def free_engineers(desk: Desk, span: Span) -> list[Agent]:
    """The agents of `desk` who can be kept for all of `span`, by name."""
    return capacity(desk, span).free(span)


def hindrances(desk: Desk, kept: Sequence[Reservation]) -> dict[int, str]:
    """Why the agent of each reservation, fetched with its user, can keep its time no longer; nothing of those who can.

    "left" may not log in any more, "elsewhere" works at another desk now, "away" is away then, "on_call" is first on
    call then.
    """
    if not kept:
        return {}
    whole = Span(min(each.starts_at for each in kept), max(each.ends_at for each in kept))
    here = set(Agent.objects.filter(memberships__desk=desk).values_list("pk", flat=True))
    away = list(_away(whole).values_list("agent", "starts_at", "ends_at"))
    on_call = _on_call(desk, whole)
    found = {}
    for each in kept:
        span = Span(each.starts_at, each.ends_at)
        reasons = {
            "left": not each.agent.user.is_active,
            "elsewhere": each.agent_id not in here,
            "away": _meets(each.agent_id, span, away),
            "on_call": _meets(each.agent_id, span, on_call),
        }
        code = next((code for code, holds in reasons.items() if holds), None)
        if code:
            found[each.pk] = code
    return found


def _meets(agent: int, span: Span, busy: Sequence[tuple[int, datetime, datetime | None]]) -> bool:
    return any(
        who == agent and start < span.ends_at and (end is None or end > span.starts_at) for who, start, end in busy
    )


def is_away(agent: Agent, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether `agent` is away in a part of [starts_at, ends_at)."""
    return _away(Span(starts_at, ends_at)).filter(agent=agent).exists()


def _away(span: Span) -> QuerySet[Absence]:
    return Absence.objects.filter(Q(ends_at=None) | Q(ends_at__gt=span.starts_at), starts_at__lt=span.ends_at)


def _taken(span: Span, besides: Reservation | None) -> dict[int, frozenset[int]]:
    numbers = rules.quarters(span.starts_at, span.ends_at)
    rows = ReservedQuarter.objects.filter(number__gte=numbers.start, number__lt=numbers.stop)
    others = rows.exclude(reservation=besides) if besides else rows
    taken: dict[int, set[int]] = {}
    for agent, number in others.values_list("agent", "number"):
        taken.setdefault(agent, set()).add(number)
    return {agent: frozenset(kept) for agent, kept in taken.items()}


def _on_call(desk: Desk, span: Span) -> list[tuple[int, datetime, datetime | None]]:
    rotation = in_full(Rotation.objects.filter(desk=desk, tier=Tier.PRIMARY), span.starts_at).first()
    if rotation is None:
        return []
    shifts = rules.shifts(as_values(rotation), span.starts_at, span.ends_at)
    return [(shift.agent, shift.starts_at, shift.ends_at) for shift in shifts if shift.agent is not None]
