"""Who is on call."""

from datetime import timedelta
from functools import partial
from typing import Any

from accounts.models import Agent
from common.feeds import hashed
from oncall.models import Delivery, Override, Rotation, Swap
from oncall.services import open_feed, page_on_call
from tests.pages.objects import page_of_amer
from tests.pages.registry import LOGIN, TO_ALL, Address, Answers, Reader, agents
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
    """The lead, and two hours in which Edward is on call."""
    lead = Agent.objects.get(user__email=Reader.LEAD)
    day = f"{AT + timedelta(days=9):%Y-%m-%d}"
    return {"agent": lead.pk, "starts_at": f"{day}T12:00", "ends_at": f"{day}T14:00", "note": ""}


def agent_of_another_desk() -> int:
    """Anson, of Hong Kong."""
    return Agent.objects.get(user__email=Reader.FAR_AGENT).pk


def rotation_named() -> dict[str, Any]:
    """The rotation, as a form names it."""
    return {"rotation": rotation_of_emea()["pk"]}


def feed_of_the_agent() -> dict[str, Any]:
    """The secret of Edward's calendar feed: whoever has it reads it."""
    return {"token": open_feed(agent=Agent.objects.get(user__email=Reader.AGENT), rotation=None, at=AT)}


def call_of_the_agent() -> dict[str, Any]:
    """The secret in the mail that called Edward."""
    agent = Agent.objects.get(user__email=Reader.AGENT)
    page = page_on_call(desk=agent.memberships.get().desk, subject="Down", url="/", dedupe_key="call", at=AT)
    delivery = Delivery.objects.filter(attempt__run__page=page).earliest("pk")
    delivery.agent, delivery.token_hash = agent, hashed("call")
    delivery.save(update_fields=["agent", "token_hash"])
    return {"token": "call"}


def the_two(answer: int) -> Answers:
    """Only the two agents of a swap."""
    return {**dict.fromkeys(Reader, 404), Reader.AGENT: answer, Reader.LEAD: answer, Reader.ANONYMOUS: LOGIN}


def a_lead(answer: int) -> Answers:
    """The lead of the desk and the duty manager; to the other agents it is forbidden."""
    return {**agents(403), Reader.LEAD: answer, Reader.ADMINISTRATOR: answer}


TYPED = ("starts_at", "ends_at", "note")

PAGES: tuple[Address, ...] = (
    Address("oncall:board", agents(), statements=16, portrait=Reader.AGENT),
    Address("oncall:debt", agents(), statements=17, portrait=Reader.LEAD, known=("desk",)),
    Address("oncall:debt-csv", agents(), statements=5, portrait=Reader.LEAD, looked_at=False, known=("desk",)),
    Address("oncall:my-shifts", agents(), statements=12, portrait=Reader.AGENT, bare=Reader.ADMINISTRATOR),
    Address("oncall:rotation", agents(), statements=14, portrait=Reader.AGENT, arguments=rotation_of_emea),
    Address(
        "oncall:override-new",
        a_lead(200),
        statements=14,
        portrait=Reader.LEAD,
        arguments=rotation_of_emea,
        looked_at=False,
    ),
    Address(
        "oncall:override-new",
        a_lead(302),
        statements=34,
        portrait=Reader.LEAD,
        arguments=rotation_of_emea,
        data=stretch,
        method="POST",
        looked_at=False,
        rows={"agent": agent_of_another_desk},
        known=TYPED,
    ),
    Address(
        "oncall:override-end",
        a_lead(302),
        statements=24,
        portrait=Reader.LEAD,
        arguments=override_of_emea,
        method="POST",
        looked_at=False,
    ),
    Address(
        "oncall:swap-new",
        agents(),
        statements=11,
        portrait=Reader.AGENT,
        arguments=rotation_of_emea,
        known=TYPED,
    ),
    Address(
        "oncall:swap-new",
        {**agents(422), Reader.AGENT: 302},
        statements=28,
        portrait=Reader.AGENT,
        arguments=rotation_of_emea,
        data=stretch,
        method="POST",
        looked_at=False,
        rows={"agent": agent_of_another_desk},
        known=TYPED,
    ),
    Address(
        "oncall:feed-address",
        agents(),
        statements=11,
        portrait=Reader.AGENT,
        data=rotation_named,
        method="POST",
        looked_at=False,
        known=("rotation",),
    ),
    Address(
        "oncall:feed-revocation",
        agents(302),
        statements=6,
        portrait=Reader.AGENT,
        data=rotation_named,
        method="POST",
        looked_at=False,
        known=("rotation",),
    ),
    Address(
        "oncall:feed", TO_ALL, statements=8, portrait=Reader.ANONYMOUS, arguments=feed_of_the_agent, looked_at=False
    ),
    Address("oncall:call", TO_ALL, statements=4, portrait=Reader.ANONYMOUS, arguments=call_of_the_agent),
    *(
        Address(
            name,
            the_two(302),
            statements=14,
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
