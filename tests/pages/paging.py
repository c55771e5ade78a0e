"""How agents are reached, fire drills, and why nobody was paged."""

from typing import Any

from accounts.models import Agent
from catalog.models import Desk
from common.feeds import hashed
from oncall import services
from oncall.models import Delivery, Device, Way
from tests.pages.objects import liams_ticket
from tests.pages.registry import LOGIN, TO_ALL, Address, Answers, Reader, agents, of_the_desk
from tests.world import AT


def agent_of_emea() -> Agent:
    """Edward."""
    return Agent.objects.get(user__email=Reader.AGENT)


def phone_of_the_agent() -> dict[str, Any]:
    """A device of Edward's."""
    facts = {"name": "Phone", "p256dh": "A", "auth": "A", "added_at": AT}
    device, _ = Device.objects.get_or_create(agent=agent_of_emea(), endpoint="https://192.0.2.1/1", defaults=facts)
    return {"pk": device.pk}


def way_of_the_agent() -> dict[str, Any]:
    """Edward is mailed after half an hour."""
    return {"pk": Way.objects.get_or_create(agent=agent_of_emea(), channel="mail", minutes=30)[0].pk}


def tried_by_the_agent() -> dict[str, Any]:
    """The secret in the mail of a test that Edward asked for."""
    if not Delivery.objects.filter(token_hash=hashed("test")).exists():
        delivery = services.try_out(agent=agent_of_emea(), at=AT)[0]
        Delivery.objects.filter(pk=delivery.pk).update(token_hash=hashed("test"))
    return {"token": "test"}


def desk_of_emea() -> dict[str, Any]:
    """The London desk."""
    return {"pk": Desk.objects.get(code="emea").pk}


def new_way() -> dict[str, Any]:
    """A mail, after 40 minutes."""
    return {"channel": "mail", "phone": "", "minutes": 40}


def new_device() -> dict[str, Any]:
    """What a form says that no browser filled in."""
    return {"name": "Phone", "endpoint": "", "p256dh": "", "auth": ""}


def own(answer: int) -> Answers:
    """Only the agent whose it is."""
    return {**dict.fromkeys(Reader, 404), Reader.AGENT: answer, Reader.ANONYMOUS: LOGIN}


def a_lead(answer: int) -> Answers:
    """The lead of the desk and the duty manager; to the other agents it is forbidden."""
    return {**agents(403), Reader.LEAD: answer, Reader.ADMINISTRATOR: answer}


TYPED = ("channel", "phone", "endpoint", "pNdh", "auth")

PAGES: tuple[Address, ...] = (
    Address("oncall:worker", TO_ALL, statements=0, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("oncall:devices", agents(), statements=13, portrait=Reader.AGENT, bare=Reader.ADMINISTRATOR),
    Address("oncall:device-new", agents(), statements=4, portrait=Reader.AGENT),
    Address(
        "oncall:device-new",
        agents(422),
        statements=4,
        portrait=Reader.AGENT,
        data=new_device,
        method="POST",
        looked_at=False,
        known=TYPED,
    ),
    *(
        Address(
            name,
            own(302),
            statements=18,
            portrait=Reader.AGENT,
            arguments=phone_of_the_agent,
            method="POST",
            looked_at=False,
        )
        for name in ("oncall:device-test", "oncall:device-removal")
    ),
    Address("oncall:ways-test", agents(302), statements=30, portrait=Reader.AGENT, method="POST", looked_at=False),
    Address("oncall:way-new", agents(), statements=4, portrait=Reader.AGENT),
    Address(
        "oncall:way-new",
        agents(302),
        statements=10,
        portrait=Reader.AGENT,
        data=new_way,
        method="POST",
        looked_at=False,
        known=TYPED,
    ),
    Address(
        "oncall:way-removal",
        own(302),
        statements=6,
        portrait=Reader.AGENT,
        arguments=way_of_the_agent,
        method="POST",
        looked_at=False,
    ),
    Address(
        "oncall:call",
        TO_ALL,
        statements=6,
        portrait=Reader.ANONYMOUS,
        arguments=tried_by_the_agent,
        method="POST",
        looked_at=False,
    ),
    Address("oncall:drill", a_lead(200), statements=12, portrait=Reader.LEAD, arguments=desk_of_emea),
    Address(
        "oncall:drill",
        a_lead(302),
        statements=50,
        portrait=Reader.LEAD,
        arguments=desk_of_emea,
        method="POST",
        looked_at=False,
    ),
    Address("tickets:paging", of_the_desk(200), statements=22, portrait=Reader.AGENT, arguments=liams_ticket),
)
