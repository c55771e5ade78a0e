"""When an agent works, and giving tickets back."""

from datetime import timedelta
from functools import partial
from typing import Any

from accounts import services
from accounts.models import Agent
from tests.pages.registry import DESK, LOGIN, Address, Answers, Reader
from tests.world import AT


def _edward() -> Agent:
    return Agent.objects.get(user__email=Reader.AGENT)


def agent_of_the_list() -> dict[str, Any]:
    """Edward, as an agent."""
    return {"pk": _edward().pk}


def absence_of_the_list() -> dict[str, Any]:
    """A day on which Edward is away."""
    agent = _edward()
    starts_at = AT + timedelta(days=7)
    planned = agent.absences.first() or services.plan_absence(
        agent=agent, starts_at=starts_at, ends_at=starts_at + timedelta(days=1), actor=agent.user, at=AT
    )
    return {"pk": agent.pk, "number": planned.pk}


def itself(answer: int) -> Answers:
    """Only the agent itself, and the lead of its desk."""
    return {**dict.fromkeys(Reader, 404), **dict.fromkeys(DESK, answer), Reader.ANONYMOUS: LOGIN}


PAGES: tuple[Address, ...] = (
    Address("people:work", itself(200), statements=9, portrait=Reader.AGENT, arguments=agent_of_the_list),
    *(
        Address(
            name,
            itself(302),
            statements=statements,
            portrait=Reader.AGENT,
            arguments=absence_of_the_list if name == "people:absence-cancellation" else agent_of_the_list,
            data=partial(dict, data),
            method="POST",
            looked_at=False,
        )
        for name, statements, data in (
            ("people:away", 18, {"until": "hour"}),
            ("people:back", 11, {}),
            ("people:absences", 11, {"starts_at": "2026-07-01T09:00", "ends_at": "2026-07-02T09:00"}),
            ("people:absence-cancellation", 9, {}),
            ("tickets:returns", 12, {}),
        )
    ),
)
