"""Giving a desk's tickets to its agents: by the desk's rule when they come in, and back when an agent goes away."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts import portfolio
from accounts.models import Agent, DeskMembership, User
from accounts.permissions import plans_for
from catalog.models import Desk
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import Note, Reply, Ticket, TicketEvent
from tickets.querysets import TicketQuerySet
from tickets.rules import Candidate, Nobody, Way
from tickets.services.changes import lock, record, touch

BATCH = 100
GIVEN_AGAIN = ("new", "open")
"""Where a ticket is given to somebody by itself; one that needs an entitlement is not worked (R16)."""


class UnableToGiveBack(Unable):
    """Code: `not_your_agent`."""


@transaction.atomic
def give(*, ticket: Ticket, at: datetime) -> bool:
    """Give an unowned ticket to an agent by the rule of its desk; whether it has an owner then.

    The agents of the desk are locked, so tickets that come in at one instant see each other. Why nobody was found is
    written down once, until the reason changes.
    """
    desk = ticket.desk
    if desk is None or desk.assignment == Desk.Assignment.BY_HAND:
        return False
    lock(ticket)
    if ticket.assignee_id is not None or ticket.desk_id != desk.pk or not _may_be_given(ticket):
        return False
    agents = Agent.objects.filter(memberships__desk=desk).order_by("pk")
    list(agents.select_for_update(of=("self",), no_key=True))
    places = {place.agent.pk: place for place in portfolio.roster([desk], at)}
    found = rules.choose(Way(desk.assignment), ticket.product_id, _candidates(places))
    if isinstance(found, Nobody):
        _explain(ticket, found, at)
        return False
    _hand(ticket, places[found.id].membership, found, at)
    return True


def give_unowned(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Follow the news that a ticket was filed or has lost its owner: give it by the rule of its desk."""
    give(ticket=Ticket.objects.select_related("desk", "product").get(pk=key), at=at)


def give_waiting(*, at: datetime) -> int:
    """Give what waits at the desks that give by themselves, the promise that comes due first leading; how many.

    The sweep asks this: a ticket that came in while nobody worked is given when somebody comes to work.
    """
    given = 0
    desks = Desk.objects.exclude(assignment=Desk.Assignment.BY_HAND).order_by("pk")
    for desk in desks:
        if any(place.is_at_work for place in portfolio.roster([desk], at)):
            given += sum(give(ticket=ticket, at=at) for ticket in _waiting(desk)[:BATCH])
    return given


@transaction.atomic
def give_back(*, agent: Agent, actor: User, at: datetime) -> int:
    """Give the tickets of `agent` that it has not touched back to their desks; how many.

    Untouched is open or new, with neither a reply nor a note of the agent. The desk's rule gives them on.

    Raises:
        UnableToGiveBack: if `actor` is neither the agent nor a lead of its desk.
    """
    if not plans_for(actor, agent):
        raise UnableToGiveBack("not_your_agent")
    tickets = list(untouched(agent))
    for ticket in tickets:
        lock(ticket)
        ticket.assignee = None
        record(ticket, actor=actor, code="given_back", at=at, data={"from": str(agent)}, is_internal=True)
        touch(ticket, "assignee", at=at)
        publish("ticket.unowned", str(ticket.pk), at=at)
    return len(tickets)


def untouched(agent: Agent) -> TicketQuerySet:
    """What `agent` owns and has not begun: open or new, without a word of the agent."""
    said = [Exists(model.objects.filter(ticket=OuterRef("pk"), author=agent.user_id)) for model in (Reply, Note)]
    owned = Ticket.objects.unfinished().filter(assignee=agent, status__in=GIVEN_AGAIN)
    return owned.exclude(said[0] | said[1]).order_by("pk")


def _waiting(desk: Desk) -> TicketQuerySet:
    """Unowned tickets of the desk that nobody took off an agent by hand: who did decides who gets them."""
    owners = TicketEvent.objects.filter(ticket=OuterRef("pk"), code__in=("assigned", "given_back")).order_by("-id")
    tickets = Ticket.objects.unassigned().filter(desk=desk, status__in=GIVEN_AGAIN, merged_into=None)
    last = tickets.annotate(last=Subquery(owners.values("code")[:1]), last_by=Subquery(owners.values("actor")[:1]))
    free = last.filter(Q(last_by=None) | Q(last="given_back"))
    return free.select_related("desk", "product").by_next_promise()


def _may_be_given(ticket: Ticket) -> bool:
    return ticket.status in GIVEN_AGAIN and not ticket.is_set_aside and ticket.merged_into_id is None


def _candidates(places: dict[int, portfolio.Place]) -> list[Candidate]:
    """The agents of the desk as values, with what each has open at all desks."""
    loads = Counter(Ticket.objects.unfinished().filter(assignee__in=places).values_list("assignee", flat=True))
    return [
        Candidate(
            id=pk,
            is_at_work=place.is_at_work,
            open_tickets=loads[pk],
            capacity=place.agent.capacity,
            skills=frozenset(skill.pk for skill in place.agent.skills.all()),
            last_given_at=place.membership.last_assigned_at,
        )
        for pk, place in places.items()
    ]


def _hand(ticket: Ticket, membership: DeskMembership, chosen: Candidate, at: datetime) -> None:
    agent = membership.agent
    ticket.assignee = agent
    event = record(ticket, actor=None, code="assigned", at=at, data={"from": "", "to": str(agent)})
    skilled = str(ticket.product) if ticket.product_id in chosen.skills else ""
    facts = {"to": str(agent), "way": membership.desk.assignment, "skilled": skilled}
    load = {"open": chosen.open_tickets + 1, "capacity": chosen.capacity}
    record(ticket, actor=None, code="given", at=at, data=facts | load, is_internal=True)
    DeskMembership.objects.filter(pk=membership.pk).update(last_assigned_at=at)
    touch(ticket, "assignee", at=at)
    payload = {"act": rules.Act.ASSIGN.value, "event": event.pk, "by": ""}
    publish("ticket.changed", str(ticket.pk), at=at, payload=payload)


def _explain(ticket: Ticket, reason: Nobody, at: datetime) -> None:
    """Write down why nobody was given the ticket, unless that is what its history said last."""
    said = ticket.events.filter(code__in=("not_given", "given", "given_back")).order_by("-id").first()
    if said is None or said.code != "not_given" or said.data.get("why") != reason.value:
        record(ticket, actor=None, code="not_given", at=at, data={"why": reason.value}, is_internal=True)
