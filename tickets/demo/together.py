"""Which tickets of the demo world belong together, and which views of the queue its agents keep."""

from datetime import datetime, timedelta

from accounts import services as people
from accounts.models import Agent, User
from catalog.models import Desk
from tickets import services
from tickets.demo.telling import AMER, APAC, EMEA
from tickets.models import Link, Ticket

AFFECTED = ("Nightly report runs twice", "Time sheets are sent an hour early", "Scheduled export ran twice")
TOLD = (
    "We have found the cause: schedules between 01:00 and 03:00 are read as local time twice. A hotfix is being "
    "tested; until then, put them to 03:30."
)
PARTS = ("New approval model: old delegations", "New approval model: names of the steps")
VIEWS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    (EMEA, "My paused ones", "", {"view": "mine", "status": "waiting_for_customer"}),
    (EMEA, "Morning round", "EMEA", {"view": "desks", "promise": "today"}),
    (AMER, "Broken, at our desk", "AMER", {"view": "desks", "promise": "broken"}),
    (APAC, "Nobody has it yet", "APAC", {"view": "desks", "assignee": "nobody"}),
)
"""Owner, name, the desk that it is shared with, filters."""


def tell(at: datetime) -> None:
    """Merge, split, link, name the problem behind three tickets, keep views, and send somebody on leave."""
    _merge(at)
    _split(at)
    _link(at)
    _name_problem(at)
    for owner, name, desk, filters in VIEWS:
        shared = Desk.objects.get(code=desk.lower()) if desk else None
        services.save_view(owner=_who(owner), name=name, desk=shared, filters=filters, at=at - timedelta(days=3))
    lead = Agent.objects.get(user__email="lead.emea@vendor.example")
    until = at + timedelta(days=2)
    people.go_away(agent=lead, until=until, actor=lead.user, at=at - timedelta(hours=4), note="Back on Friday")


def _merge(at: datetime) -> None:
    source, target = _ticket("Documents of yesterday"), _ticket("Search index of the London node")
    services.merge(source=source, target=target, actor=_who(EMEA), at=at - timedelta(hours=4.5))


def _split(at: datetime) -> None:
    whole = _ticket("Labels of the packing line")
    reply = whole.replies.filter(is_from_vendor=False).get()
    part = services.Part(
        subject="Scanner at gate 3 logs its user out",
        text="The scanner at gate 3 logs its user out every ten minutes.",
        severity=3,
        reply=reply,
    )
    services.split(ticket=whole, part=part, actor=_who(AMER), at=at - timedelta(hours=3.2))


def _link(at: datetime) -> None:
    whole = _ticket("Move the London team")
    for beginning in PARTS:
        part = _ticket(beginning)
        kind = Link.Kind.PARENT.value
        services.link(earlier=whole, later=part, kind=kind, actor=_who(EMEA), at=at - timedelta(days=1))


def _name_problem(at: datetime) -> None:
    agent, named_at = _who(AMER), at - timedelta(days=1)
    tickets = [_ticket(beginning) for beginning in AFFECTED]
    draft = services.ProblemDraft(
        subject="Schedules run twice, or early, after the clocks change",
        description="Seen in Meridian Server 5.1, Lattice Forms 3.0 and Beacon Analytics 2026; they share a scheduler.",
    )
    problem = services.open_problem(draft=draft, actor=agent, at=named_at)
    for ticket in tickets:
        services.attach_to_problem(ticket=ticket, problem=problem, actor=agent, at=named_at)
    services.tell_all(problem=problem, tickets=tickets, body=TOLD, actor=agent, at=at - timedelta(hours=20))


def _ticket(beginning: str) -> Ticket:
    return Ticket.objects.get(subject__startswith=beginning)


def _who(email: str) -> User:
    return User.objects.get(email=email)
