"""Tickets that belong together: merged, split, linked."""

from typing import Any

from accounts.models import Agent
from tests.pages import foreign
from tests.pages.objects import liams_ticket
from tests.pages.registry import Address, Reader, agents, of_the_desk
from tests.world import AT
from tickets import services
from tickets.models import Link, Problem, Ticket


def another_ticket() -> Ticket:
    """Another open ticket of ABC at the London desk, from the demo world."""
    listed = Ticket.objects.get(**liams_ticket())
    others = Ticket.objects.unfinished().filter(requester=listed.requester, merged_into=None)
    return others.exclude(pk=listed.pk).order_by("id")[0]


def into_another() -> dict[str, Any]:
    """The target of a merge."""
    return {"ticket": another_ticket().reference}


def link_of_the_list() -> dict[str, Any]:
    """A link of the ticket of the list."""
    listed = Ticket.objects.get(**liams_ticket())
    agent = Agent.objects.get(user__email=Reader.AGENT)
    found = Link.objects.filter(earlier=listed, kind="related").first() or services.link(
        earlier=listed, later=another_ticket(), kind="related", actor=agent.user, at=AT
    )
    return {"reference": listed.reference, "number": found.pk}


def problem_of_the_list() -> dict[str, Any]:
    """A problem behind the ticket of the list."""
    found = Problem.objects.filter(subject="A lease is lost").first()
    return {"number": (found or _open_problem()).pk}


def _open_problem() -> Problem:
    agent = Agent.objects.get(user__email=Reader.AGENT)
    draft = services.ProblemDraft(subject="A lease is lost", description="Since 5.1.")
    made = services.open_problem(draft=draft, actor=agent.user, at=AT)
    listed = Ticket.objects.get(**liams_ticket())
    services.attach_to_problem(ticket=listed, problem=made, actor=agent.user, at=AT)
    return made


PAGES: tuple[Address, ...] = (
    *(
        Address(
            f"tickets:{noun}",
            of_the_desk(200),
            statements=statements,
            portrait=Reader.AGENT,
            arguments=liams_ticket,
            data=data,
            rows=rows,
        )
        for noun, statements, data, rows in (
            ("merge", 20, into_another, {"ticket": foreign.ticket}),
            ("separation", 10, dict, {}),
            ("links", 12, dict, {}),
            ("split", 10, dict, {}),
        )
    ),
    Address(
        "tickets:link-removal",
        of_the_desk(302),
        statements=30,
        portrait=Reader.AGENT,
        arguments=link_of_the_list,
        method="POST",
        looked_at=False,
    ),
    Address(
        "tickets:cause",
        of_the_desk(200),
        statements=12,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
    ),
    Address("tickets:print", of_the_desk(200, customers=200), statements=12, arguments=liams_ticket),
    Address("tickets:problems", agents(), statements=6, portrait=Reader.AGENT),
    Address("tickets:problem-new", agents(), statements=6, portrait=Reader.AGENT),
    *(
        Address(f"tickets:{noun}", agents(), statements=12, portrait=Reader.AGENT, arguments=problem_of_the_list)
        for noun in ("problem", "problem-edition", "problem-announcement", "problem-solution")
    ),
    Address(
        "tickets:problem-reopening",
        agents(302),
        statements=8,
        portrait=Reader.AGENT,
        arguments=problem_of_the_list,
        method="POST",
        looked_at=False,
    ),
    Address(
        "tickets:problem-tickets",
        agents(422),
        statements=16,
        portrait=Reader.AGENT,
        arguments=problem_of_the_list,
        method="POST",
        rows={"ticket": foreign.ticket},
        looked_at=False,
    ),
)
