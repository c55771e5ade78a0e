"""Who is on call."""

from datetime import timedelta
from functools import partial
from typing import Any

from accounts.models import Agent
from oncall.models import Override, Rotation, Swap
from tests.pages.objects import page_of_amer
from tests.pages.registry import LOGIN, Address, Answers, Reader, agents
from tests.world import AT


def rotation_of_emea() -> dict[str, Any]:
    """The first rotation of the London desk."""
    return {"pk": Rotation.objects.get(desk__code="emea", tier="primary").pk}


def override_of_emea() -> dict[str, Any]:
    """What its lead decided."""
    return {"pk": Override.objects.filter(rotation_id=rotation_of_emea()["pk"]).earliest("pk").pk}


def swap_of_emea() -> dict[str, Any]:
    """What its agent asked its lead."""
    return {"pk": Swap.objects.filter(rotation_id=rotation_of_emea()["pk"]).earliest("pk").pk}


def stretch() -> dict[str, Any]:
    """A colleague and a day."""
    lead = Agent.objects.get(user__email="lead.emea@vendor.example")
    starts_at, ends_at = (f"{AT + timedelta(days=days):%Y-%m-%dT%H:%M}" for days in (30, 31))
    return {"agent": lead.pk, "starts_at": starts_at, "ends_at": ends_at, "note": ""}


def agent_of_another_desk() -> int:
    """Anson, of Hong Kong."""
    return Agent.objects.get(user__email=Reader.FAR_AGENT).pk


def the_two(answer: int) -> Answers:
    """Only the two agents of a swap."""
    return {**dict.fromkeys(Reader, 404), Reader.AGENT: answer, Reader.ANONYMOUS: LOGIN}


TYPED = ("starts_at", "ends_at", "note")

PAGES: tuple[Address, ...] = (
    Address("oncall:board", agents(), statements=9, portrait=Reader.AGENT),
    Address("oncall:my-shifts", agents(), statements=9, portrait=Reader.AGENT, bare=Reader.ADMINISTRATOR),
    Address("oncall:rotation", agents(), statements=12, portrait=Reader.AGENT, arguments=rotation_of_emea),
    Address(
        "oncall:override-new",
        agents(403),
        statements=10,
        portrait=Reader.AGENT,
        arguments=rotation_of_emea,
        looked_at=False,
    ),
    Address(
        "oncall:override-end",
        agents(403),
        statements=6,
        portrait=Reader.AGENT,
        arguments=override_of_emea,
        method="POST",
        looked_at=False,
    ),
    Address(
        "oncall:swap-new",
        agents(),
        statements=9,
        portrait=Reader.AGENT,
        arguments=rotation_of_emea,
        known=TYPED,
    ),
    *(
        Address(
            name,
            the_two(302),
            statements=9,
            portrait=Reader.AGENT,
            arguments=swap_of_emea,
            data=partial(dict, data),
            method="POST",
            looked_at=False,
        )
        for name, data in (("oncall:swap-answer", {"decision": "agree"}), ("oncall:swap-withdrawal", {}))
    ),
    Address(
        "oncall:acknowledgement",
        agents(404),
        statements=4,
        portrait=Reader.AGENT,
        arguments=page_of_amer,
        method="POST",
        looked_at=False,
    ),
)
