"""The alarm of new coverage debt: an event for each customer and desk, and one mail to each who can mend it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.urls import reverse

from accounts.models import Agent
from entitlements.coverage import Span
from notifications.services import News, notify
from oncall import rules
from oncall.models import DebtEvent
from oncall.permissions import DUTY_MANAGER
from oncall.portfolio import Owed

MAIL: Final = "oncall/mail/debt"
Arisen = Sequence[tuple[Owed, list[Span]]]
"""What is owed now, and what of it is new."""


def sound(arisen: Arisen, *, cause: dict[str, str], at: datetime) -> None:
    """Record the new debt, and mail it to the leads of its desks and to the duty managers."""
    events = [_record(owed, spans, cause, at) for owed, spans in arisen]
    if not events:
        return
    for agent in _menders([owed.desk.pk for owed, _ in arisen if owed.desk]):
        theirs = [(owed, spans) for owed, spans in arisen if _answers_for(agent, owed)]
        notify(reader=agent.user, news=_news(events[0], theirs, cause), at=at)


def _record(owed: Owed, spans: list[Span], cause: dict[str, str], at: datetime) -> DebtEvent:
    data = {
        "cause": cause,
        "seconds": rules.seconds(spans),
        "starts_at": spans[0].starts_at.isoformat(),
        "ends_at": spans[-1].ends_at.isoformat(),
    }
    return DebtEvent.objects.create(
        organization=owed.organization, desk=owed.desk, at=at, code="debt_arisen", data=data
    )


def _menders(desks: Sequence[int]) -> list[Agent]:
    leads = Q(memberships__desk__in=desks, memberships__is_lead=True)
    found = Agent.objects.current().filter(leads | Q(user__groups__name=DUTY_MANAGER)).distinct()
    return list(found.select_related("user").prefetch_related("memberships", "user__groups").order_by("id"))


def _answers_for(agent: Agent, owed: Owed) -> bool:
    if any(group.name == DUTY_MANAGER for group in agent.user.groups.all()):
        return True
    return owed.desk is not None and owed.desk.pk in {row.desk_id for row in agent.memberships.all() if row.is_lead}


def _news(event: DebtEvent, arisen: Arisen, cause: dict[str, str]) -> News:
    places = ", ".join(sorted({str(owed.desk or owed.region) for owed, _ in arisen}))
    hours = rules.hours(sum(rules.seconds(spans) for _, spans in arisen))
    facts = {
        "places": places,
        "hours": hours,
        "cause": cause,
        "lines": [_line(owed, spans) for owed, spans in arisen],
        "starts_at": min(spans[0].starts_at for _, spans in arisen).isoformat(),
    }
    return News(
        kind="debt",
        code="debt_arisen",
        about="debt",
        event=f"debt:{event.pk}",
        title=places,
        url=reverse("oncall:debt"),
        mail=MAIL,
        what=str(hours),
        facts=facts,
    )


def _line(owed: Owed, spans: list[Span]) -> dict[str, Any]:
    return {
        "organization": str(owed.organization),
        "desk": str(owed.desk or owed.region),
        "hours": rules.hours(rules.seconds(spans)),
    }
