"""The agents' queue."""

from typing import Any

from accounts.models import User
from tests.pages.objects import liams_ticket, since_the_world_began
from tests.pages.registry import LOGIN, Address, Answers, Reader, agents, of_the_desk
from tests.world import AT
from tickets import services
from tickets.models import SavedView


def edwards_view() -> dict[str, Any]:
    """A view of the queue that the agent of London keeps for itself."""
    owner = User.objects.get(email=Reader.AGENT)
    found = SavedView.objects.filter(owner=owner, name="Of the list").first()
    view = found or services.save_view(owner=owner, name="Of the list", desk=None, filters={"severity": "1"}, at=AT)
    return {"pk": view.pk}


def owner(answer: int) -> Answers:
    """Only the agent of London, whose view it is."""
    return {**dict.fromkeys(Reader, 404), Reader.AGENT: answer, Reader.ANONYMOUS: LOGIN}


FILTERS = ("assignee", "desk", "product", "organization")  # an agent knows them all

PAGES: tuple[Address, ...] = (
    Address("tickets:queue", agents(), statements=6, portrait=Reader.AGENT, bare=Reader.FAR_AGENT, known=FILTERS),
    Address("tickets:queue-next-up", agents(), statements=4, portrait=Reader.AGENT, looked_at=False),
    Address(
        "tickets:queue-news",
        agents(204),
        statements=4,
        portrait=Reader.AGENT,
        data=since_the_world_began,
        known=FILTERS,
        looked_at=False,
    ),
    Address("tickets:queue-views", agents(), statements=5, portrait=Reader.AGENT, bare=Reader.FAR_AGENT),
    Address("tickets:queue-view-new", agents(), statements=4, portrait=Reader.AGENT),
    Address("tickets:queue-view", owner(200), statements=5, portrait=Reader.AGENT, arguments=edwards_view),
    Address(
        "tickets:queue-view-deletion",
        owner(302),
        statements=10,
        portrait=Reader.AGENT,
        arguments=edwards_view,
        method="POST",
        looked_at=False,
    ),
    Address("tickets:board", agents(), statements=13, portrait=Reader.LEAD, bare=Reader.AGENT),
    Address("tickets:palette", agents(), statements=5, portrait=Reader.AGENT, looked_at=False),
    Address(
        "tickets:presence",
        of_the_desk(204),
        statements=7,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
        method="POST",
        looked_at=False,
    ),
    Address("tickets:queue-bulk", agents(302), statements=3, portrait=Reader.AGENT, looked_at=False),
)
